"""The entry for a production server: `gunicorn talks.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")

application = get_wsgi_application()
