"""How do several processes take payments at the same moment? Each is a new Python with its own connection."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from uuid import UUID

from tests.support.settings import use_test_settings

_START: list[Barrier] = []


def pay_at_once(
    shares: Sequence[Sequence[UUID]], *, now: datetime, package: UUID | None = None, fail_every: int = 0
) -> list[str]:
    """Every share of sessions is paid by a process of its own, all started together; the outcome of each payment.

    `package`: drawn from it. `fail_every`: so often a payment is written and then rolled back, and tried again.
    """
    from django.db import connection

    database = str(connection.settings_dict["NAME"])
    context = get_context("spawn")
    start = context.Barrier(len(shares))
    with ProcessPoolExecutor(len(shares), context, initializer=_join, initargs=(database, start)) as pool:
        futures = [pool.submit(_pay_all, list(share), now, package, fail_every) for share in shares]
        return [outcome for future in futures for outcome in future.result(timeout=300)]


def _join(database: str, start: Barrier) -> None:
    use_test_settings()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    _START.append(start)


def _pay_all(share: list[UUID], now: datetime, package: UUID | None, fail_every: int) -> list[str]:
    import os

    from django.db import connection

    _START[0].wait(timeout=120)
    outcomes = []
    for place, key in enumerate(share):
        if fail_every and place % fail_every == 0:
            outcomes.append(_rolled_back(key, now))
        outcomes.append(_paid(key, now, package, f"{os.getpid()} {place}"))
    connection.close()
    return outcomes


class _ChangedItsMind(Exception):
    """Makes a transaction roll back after everything was written."""


def _rolled_back(key: UUID, now: datetime) -> str:
    from django.db import transaction

    try:
        with transaction.atomic():
            _paid(key, now, None, f"rolled back {key}")
            raise _ChangedItsMind
    except _ChangedItsMind:
        return "rolled back"


def _paid(key: UUID, now: datetime, package: UUID | None, request_key: str) -> str:
    from ischia.clinic.audit.api import Actor
    from ischia.clinic.book.api import Session
    from ischia.clinic.receipts.api import Asked, Method, Package, draw_from, take_payment
    from ischia.pathway.shared.errors import Refused

    asked = Asked(actor=Actor.system("rush"), now=now, request_key=request_key)
    session = Session.objects.select_related("client__clinic").get(pk=key)
    try:
        if package is None:
            take_payment(asked=asked, session=session, method=Method.CASH)
        else:
            draw_from(asked=asked, session=session, package=Package.objects.get(pk=package))
    except Refused as refusal:
        return refusal.code
    return "paid"
