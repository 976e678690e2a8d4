"""What may other apps use of taking out and bringing in, and of whose a row is?"""

from ischia.clinic.transfer.exporting import Exported, export_clinic
from ischia.clinic.transfer.tables import rows_of

__all__ = ["Exported", "export_clinic", "rows_of"]
