"""Which pages does the decide app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.decide import views

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("safety/", views.safety, name="safety"),
    path("<uuid:episode_id>/", views.decision, name="decision"),
]
