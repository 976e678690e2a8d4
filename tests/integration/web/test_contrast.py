"""Can the colours of the design system be read in both themes? WCAG 2.2: 4.5 to 1 for text, 3 to 1 for outlines."""

import re
from pathlib import Path

import pytest

import ischia.clinic.web

TOKENS = Path(ischia.clinic.web.__file__ or "").parent / "assets" / "css" / "tokens.css"
TEXT_ON = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "tint"),
    ("ink", "paper-deep"),
    ("ink", "calm-tint"),
    ("ink", "care-tint"),
    ("ink", "warn-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "surface"),
    ("ink-soft", "paper-deep"),
    ("ink-soft", "tint"),
    ("link", "paper"),
    ("link", "surface"),
    ("link", "tint"),
    ("link", "paper-deep"),
    ("on-action", "action"),
    ("on-action", "action-hover"),
    ("calm", "calm-tint"),
    ("care", "care-tint"),
    ("warn", "warn-tint"),
    ("warn", "surface"),
    ("warn", "paper"),
    ("on-alarm", "alarm"),
]
OUTLINE_ON = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("spring", "paper"),
    ("action", "surface"),
]


def themes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    found = {"light": _colours(light)}
    found["dark"] = {**found["light"], **_colours(dark)}
    return found


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", css))


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("outline", "ground"), OUTLINE_ON)
def test_outlines_can_be_seen(theme: str, outline: str, ground: str) -> None:
    colours = themes()[theme]

    assert contrast(colours[outline], colours[ground]) >= 3
