"""Which pages does the transfer app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.transfer import import_views, views

app_name = "transfer"
urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("export/", views.export, name="export"),
    path("import/", import_views.upload, name="upload"),
    path("import/apply/", import_views.apply, name="apply"),
    path("import/<slug:sort>.csv", import_views.template, name="template"),
]
