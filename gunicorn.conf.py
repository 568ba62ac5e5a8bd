"""How `gunicorn` serves the site; it reads this file by itself. Where, and with how many processes, is told by its command
line and by WEB_CONCURRENCY.
"""

import contextlib
import ctypes
import gc

wsgi_app = "talks.wsgi"
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


def post_worker_init(worker):
    """Leave what the code is made of out of the search for garbage, and search less often: a page leaves hardly any."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
