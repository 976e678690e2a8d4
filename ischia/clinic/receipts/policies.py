"""Who may see receipts, and who may take payments? The client sees their own; the desk and the owner all of them."""

from typing import Any

from ischia.clinic.people.api import Role, can_act_as_client, role_in
from ischia.clinic.receipts.models import Receipt
from ischia.pathway.shared.errors import NotFound

DESK = (Role.FRONT_DESK, Role.OWNER)


def can_read_receipt(user: Any, receipt: Receipt) -> bool:
    """The client it is for and who acts for them, the desk and the owner.

    A therapist treats: what was paid is not theirs to see.
    """
    return can_act_as_client(user, receipt.client) or role_in(user, receipt.clinic) in DESK


def check_can_read_receipt(user: Any, receipt: Receipt) -> None:
    if not can_read_receipt(user, receipt):
        raise NotFound("No such receipt")
