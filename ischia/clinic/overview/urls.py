"""Which pages of the whole clinic are there?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.overview import client_views, dashboard_views, offer_views, therapist_views, trail_views

app_name = "overview"
urlpatterns: list[URLPattern] = [
    path("", dashboard_views.dashboard, name="dashboard"),
    path("clients/", client_views.clients, name="clients"),
    path("clients/<uuid:client_id>/", client_views.client, name="client"),
    path("therapists/", therapist_views.therapists, name="therapists"),
    path("therapists/<uuid:therapist_id>/", therapist_views.therapist, name="therapist"),
    path("services/", offer_views.services, name="services"),
    path("places/", offer_views.places, name="places"),
    path("policies/", offer_views.policies, name="policies"),
    path("trail/", trail_views.trail, name="trail"),
]
