"""On which side does it mainly hurt?"""

from collections import Counter

from ischia.knowledge.records import FindingId
from ischia.pathway.shared.body_chart import BodyChart, Side
from ischia.pathway.shared.findings import Findings

LEG_PAIN_SIDE = FindingId("leg_pain_side")


def main_side(findings: Findings, chart: BodyChart) -> Side:
    """Return the side that was answered, else the one with more intensity on the body chart; `middle` when neither."""
    answered = findings.known(LEG_PAIN_SIDE)
    if answered in (Side.LEFT.value, Side.RIGHT.value):
        return Side(str(answered))
    if answered is not None:
        return Side.MIDDLE
    felt: Counter[Side] = Counter()
    for mark in chart:
        felt[mark.side] += mark.intensity
    if felt[Side.LEFT] == felt[Side.RIGHT]:
        return Side.MIDDLE
    return max((Side.LEFT, Side.RIGHT), key=lambda side: felt[side])
