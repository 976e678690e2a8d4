"""How is the installation itself called, so that Django finds its commands?"""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "ischia.config"
    label = "config"
    verbose_name = "Ischia"
