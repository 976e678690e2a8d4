"""Which stages lead from "my leg hurts" to measured relief, and in which order?

Navigation, URLs, documentation and the architecture test all read this one enum.
"""

from enum import StrEnum


class Stage(StrEnum):
    """The eight stages, in order. A later stage may use an earlier one, never the reverse."""

    SCREEN = "screen"
    ASSESS = "assess"
    PLAN = "plan"
    MATCH = "match"
    BOOK = "book"
    TREAT = "treat"
    TRACK = "track"
    DECIDE = "decide"

    @property
    def question(self) -> str:
        """The one question this stage answers (DESIGN.md section 2)."""
        return _QUESTIONS[self]


_QUESTIONS = {
    Stage.SCREEN: "Is massage safe for this person today?",
    Stage.ASSESS: "Where does the leg pain most likely come from?",
    Stage.PLAN: "What shall we do, where, how hard, how often?",
    Stage.MATCH: "With whom?",
    Stage.BOOK: "When and where?",
    Stage.TREAT: "What was done, and how did the body answer?",
    Stage.TRACK: "Is it helping, more than noise and nature?",
    Stage.DECIDE: "What next?",
}
