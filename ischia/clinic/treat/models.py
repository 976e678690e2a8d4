"""What do we keep of a session: the draft while it is written, the record once it is signed, and later amendments?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionDraft(models.Model):
    """What the therapist has entered so far. May change until the record is signed; nobody else reads it.

    `revision` counts the saves that changed something, `window` names the browser window that saved last, `before`
    holds what stood there earlier, newest last, so that changes can be taken back. Personal data held: health notes.
    """

    session = models.OneToOneField("book.Session", on_delete=models.PROTECT, primary_key=True, related_name="draft")
    screening = models.ForeignKey("screen.Screening", on_delete=models.PROTECT, related_name="+")
    entered = models.JSONField(default=dict)
    before = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=36, blank=True, default="")
    saved_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of session {self.session_id}"


class Ending(models.TextChoices):
    """How a session ended."""

    DONE = "done", _("Massage was given")
    STOPPED = "stopped", _("Stopped after the safety check")


class SessionRecord(models.Model):
    """One signed session (append-only: the database refuses changes). A session is signed once.

    `record` is the whole `ischia.pathway.treat.values.SessionRecord`; `limits` are those that held that day; `breaches`
    lists work beyond them, which needs `override_reason`. Personal data held: health notes, the therapist's name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.OneToOneField("book.Session", on_delete=models.PROTECT, related_name="record")
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="session_records")
    screening = models.ForeignKey("screen.Screening", on_delete=models.PROTECT, related_name="session_records")
    ending = models.CharField(max_length=16, choices=Ending.choices)
    on = models.DateField()
    record = models.JSONField()
    limits = models.JSONField()
    breaches = models.JSONField(default=list)
    override_reason = models.TextField(blank=True, default="")
    subjective = models.TextField(blank=True, default="")
    objective = models.TextField(blank=True, default="")
    assessment = models.TextField(blank=True, default="")
    plan = models.TextField(blank=True, default="")
    referral = models.TextField(blank=True, default="")
    knowledge_version = models.CharField(max_length=80)
    signed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["on", "signed_at"]
        indexes: ClassVar = [models.Index(fields=["episode", "on"], name="treat_record_by_episode")]

    def __str__(self) -> str:
        return f"record of session {self.session_id}"


class Amendment(models.Model):
    """A dated addition to a signed record (append-only). Personal data held: health notes, the author's name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(SessionRecord, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField()
    author = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"amendment of {self.at:%Y-%m-%d}"


class DischargeReason(models.TextChoices):
    """Why the treatment ends."""

    GOALS_REACHED = "goals_reached", _("The goals are reached")
    NO_FURTHER_GAIN = "no_further_gain", _("No further gain to be expected")
    REFERRED_ON = "referred_on", _("Referred on")
    OWN_WISH = "own_wish", _("The client’s own wish")
    NOT_SAFE = "not_safe", _("Massage is not suitable any more")
    OTHER = "other", _("Something else")


class DischargeNote(models.Model):
    """The last visit as a discharge note (never changed; goes when the client is erased), signed once for an episode.

    Personal data held: health notes, the therapist's name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.OneToOneField("people.Episode", on_delete=models.PROTECT, related_name="discharge_note")
    reason = models.CharField(max_length=20, choices=DischargeReason.choices)
    sessions = models.TextField()
    progress = models.TextField()
    why = models.TextField()
    referrals = models.TextField(blank=True, default="")
    advice = models.TextField(blank=True, default="")
    knowledge_version = models.CharField(max_length=80)
    signed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"discharge note of {self.signed_at:%Y-%m-%d}"
