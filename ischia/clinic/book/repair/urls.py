"""Which pages does a repair have?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.book.repair import views

app_name = "repair"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("<uuid:repair_id>/", views.proposal, name="proposal"),
    path("<uuid:repair_id>/told/", views.told, name="told"),
    path("<uuid:repair_id>/calendar/<uuid:session_id>.ics", views.calendar, name="calendar"),
]
