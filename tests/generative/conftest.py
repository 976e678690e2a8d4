"""How do generated tests run? The same in every run, and without a clock: the machine may be busy."""

from hypothesis import settings

settings.register_profile("ischia", deadline=None, derandomize=True)
settings.load_profile("ischia")
