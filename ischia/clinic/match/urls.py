"""Which pages does the match app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.match import settings_views, views

app_name = "match"
urlpatterns: list[URLPattern] = [
    path("", views.therapists, name="therapists"),
    path("anybody/", views.any_therapist, name="anybody"),
    path("settings/", settings_views.settings, name="settings"),
    path("<uuid:therapist_id>/", views.therapist, name="therapist"),
]
