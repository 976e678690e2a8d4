"""Which fields does it take to ask a clinician, and to answer? Limits are data: the same as those of the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ischia.clinic.screen.asking import Option
from ischia.clinic.screen.clearing.requests import Addressee
from ischia.clinic.screen.clearing.wording import positions_in_order, pressure_for_clinician
from ischia.clinic.screen.services import ClinicianAnswer
from ischia.knowledge.records import Knowledge, LimitSet, RegionId, TechniqueId
from ischia.pathway.book.values import ClearanceAnswer
from ischia.pathway.screen.api import SHORTEST_SESSION_MINUTES, Verdict, target_regions, what_leaves_nothing
from ischia.pathway.treat.api import limits_today

LONGEST_NOTE = 1000
LIMITED = ClearanceAnswer.YES_WITH_LIMITS
ANSWERS = [
    (ClearanceAnswer.YES.value, _("No contraindication: massage as planned is suitable")),
    (LIMITED.value, _("Modify as follows")),
    (ClearanceAnswer.NO.value, _("Inadvisable: no massage for now")),
]
_LIMITS = (
    "max_pressure",
    "max_minutes",
    "exclude_techniques",
    "avoid_regions",
    "positions",
    "no_heat",
    "no_tools",
    "no_end_range_stretch",
    "precautions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A field on the page: "choices" with their options, one "consent" to tick, or a "field" to type in."""

    kind: str
    bound: forms.BoundField
    options: tuple[Option, ...] = ()
    control: str = ""
    is_optional: bool = False

    @property
    def error(self) -> str:
        return " ".join(str(error) for error in self.bound.errors)


def shown(form: forms.Form, names: Iterable[str]) -> tuple[FieldShown, ...]:
    """The named fields as a page shows them, in this order."""
    return tuple(_shown(form[name]) for name in names)


def _shown(bound: forms.BoundField) -> FieldShown:
    field, is_optional = bound.field, not bound.field.required
    if isinstance(field, forms.BooleanField):
        return FieldShown(kind="consent", bound=bound, is_optional=is_optional)
    if not isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
        return FieldShown(kind="field", bound=bound, is_optional=is_optional)
    several = isinstance(field, forms.MultipleChoiceField)
    chosen = bound.value()
    ticked = set(chosen or ()) if several else {chosen or ""}
    pairs = [(str(value), str(label)) for value, label in field.widget.choices]
    rows = tuple(Option(value=value, label=label, checked=value in ticked) for value, label in pairs)
    return FieldShown(kind="choices", bound=bound, options=rows, control="checkbox" if several else "radio")


