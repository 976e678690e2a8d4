"""Which pages does the track app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.track import views
from ischia.clinic.track.outcomes.views import clinic_outcomes

app_name = "track"
urlpatterns: list[URLPattern] = [
    path("outcomes/", clinic_outcomes, name="outcomes"),
    path("<uuid:episode_id>/", views.progress, name="progress"),
    path("<uuid:episode_id>/measures/", views.measures, name="measures"),
]
