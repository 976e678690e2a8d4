"""What is known about this person?

`Findings` maps finding ids to values. A finding that is missing was not asked; `UNKNOWN` was asked and could not be
answered. Both count as unknown in the logic: unknown means ask, never safe.
"""

from collections.abc import ItemsView, Iterator, Mapping
from enum import Enum
from typing import Final

from ischia.knowledge.records import FindingValue


class Unknown(Enum):
    """The answer to a question that was asked but could not be answered."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Answer = FindingValue | Unknown


class Findings(Mapping[str, Answer]):
    """An immutable set of answers by finding id."""

    __slots__ = ("_answers",)

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self._answers = dict(answers.items()) if answers else {}

    def __getitem__(self, finding: str) -> Answer:
        return self._answers[finding]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def items(self) -> ItemsView[str, Answer]:
        """Every answer with its finding; much faster than one by one."""
        return self._answers.items()

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers to look up quickly; for reading only."""
        return self._answers

    def __repr__(self) -> str:
        return f"Findings({self._answers!r})"

    def known(self, finding: str) -> FindingValue | None:
        """The value of `finding`, or None when it was not asked or could not be answered."""
        answer = self._answers.get(finding)
        return None if answer is None or isinstance(answer, Unknown) else answer

    def with_answers(self, answers: Mapping[str, Answer]) -> "Findings":
        """A copy in which `answers` replace or join what is known."""
        return Findings({**self._answers, **answers})
