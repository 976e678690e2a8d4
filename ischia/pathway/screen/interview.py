"""What is one person asked, one question after the other, and what is known in the end?"""

from dataclasses import dataclass

from ischia.knowledge.records import Knowledge, QuestionId
from ischia.pathway.screen.closing import close
from ischia.pathway.screen.questions import next_question
from ischia.pathway.shared.findings import UNKNOWN, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """The questions that were put, in order, and the answers that they brought."""

    asked: tuple[QuestionId, ...]
    answers: Findings


def interview(person: Findings, knowledge: Knowledge) -> Interview:
    """Ask this person until there is nothing left to ask; what they do not know themselves, they cannot say."""
    knows = close(person, knowledge)
    asked: list[QuestionId] = []
    answers = Findings()
    while question := next_question(answers, knowledge):
        asked.append(question.question)
        answers = answers.with_answers({id: knows.get(id, UNKNOWN) for id in question.findings})
    return Interview(asked=tuple(asked), answers=answers)
