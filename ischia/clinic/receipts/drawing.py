"""How is a session drawn from a course paid in advance, and put back?

The value of each session is what is left divided by the sessions left, so that all draws together are exactly what was
paid, whatever was put back in between. The database holds both above zero.
"""

from datetime import datetime

from ischia.clinic.book.api import Session
from ischia.clinic.receipts.models import Package, Receipt
from ischia.pathway.shared.errors import Refused


def draw(package: Package, session: Session, now: datetime) -> tuple[Package, int]:
    """Take one session out; the package as it is then, and the value drawn. Inside a transaction.

    Raises:
        Refused: `not_theirs`, `other_service`, `package_closed`, `package_expired`, `package_used_up`.
    """
    row = locked(package)
    _check(row, session, now)
    share = row.value_left_minor // row.left
    _store(row, left=row.left - 1, value=row.value_left_minor - share)
    return row, share


def give_back(receipt: Receipt) -> None:
    """Put back what the receipt drew; a closed package has been paid out and takes nothing back.

    Raises:
        Refused: `package_closed`.
    """
    if receipt.package is None:
        return
    row = locked(receipt.package)
    if row.closed_at is not None:
        raise Refused("package_closed", "The rest of this course has been refunded: nothing can go back into it.")
    _store(row, left=row.left + 1, value=row.value_left_minor + receipt.amount_minor)


def locked(package: Package) -> Package:
    """The package as it is now, with its row locked."""
    rows = Package.objects.select_for_update(of=("self",)).select_related("client__clinic", "service")
    return rows.get(pk=package.pk)


def empty(package: Package, now: datetime) -> int:
    """Take everything out and close it; the value that was left."""
    value = package.value_left_minor
    package.closed_at = now
    package.save(update_fields=["closed_at"])
    _store(package, left=0, value=0)
    return value


def _check(package: Package, session: Session, now: datetime) -> None:
    today = now.astimezone(package.client.clinic.zoneinfo).date()
    if package.client_id != session.client_id:
        raise Refused("not_theirs", "This course was paid by somebody else.", field="method")
    if package.service_id != session.service_id:
        raise Refused("other_service", f"This course is for: {package.service.name}.", field="method")
    if package.closed_at is not None:
        raise Refused("package_closed", "The rest of this course has been refunded.", field="method")
    if package.expires_on is not None and package.expires_on < today:
        raise Refused("package_expired", "This course has expired. It can be extended.", field="method")
    if package.left < 1:
        raise Refused("package_used_up", "Every session of this course has been used.", field="method")


def _store(package: Package, *, left: int, value: int) -> None:
    package.left, package.value_left_minor = left, value
    package.save(update_fields=["left", "value_left_minor"])
