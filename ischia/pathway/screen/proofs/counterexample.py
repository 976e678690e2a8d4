"""How does a broken promise of the safety rules read?"""

from dataclasses import dataclass

from ischia.pathway.shared.findings import Answer, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """One set of answers on which one rule breaks a promise; `answers` are all that is known."""

    promise: str
    rule: str
    answers: dict[str, Answer]
    reason: str

    def __str__(self) -> str:
        return f"{self.rule}: {in_words(self.answers)}: {self.reason} ({self.promise})"


def in_words(answers: dict[str, Answer]) -> str:
    """The answers in one line, such as `with age 70, fever yes`."""
    if not answers:
        return "with no answer at all"
    return "with " + ", ".join(f"{finding} {value_in_words(answer)}" for finding, answer in answers.items())


def value_in_words(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "not known" if isinstance(answer, Unknown) else f"{answer}"
