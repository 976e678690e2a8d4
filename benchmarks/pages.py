"""How long does a page of the journey take at the server, and how much memory does the server hold afterwards?

The demo clinic, made busy (`busy_clinic`), is served as `ischia serve` serves it. Each figure is the median, or the
95th percentile, of 40 requests over the loopback, one after another.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib.resources import files

import yaml

from benchmarks import bare_page
from benchmarks.measure import Goal, Measurement, milliseconds
from benchmarks.serving import Browser, free_address, program, resident_megabytes, served

REQUESTS = 40
PAGE = Goal(at_most=40, ratio_at_most=8)
SLOWEST = Goal(at_most=120)
LIGHT = Goal(at_most=300)
PUBLIC_PAGES = (
    "/",
    "/how-it-works/",
    "/what-massage-can-do/",
    "/your-data/",
    "/screen/",
    "/match/",
    "/account/login/",
)
DESK_PAGES = ("/book/calendar/", "/book/calendar/?view=week", "/book/calendar/?by=room", "/waiting/")
FIRST_QUESTION = "/screen/question/"
THERAPIST, DESK = "therapist", "front desk"


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory(prefix="ischia-bench-", ignore_cleanup_errors=True) as folder:
        base, bare_base = (f"http://{free_address()}" for _ in range(2))
        environment = {"ISCHIA_VAR": folder, "ISCHIA_DATABASE_URL": ""}
        subprocess.run([program("ischia"), "demo"], check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, "-m", "benchmarks.busy_clinic"], check=True, env=os.environ | environment)
        serve = [program("ischia"), "serve", "--address", base.removeprefix("http://")]
        bare = [sys.executable, "-m", "benchmarks.bare_page", bare_base.removeprefix("http://")]
        with served(serve, base, environment) as server, served(bare, bare_base):
            visitor, therapist, desk, compared = Browser(base), Browser(base), Browser(base), Browser(bare_base)
            for path in PUBLIC_PAGES:
                yield from figures(path, path, visitor, compared)
            one = linked(visitor.get("/match/"), "match")
            yield from figures("/match/THERAPIST/", one, visitor, compared)
            yield from figures("/screen/question/FIRST/", visitor.led_to(FIRST_QUESTION), visitor, compared)
            desk.post("/account/login/", login(DESK))
            for path in DESK_PAGES:
                yield from figures(path, path, desk, compared)
            therapist.post("/account/login/", login(THERAPIST))
            today = therapist.get("/treat/")
            yield from figures("/treat/", "/treat/", therapist, compared)
            session = linked(today, "treat")
            yield from figures("/treat/SESSION/", session, therapist, compared)
            opened = therapist.get(session)
            for stage in ("track", "decide"):
                yield from figures(f"/{stage}/EPISODE/", linked(opened, stage), therapist, compared)
            yield Measurement(
                name="server memory after the journey",
                workload="resident memory of all server processes, shared pages counted in each",
                unit="MB",
                run=partial(resident_megabytes, server),
                goal=LIGHT,
            )


def linked(page: str, stage: str) -> str:
    """The first link of a page to a record of that stage."""
    found = re.search(rf'href="(/{stage}/[0-9a-f-]{{36}}/)"', page)
    if found is None:
        raise NothingToMeasure(f"no link to /{stage}/")
    return found.group(1)


class NothingToMeasure(Exception):
    """A page lacks the link to the next page that is to be measured."""


def login(role: str) -> dict[str, str]:
    """A log-in of the demo, read from the demo's own data."""
    data = files("ischia.clinic.demo").joinpath("data", "clinic.yaml").read_text(encoding="utf-8")
    known = next(row for row in yaml.safe_load(data)["logins"] if row["role"] == role)
    return {"login": known["email"], "password": known["password"]}


def figures(name: str, path: str, visitor: Browser, compared: Browser) -> Iterator[Measurement]:
    """Two figures of one page: its median beside a bare page, and its 95th percentile."""
    workload = f"{REQUESTS} requests one after another; SQLite, 20 therapists, 2,000 clients, 40,000 sessions"
    yield Measurement(
        name=f"page {name}, median",
        workload=workload,
        unit="ms",
        run=lambda: statistics.median(times(visitor, path)),
        baseline=lambda: statistics.median(times(compared, "/")),
        baseline_is=bare_page.IS,
        goal=PAGE,
    )
    yield Measurement(
        name=f"page {name}, 95th percentile",
        workload=workload,
        unit="ms",
        run=lambda: statistics.quantiles(times(visitor, path), n=20)[18],
        goal=SLOWEST,
    )


def times(browser: Browser, path: str) -> list[float]:
    return [milliseconds(partial(browser.get, path)) for _ in range(REQUESTS)]
