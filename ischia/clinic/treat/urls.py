"""Which pages does the treat app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.treat import views

app_name = "treat"
urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("<uuid:session_id>/", views.session, name="session"),
    path("<uuid:session_id>/questions/", views.questions, name="questions"),
]
