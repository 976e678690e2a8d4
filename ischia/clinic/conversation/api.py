"""What may other apps use of the conversations?"""

from ischia.clinic.conversation.models import Post, ReadMark
from ischia.clinic.conversation.queries import addresses_of_care_team, conversations_of, posts_of, unread_for
from ischia.clinic.conversation.services import Written, mark_read, send_post

__all__ = [
    "Post",
    "ReadMark",
    "Written",
    "addresses_of_care_team",
    "conversations_of",
    "mark_read",
    "posts_of",
    "send_post",
    "unread_for",
]
