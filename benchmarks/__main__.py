"""Which measurements are there, and what came of them?

    python -m benchmarks               take them all
    python -m benchmarks NAME ...      take those of the named modules; the other rows of results.json stay

Each module beside this one that has a `measurements()` generator is a workload; what it sets up it takes down when the
generator ends. A goal that is not met is printed as such and does not fail the run; a workload that cannot run does.
"""

import importlib
import json
import pkgutil
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import benchmarks
from benchmarks.measure import Row, take

RESULTS = Path(__file__).with_name("results.json")


def workloads(names: Sequence[str]) -> Iterator[str]:
    """The workload modules, all or those named, in alphabetical order."""
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name != "__main__" and (not names or module.name in names):
            yield module.name


def take_all(names: Sequence[str]) -> tuple[list[Row], list[str]]:
    """Take every measurement; return the rows and the names of the workloads that could not run."""
    rows: list[Row] = []
    broken: list[str] = []
    for name in workloads(names):
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "measurements"):
            continue
        try:
            for measurement in module.measurements():
                rows.append(take(measurement))
                print(rows[-1], flush=True)
        except Exception:  # one workload that cannot run must not hide the others
            traceback.print_exc()
            broken.append(name)
    return rows, broken


def keep(rows: Sequence[Row]) -> None:
    """Write the rows into results.json; rows of measurements that were not taken this time stay."""
    known = {row["name"]: row for row in json.loads(RESULTS.read_text(encoding="utf-8"))} if RESULTS.exists() else {}
    known |= {row.name: asdict(row) for row in rows}
    RESULTS.write_text(json.dumps([known[name] for name in sorted(known)], indent=2) + "\n", encoding="utf-8")


def main(names: Sequence[str]) -> int:
    rows, broken = take_all(names)
    keep(rows)
    missed = sum(not row.met for row in rows)
    print(f"\n{len(rows)} measurements, {missed} goals not met{''.join(f', could not run: {name}' for name in broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
