"""How is progress said in one plain sentence, before any chart?"""

from ischia.knowledge.records import InstrumentId, Role
from ischia.pathway.track.change import IMPORTANT_PERCENT, number
from ischia.pathway.track.values import Change, Reading

PLAIN_NAMES = {
    InstrumentId("nprs_leg"): "leg pain",
    InstrumentId("nprs_back"): "back pain",
    InstrumentId("rmdq_24"): "trouble with daily tasks",
    InstrumentId("sbi"): "bother from leg symptoms",
    InstrumentId("psfs"): "score for your own activities",
    InstrumentId("pgic"): "own view of the change",
    InstrumentId("sfi"): "leg symptoms, how often",
    InstrumentId("slr_angle"): "straight leg raise",
    InstrumentId("fingertip_to_floor"): "reach to the floor",
}
"""What each measure is called when speaking to the person it is about."""

NOT_ENOUGH = "We cannot see a change yet: your leg pain needs to be rated at least twice."


def headline(changes: tuple[Change, ...], *, overall: Reading, is_mixed: bool) -> str:
    """The first sentence of the progress page, said to the person it is about."""
    if is_mixed:
        return _mixed(changes)
    if overall is Reading.NOT_ENOUGH or not changes:
        return NOT_ENOUGH
    return plain_sentence(_main(changes))


def said_to_others(sentence: str) -> str:
    """The same sentence for somebody else to read: "Leg pain is down 3 points"."""
    without = sentence.replace("Your ", "").replace("your ", "")
    return without[:1].upper() + without[1:]


def _main(changes: tuple[Change, ...]) -> Change:
    by_name = {one.instrument: one for one in changes}
    return next(by_name[name] for name in PLAIN_NAMES if name in by_name)


def plain_name(one: Change) -> str:
    return PLAIN_NAMES.get(one.instrument, one.label)


def plain_sentence(one: Change) -> str:
    """One measure's change, such as "Your leg pain is down 3 points, more than the measurement error."."""
    if one.percent is None and one.baseline is one.latest:
        return f"Your {plain_name(one)}: {one.why[0].lower()}{one.why[1:]}"
    if one.better_by == 0:
        return f"Your {plain_name(one)} is the same as at the start."
    if one.reading is Reading.WORSE and _is_within_error(one):
        return f"Your {plain_name(one)} is {_moved(one)}. That may be measurement error, but we count it as worse."
    return f"Your {plain_name(one)} is {_moved(one)}, {_meaning(one)}."


def _moved(one: Change) -> str:
    points = abs(one.latest.value - one.baseline.value)
    direction = "up" if one.latest.value > one.baseline.value else "down"
    return f"{direction} {number(points)} {'point' if number(points) == '1' else 'points'}"


def _is_within_error(one: Change) -> bool:
    return one.detectable_change is not None and abs(one.better_by) < one.detectable_change


def _meaning(one: Change) -> str:
    if one.reading is Reading.UNCHANGED and not _is_within_error(one):
        return f"{_against_error(one)}, but less than the {IMPORTANT_PERCENT}% that usually matters to people"
    return _against_error(one)


def _against_error(one: Change) -> str:
    moved, error = abs(one.better_by), one.detectable_change
    if error is None:
        return "but its measurement error is not known"
    if moved > error:
        return "more than the measurement error"
    return "as much as the measurement error" if moved == error else "which is within the measurement error"


def _mixed(changes: tuple[Change, ...]) -> str:
    better = _listed(changes, Reading.IMPROVED)
    worse = _listed(changes, Reading.WORSE)
    return f"The picture is mixed. Better: your {better}. Worse: your {worse}."


def _listed(changes: tuple[Change, ...], reading: Reading) -> str:
    return " and your ".join(plain_name(one) for one in changes if one.reading is reading and one.role is Role.OUTCOME)
