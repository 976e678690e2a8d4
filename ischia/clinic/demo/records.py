"""What does the demo's data hold? Typed records of the YAML files beside this one."""

from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypeVar

import msgspec

from ischia.clinic.places.api import ClinicDetails, ServiceDetails

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlace:
    """One place; `key` is how the other records name it."""

    key: str
    name: str
    address: str
    postcode: str
    step_free: bool
    rooms: tuple[str, ...]
    access: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRegistration:
    """A register entry, in days from the day of loading. Negative `valid_days`: it has run out."""

    body: str
    number: str
    checked_days_ago: int
    valid_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoHours:
    """Working hours, wall-clock times as `HH:MM`. Day 0 is the weekday on which the demo is loaded, 1 the next."""

    days: tuple[int, ...]
    place: str
    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTherapist:
    """One therapist; `places` are keys, `skills` and `conditions` map ids to what proves the training."""

    key: str
    name: str
    email: str
    gender: str
    languages: tuple[str, ...]
    about: str
    places: tuple[str, ...]
    skills: dict[str, str]
    registration: DemoRegistration
    hours: tuple[DemoHours, ...]
    conditions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMember:
    """Somebody at the desk, or the owner."""

    name: str
    email: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGuest:
    """The client whom visitors may be, with the key of a story and of a therapist."""

    name: str
    email: str
    phone: str
    story: str
    therapist: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUndecided:
    """A client of the guest's therapist whose review nobody has answered; `came` days before the day of loading."""

    name: str
    email: str
    phone: str
    story: str
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """An account that visitors of the demo may use. The password is public."""

    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClinic:
    """The clinic with everybody who works there."""

    clinic: ClinicDetails
    places: tuple[DemoPlace, ...]
    services: tuple[ServiceDetails, ...]
    therapists: tuple[DemoTherapist, ...]
    staff: tuple[DemoMember, ...]
    guest: DemoGuest
    undecided: tuple[DemoUndecided, ...]
    logins: tuple[DemoLogin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNames:
    """What invented people are called."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMark:
    """A mark on the body chart, on the side of the leg pain."""

    region: str
    symptom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What several invented clients come with, and how it goes (stories.yaml says what each field means)."""

    key: str
    weight: int
    ages: tuple[int, int]
    weeks: tuple[int, int]
    findings: dict[str, bool | int | str]
    marks: tuple[DemoMark, ...]
    goals: tuple[str, ...]
    course: tuple[int, ...]
    told: tuple[str, ...]
    flare_at: int | None = None
    flare_hours: int = 48
    flare_pain: int = 2
    newly: dict[int, dict[str, str]] = field(default_factory=dict)
    referral: str = ""


def read(name: str, kind: type[T]) -> T:
    """The data file `name` as a `kind`; raises msgspec.ValidationError with the path of the first fault."""
    return msgspec.yaml.decode((files("ischia.clinic.demo") / "data" / name).read_bytes(), type=kind)
