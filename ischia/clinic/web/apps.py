"""How is the web app called, and which work of its own comes round?"""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "ischia.clinic.web"
    label = "web"

    def ready(self) -> None:
        """Erase, once a day, who asked for it and whose time is over."""
        from ischia.clinic.messaging.api import Job, put_job_in_place

        put_job_in_place(Job(name="erasure", label=_("Erasing data"), every=timedelta(days=1), run=_erase))


def _erase(now: datetime) -> int:
    from ischia.clinic.people.api import erase_due

    return erase_due(now=now, today=now.date())
