"""Which pages does the decide app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.decide import views
from ischia.clinic.decide.letters import sent_views as sent
from ischia.clinic.decide.letters import views as letters

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("safety/", views.safety, name="safety"),
    path("letter/<str:token>/", sent.letter_by_link, name="letter_by_link"),
    path("letter/<str:token>/pdf/", sent.letter_by_link_pdf, name="letter_by_link_pdf"),
    path("<uuid:episode_id>/", views.decision, name="decision"),
    path("<uuid:episode_id>/letters/", letters.letters, name="letters"),
    path("<uuid:episode_id>/letters/sent/<uuid:sent_id>/", sent.sent_letter, name="sent_letter"),
    path("<uuid:episode_id>/letters/sent/<uuid:sent_id>/pdf/", sent.sent_letter_pdf, name="sent_letter_pdf"),
    path("<uuid:episode_id>/letters/<str:kind>/<str:reader>/", letters.letter, name="letter"),
    path("<uuid:episode_id>/letters/<str:kind>/<str:reader>/pdf/", letters.letter_pdf, name="letter_pdf"),
]
