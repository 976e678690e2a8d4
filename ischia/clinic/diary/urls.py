"""Which pages does the diary serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from ischia.clinic.diary import views

app_name = "diary"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("clinic/", views.clinic, name="clinic"),
    path("therapist/<uuid:therapist_id>/", views.therapist, name="therapist"),
]
