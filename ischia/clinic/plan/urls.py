"""Which pages does the plan app serve?"""

from django.urls.resolvers import URLPattern

app_name = "plan"
urlpatterns: list[URLPattern] = []
