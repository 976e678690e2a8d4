"""Which addresses are for machines?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.endpoints.health import healthz

app_name = "endpoints"
urlpatterns: list[URLPattern] = [path("healthz", healthz, name="healthz")]
