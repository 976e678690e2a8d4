"""Which answers to the questions of every visit are different from last time?"""

from collections.abc import Mapping

from ischia.clinic.screen.api import read_single
from ischia.clinic.treat.presenters import SAME, name_of
from ischia.knowledge.records import Knowledge
from ischia.pathway.screen.api import findings_asked_again
from ischia.pathway.shared.errors import BadInput, InputFault
from ischia.pathway.shared.findings import Answer


def changed_answers(posted: Mapping[str, str], knowledge: Knowledge) -> dict[str, Answer]:
    """The answers that are not "no change". Raises BadInput for a question that was left out."""
    asked = [id for id in knowledge.findings if id in findings_asked_again(knowledge)]
    left_out = [id for id in asked if not posted.get(name_of(id))]
    if left_out:
        raise BadInput(tuple(InputFault(field=name_of(id), reason="choose an answer.") for id in left_out))
    answers = {id: posted[name_of(id)] for id in asked}
    return {id: read_single(knowledge.findings[id], text) for id, text in answers.items() if text != SAME}
