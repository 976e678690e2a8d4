"""Which pages does the plan app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.plan import views

app_name = "plan"
urlpatterns: list[URLPattern] = [path("", views.summary, name="summary")]
