"""Who may see receipts, and who may take payments? The client sees their own; the desk and the owner all of them."""

from typing import Any

from ischia.clinic.people.api import Client, Role, role_in
from ischia.clinic.receipts.models import Receipt
from ischia.pathway.shared.errors import NotFound

DESK = (Role.FRONT_DESK, Role.OWNER)


def can_read_receipt(user: Any, receipt: Receipt) -> bool:
    """The client it is for, the desk and the owner. A therapist treats; what was paid is not theirs to see."""
    return _is_own(user, receipt.client) or role_in(user, receipt.clinic) in DESK


def check_can_read_receipt(user: Any, receipt: Receipt) -> None:
    if not can_read_receipt(user, receipt):
        raise NotFound("No such receipt")


def _is_own(user: Any, client: Client) -> bool:
    return bool(user.is_authenticated and user.is_active and client.user_id is not None and client.user_id == user.pk)
