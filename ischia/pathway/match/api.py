"""Which therapists may be offered for this need, in which order, and why?

Hard rules first: a therapist without a register entry that somebody has checked and that has not run out, without one
of the techniques needed, or without a step-free place where one is needed, is never offered. The others are ordered by
the weighted mean of plain scores. Only the reasons named in `DEFAULT_WEIGHTS` can carry weight, so a place in the list
cannot be bought. Equal totals are put in an order that depends on `seed` and not on anybody's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from ischia.knowledge.records import TechniqueId
from ischia.pathway.match.values import Match, MatchReason, Need, NotOffered, Ranking, Registration, TherapistProfile
from ischia.pathway.shared.errors import Refused

__all__ = ["DEFAULT_WEIGHTS", "check_weights", "rank"]

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "gender": 3.0,
    "language": 3.0,
    "continuity": 2.0,
    "place": 2.0,
    "soon": 2.0,
    "proof": 1.0,
    "price": 0.5,
}
_LATEST_INTEREST = timedelta(days=28)


def check_weights(weights: Mapping[str, float]) -> None:
    """Refuse a weight for anything but the reasons known here, and a negative one.

    Raises:
        Refused: `unknown_weight` or `negative_weight`.
    """
    for name, weight in weights.items():
        if name not in DEFAULT_WEIGHTS:
            raise Refused("unknown_weight", f"Nothing called {name} may move a therapist up or down.", field=name)
        if weight < 0:
            raise Refused("negative_weight", f"The weight of {name} cannot be negative.", field=name)


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
        Refused: a weight that is unknown or negative.
    """
    check_weights(weights or {})
    weighing = {**DEFAULT_WEIGHTS, **(weights or {})}
    considered = [(profile, _why_not(profile, need, today)) for profile in profiles]
    on_offer = [profile for profile, why in considered if not why]
    cheapest = min((profile.price for profile in on_offer), default=0)
    matches = [_match(profile, need, today, weighing, cheapest) for profile in on_offer]
    return Ranking(
        offered=tuple(sorted(matches, key=lambda match: (-match.total, _lot(seed, match.therapist)))),
        not_offered=tuple(NotOffered(therapist=profile.id, why=why) for profile, why in considered if why),
    )


def _lot(seed: str, therapist: str) -> str:
    return sha256(f"{seed}:{therapist}".encode()).hexdigest()


def _why_not(profile: TherapistProfile, need: Need, today: date) -> tuple[str, ...]:
    reasons = []
    if not any(_is_good(entry, today) for entry in profile.registrations):
        reasons.append(_registration_problem(profile.registrations, today))
    missing = need.techniques - {skill.technique for skill in profile.skills}
    reasons += [f"Has not shown training in {_in_words(technique)}." for technique in sorted(missing)]
    if need.step_free and not _step_free(profile, need):
        reasons.append("Has no step-free room where you need one.")
    return tuple(reasons)


def _is_good(entry: Registration, today: date) -> bool:
    return entry.checked_on is not None and entry.checked_on <= today <= entry.expires_on


def _registration_problem(entries: Sequence[Registration], today: date) -> str:
    if not entries:
        return "No entry in a professional register is on file."
    checked = [entry for entry in entries if entry.checked_on is not None and entry.checked_on <= today]
    if not checked:
        return f"The registration with {entries[0].body} has not been checked."
    latest = max(checked, key=lambda entry: entry.expires_on)
    return f"The registration with {latest.body} ran out on {_day(latest.expires_on)}."


def _step_free(profile: TherapistProfile, need: Need) -> bool:
    reachable = profile.step_free_places & profile.places
    return need.place in reachable if need.place else bool(reachable)


def _in_words(technique: TechniqueId) -> str:
    return technique.replace("_", " ").replace("-", " ")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _match(profile: TherapistProfile, need: Need, today: date, weighing: Mapping[str, float], cheapest: int) -> Match:
    scored = (
        _about_proof(profile, today),
        *_about_wishes(profile, need),
        _about_soon(profile, today),
        _about_price(profile, cheapest),
    )
    reasons = tuple(
        MatchReason(name=name, text=text, score=score, weight=weighing[name]) for name, text, score in scored
    )
    weight = sum(reason.weight for reason in reasons)
    total = sum(reason.score * reason.weight for reason in reasons) / weight if weight else 0.0
    return Match(therapist=profile.id, total=round(total, 9), reasons=reasons)


_Scored = tuple[str, str, float]


def _about_proof(profile: TherapistProfile, today: date) -> _Scored:
    """The longer ago a registration was checked, the less it proves: 1 on the day, 0 a year later."""
    good = [entry for entry in profile.registrations if _is_good(entry, today)]
    checked = [(entry.checked_on, entry) for entry in good if entry.checked_on is not None]
    checked_on, entry = max(checked, key=lambda pair: (pair[0], pair[1].body, pair[1].number))
    text = (
        f"Registered with {entry.body}, number {entry.number}, checked on {_day(checked_on)}, "
        f"valid until {_day(entry.expires_on)}."
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


def _about_soon(profile: TherapistProfile, today: date) -> _Scored:
    if profile.next_free is None:
        return "soon", "Has no free time at the moment.", 0.0
    wait = profile.next_free - datetime.combine(today, time(0, 0), UTC)
    score = min(1.0, max(0.0, 1 - wait / _LATEST_INTEREST))
    return "soon", f"Next free on {_day(profile.next_free.date())}.", round(score, 6)


def _about_price(profile: TherapistProfile, cheapest: int) -> _Scored:
    score = cheapest / profile.price if profile.price else 1.0
    text = "Charges no more than anybody else." if profile.price <= cheapest else "Charges more than others."
    return "price", text, round(score, 6)
