"""How is the app called that lets calendars out and in?"""

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "ischia.clinic.book.feeds"
    label = "feeds"
