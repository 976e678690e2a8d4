"""What does a WSGI server load?"""

import gc
import os

from django.core.wsgi import get_wsgi_application

from ischia.knowledge import load_knowledge

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ischia.config.settings.production")

application = get_wsgi_application()

# A broken knowledge file stops the start with file, field and reason, not the first visitor; and nobody waits for it.
load_knowledge()

# What is loaded by now stays for good: looking through all of it for garbage held up every twentieth page for 50 ms.
gc.collect()
gc.freeze()
