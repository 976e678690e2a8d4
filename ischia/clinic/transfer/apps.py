"""How is the transfer app called, and what does it put in place?"""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    name = "ischia.clinic.transfer"
    label = "transfer"

    def ready(self) -> None:
        """Files left lying are deleted; who was erased is forgotten, and does not come back with the same list."""
        from ischia.clinic.messaging.api import put_job_in_place
        from ischia.clinic.people.api import put_eraser_in_place
        from ischia.clinic.transfer.forgetting import DELETING, forget_where_from

        put_job_in_place(DELETING)
        put_eraser_in_place("transfer", forget_where_from)
