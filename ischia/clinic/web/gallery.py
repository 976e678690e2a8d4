"""What does the gallery show each component with?"""

from typing import Any

from ischia.clinic.screen.api import Option, Step
from ischia.clinic.web.presenters import swatches

ICONS = (
    *("check", "shield", "hand", "alarm", "phone", "clock", "calendar", "doctor", "back"),
    *("next", "place", "cross", "question", "print", "lock", "leaf", "chart", "minus", "info"),
)


def samples() -> dict[str, Any]:
    """One sample of everything a component needs."""
    return {
        "swatches": swatches(),
        "steps": (
            Step(label="Safety check", state="done"),
            Step(label="Your pain", state="here"),
            Step(label="Your plan", state="ahead"),
        ),
        "options": (
            Option(value="yes", label="Yes"),
            Option(value="no", label="No", checked=True, help="With a line of help under the answer"),
            Option(value="unsure", label="I'm not sure", is_other=True, divider=True),
        ),
        "limits": ("Pressure: no more than light pressure.", "Hands only: no tools, cups or elbows."),
        "verdicts": tuple(
            {"tone": tone, "icon": icon, "badge": badge, "headline": headline}
            for tone, icon, badge, headline in (
                ("calm", "shield", "Massage is possible, within limits", "You can go on, with some limits."),
                ("care", "doctor", "Ask a clinician first", "Please talk to your GP before massage."),
                ("warn", "clock", "Massage is not suitable today", "Please be seen by a clinician today."),
                ("alarm", "alarm", "Massage is not suitable today", "Get emergency help now."),
            )
        ),
        "date": {"month": "Dec", "day": "2", "when": "Wednesday, 10:15", "where": "Anna Beaton, Leith"},
        "icons": ICONS,
        "reason": {
            "text": "You take a medicine that thins the blood.",
            "used": "Blood thinner",
            "rule": "Anticoagulant",
            "origin": "CI03",
            "certainty": "A safety rule by agreement of experts, not measured in studies",
            "is_verified": False,
            "citations": ("National Center for Complementary and Integrative Health",),
        },
    }
