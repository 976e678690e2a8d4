"""The door of the stage screen: is massage safe for this person today?"""

from ischia.pathway.screen.chart import findings_from_chart, with_chart
from ischia.pathway.screen.checking import check_findings, contradictions, usable
from ischia.pathway.screen.closing import close, implied_findings
from ischia.pathway.screen.feasibility import (
    SHORTEST_SESSION_MINUTES,
    is_possible,
    possible_techniques,
    target_regions,
    what_leaves_nothing,
)
from ischia.pathway.screen.questions import (
    answered_questions,
    findings_asked_again,
    for_next_visit,
    next_question,
    questions_in_order,
    rescreen_questions,
)
from ischia.pathway.screen.revisit import (
    NEWS,
    answered_again,
    answers_today,
    asked_since_last_time,
    findings_of_one_day,
    findings_that_age,
    rules_of_today,
    to_test_again,
)
from ischia.pathway.screen.safety_net import SAFETY_NET
from ischia.pathway.screen.values import Audience, NextQuestion, OpenRule, Outcome, Reason, Verdict
from ischia.pathway.screen.verdict import LIMITS_LEAVE_NOTHING, screen
from ischia.pathway.shared.limits import combine_limits

__all__ = [
    "LIMITS_LEAVE_NOTHING",
    "NEWS",
    "SAFETY_NET",
    "SHORTEST_SESSION_MINUTES",
    "Audience",
    "NextQuestion",
    "OpenRule",
    "Outcome",
    "Reason",
    "Verdict",
    "answered_again",
    "answered_questions",
    "answers_today",
    "asked_since_last_time",
    "check_findings",
    "close",
    "combine_limits",
    "contradictions",
    "findings_asked_again",
    "findings_from_chart",
    "findings_of_one_day",
    "findings_that_age",
    "for_next_visit",
    "implied_findings",
    "is_possible",
    "next_question",
    "possible_techniques",
    "questions_in_order",
    "rescreen_questions",
    "rules_of_today",
    "screen",
    "target_regions",
    "to_test_again",
    "usable",
    "what_leaves_nothing",
    "with_chart",
]
