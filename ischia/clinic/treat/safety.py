"""What may be done at this session today? One object that the page shows and that signing goes by."""

from dataclasses import dataclass

from ischia.clinic.screen.api import (
    Clearance,
    Screening,
    clearance_answer,
    clearance_limits,
    expired_rules,
    verdict_of,
)
from ischia.knowledge.records import RuleId
from ischia.pathway.book.api import ClearanceAnswer
from ischia.pathway.screen.api import Verdict
from ischia.pathway.shared.limits import Limits
from ischia.pathway.treat.api import Breach, Stance, is_covered, limits_today, stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The newest safety check, what a clinician said to it, and what follows for today.

    `is_todays` is False while the check is the one from before this visit: then nothing may be recorded yet.
    """

    screening: Screening
    verdict: Verdict
    clearance: Clearance | None
    stance: Stance
    limits: Limits
    is_todays: bool

    @property
    def is_stopped(self) -> bool:
        return self.is_todays and self.stance is Stance.STOP

    @property
    def breach(self) -> tuple[Breach, ...]:
        """Going on without the clinician whom the check asks for is a breach like any other."""
        if self.stance is not Stance.WITH_REASON:
            return ()
        rules = tuple(reason.rule for reason in self.verdict.reasons if reason.level is self.verdict.level)
        message = "The safety check asks for a clinician first, and no clearance covers it."
        return (Breach(field="rescreen", message=message, because=rules or (RuleId("rescreen"),)),)


def safety_of(screening: Screening, latest: Clearance | None, *, is_todays: bool) -> Safety:
    """Judge the check. The episode's latest clearance counts where it covers the check, or says no."""
    verdict = verdict_of(screening)
    clearance = latest if latest is not None and _counts(latest, screening, verdict) else None
    cleared = clearance_limits(clearance) if clearance else None
    return Safety(
        screening=screening,
        verdict=verdict,
        clearance=clearance,
        stance=stance(verdict, clearance_answer(clearance)),
        limits=limits_today(verdict, cleared),
        is_todays=is_todays,
    )


def _counts(clearance: Clearance, screening: Screening, verdict: Verdict) -> bool:
    if clearance.screening_id == screening.pk or clearance_answer(clearance) is ClearanceAnswer.NO:
        return True
    expired = expired_rules(clearance.screening, screening)
    return is_covered(verdict, verdict_of(clearance.screening), expired=expired)
