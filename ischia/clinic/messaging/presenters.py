"""How do messages, their words and the worker's doings look on a page?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ischia.clinic.messaging.jobs import FAILED, Job
from ischia.clinic.messaging.kinds import KINDS, Kind
from ischia.clinic.messaging.models import Category, Channel, Delivery, JobState, Message, State
from ischia.clinic.messaging.wording import TEXT_MESSAGE, Words, sample
from ischia.clinic.people.api import without_secrets
from ischia.clinic.places.api import Clinic

Text = str | Promise

REASONS: dict[str, Text] = {
    "too late": gettext_lazy("it was too late"),
    "too late after quiet hours": gettext_lazy("it was too late after the quiet hours"),
    "out of date": gettext_lazy("it was not so any more"),
    "unwanted": gettext_lazy("not wanted"),
    "no address": gettext_lazy("no address to send it to: tell them another way"),
    "no carrier": gettext_lazy("this clinic sends none"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """A kind in the owner's list."""

    id: str
    label: Text
    channels: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a message would look like. `length` and `parts` are those of the text message."""

    subject: str
    text: str
    short: str
    length: int
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """One message in a list. `tone` is that of a tag, `said` what went out or would go out."""

    pk: str
    label: Text
    channel: Text
    written_at: datetime
    state: str
    tone: str
    reason: str
    at: datetime | None
    subject: str
    said: str
    goes_to_client: bool
    may_send_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobShown:
    """A job in the owner's list."""

    label: Text
    every_minutes: int
    last_at: datetime | None
    next_at: datetime | None
    result: str
    tone: str


def categories_shown(worded: Collection[tuple[str, str]]) -> list[tuple[Text, list[KindShown]]]:
    """Every kind under its category; `worded` are the kinds with words of the clinic's own."""
    own = {kind for kind, _language in worded}
    return [
        (category.label, [_kind_shown(kind, own) for kind in KINDS.values() if kind.category == category])
        for category in Category
    ]


def _kind_shown(kind: Kind, own: Collection[str]) -> KindShown:
    channels = ", ".join(str(channel.label) for channel in kind.channels)
    return KindShown(id=kind.id, label=kind.label, channels=channels, is_own=kind.id in own)


def preview_of(clinic: Clinic, kind: Kind, words: Words) -> Preview:
    """A message with these words and invented facts."""
    made = sample(clinic, kind, words)
    return Preview(
        subject=made.subject,
        text=made.text,
        short=made.short,
        length=len(made.short),
        parts=-(-len(made.short) // TEXT_MESSAGE),
    )


def messages_shown(messages: Sequence[Message]) -> list[MessageShown]:
    """Messages with what became of each; expects their deliveries fetched. Secrets of links are not shown."""
    return [_message_shown(message, list(message.deliveries.all())) for message in messages]


def _message_shown(message: Message, deliveries: list[Delivery]) -> MessageShown:
    kind = KINDS.get(message.kind)
    last = _last(deliveries)
    sent = next((row for row in reversed(deliveries) if row.state == State.SENDING), None)
    state, tone = _state_shown(last)
    return MessageShown(
        pk=str(message.pk),
        label=kind.label if kind else message.kind,
        channel=Channel(message.channel).label,
        written_at=message.created_at,
        state=state,
        tone=tone,
        reason=str(REASONS.get(last.reason, last.reason)) if last else "",
        at=last.at if last else message.not_before,
        subject=sent.subject if sent else "",
        said=without_secrets(sent.text) if sent else "",
        goes_to_client=not message.address,
        may_send_again=last is not None and last.state == State.GIVEN_UP,
    )


def _last(deliveries: list[Delivery]) -> Delivery | None:
    """What became of it in the end: sent, if it ever was; else the last word."""
    order = {State.SENDING: 0, State.FAILED: 1, State.CANCELLED: 2, State.GIVEN_UP: 2, State.SENT: 3}
    by_sent = sorted(deliveries, key=lambda row: (row.state == State.SENT, row.attempt, order[State(row.state)]))
    return by_sent[-1] if by_sent else None


def _state_shown(last: Delivery | None) -> tuple[str, str]:
    tones = {State.SENT: "calm", State.GIVEN_UP: "warn", State.FAILED: "care"}
    if last is None:
        return _("waiting"), ""
    return str(State(last.state).label), tones.get(State(last.state), "")


def jobs_shown(jobs: Sequence[Job], states: Sequence[JobState]) -> list[JobShown]:
    """Every job with how it went last."""
    by_name = {state.name: state for state in states}
    return [_job_shown(job, by_name.get(job.name)) for job in jobs]


def _job_shown(job: Job, state: JobState | None) -> JobShown:
    result, tone = _result_shown(state)
    return JobShown(
        label=job.label,
        every_minutes=int(job.every.total_seconds() // 60),
        last_at=state.finished_at if state else None,
        next_at=state.next_at if state else None,
        result=result,
        tone=tone,
    )


def _result_shown(state: JobState | None) -> tuple[str, str]:
    if state is None or not state.result:
        return _("not yet"), ""
    if state.result == FAILED:
        said = _("failed %(times)s times in a row (%(failure)s)")
        return said % {"times": state.failures_in_a_row, "failure": state.failure}, "warn"
    if not state.done:
        return _("went well, nothing was due"), "calm"
    return _("went well, %(count)s done") % {"count": state.done}, "calm"
