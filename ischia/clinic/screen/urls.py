"""Which pages does the screen app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.screen import views
from ischia.clinic.screen.clearing import link_views
from ischia.clinic.screen.clearing import views as clearing

app_name = "screen"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("restart/", views.restart, name="restart"),
    path("question/", views.next_question, name="next_question"),
    path("question/<slug:question_id>/", views.question, name="question"),
    path("result/", views.result, name="result"),
    path("clearance/<uuid:episode_id>/", clearing.clearance, name="clearance"),
    path("clearance-rules/", clearing.rules, name="clearance_rules"),
    path("ask-clinician/<uuid:episode_id>/", clearing.ask, name="ask_clinician"),
    path("ask-clinician/<uuid:episode_id>/withdraw/", clearing.withdraw, name="withdraw_question"),
    path("ask-clinician/<uuid:episode_id>/paper/", clearing.paper, name="question_paper"),
    path("answer/<slug:token>/", link_views.answer, name="answer"),
    path("answer/<slug:token>/paper/", link_views.answer_paper, name="answer_paper"),
]
