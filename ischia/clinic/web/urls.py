"""Which pages does the web app serve?"""

from django.urls.resolvers import URLPattern

app_name = "web"
urlpatterns: list[URLPattern] = []
