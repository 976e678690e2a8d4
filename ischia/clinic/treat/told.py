"""How does what a client told before the visit stand in the re-screen, for the therapist to ask and confirm?"""

from ischia.clinic.intake.api import ToldBefore, differing
from ischia.clinic.screen.api import UNSURE
from ischia.clinic.treat.rescreening import PREFIX
from ischia.pathway.shared.findings import UNKNOWN, Answer, Findings


def filled_in(told: ToldBefore | None, on_record: Findings) -> dict[str, str]:
    """By field of the re-screen, what differs from the record. The rest stays at "no change"."""
    if told is None:
        return {}
    return {f"{PREFIX}{id}": _text(answer) for id, answer in differing(told.answers, on_record).items()}


def _text(answer: Answer) -> str:
    """An answer as the form sends it."""
    if answer is UNKNOWN:
        return UNSURE
    if isinstance(answer, bool):
        return "true" if answer else "false"
    return f"{answer:g}" if isinstance(answer, int | float) else str(answer)
