"""Which pages does the screen app serve?"""

from django.urls.resolvers import URLPattern

app_name = "screen"
urlpatterns: list[URLPattern] = []
