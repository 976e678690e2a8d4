"""What of a client does this app erase when they are erased?"""

from ischia.clinic.conversation.models import Post, ReadMark
from ischia.clinic.people.api import Client


def erase_conversations(client: Client) -> None:
    """Every message to and from the client, and who had read how far. That there were some stays in the audit trail."""
    Post.objects.filter(episode__client=client).delete()
    ReadMark.objects.filter(episode__client=client).delete()
