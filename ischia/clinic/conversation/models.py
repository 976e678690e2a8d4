"""What do a client and their care team write to each other, and who has read how far?"""

from typing import ClassVar
from uuid import uuid4

from django.db import models

LONGEST = 2000


class Post(models.Model):
    """One message in the conversation of an episode. Never changed; deleted only when the client is erased.

    `ticked` are the warning signs that the client ticked before sending; with any, `verdict` is what they come to.
    `request_key` makes sending twice sending once. Personal data held: health, in the writer's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="posts")
    from_client = models.BooleanField()
    text = models.TextField(max_length=LONGEST)
    ticked = models.JSONField(default=list, blank=True)
    verdict = models.JSONField(null=True, blank=True)
    outcome = models.CharField(max_length=24, blank=True, default="")
    request_key = models.UUIDField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "request_key"], name="conversation_post_once_a_request")
        ]
        indexes: ClassVar = [models.Index(fields=["episode", "sent_at"], name="conversation_post_in_order")]

    def __str__(self) -> str:
        return f"post of {self.sent_at:%Y-%m-%d %H:%M}"


class ReadMark(models.Model):
    """How far a user has read a conversation. Personal data held: who read when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    episode = models.ForeignKey("people.Episode", on_delete=models.PROTECT, related_name="read_marks")
    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="read_marks")
    read_until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["episode", "user"], name="conversation_mark_once_a_reader")
        ]

    def __str__(self) -> str:
        return f"read until {self.read_until:%Y-%m-%d %H:%M}"
