"""Whose episode, course or session may this visitor book, change and see? Everybody else gets 404."""

from uuid import UUID

from django.http import Http404, HttpRequest

from ischia.clinic.book.models import Course, Session
from ischia.clinic.book.queries import course_detail, session_detail
from ischia.clinic.people.api import Client, Episode, can_act_as_client, check_can_book_for
from ischia.pathway.shared.errors import NotFound


def bookable_episode(request: HttpRequest, episode_id: UUID) -> Episode:
    """The episode, if this visitor may book for its client."""
    episode = Episode.objects.select_related("client__clinic").filter(pk=episode_id).first()
    if episode is None:
        raise Http404
    _check(request, episode.client)
    return episode


def bookable_course(request: HttpRequest, course_id: UUID) -> Course:
    """The course, if this visitor may book for its client."""
    try:
        course = course_detail(course_id)
    except NotFound as missing:
        raise Http404 from missing
    _check(request, course.episode.client)
    return course


def bookable_session(request: HttpRequest, session_id: UUID) -> Session:
    """The session, if this visitor may book for its client."""
    try:
        session = session_detail(session_id)
    except NotFound as missing:
        raise Http404 from missing
    _check(request, session.client)
    return session


def acts_as_staff(request: HttpRequest, client: Client) -> bool:
    """Whether a visitor who may book for this client is of the clinic: neither the client nor acting for them."""
    return not can_act_as_client(request.user, client)


def _check(request: HttpRequest, client: Client) -> None:
    try:
        check_can_book_for(request.user, client)
    except NotFound as hidden:
        raise Http404 from hidden
