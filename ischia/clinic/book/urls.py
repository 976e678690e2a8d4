"""Which pages does the book app serve?"""

from django.urls.resolvers import URLPattern

app_name = "book"
urlpatterns: list[URLPattern] = []
