"""What do we keep of a decision: what was proposed, what a named person made of it, and which letters went out?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from ischia.pathway.decide.values import Action


class DecisionRecord(models.Model):
    """A therapist's answer to the proposed decision (append-only). Another answer is another row.

    `proposed` is the whole `ischia.pathway.decide.values.Decision`; `facts` are the facts it rested on. Deciding
    otherwise needs a reason. Personal data held: health facts, the therapist's name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="decisions")
    proposed = models.JSONField()
    facts = models.JSONField()
    action = models.CharField(max_length=24, choices=[(action.value, action.value) for action in Action])
    agrees = models.BooleanField()
    reason = models.TextField(blank=True, default="")
    knowledge_version = models.CharField(max_length=80)
    decided_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    decided_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-decided_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(agrees=True) | ~models.Q(reason=""), name="decide_otherwise_needs_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} on {self.decided_at:%Y-%m-%d}"


class PlanAfter(models.Model):
    """What a decision made of the plan (append-only): the new care plan, or why there is none.

    The plan before it stays as it was. A decision that asks for no new plan has no row here. Personal data held: none
    beyond its decision and plan.
    """

    decision = models.OneToOneField(
        DecisionRecord, on_delete=models.PROTECT, primary_key=True, related_name="plan_after"
    )
    care_plan = models.OneToOneField(
        "plan.CarePlan", on_delete=models.PROTECT, null=True, blank=True, related_name="decided_by"
    )
    why_none = models.CharField(max_length=400, blank=True, default="")

    def __str__(self) -> str:
        return f"plan after decision {self.decision_id}"


class SentLetter(models.Model):
    """A letter as it was sent (append-only). `letter` is the whole `ischia.clinic.decide.letters.letter.Letter`, and

    page and PDF are made from it, so that it goes on saying what it said. A clinician's name and address are kept
    because they say who was told; a client's are not repeated. It goes when the client is erased. Personal data held:
    health facts, both people's names.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="sent_letters")
    request_key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    reader = models.CharField(max_length=20)
    letter = models.JSONField()
    clinician = models.CharField(max_length=120, blank=True, default="")
    clinician_email = models.EmailField(blank=True, default="")
    link_until = models.DateTimeField(null=True, blank=True)
    knowledge_version = models.CharField(max_length=80)
    sent_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    sent_name = models.CharField(max_length=120)
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-sent_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reader="client", clinician_email="", link_until__isnull=True)
                | (models.Q(reader="clinician") & ~models.Q(clinician_email="") & models.Q(link_until__isnull=False)),
                name="decide_letter_to_a_clinician_has_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for the {self.reader}, sent {self.sent_at:%Y-%m-%d}"
