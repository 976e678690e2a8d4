"""The door of `decide`: what next?"""

from ischia.pathway.decide.beside import beside
from ischia.pathway.decide.decision import decide
from ischia.pathway.decide.facts import facts, tells_deficit
from ischia.pathway.decide.next_plan import changes_after
from ischia.pathway.decide.review import review_is_due
from ischia.pathway.decide.safety import Rate, SafetyRates, safety_rates
from ischia.pathway.decide.values import Action, Decision, DecisionReason

__all__ = [
    "Action",
    "Decision",
    "DecisionReason",
    "Rate",
    "SafetyRates",
    "beside",
    "changes_after",
    "decide",
    "facts",
    "review_is_due",
    "safety_rates",
    "tells_deficit",
]
