"""What may the commands use of the demo?"""

from ischia.clinic.demo.load import Loaded, load_demo, logins

__all__ = ["Loaded", "load_demo", "logins"]
