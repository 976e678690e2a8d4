"""Which pages does the waitlist serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.book.waitlist.desk_views import answer, desk, offer_to
from ischia.clinic.book.waitlist.views import answer_signed_in, entry, join, leave, offer

app_name = "waitlist"
urlpatterns: list[URLPattern] = [
    path("", desk, name="desk"),
    path("offer-by-hand/", offer_to, name="offer_by_hand"),
    path("answer/<uuid:offer_id>/", answer, name="answer"),
    path("join/<uuid:episode_id>/", join, name="join"),
    path("entry/<uuid:entry_id>/", entry, name="entry"),
    path("entry/<uuid:entry_id>/leave/", leave, name="leave"),
    path("entry/<uuid:entry_id>/answer/", answer_signed_in, name="answer_signed_in"),
    path("offer/<str:secret>/", offer, name="offer"),
]
