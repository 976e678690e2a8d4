"""In which form are STarT Back and SCOPiC entered, and in which words is the group said?

Totals only: no item of STarT Back is shown, for its licence. What comes of it times one piece of advice, nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.assess.mapping import grouping_of_row
from ischia.clinic.assess.models import SciaticaGrouping
from ischia.pathway.assess.api import Grouping, Risk, SciaticaIndicators, StartBackScore
from ischia.pathway.shared.errors import InputFault

JUDGED = {"yes": True, "no": False, "open": None}
"""What a therapist may say of an indicator."""


class Judged(forms.ChoiceField):
    """One indicator: yes, no, or nobody has judged it yet."""

    def __init__(self, **options: Any) -> None:
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("open", gettext_lazy("Not judged yet"))]
        super().__init__(choices=choices, initial="open", widget=forms.RadioSelect, **options)


class GroupingForm(forms.Form):
    """What the official form came to, and the four indicators as the therapist judges them."""

    total = forms.IntegerField(
        label=gettext_lazy("Total score"), help_text=gettext_lazy("From the official form, 0 to 9.")
    )
    psychosocial = forms.IntegerField(
        label=gettext_lazy("Psychosocial subscore"),
        help_text=gettext_lazy("Items 5 to 9 of the official form, 0 to 5."),
    )
    pain_below_knee = Judged(label=gettext_lazy("Pain goes below the knee"))
    leg_pain_interferes = Judged(label=gettext_lazy("Leg pain gets in the way of everyday life"))
    leg_pain_is_high = Judged(label=gettext_lazy("Leg pain is strong"))
    sensory_deficit = Judged(label=gettext_lazy("Feeling in the leg is reduced"))

    def score(self) -> StartBackScore:
        """The scores as they were typed; whether they can be is for the engine to say."""
        return StartBackScore(total=self.cleaned_data["total"], psychosocial=self.cleaned_data["psychosocial"])

    def indicators(self) -> SciaticaIndicators:
        """The indicators; None where nobody has judged."""
        return SciaticaIndicators(**{name: JUDGED[self.cleaned_data[name]] for name in INDICATORS})

    def add_faults(self, faults: tuple[InputFault, ...]) -> None:
        """Each fault beside its field."""
        for fault in faults:
            self.add_error(fault.field.removeprefix("start_back."), fault.reason)


INDICATORS = ("pain_below_knee", "leg_pain_interferes", "leg_pain_is_high", "sensory_deficit")


class SwitchForm(forms.Form):
    """The owner's word that the licence notice was read."""

    has_read_licence = forms.BooleanField(
        label=gettext_lazy("I have read this notice, and we may use STarT Back under it"), required=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingShown:
    """A grouping in words. `days` is None unless it advises to see a clinician."""

    title: str
    advice: str
    from_what: str
    days: int | None
    caveats: tuple[str, ...]
    licence: str


def show_grouping(row: SciaticaGrouping) -> GroupingShown:
    """What was found, what it is for, and what it rests on."""
    grouping = grouping_of_row(row)
    return GroupingShown(
        title=_title(grouping, row),
        advice=_advice(grouping),
        from_what=_from_what(grouping, row),
        days=grouping.see_clinician_within_days,
        caveats=grouping.caveats,
        licence=grouping.licence,
    )


def typed(row: SciaticaGrouping | None) -> dict[str, Any]:
    """The last entry as the form takes it, to be looked at again."""
    if row is None:
        return {}
    said = {value: name for name, value in JUDGED.items()}
    judged: Mapping[str, bool | None] = row.indicators
    return {
        "total": row.total,
        "psychosocial": row.psychosocial,
        **{name: said[judged.get(name)] for name in INDICATORS},
    }


def _title(grouping: Grouping, row: SciaticaGrouping) -> str:
    if grouping.see_clinician_within_days is not None:
        until = timezone.localtime(row.at) + timedelta(days=grouping.see_clinician_within_days)
        return _("Sciatica grouping: advise to see a clinician by %(day)s") % {"day": f"{until:%-d %B %Y}"}
    if grouping.group is None:
        return _("Sciatica grouping: open")
    return _("Sciatica grouping: nothing beyond the safety check")


def _advice(grouping: Grouping) -> str:
    only = _("It only times this advice. It makes no limit milder, changes no plan, and no benefit may be claimed.")
    if grouping.see_clinician_within_days is not None:
        days = _("Group 3: in the trial these people were seen within %d days.") % grouping.see_clinician_within_days
        return f"{days} {only}"
    if grouping.group is None:
        names = ", ".join(str(GroupingForm.base_fields[name].label) for name in grouping.still_open)
        return _("Still to be judged: %(names)s. %(only)s") % {"names": names, "only": only}
    return _("Group %(group)d. %(only)s") % {"group": grouping.group, "only": only}


def _from_what(grouping: Grouping, row: SciaticaGrouping) -> str:
    risk = {Risk.LOW: _("low risk"), Risk.MEDIUM: _("medium risk"), Risk.HIGH: _("high risk")}[grouping.risk]
    found = sum(row.indicators.get(name) is True for name in INDICATORS)
    return _(
        "%(day)s: STarT Back %(total)d of 9, psychosocial %(part)d of 5 (%(risk)s); %(found)d of 4 indicators."
    ) % {
        "day": f"{timezone.localtime(row.at):%-d %B %Y}",
        "total": row.total,
        "part": row.psychosocial,
        "risk": risk,
        "found": found,
    }
