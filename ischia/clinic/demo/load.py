"""How does the demo clinic get into an empty database, once?"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ischia.clinic.demo.records import DemoClinic, DemoLogin, read
from ischia.clinic.demo.staff import open_demo_clinic, set_passwords
from ischia.clinic.places.api import Clinic


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading came to: `is_new` is False when the clinic was there already."""

    clinic: str
    is_new: bool


def load_demo(*, now: datetime, seed: int = 1) -> Loaded:
    """Loads the demo clinic in one transaction, unless it is there. The same `seed` and day give the same people."""
    data = demo_clinic()
    with transaction.atomic():
        if Clinic.objects.filter(slug=data.clinic.slug).exists():
            return Loaded(clinic=data.clinic.name, is_new=False)
        open_demo_clinic(data, now=now)
        set_passwords(data)
    return Loaded(clinic=data.clinic.name, is_new=True)


def demo_clinic() -> DemoClinic:
    """The demo's data file."""
    return read("clinic.yaml", DemoClinic)


def logins() -> tuple[DemoLogin, ...]:
    """The accounts that visitors of the demo may use."""
    return demo_clinic().logins
