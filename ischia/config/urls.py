"""Which address leads where? Stage names are the prefixes (ischia.pathway.stages)."""

from django.urls import include, path

from ischia.clinic.people.urls import account_urls
from ischia.pathway.stages import Stage

stages = [path(f"{stage}/", include(f"ischia.clinic.{stage}.urls")) for stage in Stage]

urlpatterns = [
    *stages,
    path("messages/", include("ischia.clinic.messaging.urls")),
    path("diary/", include("ischia.clinic.diary.urls")),
    path("clinic/", include("ischia.clinic.overview.urls")),
    path("transfer/", include("ischia.clinic.transfer.urls")),
    path("receipts/", include("ischia.clinic.receipts.urls")),
    path("conversation/", include("ischia.clinic.conversation.urls")),
    path("intake/", include("ischia.clinic.intake.urls")),
    path("account/", include(account_urls)),
    path("", include("ischia.clinic.endpoints.urls")),
    path("", include("ischia.clinic.web.urls")),
]

# Errors of every layer end here: a database that is away is a 503, not a fault of ours.
handler400 = "ischia.config.unavailable.bad_request"
handler500 = "ischia.config.unavailable.server_error"
