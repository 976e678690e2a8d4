"""Which pages does the screen app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.screen import views

app_name = "screen"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("restart/", views.restart, name="restart"),
    path("question/", views.next_question, name="next_question"),
    path("question/<slug:question_id>/", views.question, name="question"),
    path("result/", views.result, name="result"),
    path("clearance/<uuid:episode_id>/", views.clearance, name="clearance"),
]
