"""What happens in one session, minute by minute?

A session opens and closes with relaxing strokes on the main muscle, and spends the time between on a few
muscles. The shares are a product setting [proposed]; the minutes add up to the session exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from ischia.knowledge.records import Knowledge, Parameter, Technique
from ischia.pathway.assess.api import Picture
from ischia.pathway.plan.targets import Target, targets_for
from ischia.pathway.plan.techniques import Choice, Wish, pressure_for
from ischia.pathway.plan.values import Block, Dose
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.limits import FULL_PRESSURE, Limits

OPENING_MINUTES_AT_LEAST = 5
OPENING_SHARE = 5
CLOSING_MINUTES = 5
CLOSING_FROM_MINUTES = 30
FOCUS_MINUTES_AT_LEAST = 8
FOCUS_BLOCKS_AT_MOST = 4

_OPENING = "To settle, and to find out how the body answers today."
_CLOSING = "To end calmly, before getting up slowly."
_FOCUS = "To ease tension and tenderness in this muscle."

# Parameters that can be taken at the low end of their range; how much discomfort is borne is a ceiling, not an amount.
_AMOUNTS = frozenset({"hold", "repetitions"})

# Parameters about the whole session or course; the plan states those itself.
_NOT_OF_A_BLOCK = frozenset({"session", "course", "course_weeks", "sessions_per_week"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every block of a session has in common. `positions` are those usable, best first."""

    minutes: int
    positions: tuple[str, ...]
    picture: Picture
    limits: Limits
    wish: Wish
    knowledge: Knowledge
    is_reduced: bool = False

    @property
    def is_gentle(self) -> bool:
        """Whether each amount stays at the low end of its range: limits, an irritable leg or a review ask for less."""
        return self.is_reduced or self.picture.is_irritable or self.limits.max_pressure < FULL_PRESSURE

    def targets(self, technique: Technique) -> tuple[Target, ...]:
        """Return where this technique can be used on this person."""
        return targets_for(technique, self.picture, self.limits, self.positions, self.knowledge)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the side that hurts, or both where that is not one side."""
        return (Side.LEFT, Side.RIGHT) if self.picture.side is Side.MIDDLE else (self.picture.side,)


@dataclass(frozen=True, slots=True)
class _Work:
    """One technique on one muscle of one side, before it has minutes."""

    technique: Technique
    target: Target
    side: Side
    purpose: str


def session_blocks(choice: Choice, setting: Setting) -> tuple[Block, ...]:
    """Return the blocks of one session; empty when no muscle can be reached."""
    frame = _frame(choice, setting)
    opening, closing = _frame_minutes(setting.minutes) if frame else (0, 0)
    left = setting.minutes - opening - closing
    focus = _focus(choice, setting, at_most=max(1, min(FOCUS_BLOCKS_AT_MOST, left // FOCUS_MINUTES_AT_LEAST)))
    if not focus:
        return ()
    work = [*zip(focus, _share_out(left, len(focus)), strict=True)]
    if frame:
        work = [(_with_purpose(frame, _OPENING), opening), *work, (_with_purpose(frame, _CLOSING), closing)]
    return tuple(_block(each, minutes, setting) for each, minutes in work if minutes)


def _frame(choice: Choice, setting: Setting) -> _Work | None:
    """Return the relaxing strokes that open and close; None when they cannot be used."""
    targets = setting.targets(choice.comparator) if choice.comparator else ()
    if choice.comparator is None or not targets:
        return None
    return _Work(choice.comparator, targets[0], setting.picture.side, _OPENING)


def _with_purpose(work: _Work, purpose: str) -> _Work:
    return _Work(work.technique, work.target, work.side, purpose)


def _frame_minutes(minutes: int) -> tuple[int, int]:
    opening = max(OPENING_MINUTES_AT_LEAST, minutes // OPENING_SHARE)
    return opening, CLOSING_MINUTES if minutes >= CLOSING_FROM_MINUTES else 0


def _focus(choice: Choice, setting: Setting, *, at_most: int) -> tuple[_Work, ...]:
    """Take muscles from each technique in turn, each muscle and side once; turn the client as little as possible."""
    reachable = [each for each in choice.focus if setting.targets(each)]
    techniques = reachable or ([choice.comparator] if choice.comparator else [])
    taken: dict[tuple[str, Side], _Work] = {}
    for work in chain.from_iterable(zip_longest(*(_works(each, setting) for each in techniques))):
        if work:
            taken.setdefault((work.target.muscle, work.side), work)
    chosen = islice(taken.values(), at_most)
    return tuple(sorted(chosen, key=lambda each: setting.positions.index(each.target.position)))


def _works(technique: Technique, setting: Setting) -> Iterator[_Work]:
    for target in setting.targets(technique):
        for side in setting.sides:
            yield _Work(technique, target, side, _FOCUS)


def _share_out(minutes: int, parts: int) -> list[int]:
    """Split whole minutes as evenly as they go; the first parts get what is left over."""
    each, over = divmod(minutes, parts)
    return [each + (number < over) for number in range(parts)]


def _block(work: _Work, minutes: int, setting: Setting) -> Block:
    return Block(
        technique=work.technique.id,
        muscle=work.target.muscle,
        regions=work.target.regions,
        side=work.side,
        position=work.target.position,
        pressure=pressure_for(work.technique, setting.limits, setting.wish),
        minutes=minutes,
        dose=_dose(work.technique, is_gentle=setting.is_gentle),
        purpose=work.purpose,
    )


def _dose(technique: Technique, *, is_gentle: bool) -> tuple[Dose, ...]:
    shown = (each for each in technique.parameters if each.name not in _NOT_OF_A_BLOCK)
    return tuple(_dose_of(each, is_low_end=is_gentle and each.name in _AMOUNTS) for each in shown)


def _dose_of(parameter: Parameter, *, is_low_end: bool) -> Dose:
    return Dose(
        name=parameter.name,
        low=parameter.low,
        high=parameter.low if is_low_end else parameter.high,
        unit=parameter.unit,
        is_verified=parameter.backing.is_verified,
        is_low_end=is_low_end,
    )
