"""Which pages does the track app serve?"""

from django.urls.resolvers import URLPattern

app_name = "track"
urlpatterns: list[URLPattern] = []
