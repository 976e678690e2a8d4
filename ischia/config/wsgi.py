"""What does a WSGI server load?"""

import os

from django.core.wsgi import get_wsgi_application

from ischia.knowledge import load_knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.production")

application = get_wsgi_application()

# A broken knowledge file stops the start with file, field and reason, not the first visitor; and nobody waits for it.
load_knowledge()
