"""What we know: reviewed data files, their schemas and the loader. This room reasons about nothing.

`load_knowledge()` is the door; the others serve those who write knowledge.
"""

from ischia.knowledge.faults import Fault, KnowledgeFault
from ischia.knowledge.load import faults_in, load_knowledge
from ischia.knowledge.records import Knowledge
from ischia.knowledge.register import Overdue, Unverified, overdue, register_faults, unverified

__all__ = [
    "Fault",
    "Knowledge",
    "KnowledgeFault",
    "Overdue",
    "Unverified",
    "faults_in",
    "load_knowledge",
    "overdue",
    "register_faults",
    "unverified",
]
