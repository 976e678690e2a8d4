"""How is the book app called?"""

from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "ischia.clinic.book"
    label = "book"
