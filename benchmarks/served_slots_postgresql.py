"""How fast is slot search as served from PostgreSQL? The same search as in `served_slots`, beside it."""

from collections.abc import Iterator

from benchmarks.embedded import clinic_database
from benchmarks.measure import Measurement
from benchmarks.served_slots import served
from scripts.postgres import stop_in_order_when_told, temporary_server

SIZES = ((1, 30), (1, 90), (1000, 90))


def measurements() -> Iterator[Measurement]:
    stop_in_order_when_told()
    with temporary_server() as url, clinic_database(url):
        yield from served("PostgreSQL", SIZES)
