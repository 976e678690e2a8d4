"""Which pages does the treat app serve?"""

from django.urls.resolvers import URLPattern

app_name = "treat"
urlpatterns: list[URLPattern] = []
