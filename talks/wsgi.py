"""The WSGI application, and how a server prepares it before it makes its processes."""

import os
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")

application = get_wsgi_application()


def prepare() -> int:
    """Answer the front page once, and return its status.

    Processes that are made after this share what it needed: code, compiled templates, the index, rendered events. The
    connection to the database is closed, since processes must not share that.
    """
    site = urlsplit(settings.SITE_URL)
    environ = {"HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme, "PATH_INFO": "/", "QUERY_STRING": ""}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    try:
        response = application(environ, lambda status, headers, exc_info=None: statuses.append(status))
        response.close()
    finally:
        connections.close_all()
    return int(statuses[0].split()[0])
