"""Which therapists may be offered for this need, in which order, and why?

Hard rules first: a therapist without a register entry that somebody has checked and that has not run out, without one
of the techniques needed, or without a place that can be reached and used, is never offered. The others are ordered by
the weighted mean of plain scores. Only the reasons named in `DEFAULT_WEIGHTS` can carry weight, so a place in the list
cannot be bought. Equal totals are put in an order that depends on `seed` and not on anybody's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from math import isfinite

from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.distance import Position, kilometres_between, position
from ischia.pathway.match.reasons import DEFAULT_WEIGHTS, Field, day_in_words, is_good, reasons_for
from ischia.pathway.match.values import Match, Need, NotOffered, Ranking, Registration, TherapistProfile
from ischia.pathway.shared.errors import Refused

__all__ = [
    "DEFAULT_WEIGHTS",
    "HEAVIEST",
    "Position",
    "anybody",
    "check_weights",
    "kilometres_between",
    "position",
    "rank",
]

HEAVIEST = 10.0
"""No reason weighs more, so that none can drown all the others."""


def check_weights(weights: Mapping[str, float]) -> None:
    """Refuse a weight for anything but the reasons known here, a negative one and one above `HEAVIEST`.

    Raises:
        Refused: `unknown_weight`, `negative_weight` or `too_heavy`, with the reason as its field.
    """
    for name, weight in weights.items():
        if name not in DEFAULT_WEIGHTS:
            raise Refused("unknown_weight", f"Nothing called {name} may move a therapist up or down.", field=name)
        if weight < 0:
            raise Refused("negative_weight", f"The weight of {name} cannot be negative.", field=name)
        if not isfinite(weight) or weight > HEAVIEST:
            raise Refused("too_heavy", f"The weight of {name} is at most {HEAVIEST:g}.", field=name)


def rank(
    profiles: Iterable[TherapistProfile],
    need: Need,
    *,
    today: date,
    weights: Mapping[str, float] | None = None,
    seed: str = "",
) -> Ranking:
    """Order the therapists on offer, best first, and say of the others why they are not.

    `weights` override `DEFAULT_WEIGHTS` by name. `seed` settles ties: the same seed gives the same order.

    Raises:
        Refused: as `check_weights`.
    """
    check_weights(weights or {})
    weighing = {**DEFAULT_WEIGHTS, **(weights or {})}
    considered = [(profile, _why_not(profile, need, today)) for profile in profiles]
    on_offer = [profile for profile, why in considered if not why]
    field = Field.of(on_offer)
    matches = [_match(profile, need, today, weighing, field) for profile in on_offer]
    return Ranking(
        offered=tuple(sorted(matches, key=lambda match: (-match.total, _lot(seed, match.therapist)))),
        not_offered=tuple(NotOffered(therapist=profile.id, why=why) for profile, why in considered if why),
    )


def anybody(profiles: Iterable[TherapistProfile], *, seed: str) -> TherapistProfile | None:
    """One of these for a client to whom all are the same: who has least booked, then most left of the day, then a lot.

    Who has no free time is left out; None when nobody is left. `seed` draws the lot: give each client another.
    """
    free = [profile for profile in profiles if profile.next_free is not None]
    return min(free, key=lambda profile: (*_taken(profile), _lot(seed, profile.id)), default=None)


def _taken(profile: TherapistProfile) -> tuple[int, float]:
    return (profile.load.upcoming, -profile.load.share_left) if profile.load else (0, -1.0)


def _lot(seed: str, therapist: str) -> str:
    return sha256(f"{seed}:{therapist}".encode()).hexdigest()


def _why_not(profile: TherapistProfile, need: Need, today: date) -> tuple[str, ...]:
    reasons = []
    if not any(is_good(entry, today) for entry in profile.registrations):
        reasons.append(_registration_problem(profile.registrations, today))
    missing = need.techniques - {skill.technique for skill in profile.skills}
    reasons += [f"Has not shown training in {_in_words(technique)}." for technique in sorted(missing)]
    reached = profile.places & {need.place} if need.place else profile.places
    usable = reached & profile.step_free_places if need.step_free else reached
    if need.step_free and not usable:
        reasons.append("Has no step-free room where you need one.")
    elif need.access and not any(need.access <= profile.access.get(place, frozenset()) for place in usable):
        reasons.append("Works at no place with everything you need there.")
    return tuple(reasons)


def _registration_problem(entries: Sequence[Registration], today: date) -> str:
    if not entries:
        return "No entry in a professional register is on file."
    checked = [entry for entry in entries if entry.checked_on is not None and entry.checked_on <= today]
    if not checked:
        return f"The registration with {entries[0].body} has not been checked."
    latest = max(checked, key=lambda entry: entry.expires_on)
    return f"The registration with {latest.body} ran out on {day_in_words(latest.expires_on)}."


def _in_words(technique: TechniqueId) -> str:
    return technique.replace("_", " ").replace("-", " ")


def _match(profile: TherapistProfile, need: Need, today: date, weighing: Mapping[str, float], field: Field) -> Match:
    reasons = reasons_for(profile, need, field=field, today=today, weighing=weighing)
    weight = sum(reason.weight for reason in reasons)
    total = sum(reason.score * reason.weight for reason in reasons) / weight if weight else 0.0
    return Match(therapist=profile.id, total=round(total, 9), reasons=reasons)
