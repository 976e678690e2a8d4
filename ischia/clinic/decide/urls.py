"""Which pages does the decide app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.decide import views
from ischia.clinic.decide.letters import views as letters

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("safety/", views.safety, name="safety"),
    path("<uuid:episode_id>/", views.decision, name="decision"),
    path("<uuid:episode_id>/letters/", letters.letters, name="letters"),
    path("<uuid:episode_id>/letters/<str:kind>/<str:reader>/", letters.letter, name="letter"),
    path("<uuid:episode_id>/letters/<str:kind>/<str:reader>/pdf/", letters.letter_pdf, name="letter_pdf"),
]
