"""Which pages does the assess app serve?"""

from django.urls.resolvers import URLPattern

app_name = "assess"
urlpatterns: list[URLPattern] = []
