"""How does a test run get a PostgreSQL server of its own?

    python -m scripts.postgres COMMAND ...     run the command with `ISCHIA_DATABASE_URL` naming a fresh server

The cluster lives in a temporary directory, listens on a loopback port and a socket of its own, keeps nothing on disk
for longer than the command runs (`fsync` off) and touches no other server. PostgreSQL refuses to run as root: root
starts it as the user `postgres`, or `nobody` where there is none.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.services import bring_postgresql
from scripts.tools import CannotBring

QUICK_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "listen_addresses": "127.0.0.1",
}


@contextmanager
def temporary_server(programs: Path | None = None, *, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh server (database `postgres`) and stop it afterwards.

    `durable` keeps PostgreSQL's own promises about the disk: for measurements, not for tests.
    """
    programs = programs or bring_postgresql()
    owner = server_owner()
    with tempfile.TemporaryDirectory(prefix="ischia-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        if owner:
            programs = readable_by_all(programs, home)
            shutil.chown(home, owner)
        port = free_port()
        options = {"port": str(port), "unix_socket_directories": folder}
        options |= {"max_connections": "120"} if durable else QUICK_AND_FORGETFUL
        cluster = home / "data"
        make_cluster(owner, programs / "initdb", cluster, options)
        run(owner, programs / "pg_ctl", "start", "--wait", "--silent", "--pgdata", cluster, "--log", home / "log")
        try:
            yield f"postgresql://ischia@127.0.0.1:{port}/postgres"
        finally:
            run(owner, programs / "pg_ctl", "stop", "--mode", "immediate", "--silent", "--pgdata", cluster)


def make_cluster(owner: str | None, initdb: Path, cluster: Path, options: dict[str, str]) -> None:
    """Lay a fresh cluster with these settings; only this machine can reach it, and anyone here may log in."""
    run(owner, initdb, "--pgdata", cluster, "--username=ischia", "--auth=trust", "--encoding=UTF8", "--no-sync")
    with (cluster / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in options.items())


def server_owner() -> str | None:
    """The user that runs the server: None is the one who asks; root must not be."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def readable_by_all(programs: Path, home: Path) -> Path:
    """The programs where another user can read them: a copy, unless they were installed by the system."""
    if programs.is_relative_to("/usr"):
        return programs
    home.chmod(0o755)
    return Path(shutil.copytree(programs.parent, home / "programs", symlinks=True)) / programs.name


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def run(owner: str | None, *command: str | Path) -> None:
    """Run one of the server's programs as `owner`; raise `CannotBring` with its output when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
        user=owner,
        group=pwd.getpwnam(owner).pw_gid if owner else None,
        extra_groups=[] if owner else None,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
    )
    if done.returncode:
        raise CannotBring(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def stop_in_order_when_told() -> None:
    """Let SIGTERM end this program as an error would, so that the server it started stops with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def main(command: Sequence[str]) -> int:
    stop_in_order_when_told()
    with temporary_server() as url:
        return subprocess.run(command, env=os.environ | {"ISCHIA_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotBring as fault:
        sys.exit(str(fault))
