"""Which pages does the assess app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.generic import RedirectView

from ischia.clinic.assess import grouping_views, views

app_name = "assess"
urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="assess:where"), name="start"),
    path("where/", views.where, name="where"),
    path("what/", views.what, name="what"),
    path("about/", views.about, name="about"),
    path("wishes/", views.wishes, name="wishes"),
    path("grouping/<uuid:episode_id>/", grouping_views.grouping, name="grouping"),
    path("settings/", grouping_views.settings, name="settings"),
]
