"""Which addresses has the clinic's calendar?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.book.desk.move_views import move, undo
from ischia.clinic.book.desk.views import calendar, data, search

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", calendar, name="calendar"),
    path("data/", data, name="data"),
    path("search/", search, name="search"),
    path("undo/<uuid:change_id>/", undo, name="undo"),
    path("<uuid:session_id>/move/", move, name="move"),
]
