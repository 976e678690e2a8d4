"""How does a workload get Django with a database of its own, empty and migrated, and leave nothing behind?"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command


@contextmanager
def clinic_database(url: str = "") -> Iterator[Path]:
    """Set Django up for this process on `url`, or on an embedded SQLite file; yield the folder it writes to.

    Once per process: every workload runs in one of its own.
    """
    with tempfile.TemporaryDirectory(prefix="ischia-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "ischia.config.settings.demo", "ISCHIA_VAR": folder}
        os.environ["ISCHIA_DATABASE_URL"] = url
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        yield Path(folder)
