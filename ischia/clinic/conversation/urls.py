"""Which pages does the conversation app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.conversation import views

app_name = "conversation"
urlpatterns: list[URLPattern] = [
    path("", views.conversations, name="list"),
    path("<uuid:episode_id>/", views.thread, name="thread"),
    path("<uuid:episode_id>/now/<uuid:post_id>/", views.what_to_do, name="what_to_do"),
]
