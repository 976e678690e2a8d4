"""How do ranks and coverage look? Two small pictures, readable in grey, drawn as SVG."""

from collections.abc import Sequence

from scripts.calibration.checks import Uniform
from scripts.calibration.unexpected import Group

INK, SHADE, LIGHT = "#333", "#888", "#ddd"


def ranks_picture(ranks: Sequence[Uniform]) -> str:
    """One row of twenty bars for each quantity; the grey stripe holds 99 of 100 bars when all is well."""
    parts = []
    for row, each in enumerate(ranks):
        top, expected = 20 + 62 * row, each.people / len(each.counts)
        wide = 2.58 * (expected * (1 - 1 / len(each.counts))) ** 0.5
        scale = 40 / (2 * expected)
        middle = top + 40 - expected * scale
        parts.append(
            _text(10, top - 6, f"{each.quantity} (chi-square {each.chi_square:.0f}, p {each.probability:.2f})")
        )
        parts.append(_box(10, middle - wide * scale, 400, 2 * wide * scale, LIGHT))
        for place, count in enumerate(each.counts):
            parts.append(_box(12 + 20 * place, top + 40 - count * scale, 16, count * scale, SHADE, opacity=0.7))
    return _picture(420, 20 + 62 * len(ranks), "Ranks of the truth in its posterior", parts)


def coverage_picture(groups: Sequence[Group]) -> str:
    """What the 80 % bands held in each group: a ring for the review, a dot for week 12; the stripe is 77 to 83 %."""
    height = 30 + 20 * len(groups)
    parts = [_box(_across(0.77), 10, _across(0.83) - _across(0.77), height - 30, LIGHT)]
    for percent in (40, 50, 60, 70, 80, 90):
        parts.append(_text(_across(percent / 100) - 10, height - 6, f"{percent} %"))
    for row, group in enumerate(groups):
        down = 24 + 20 * row
        parts.append(_text(10, down + 4, group.name))
        review, end = group.coverages
        parts.append(f'<circle cx="{_across(review.held):.1f}" cy="{down}" r="4" fill="none" stroke="{INK}"/>')
        parts.append(f'<circle cx="{_across(end.held):.1f}" cy="{down}" r="3" fill="{INK}"/>')
    return _picture(520, height, "What 80 % bands held, by group", parts)


def _across(share: float) -> float:
    return 180 + (max(share, 0.4) - 0.4) * 560


def _box(x: float, y: float, width: float, height: float, colour: str, *, opacity: float = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}" '
        f'fill-opacity="{opacity:g}"/>'
    )


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" font-family="sans-serif" fill="{INK}">{words}</text>'


def _picture(width: int, height: int, title: str, parts: Sequence[str]) -> str:
    inside = "\n".join([f"<title>{title}</title>", _box(0, 0, width, height, "#fff"), *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img">\n{inside}\n</svg>\n'
    )
