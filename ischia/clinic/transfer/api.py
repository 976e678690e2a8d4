"""What may other apps use of taking out and bringing in?"""

from ischia.clinic.transfer.exporting import Exported, export_clinic

__all__ = ["Exported", "export_clinic"]
