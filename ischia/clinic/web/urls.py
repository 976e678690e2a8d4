"""Which pages does the web app serve?"""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from ischia.clinic.web import erasure_views, views
from ischia.clinic.web.me.urls import me_urls

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("what-massage-can-do/", views.what_massage_can_do, name="what_massage_can_do"),
    path("your-data/", views.your_data, name="your_data"),
    path("me/", include(me_urls)),
    path("settings/erasures/", erasure_views.erasures, name="erasures"),
    path("settings/erasures/<uuid:request_id>/", erasure_views.confirm, name="confirm_erasure"),
    path("settings/", views.clinic_settings, name="settings"),
    path("waiting/", views.waiting, name="waiting"),
    path("design/", views.gallery, name="gallery"),
]
