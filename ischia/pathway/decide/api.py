"""The door of `decide`: what next?"""

from ischia.pathway.decide.decision import decide
from ischia.pathway.decide.facts import facts
from ischia.pathway.decide.next_plan import changes_after
from ischia.pathway.decide.review import review_is_due
from ischia.pathway.decide.values import Action, Decision, DecisionReason

__all__ = ["Action", "Decision", "DecisionReason", "changes_after", "decide", "facts", "review_is_due"]
