"""How does one get the demo clinic? `ischia demo`, which calls this; on a demo installation it migrates first."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ischia.clinic.demo.api import load_demo


class Command(BaseCommand):
    """Loads the demo clinic, once."""

    help = "Load the demo clinic with invented people, once; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another seed, other invented people")
        parser.add_argument(
            "--public-passwords-here",
            action="store_true",
            help="load it outside the demo settings too: its passwords are known to everybody",
        )

    def handle(self, *args: object, **options: Any) -> None:
        if not (settings.ISCHIA_DEMO or options["public_passwords_here"]):
            raise CommandError(
                "This is not a demo installation, and the demo's passwords are public. "
                "If you mean it, say --public-passwords-here."
            )
        if settings.ISCHIA_DEMO:
            call_command("migrate", verbosity=0, interactive=False)
        loaded = load_demo(now=timezone.now(), seed=options["seed"])
        told = "is loaded" if loaded.is_new else "was there already; nothing has changed"
        self.stdout.write(self.style.SUCCESS(f"{loaded.clinic} {told}."))
