"""Which pages does the transfer app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.transfer import views

app_name = "transfer"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("export/", views.export, name="export"),
]
