"""Which pages are about calendars?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.book.feeds.views import act, add_address, add_file, feed, mine, remove

app_name = "feeds"
urlpatterns: list[URLPattern] = [
    path("", mine, name="mine"),
    path("address/<str:whose>/", act, name="act"),
    path("outside/file/", add_file, name="add_file"),
    path("outside/address/", add_address, name="add_address"),
    path("outside/<uuid:outside_id>/remove/", remove, name="remove"),
    path("<str:secret>.ics", feed, name="feed"),
]
