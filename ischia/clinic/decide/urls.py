"""Which pages does the decide app serve?"""

from django.urls.resolvers import URLPattern

app_name = "decide"
urlpatterns: list[URLPattern] = []
