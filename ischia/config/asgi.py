"""What does an ASGI server load?"""

import os

from django.core.asgi import get_asgi_application

from ischia.knowledge import load_knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.production")

application = get_asgi_application()

# As in wsgi.py: a broken knowledge file stops the start.
load_knowledge()
