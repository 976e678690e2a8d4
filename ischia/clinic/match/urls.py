"""Which pages does the match app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.match import views

app_name = "match"
urlpatterns: list[URLPattern] = [path("", views.therapists, name="therapists")]
