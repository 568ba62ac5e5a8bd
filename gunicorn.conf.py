"""How `gunicorn` serves the site; it reads this file by itself. Where, and with how many processes, is told by its command
line and by WEB_CONCURRENCY.
"""

import contextlib
import ctypes
import gc
from importlib import import_module

wsgi_app = "talks.wsgi"
preload_app = True  # once, before there are processes to serve with: what they never write to, they share
threads = 4
graceful_timeout = 20
loglevel = "warning"  # and no access log: what a reader filters by is nobody's business
limit_request_line = 8190  # the longest there is: an address holds all chosen filters
control_socket_disable = True  # it would be put into the home folder, and nothing here uses it

# Threads that take and give back bitmaps of all sizes leave memory in pieces: two pools for all of them instead of eight a
# core, and what one of them gave back another can use.
M_ARENA_MAX = -8
with contextlib.suppress(AttributeError):  # other systems than Linux with glibc
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def when_ready(server):
    """Answer the front page before there are processes, then ``gc.freeze()``.

    The collector must not touch, and so copy, pages that processes share. It runs less often, too: a page leaves hardly
    anything to collect.
    """
    import_module("talks.index").share(import_module("talks.parameters").OPEN)
    status = import_module("talks.wsgi").prepare()
    if status != 200:
        server.log.warning("The front page answered %s before the first process was made.", status)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def post_request(worker, request, environ, response):
    """Give back to the system what lies free in pieces, at every so many answers, since it costs a millisecond or two."""
    if malloc_trim and worker.nr % 32 == 0:
        malloc_trim(0)
