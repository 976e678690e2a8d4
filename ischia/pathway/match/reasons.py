"""Which reasons weigh for or against a therapist, how is each scored, and how is it said?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ischia.pathway.match.distance import in_words, nearness
from ischia.pathway.match.values import Load, MatchReason, Need, Registration, TherapistProfile

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "gender": 3.0,
    "language": 3.0,
    "training": 2.0,
    "continuity": 2.0,
    "place": 2.0,
    "distance": 2.0,
    "soon": 2.0,
    "load": 1.0,
    "proof": 1.0,
    "price": 0.5,
}
_LATEST_INTEREST = timedelta(days=28)

_Scored = tuple[str, str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What one therapist is compared with: the prices, the fullest diary and the training of all on offer."""

    cheapest: int
    dearest: int
    busiest: int
    trained: frozenset[str]

    @classmethod
    def of(cls, profiles: Iterable[TherapistProfile]) -> "Field":
        found = list(profiles)
        return cls(
            cheapest=min((profile.price for profile in found), default=0),
            dearest=max((profile.price for profile in found), default=0),
            busiest=max((profile.load.upcoming for profile in found if profile.load), default=0),
            trained=frozenset(condition for profile in found for condition in profile.conditions),
        )


def reasons_for(
    profile: TherapistProfile, need: Need, *, field: Field, today: date, weighing: Mapping[str, float]
) -> tuple[MatchReason, ...]:
    """Every reason that applies, each with its score and weight."""
    scored = (
        _about_proof(profile, today),
        *_about_wishes(profile, need),
        *_about_training(profile, need, field),
        *_about_distance(profile, need),
        _about_soon(profile, today),
        *_about_load(profile.load, field),
        *_about_price(profile, field),
    )
    return tuple(
        MatchReason(name=name, text=text, score=round(score, 6), weight=weighing[name]) for name, text, score in scored
    )


def is_good(entry: Registration, today: date) -> bool:
    """Whether somebody has looked the entry up and it has not run out; its last day counts."""
    return entry.checked_on is not None and entry.checked_on <= today <= entry.expires_on


def day_in_words(day: date) -> str:
    """For example "3 January 2027"."""
    return f"{day.day} {day:%B %Y}"


def _about_proof(profile: TherapistProfile, today: date) -> _Scored:
    """The longer ago a registration was checked, the less it proves: 1 on the day, 0 a year later."""
    good = [entry for entry in profile.registrations if is_good(entry, today)]
    checked = [(entry.checked_on, entry) for entry in good if entry.checked_on is not None]
    checked_on, entry = max(checked, key=lambda pair: (pair[0], pair[1].body, pair[1].number))
    text = (
        f"Registered with {entry.body}, number {entry.number}, checked on {day_in_words(checked_on)}, "
        f"valid until {day_in_words(entry.expires_on)}."
    )
    return "proof", text, max(0.0, 1 - (today - checked_on).days / 365)


def _about_wishes(profile: TherapistProfile, need: Need) -> Iterable[_Scored]:
    if need.gender is not None:
        met = profile.gender == need.gender
        text = f"Is a {need.gender} therapist, as you asked." if met else f"Is not a {need.gender} therapist."
        yield "gender", text, float(met)
    if need.language is not None:
        met = need.language in profile.languages
        yield "language", "Speaks your language." if met else "Does not speak your language.", float(met)
    if need.place is not None:
        met = need.place in profile.places
        yield "place", "Works at the place you chose." if met else "Works at another place.", float(met)
    if profile.has_treated_before:
        yield "continuity", "Has treated you before.", 1.0


def _about_training(profile: TherapistProfile, need: Need, field: Field) -> Iterable[_Scored]:
    """How much of what is known about the client the therapist has trained for, of what anybody on offer has.

    It never shuts anybody out.
    """
    known = {id: words for id, words in need.conditions.items() if id in field.trained}
    if not known:
        return
    met = {id: words for id, words in known.items() if id in profile.conditions}
    if met:
        said = "; ".join(f"{words} ({profile.conditions[id]})" for id, words in met.items())
        text = f"Has trained for what you told us: {said}."
    else:
        text = "Has shown no special training for what you told us."
    yield "training", text, len(met) / len(known)


def _about_distance(profile: TherapistProfile, need: Need) -> Iterable[_Scored]:
    if need.near is None:
        return
    if profile.distance is None:
        yield "distance", "We do not know how far it is.", 0.0
        return
    far = in_words(profile.distance.kilometres, in_miles=need.in_miles)
    text = f"{far} from {need.near} to {profile.distance.place}, as the crow flies."
    yield "distance", text, nearness(profile.distance.kilometres)


def _about_soon(profile: TherapistProfile, today: date) -> _Scored:
    if profile.next_free is None:
        return "soon", "Has no free time at the moment.", 0.0
    wait = profile.next_free - datetime.combine(today, time(0, 0), UTC)
    score = min(1.0, max(0.0, 1 - wait / _LATEST_INTEREST))
    return "soon", f"Next free on {day_in_words(profile.next_free.date())}.", score


def _about_load(load: Load | None, field: Field) -> Iterable[_Scored]:
    """Half for what is left of the day of the next free time, half for how little is booked beside the others."""
    if load is None:
        return
    beside_others = 1 - load.upcoming / field.busiest if field.busiest else 1.0
    yield "load", " ".join(_load_in_words(load)), (load.share_left + beside_others) / 2


def _load_in_words(load: Load) -> Iterable[str]:
    visits = "1 visit" if load.upcoming == 1 else f"{load.upcoming} visits"
    yield f"Has {visits} booked in the next {load.days} days."
    if load.sessions_left is not None:
        yield f"Can still take {load.sessions_left} of {load.most_sessions} that day."
    if load.deep_minutes_left is not None:
        yield f"{load.deep_minutes_left} of {load.most_deep_minutes} minutes of deep work are left that day."


def _about_price(profile: TherapistProfile, field: Field) -> Iterable[_Scored]:
    """Nothing where all charge the same: it would be a reason for nobody."""
    if field.cheapest == field.dearest:
        return
    score = field.cheapest / profile.price if profile.price else 1.0
    text = "Charges no more than anybody else." if profile.price <= field.cheapest else "Charges more than others."
    yield "price", text, score
