"""Which addresses belong to messages?"""

from django.urls import path
from django.urls.resolvers import URLPattern

from ischia.clinic.messaging import demo_views, settings_views, staff_views, stop_views

app_name = "messaging"
urlpatterns: list[URLPattern] = [
    path("settings/", settings_views.message_settings, name="settings"),
    path("settings/<slug:kind>/<slug:language>/", settings_views.wording, name="wording"),
    path("status/", staff_views.status, name="status"),
    path("episode/<uuid:episode_id>/", staff_views.of_episode, name="of_episode"),
    path("client/<uuid:client_id>/", staff_views.of_client, name="of_client"),
    path("again/<uuid:message_id>/", staff_views.again, name="again"),
    path("demo/", demo_views.demo, name="demo"),
    path("stop/<str:token>/", stop_views.stop_these, name="stop"),
]
