"""Which pages does the intake have?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.intake import check_in_views, views

app_name = "intake"
urlpatterns: list[URLPattern] = [
    path("check-in/<uuid:session_id>/", check_in_views.check_in, name="check_in"),
    path("check-in/<uuid:session_id>/done/", check_in_views.done, name="checked_in"),
    path("<uuid:episode_id>/", views.start, name="start"),
    path("<uuid:episode_id>/review/", views.review, name="review"),
    path("<uuid:episode_id>/send/", views.send, name="send"),
    path("<uuid:episode_id>/sent/", views.sent, name="sent"),
    path("<uuid:episode_id>/told/", views.told, name="told"),
    path("<uuid:episode_id>/<slug:step_id>/", views.step, name="step"),
]
