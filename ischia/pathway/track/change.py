"""Is a change more than measurement error, and large enough to matter to the person?

The reading is CLINICAL.md section 6: improved is at least 30 % and at least the detectable change; worse is two points
of pain, or 30 % on any other measure; what lies within the detectable change is unchanged. How much is needed hangs on
the first score: a share of it, and never less than the detectable change (`needed_from`). A sign that the therapist
measures is read against the detectable change alone, since a share of an angle means nothing; a screen is not read at
all.
"""

from dataclasses import dataclass

from ischia.knowledge.records import Instrument, Role
from ischia.pathway.track.values import Change, Reading, Score

IMPORTANT_PERCENT = 30
"""Share of the baseline that counts as a change that matters (Ostelo 2008; CLINICAL.md section 6)."""

WORSE_PAIN_POINTS = 2
"""How many points of pain count as worse (proposed, CLINICAL.md section 6)."""

PAIN_SCALES = frozenset({"nprs_leg", "nprs_back"})
"""The 0-10 pain ratings, for which "worse" is counted in points rather than percent."""

RATINGS_OF_CHANGE = frozenset({"pgic"})
"""Instruments that ask the person for the change itself, so that there is no first score to compare with."""

MUCH_BETTER_STEPS = 2
"""From the middle of PGIC (4, no change) to "much better" (2), the first step that counts as meaningful."""

PLACES = 6
"""Decimals kept in a difference, so that a mean of 10/3 does not miss a border by the last bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The bare numbers of a change: points better, baseline and the detectable change."""

    better_by: float
    baseline: float
    detectable: float | None

    @property
    def is_important_gain(self) -> bool:
        return self.better_by > 0 and self._is_important

    @property
    def is_important_loss(self) -> bool:
        return self.better_by < 0 and self._is_important

    @property
    def _is_important(self) -> bool:
        return round(abs(self.better_by) * 100 - IMPORTANT_PERCENT * self.baseline, PLACES) >= 0

    @property
    def is_detectable(self) -> bool:
        """Whether the change reaches the detectable change; without a published one nothing is ruled out as error."""
        return self.detectable is None or abs(self.better_by) >= self.detectable


def better_by(instrument: Instrument, before: float, after: float) -> float:
    """Points by which the person is better off: positive is better, whichever way the scale runs."""
    return round(before - after if instrument.better == "lower" else after - before, PLACES)


def needed_from(instrument: Instrument, baseline: float) -> float | None:
    """Points of improvement from this first score that count as improved; None where nothing of the kind can be read.

    30 % of the first score, with the detectable change as the floor: the larger the first score, the more is needed.
    """
    floor = instrument.detectable_change
    if instrument.role is Role.SCREEN or instrument.id in RATINGS_OF_CHANGE:
        return None
    if instrument.role is Role.SIGN:
        return floor
    share = round(IMPORTANT_PERCENT * baseline / 100, PLACES)
    return max(share, floor or 0.0) or None


def is_worse_beyond_error(instrument: Instrument, before: float, after: float) -> bool:
    """Whether the person is worse by at least the detectable change; False when none is published.

    Where figures differ the smallest counts (`worsening_change`), so that a doubtful number never hides a worsening.
    """
    enough = instrument.worsening_change or instrument.detectable_change
    return enough is not None and -better_by(instrument, before, after) >= enough


def change(instrument: Instrument, baseline: Score, latest: Score) -> Change:
    """Read the change from `baseline` to `latest`. `percent` is None when the baseline is 0. A screen has no change."""
    if instrument.id in RATINGS_OF_CHANGE:
        return _rated_change(instrument, latest)
    if instrument.role is Role.SCREEN:
        raise ValueError(instrument.id)
    gain = better_by(instrument, baseline.value, latest.value)
    step = _Step(better_by=gain, baseline=baseline.value, detectable=instrument.detectable_change)
    percent = gain * 100 / baseline.value if baseline.value else None
    read = _read_sign(step) if instrument.role is Role.SIGN else _read(instrument, step)
    return _as_change(instrument, (baseline, latest), gain, percent, read)


def _read_sign(step: _Step) -> tuple[Reading, str]:
    """A physical sign by the detectable change alone."""
    if step.detectable is None or abs(step.better_by) < step.detectable:
        return Reading.UNCHANGED, f"The change is within the measurement error ({number(step.detectable)})."
    reading = Reading.IMPROVED if step.better_by > 0 else Reading.WORSE
    return reading, f"Beyond the measurement error ({number(step.detectable)}). It stands beside the measures."


def _read(instrument: Instrument, step: _Step) -> tuple[Reading, str]:
    if _is_worse(instrument, step):
        return Reading.WORSE, _why_worse(instrument, step)
    if not step.is_detectable:
        return Reading.UNCHANGED, f"The change is within the measurement error ({number(step.detectable)} points)."
    if step.is_important_gain:
        return Reading.IMPROVED, f"At least {IMPORTANT_PERCENT} % better, {_beyond(step)}."
    if step.better_by > 0:
        return Reading.UNCHANGED, f"Better, {_beyond(step)}, but by less than {IMPORTANT_PERCENT} % of the start."
    if step.better_by < 0:
        return (
            Reading.UNCHANGED,
            f"A little worse, {_beyond(step)}, but by less than {IMPORTANT_PERCENT} % of the start.",
        )
    return Reading.UNCHANGED, "No change."


def _is_worse(instrument: Instrument, step: _Step) -> bool:
    """Worse by the rule. A detectable change that nobody has verified may not talk a worsening away."""
    if instrument.id in PAIN_SCALES:
        return -step.better_by >= WORSE_PAIN_POINTS
    may_be_error = instrument.backing.is_verified and not step.is_detectable
    return step.is_important_loss and not may_be_error


def _why_worse(instrument: Instrument, step: _Step) -> str:
    if instrument.id in PAIN_SCALES:
        return f"At least {WORSE_PAIN_POINTS} points worse, {_beyond(step)}."
    return f"At least {IMPORTANT_PERCENT} % worse, {_beyond(step)}."


def _beyond(step: _Step) -> str:
    if step.detectable is None:
        return "with no published measurement error to compare with"
    if step.is_detectable:
        return f"at least the measurement error ({number(step.detectable)} points)"
    return f"though within the measurement error ({number(step.detectable)} points)"


def _rated_change(instrument: Instrument, latest: Score) -> Change:
    """Read an instrument that asks for the change itself: its middle is "no change", lower is better."""
    gain = better_by(instrument, (instrument.low + instrument.high) / 2, latest.value)
    read = Reading.UNCHANGED, "Rated as little or no change."
    if gain >= MUCH_BETTER_STEPS:
        read = Reading.IMPROVED, "Rated as much better or very much better."
    elif gain <= -MUCH_BETTER_STEPS:
        read = Reading.WORSE, "Rated as much worse or very much worse."
    return _as_change(instrument, (latest, latest), gain, None, read)


def _as_change(
    instrument: Instrument, scores: tuple[Score, Score], gain: float, percent: float | None, read: tuple[Reading, str]
) -> Change:
    baseline, latest = scores
    reading, why = read
    return Change(
        instrument=instrument.id,
        label=instrument.label,
        baseline=baseline,
        latest=latest,
        better_by=gain,
        percent=percent,
        detectable_change=instrument.detectable_change,
        important_change=instrument.important_change,
        needed=needed_from(instrument, baseline.value),
        role=instrument.role,
        reading=reading,
        why=why,
        citations=instrument.backing.evidence,
    )


def number(value: float | None) -> str:
    """A number as people write it: no trailing zero, one decimal at most."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")
