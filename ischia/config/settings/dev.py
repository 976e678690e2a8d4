"""Which settings hold while changing the code? The demo's, with error pages and templates that reload."""

from ischia.config.settings.base import TEMPLATES
from ischia.config.settings.demo import *  # noqa: F403 - settings modules extend one another by name

DEBUG = True
TEMPLATES[0]["OPTIONS"]["loaders"] = [
    (
        "template_partials.loader.Loader",
        [
            "django_cotton.cotton_loader.Loader",
            "django.template.loaders.filesystem.Loader",
            "django.template.loaders.app_directories.Loader",
        ],
    )
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
