"""Which pages does the intake have?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.intake import views

app_name = "intake"
urlpatterns: list[URLPattern] = [
    path("<uuid:episode_id>/", views.start, name="start"),
    path("<uuid:episode_id>/review/", views.review, name="review"),
    path("<uuid:episode_id>/send/", views.send, name="send"),
    path("<uuid:episode_id>/sent/", views.sent, name="sent"),
    path("<uuid:episode_id>/told/", views.told, name="told"),
    path("<uuid:episode_id>/<slug:step_id>/", views.step, name="step"),
]
