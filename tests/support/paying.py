"""Which payments do the tests about money share? Ailsa's visits with Callum, done, and who takes the money."""

from datetime import datetime, timedelta
from itertools import count

from ischia.clinic.audit.api import Actor
from ischia.clinic.book.api import Session, cancel_session, end_session, mark_no_show
from ischia.clinic.receipts.api import Asked, Method, Package, Receipt, sell_package, set_offer, take_payment
from tests.support.booking import book, ready
from tests.support.clinic import NOW, World

_KEYS = count()
LATER = NOW + timedelta(days=40)
"""When all four of Ailsa's Mondays are past."""


def asked(world: World, *, now: datetime = LATER, key: str = "", actor: Actor | None = None) -> Asked:
    """Morag at the desk, with a key of her own each time."""
    return Asked(actor=actor or world.as_morag, now=now, request_key=key or f"key {next(_KEYS)}")


def visits(world: World) -> list[Session]:
    """Ailsa's four visits, booked."""
    return list(book(world, ready(world)).sessions.order_by("number"))


def done(world: World) -> list[Session]:
    """The same, all of them done."""
    return [end_session(actor=world.as_callum, session=one, now=one.ends_at) for one in visits(world)]


def missed(world: World, session: Session) -> Session:
    return mark_no_show(actor=world.as_morag, session=session, now=session.starts_at + timedelta(minutes=20))


def cancelled_late(world: World, session: Session) -> Session:
    return cancel_session(
        actor=world.as_ailsa, session=session, now=session.starts_at - timedelta(hours=2), reason="client"
    )


def paid(world: World, session: Session, *, now: datetime = LATER) -> Receipt:
    return take_payment(asked=asked(world, now=now), session=session, method=Method.CARD)


def sold(world: World, *, sessions: int = 3, price_minor: int = 10_000, now: datetime = NOW) -> Package:
    """A course that Ailsa has paid in advance."""
    offer = set_offer(
        actor=world.as_morag,
        clinic=world.clinic,
        service=world.follow_up,
        name="Course",
        sessions=sessions,
        price_minor=price_minor,
    )
    receipt = sell_package(asked=asked(world, now=now), client=world.ailsa, offer=offer, method=Method.CASH)
    assert receipt.package is not None
    return receipt.package
