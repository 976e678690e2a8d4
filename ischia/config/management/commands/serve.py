"""How does one start the clinic? `ischia serve`; on the demo it also prepares the database and says how to sign in."""

from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ischia.clinic.demo.api import logins
from ischia.config.server import Address, Application, Server
from ischia.knowledge import load_knowledge
from ischia.knowledge.faults import KnowledgeFault

DEFAULT_ADDRESS = "127.0.0.1:8000"


class Command(BaseCommand):
    """Serves the clinic with gunicorn until it is stopped."""

    help = "Serve the clinic with gunicorn until it is stopped (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default=DEFAULT_ADDRESS, help="host:port to listen on")
        parser.add_argument("--port", type=int, help="port to listen on, on 127.0.0.1")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=4)
        parser.add_argument("--no-worker", action="store_true", help="another process runs `ischia worker`")

    def handle(self, *args: object, **options: Any) -> None:
        address = _address(options)
        _check_knowledge()
        if settings.ISCHIA_DEMO:
            _check_loopback(address)
            _in_a_process_of_its_own("migrate")
            _in_a_process_of_its_own("collectstatic")
        _close_connections()
        Server(
            address=address,
            workers=options["workers"],
            threads=options["threads"],
            load=_application,
            ready=lambda: self._say(address),
            with_worker=not options["no_worker"],
        ).run()

    def _say(self, address: Address) -> None:
        self.stdout.write(self.style.SUCCESS(f"Ischia is ready: http://{address}"))
        if settings.ISCHIA_DEMO:
            self.stdout.write(demo_guide())
        self.stdout.flush()


def demo_guide() -> str:
    """Who can sign in on the demo, and where the e-mail codes are found."""
    rows = [f"  {login.role:<12} {login.email:<28} {login.password}" for login in logins()]
    mail = settings.ISCHIA_VAR / "mail"
    return "\n".join(
        [
            "Sign in with e-mail and password at /account/login/:",
            *rows,
            f"or with an e-mail code at /account/code/: codes are printed here and kept in {mail}/.",
            "What would have been sent to people is on /messages/demo/.",
        ]
    )


def _address(options: dict[str, Any]) -> Address:
    if options["port"]:
        return Address(host="127.0.0.1", port=options["port"])
    try:
        return Address.parse(options["address"])
    except ValueError as fault:
        raise CommandError(str(fault)) from fault


def _application() -> Application:
    """What a server process serves; it loads it itself, after the processes split."""
    from ischia.config.wsgi import application

    return application


def _check_knowledge() -> None:
    """Reads the knowledge before the processes split: a fault stops the start, and all of them share what was read."""
    try:
        load_knowledge()
    except KnowledgeFault as fault:
        raise CommandError(f"The knowledge is broken, so nothing is served.\n{fault}") from fault


def _in_a_process_of_its_own(command: str) -> None:
    """Runs a command that the server has to wait for, and whose memory it is not to keep."""
    process = get_context("fork").Process(
        target=call_command, args=(command,), kwargs={"verbosity": 0, "interactive": False}
    )
    process.start()
    process.join()
    if process.exitcode:
        raise CommandError(f"{command} failed, so nothing is served.")


def _close_connections() -> None:
    """What is open when the processes split would be shared by them, and a pool would lose the threads that mend it."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]  # only this vendor's connections have pools


def _check_loopback(address: Address) -> None:
    if not address.is_loopback:
        raise CommandError(
            f"The demo's passwords are public: it is served on this machine only, not on {address.host}."
        )
