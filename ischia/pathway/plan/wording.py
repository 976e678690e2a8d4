"""Which words go with every plan?

Sources: CLINICAL.md section 7 (NICE NG59: only as part of a package that includes exercise), section 8 (when to stop),
section 10 (soreness), CI43 and CI44.
"""

from ischia.knowledge.records import Technique
from ischia.pathway.plan.values import Changes, Pace, Preferences, PressureWish
from ischia.pathway.screen.api import Outcome
from ischia.pathway.shared.limits import Limits

EXPECTED_SORENESS = (
    "About 1 in 4 to 1 in 2 people feel sore or stiffer for a day or two. Serious harm is rare. Tell us about new "
    "numbness, weakness or bladder changes at once."
)

STOP_RULES = (
    "New trouble with bladder, bowels or sex, numbness between the legs, or weakness in both legs: stop, call "
    "{emergency_number}.",
    "New or worse weakness or numbness, or pain spreading to the other leg: stop and see a clinician the same day.",
    "Leg pain or daily function clearly worse at two visits in a row: stop, and see a clinician before more massage.",
    "Sore for more than 72 hours, or pain up by more than 2 points for more than 48 hours: next time lighter and "
    "15 minutes shorter; if it happens again, stop.",
    "Less than 30 % better in both leg pain and daily function after 4 to 6 sessions: stop the course and look for "
    "other care.",
)

WHY_NO_PLAN = {
    Outcome.OTHER_ROUTE: (
        "Your pain fits another source better than the back or buttock, so a massage plan for sciatica would not help "
        "you. A clinician or physiotherapist can look into it."
    ),
    Outcome.INCOMPLETE: "Some safety questions are still open. There is a plan once they are answered.",
    Outcome.URGENT: "You should be seen by a clinician today. There is no massage plan before that.",
    Outcome.EMERGENCY: "You need emergency care now. There is no massage plan.",
}
LIMITS_LEAVE_NOTHING = (
    "The precautions for you together leave no way of massage that we can call safe. A clinician has to say what may "
    "be done."
)

DOSE_CANNOT_FALL = (
    "The last review asked for gentler or shorter sessions, and nothing gentler or shorter is left. Massage stops "
    "here; please talk to a clinician."
)

_ACTIVITY = (
    "Stay as active as you can: short walks, and your usual tasks in small portions.",
    "Change your position often, and use the one that eases your leg.",
    "Massage is only advised together with exercise. Ask a physiotherapist or your clinician which exercises suit you.",
)
_NO_STRETCH = "Do not stretch the leg to its end for now; move only as far as is comfortable."
_NO_HEAT = "Do not use heat on numb skin or where your therapist has told you not to."

_CONSENT = (
    "Your therapist explains which areas they would like to work on, the buttock included, and asks before touching "
    "them.",
    "You stay covered except for the area being worked on, and you choose what to undress.",
    "You can ask for less pressure, a pause or a stop at any time, without giving a reason.",
    "Massage is comfort care alongside staying active and exercise; it is not a treatment that repairs a disc or "
    "nerve.",
)
_TWICE_A_WEEK = (
    "There are two sessions a week only as long as your body takes each one well. Tell us when it does not: then it is "
    "one a week."
)
_PROVISIONAL = "This plan is provisional. Nothing is done before a clinician has answered."


def home_programme(limits: Limits) -> tuple[str, ...]:
    """Return activity advice that goes with every plan, and what the limits add to it."""
    return (
        *_ACTIVITY,
        *((_NO_STRETCH,) if limits.no_end_range_stretch else ()),
        *((_NO_HEAT,) if limits.no_heat else ()),
    )


def consent_points(*, is_provisional: bool, pace: Pace) -> tuple[str, ...]:
    """Return what therapist and client talk over before the first touch."""
    twice = (_TWICE_A_WEEK,) if pace is Pace.TWICE_A_WEEK_AT_FIRST else ()
    return (*((_PROVISIONAL,) if is_provisional else ()), *_CONSENT, *twice)


def why_this(
    techniques: tuple[Technique, ...],
    limits: Limits,
    preferences: Preferences,
    after: Changes,
    *,
    is_irritable: bool,
) -> str:
    """Say plainly that no technique is better, and what this choice went by."""
    liked = [technique.label for technique in techniques if technique.id in preferences.liked_techniques]
    went_by = [
        "no safety rule limits massage for you" if limits.is_unrestricted else "your limits come first",
        *([f"you like {_join(liked)}"] if liked else []),
        _about_pressure(preferences.pressure, after, is_irritable=is_irritable),
        *(["the last review asked for another way of working"] if after.avoid_techniques else []),
    ]
    return (
        "No massage technique has been shown to work better than another for sciatica; in the best trial of back pain, "
        f"relaxing massage did as well as deeper work. We propose {_join([each.label for each in techniques])}, "
        f"because {_join(went_by)}. We change it if your body does not take to it well."
    )


def _about_pressure(wish: PressureWish, after: Changes, *, is_irritable: bool) -> str:
    if after.reduces_dose:
        return "the last review asked for gentler or shorter sessions"
    if wish is not PressureWish.NO_PREFERENCE:
        return f"you asked for {wish.value} pressure"
    return "your leg is easily irritated, so we start light" if is_irritable else "we start with moderate pressure"


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
