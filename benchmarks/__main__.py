"""Which measurements are there, and what came of them?

    python -m benchmarks               take them all, each workload in a process of its own
    python -m benchmarks NAME          take those of one workload; the other rows of results.json stay

Each module beside this one that has a `measurements()` generator is a workload; what it sets up it takes down when the
generator ends. A goal that is not met is printed as such and does not fail the run; a workload that cannot run does.
"""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import benchmarks
from benchmarks.measure import Row, take

RESULTS = Path(__file__).with_name("results.json")


def workloads() -> Iterator[str]:
    """The modules beside this one that have something to measure, in alphabetical order."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        source = Path(__file__).with_name(f"{module.name}.py").read_text(encoding="utf-8")
        if "\ndef measurements(" in source:
            yield module.name


def take_one(name: str) -> list[Row]:
    """Take every measurement of one workload, print each and keep it at once."""
    rows = []
    for measurement in importlib.import_module(f"benchmarks.{name}").measurements():
        rows.append(take(measurement))
        print(rows[-1], flush=True)
        keep(rows)
    return rows


def take_all() -> list[str]:
    """Take every workload in a process of its own, so that none burdens another; return those that could not run."""
    command = [sys.executable, "-m", "benchmarks"]
    return [name for name in workloads() if subprocess.run([*command, name], check=False).returncode]


def keep(rows: Sequence[Row]) -> None:
    """Write the rows into results.json; rows of measurements that were not taken this time stay."""
    known = {row["name"]: row for row in json.loads(RESULTS.read_text(encoding="utf-8"))} if RESULTS.exists() else {}
    known |= {row.name: asdict(row) for row in rows}
    RESULTS.write_text(json.dumps([known[name] for name in sorted(known)], indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    if arguments:
        return 0 if take_one(arguments[0]) else 1
    RESULTS.unlink(missing_ok=True)
    broken = take_all()
    missed = [row["name"] for row in json.loads(RESULTS.read_text(encoding="utf-8")) if not row["met"]]
    print(f"\ngoals not met: {', '.join(missed) or 'none'}")
    print(f"could not run: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
