"""What was written, what has a user not read yet, and who of the care team is told?"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ischia.clinic.book.api import Session, Status
from ischia.clinic.conversation.models import Post, ReadMark
from ischia.clinic.people.api import Authority, Client, Episode, Membership, Role
from ischia.clinic.places.api import Clinic

WITH = (Status.HELD, Status.BOOKED, Status.CONFIRMED, Status.ARRIVED, Status.IN_SESSION, Status.DONE)
"""Sessions that make somebody the therapist of a conversation."""


def posts_of(episode: Episode) -> QuerySet[Post]:
    """The conversation, oldest first, with who wrote. One SQL query."""
    return Post.objects.filter(episode=episode).select_related("author").order_by("sent_at", "id")


def unread_for(user: Any, clinic: Clinic) -> dict[UUID, int]:
    """How many messages this user has not read, by episode; episodes without any are left out. One SQL query.

    For a client, and whoever acts for them with health: what the care team wrote. For a therapist: what their own
    clients wrote; for an owner, what any did.
    """
    if not getattr(user, "is_authenticated", False):
        return {}
    return dict(_unread(user, clinic).order_by().values_list("episode").annotate(unread=Count("pk")))


def conversations_of(user: Any, clinic: Clinic) -> list[Episode]:
    """The episodes of the care team's conversations, the latest message first; `last_at` is its time."""
    last = Post.objects.filter(episode=OuterRef("pk")).order_by("-sent_at").values("sent_at")[:1]
    found = Episode.objects.filter(_cared_for(user, clinic, "client"), client__clinic=clinic)
    return list(
        found.annotate(last_at=Subquery(last))
        .filter(last_at__isnull=False)
        .select_related("client")
        .order_by("-last_at")
    )


def _unread(user: Any, clinic: Clinic) -> QuerySet[Post]:
    marks = ReadMark.objects.filter(user=user, episode=OuterRef("episode")).values("read_until")[:1]
    acts = Authority.objects.filter(holder=user, client=OuterRef("episode__client"), end=None, shares_health=True)
    own = Q(from_client=False) & (Q(episode__client__user=user) | Q(Exists(acts)))
    cared_for = Q(from_client=True) & _cared_for(user, clinic, "episode__client")
    found = Post.objects.filter(own | cared_for, episode__client__clinic=clinic).exclude(author=user)
    found = found.annotate(read_until=Subquery(marks))
    return found.filter(Q(read_until__isnull=True) | Q(sent_at__gt=F("read_until")))


def _cared_for(user: Any, clinic: Clinic, client: str) -> Q:
    """Clients with a session with this user, who works here; for an owner every client."""
    works = Membership.objects.filter(user=user, clinic=clinic)
    sessions = Session.objects.filter(client=OuterRef(client), therapist__user=user, status__in=WITH)
    treats = Q(Exists(sessions)) & Q(Exists(works.filter(role__in=[Role.THERAPIST, Role.OWNER])))
    return treats | Q(Exists(works.filter(role=Role.OWNER)))


def addresses_of_care_team(client: Client, *, roles: Collection[Role] = ()) -> list[str]:
    """E-mail addresses of the client's therapists, of whoever has one of the `roles`, or else of the owners."""
    sessions = Session.objects.filter(client=client, status__in=WITH, therapist__is_active=True)
    found = set(sessions.filter(therapist__user__is_active=True).values_list("therapist__user__email", flat=True))
    wanted = roles or (() if found else (Role.OWNER,))
    members = Membership.objects.filter(clinic=client.clinic, role__in=wanted, user__is_active=True)
    return sorted(found | set(members.values_list("user__email", flat=True)))
