"""Which pages does the treat app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.treat import client_views, views

app_name = "treat"
urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("client/<uuid:episode_id>/", client_views.client, name="client"),
    path("client/<uuid:episode_id>/discharge/", client_views.discharge, name="discharge"),
    path("<uuid:session_id>/", views.session, name="session"),
    path("<uuid:session_id>/questions/", views.questions, name="questions"),
]
