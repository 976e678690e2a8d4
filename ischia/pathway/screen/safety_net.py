"""What does everybody who goes on take home, so that a change is recognised in time?

Source: CLINICAL.md 1.3 (the signs of RF01 to RF06), by consensus. The caller fills in `{emergency_number}`.
"""

from ischia.pathway.screen.values import Outcome

SAFETY_NET = (
    "Go to an emergency department now, or call {emergency_number}, if any of these is new or getting worse:",
    "Numbness or a strange feeling between your legs, around your genitals or back passage, or when you wipe.",
    "Trouble passing urine, not feeling it when you pass urine or when your bladder is full, or new leaking.",
    "Losing control of your bowels, or no longer feeling when you need to go.",
    "A new loss of feeling or function during sex.",
    "Pain that spreads from one leg into both legs.",
    "Weakness or numbness in both legs that is severe or getting worse, or trouble walking.",
    "Do not drive yourself. Do not have a massage.",
)

_WHO_IS_SENT_AWAY_TODAY = frozenset({Outcome.URGENT, Outcome.EMERGENCY})


def safety_net_for(outcome: Outcome) -> tuple[str, ...]:
    """Return the card for everybody who is not sent to be seen today; those get the rule's own words.

    Whoever could not answer needs it too: "not sure" whether the saddle is numb ends as `incomplete`.
    The first line leads in, the last says what not to do, the signs stand between.
    """
    return () if outcome in _WHO_IS_SENT_AWAY_TODAY else SAFETY_NET
