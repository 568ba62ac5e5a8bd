"""The WSGI application, and what a server does with it before it forks."""

import os
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")

application = get_wsgi_application()


def prepare() -> int:
    """Answer the front page once, and return its status code.

    Processes that are forked afterwards share what it loaded: code, compiled templates, the index, rendered events. The
    database connection is closed, because processes must not share it.
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
