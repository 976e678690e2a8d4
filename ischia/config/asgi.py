"""What does an ASGI server load?"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.production")

application = get_asgi_application()
