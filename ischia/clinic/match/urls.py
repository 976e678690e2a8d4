"""Which pages does the match app serve?"""

from django.urls.resolvers import URLPattern

app_name = "match"
urlpatterns: list[URLPattern] = []
