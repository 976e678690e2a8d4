"""What may other apps use of the review and its decisions?"""

from ischia.clinic.decide.alerting import is_stopped
from ischia.clinic.decide.models import DecisionRecord, PlanAfter, SentLetter
from ischia.clinic.decide.queries import Proposal, proposal_for
from ischia.clinic.decide.services import record_decision

__all__ = ["DecisionRecord", "PlanAfter", "Proposal", "SentLetter", "is_stopped", "proposal_for", "record_decision"]
