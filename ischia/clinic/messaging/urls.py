"""Which addresses belong to messages?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.messaging import stop_views

app_name = "messaging"
urlpatterns: list[URLPattern] = [
    path("stop/<str:token>/", stop_views.stop_these, name="stop"),
]
