"""How long does a fresh clone take to its first page?

    python3 -m benchmarks.fresh_clone

Clones the committed state into a temporary directory, runs `make run` there and asks for the front page until it comes.
One run, not five: the caches of the package managers are warm, which the goal assumes. Not part of `make bench`.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.__main__ import keep
from benchmarks.measure import Goal, Measurement, take
from benchmarks.serving import free_address, wait_for

ROOT = Path(__file__).resolve().parent.parent


def seconds_to_first_page() -> float:
    """Clone, `make run`, wait for the front page, stop the server."""
    address = free_address()
    with tempfile.TemporaryDirectory(prefix="ischia-fresh-", ignore_cleanup_errors=True) as folder:
        started = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", str(ROOT), folder], check=True)
        make = ["make", f"PYTHON={sys.executable}", "run", f"ADDRESS={address}"]
        with subprocess.Popen(make, cwd=folder, stdout=subprocess.DEVNULL, start_new_session=True) as process:
            try:
                wait_for(f"http://{address}", process)
                return time.monotonic() - started
            finally:
                os.killpg(process.pid, signal.SIGTERM)


def main() -> None:
    row = take(
        Measurement(
            name="fresh clone to first page",
            workload="git clone, make run, GET / answered; package caches warm",
            unit="s",
            run=seconds_to_first_page,
            goal=Goal(at_most=240),
            counted_runs=1,
            uncounted_runs=0,
        )
    )
    print(row)
    keep([row])


if __name__ == "__main__":
    main()