class AnswerForm(forms.Form):
    """What a clinician answers, with limits as data, and who they are."""

    answer = forms.ChoiceField(
        label=_("Is massage as planned suitable?"),
        choices=ANSWERS,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    max_pressure = forms.ChoiceField(label=_("Highest pressure"), required=False)
    max_minutes = forms.IntegerField(
        label=_("Longest session in minutes"),
        min_value=SHORTEST_SESSION_MINUTES,
        max_value=120,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    exclude_techniques = forms.MultipleChoiceField(label=_("Techniques not to use"), required=False)
    avoid_regions = forms.MultipleChoiceField(label=_("Areas to leave alone"), required=False)
    positions = forms.MultipleChoiceField(
        label=_("Positions allowed"), help_text=_("Tick none if any position is fine."), required=False
    )
    no_heat = forms.BooleanField(label=_("No heat"), required=False)
    no_tools = forms.BooleanField(label=_("Hands only: no tools, cups or elbows"), required=False)
    no_end_range_stretch = forms.BooleanField(label=_("No stretching to the end of the range"), required=False)
    precautions = forms.CharField(
        label=_("Other limits, in your words"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    clinician_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    clinician_role = forms.CharField(
        label=_("Your role, for example GP or physiotherapist"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    clinician_registration = forms.CharField(
        label=_("Your registration number, with its body"), max_length=60, widget=forms.TextInput()
    )

    def __init__(self, *args: Any, verdict: Verdict, knowledge: Knowledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verdict, self.knowledge = verdict, knowledge
        regions = sorted(target_regions(knowledge), key=list(knowledge.regions).index)
        self._offer("max_pressure", [("", _now("No limit")), *_pressures()])
        self._offer("exclude_techniques", [(id, each.label) for id, each in knowledge.techniques.items()])
        self._offer("avoid_regions", [(id, knowledge.regions[id].label) for id in regions])
        self._offer("positions", positions_in_order())

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answer") == LIMITED and not any(name in self.errors for name in _LIMITS):
            self._check_limits(cleaned)
        return cleaned

    def _check_limits(self, cleaned: dict[str, Any]) -> None:
        """They have to say something, and leave something, together with the limits that hold already."""
        if not any(cleaned.get(name) for name in _LIMITS):
            self.add_error("max_pressure", _("Say at least one limit, or choose another answer."))
            return
        left_out = what_leaves_nothing(limits_today(self.verdict, _limits(cleaned)), self.knowledge)
        if left_out:
            name = next((each for each in left_out if cleaned.get(each)), left_out[0])
            self.add_error(
                name,
                _(
                    "Together with the limits that hold already, this leaves no massage possible. Loosen a limit, or "
                    "answer \u201cInadvisable\u201d."
                ),
            )

    @property
    def limit_fields(self) -> tuple[FieldShown, ...]:
        return shown(self, _LIMITS)

    @property
    def answer_field(self) -> FieldShown:
        return _shown(self["answer"])

    @property
    def signing_fields(self) -> tuple[FieldShown, ...]:
        return shown(self, ("clinician_name", "clinician_role", "clinician_registration"))

    @property
    def answer_in_words(self) -> str:
        """The label of what was chosen."""
        return next((row.label for row in self.answer_field.options if row.checked), "")

    def day(self) -> date:
        """The date of the answer."""
        return timezone.localdate()

    def clinician_answer(self) -> ClinicianAnswer:
        """The answer as the service takes it."""
        data = self.cleaned_data
        given = ClearanceAnswer(data["answer"])
        return ClinicianAnswer(
            answer=given,
            clinician_name=data["clinician_name"],
            clinician_role=data["clinician_role"],
            clinician_registration=data["clinician_registration"],
            answered_on=self.day(),
            limits=_limits(data) if given is LIMITED else LimitSet(),
        )


class AnswerByLinkForm(AnswerForm):
    """As the clinician fills it in."""

    note = forms.CharField(
        label=_("Anything else the clinic should know, or why not"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    @property
    def note_field(self) -> FieldShown:
        return _shown(self["note"])


class WrittenDownForm(AnswerForm):
    """As staff write down what a clinician said on the phone or on paper."""

    answered_on = forms.DateField(
        label=_("Date of the answer"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "answer": _("What did the clinician answer?"),
            "precautions": _("Other limits, in their words"),
            "clinician_name": _("Name of the clinician"),
            "clinician_role": _("Role, for example GP or physiotherapist"),
            "clinician_registration": _("Registration number"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["clinician_registration"].required = False

    @property
    def signing_fields(self) -> tuple[FieldShown, ...]:
        return (*super().signing_fields, _shown(self["answered_on"]))

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The answer cannot be dated in the future."))
        return day

    def day(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        return day


class AskForm(forms.Form):
    """Who is to be asked, and that the client agrees to what they are told.

    Only who treats the client sends a link: an address that the client gave could be anybody's, their own among them.
    """

    clinician_name = forms.CharField(label=_("Name of the GP, physiotherapist or other clinician"), max_length=120)
    clinician_email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("They get a link, nothing about health. Leave it empty to print the question instead."),
        required=False,
    )
    agreed = forms.BooleanField(error_messages={"required": _("We may only ask with the client's agreement.")})

    def __init__(self, *args: Any, is_own: bool, may_send: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_send:
            del self.fields["clinician_email"]
        self.fields["agreed"].label = (
            _now("I agree that this clinician sees what is shown here.")
            if is_own
            else _now("The client agrees that this clinician sees what the safety check found and what is planned.")
        )

    def addressee(self) -> Addressee:
        return Addressee(name=self.cleaned_data["clinician_name"], email=self.cleaned_data.get("clinician_email", ""))

    @property
    def all_fields(self) -> tuple[FieldShown, ...]:
        return shown(self, tuple(self.fields))


class RulesForm(forms.Form):
    """How long links work, and when clinicians are reminded."""

    link_days = forms.IntegerField(label=_("Days for which a link to a clinician works"), min_value=1, max_value=90)
    reminder_days = forms.IntegerField(label=_("Days until the clinician is reminded"), min_value=1, max_value=90)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "link_days" in cleaned and cleaned.get("reminder_days", 0) >= cleaned["link_days"]:
            self.add_error("reminder_days", _("The reminder has to come before the link ends."))
        return cleaned


def _pressures() -> list[tuple[str, str]]:
    return [(str(number), pressure_for_clinician(number)) for number in (1, 2, 3, 4)]


def _limits(data: dict[str, Any]) -> LimitSet:
    precautions = data["precautions"].strip()
    return LimitSet(
        max_pressure=int(data["max_pressure"]) if data["max_pressure"] else None,
        max_minutes=data["max_minutes"],
        exclude_techniques=frozenset(TechniqueId(id) for id in data["exclude_techniques"]),
        avoid_regions=frozenset(RegionId(id) for id in data["avoid_regions"]),
        positions=frozenset(data["positions"]),
        no_heat=data["no_heat"],
        no_tools=data["no_tools"],
        no_end_range_stretch=data["no_end_range_stretch"],
        precautions=(precautions,) if precautions else (),
    )
