"""How is a user shown to themselves?"""

from ischia.clinic.people.models import User


def shown_name(user: User) -> str:
    """The name, or the e-mail address while no name is known."""
    return user.name or user.email
