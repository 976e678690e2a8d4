"""What does Lighthouse think of the public pages on its simulated phone?

The demo clinic is served as `ischia serve` serves it. Each score is the median of three visits by Debian's Chromium.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Goal, Measurement
from benchmarks.serving import free_address, program, served
from scripts.services import bring_chromium
from scripts.tools import bring_node

PAGES = ("/", "/how-it-works/", "/what-massage-can-do/", "/match/", "/screen/")
CATEGORIES = ("performance", "accessibility", "best-practices")
VISITS = 3
AT_LEAST_95 = Goal(at_least=95)
FOLDER = Path(__file__).with_name("browser")


def measurements() -> Iterator[Measurement]:
    node = bring_node()
    npm = [sys.executable, "-m", "scripts.tools", "npm", "ci", "--prefix", str(FOLDER)]
    subprocess.run([*npm, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], check=True)
    with tempfile.TemporaryDirectory(prefix="ischia-bench-", ignore_cleanup_errors=True) as folder:
        environment = {"ISCHIA_VAR": folder, "ISCHIA_DATABASE_URL": ""}
        subprocess.run([program("ischia"), "demo"], check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
        address = free_address()
        base = f"http://{address}"
        with served([program("ischia"), "serve", "--address", address], base, environment):
            for page in PAGES:
                reports = [visit(node / "node", base + page, Path(folder) / "report.json") for _ in range(VISITS)]
                for category in CATEGORIES:
                    yield Measurement(
                        name=f"Lighthouse {category} {page}",
                        workload=f"{page} of the demo clinic, Lighthouse's phone, median of {VISITS} visits",
                        unit="of 100",
                        run=partial(next, iter([100 * score(report, category) for report in reports])),
                        goal=AT_LEAST_95,
                        counted_runs=VISITS,
                        uncounted_runs=0,
                    )


def visit(node: Path, address: str, report: Path) -> dict[str, Any]:
    """One visit with everything forgotten; Lighthouse's own report."""
    flags = ["--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [
        *(str(node), str(FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet"),
        *(f"--chrome-flags={' '.join(flags)}", f"--only-categories={','.join(CATEGORIES)}"),
        *("--output=json", f"--output-path={report}"),
    ]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": str(bring_chromium())}, stdout=sys.stderr)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def score(report: dict[str, Any], category: str) -> float:
    """Between 0 and 1; Lighthouse gives none where the page did not load."""
    return float(report["categories"][category]["score"] or 0)
