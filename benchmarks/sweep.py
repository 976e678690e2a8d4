"""How fast could slot search be at best? Compiles `sweep.c` on this machine and runs it over kept arrays."""

import ctypes
import shutil
import subprocess
import tempfile
from array import array
from collections.abc import Sequence
from pathlib import Path

from benchmarks.workloads import BUFFER_MINUTES, SESSION_MINUTES, STEP_MINUTES, Minutes, Network, working_spans

IS = "compiled sweep over sorted intervals, kept in memory"
MOST_STARTS_PER_DAY = 48


class NoCompiler(Exception):
    """The machine has no C compiler, so there is no compiled bound to compare with."""


class Sweep:
    """The compiled sweep over one network; calling it returns how many starts are free."""

    def __init__(self, sought: Network) -> None:
        self._library = compiled()
        spans = [sorted(working_spans(worker, sought.days)) for worker in sought.workers]
        busy = [
            sorted((booking.start, booking.end + BUFFER_MINUTES) for booking in worker.bookings)
            for worker in sought.workers
        ]
        self._offsets = (offsets(spans), offsets(busy))
        self._spans = (flat(spans), flat(busy))
        self._window = sought.window
        self._starts = array("i", bytes(4 * MOST_STARTS_PER_DAY * (sought.days + 2) * len(sought.workers)))

    def __call__(self) -> int:
        return int(
            self._library.sweep(
                ctypes.c_int64(len(self._offsets[0]) - 1),
                *(address(numbers) for numbers in (*self._offsets, *self._spans)),
                *(ctypes.c_int32(number) for number in (*self._window, SESSION_MINUTES, BUFFER_MINUTES, STEP_MINUTES)),
                address(self._starts),
            )
        )


def compiled() -> ctypes.CDLL:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NoCompiler("no C compiler on this machine (cc, gcc or clang)")
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "sweep.so"
        source = Path(__file__).with_name("sweep.c")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
        loaded = ctypes.CDLL(str(library))
    loaded.sweep.restype = ctypes.c_int64
    return loaded


def offsets(lists: Sequence[Sequence[Minutes]]) -> "array[int]":
    """Where each list begins once all lie behind one another, and where the last one ends."""
    result = array("q", [0])
    for spans in lists:
        result.append(result[-1] + len(spans))
    return result


def flat(lists: Sequence[Sequence[Minutes]]) -> "array[int]":
    return array("i", [minute for spans in lists for span in spans for minute in span])


def address(numbers: "array[int]") -> ctypes.c_void_p:
    return ctypes.c_void_p(numbers.buffer_info()[0])
