"""`ischia worker`: does the jobs that come round and sends what waits in the outbox, until it is stopped."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ischia.clinic.messaging.carriers import carriers_here
from ischia.clinic.messaging.working import work_once, work_until


class Command(BaseCommand):
    """Any number of workers may run at once, on any machine that reaches the database."""

    help = "Do the jobs that are due and send the messages that are due, until stopped (Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{work_once(carriers=carriers_here())} done")
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The worker is ready.")
        self.stdout.flush()
        work_until(stop)
