"""Which pages does the book app serve?"""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from ischia.clinic.book import change_views, views

app_name = "book"
urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", include("ischia.clinic.book.desk.urls")),
    path("calendars/", include("ischia.clinic.book.feeds.urls")),
    path("repair/", include("ischia.clinic.book.repair.urls")),
    path("waitlist/", include("ischia.clinic.book.waitlist.urls")),
    path("", views.start, name="start"),
    path("with/<uuid:therapist_id>/", views.begin, name="begin"),
    path("<uuid:episode_id>/", views.dates, name="dates"),
    path("course/<uuid:course_id>/", views.course, name="course"),
    path("course/<uuid:course_id>/confirm/", views.confirm, name="confirm"),
    path("course/<uuid:course_id>/release/", views.release, name="release"),
    path("course/<uuid:course_id>/undo/", views.undo, name="undo"),
    path("course/<uuid:course_id>/calendar.ics", views.calendar, name="calendar"),
    path("session/<uuid:session_id>/cancel/", change_views.cancel, name="cancel"),
    path("session/<uuid:session_id>/move/", change_views.move, name="move"),
]
