"""How are limits, rules and choices said to a therapist? Short, with the rule behind each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ischia.clinic.screen.api import Option
from ischia.knowledge.records import Knowledge, RuleId
from ischia.pathway.shared.body_chart import Side
from ischia.pathway.shared.limits import FULL_PRESSURE, POSITIONS, Limits
from ischia.pathway.treat.api import CLEARANCE, PRESSURE_NAMES, AdverseEventKind, Relation, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """One limit as the banner shows it. `because` names the rules, empty for none."""

    text: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """One select: its field name, label and options."""

    name: str
    label: str
    options: tuple[Option, ...]


def limit_lines(limits: Limits, knowledge: Knowledge) -> tuple[LimitLine, ...]:
    """Every limit that holds today, one line each."""
    return tuple(
        LimitLine(text=text, because=rules_in_words(limits.because.get(name, ()), knowledge))
        for name, text in _texts(limits, knowledge)
    )


def _texts(limits: Limits, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if limits.max_pressure < FULL_PRESSURE:
        named = {"most": limits.max_pressure, "of": FULL_PRESSURE, "name": PRESSURE_NAMES[limits.max_pressure]}
        yield "max_pressure", _("Pressure at most %(most)d of %(of)d (%(name)s)") % named
    if limits.max_minutes is not None:
        yield "max_minutes", _("At most %d minutes") % limits.max_minutes
    if limits.exclude_techniques:
        labels = (
            knowledge.techniques[name].label for name in limits.exclude_techniques if name in knowledge.techniques
        )
        yield "exclude_techniques", _("Not: %s") % ", ".join(sorted(labels))
    if limits.avoid_regions:
        labels = (knowledge.regions[name].label for name in limits.avoid_regions if name in knowledge.regions)
        yield "avoid_regions", _("Avoid: %s") % ", ".join(sorted(labels))
    if limits.positions != frozenset(POSITIONS):
        allowed = ", ".join(position_name(name) for name in POSITIONS if name in limits.positions)
        yield "positions", _("Position: %s") % (allowed or _("none left"))
    yield from _flags(limits)


def _flags(limits: Limits) -> Iterator[tuple[str, str]]:
    if limits.no_heat:
        yield "no_heat", _("No heat")
    if limits.no_tools:
        yield "no_tools", _("Hands only, no tools or elbows")
    if limits.no_end_range_stretch:
        yield "no_end_range_stretch", _("No stretch to the end of range")
    for text in limits.precautions:
        yield "precautions", text


def rules_in_words(rules: Iterable[RuleId], knowledge: Knowledge) -> str:
    """The rules' titles with the number they carry in the fact base."""
    return "; ".join(dict.fromkeys(_rule(rule, knowledge) for rule in rules))


def _rule(rule: RuleId, knowledge: Knowledge) -> str:
    if rule == CLEARANCE:
        return _("asked for by the clinician")
    known = knowledge.contraindications.get(rule) or knowledge.red_flags.get(rule)
    return f"{known.title} ({known.origin})" if known else str(rule)


def position_name(position: str) -> str:
    return {
        "prone": _("prone"),
        "supine": _("supine"),
        "side_lying": _("side-lying"),
        "semi_reclined": _("semi-reclined"),
        "seated": _("seated"),
    }.get(position, position)


def side_name(side: str) -> str:
    return {Side.LEFT: _("left"), Side.RIGHT: _("right"), Side.MIDDLE: _("middle")}[Side(side)]


def severity_name(severity: str) -> str:
    return {Severity.MILD: _("Mild"), Severity.MODERATE: _("Moderate"), Severity.SEVERE: _("Severe")}[
        Severity(severity)
    ]


def relation_name(relation: str) -> str:
    return {
        Relation.UNLIKELY: _("Unlikely"),
        Relation.POSSIBLE: _("Possible"),
        Relation.LIKELY: _("Likely"),
    }[Relation(relation)]


def event_name(kind: str) -> str:
    return {
        AdverseEventKind.SORENESS: _("Soreness"),
        AdverseEventKind.MORE_PAIN: _("More pain"),
        AdverseEventKind.STIFFNESS: _("Stiffness"),
        AdverseEventKind.BRUISING: _("Bruising"),
        AdverseEventKind.NEW_NUMBNESS: _("New numbness"),
        AdverseEventKind.NEW_WEAKNESS: _("New weakness"),
        AdverseEventKind.OTHER: _("Something else"),
    }[AdverseEventKind(kind)]
