"""How is the diary app called?"""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "ischia.clinic.diary"
    label = "diary"
