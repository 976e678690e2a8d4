"""Which pages does the web app serve?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.web import views

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("what-massage-can-do/", views.what_massage_can_do, name="what_massage_can_do"),
    path("your-data/", views.your_data, name="your_data"),
    path("me/", views.me, name="me"),
    path("settings/", views.clinic_settings, name="settings"),
    path("waiting/", views.waiting, name="waiting"),
    path("design/", views.gallery, name="gallery"),
]
