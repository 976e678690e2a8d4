"""What did the client ask for, as the planning engine takes it?"""

from collections.abc import Mapping

from ischia.pathway.plan.api import Preferences, PressureWish
from ischia.pathway.shared.limits import POSITIONS


def preferences_from(wishes: Mapping[str, str]) -> Preferences:
    """Preferences from the draft; what it does not say, or says in a way we no longer know, is left open."""
    pressure = wishes.get("pressure", "")
    return Preferences(
        pressure=PressureWish(pressure) if pressure in set(PressureWish) else PressureWish.NO_PREFERENCE,
        uncomfortable_positions=frozenset(wishes.get("uncomfortable", "").split()) & frozenset(POSITIONS),
    )


def goals_from(wishes: Mapping[str, str]) -> tuple[str, ...]:
    """The client's goals in their own words."""
    goal = wishes.get("goal", "").strip()
    return (goal,) if goal else ()
