"""The entry for a production server: `gunicorn talks.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")

application = get_wsgi_application()

# A page makes thousands of short-lived objects, which hold no rings: Python need not look through all that the code is
# made of again and again to find any.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
