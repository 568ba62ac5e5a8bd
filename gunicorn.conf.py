"""Settings of `gunicorn`, which reads this file by itself.

The command line sets the address to bind, WEB_CONCURRENCY the number of processes.
"""

import contextlib
import ctypes
import gc
from importlib import import_module

wsgi_app = "talks.wsgi"
preload_app = True  # before forking, so that processes share the memory that they do not write to
threads = 4
graceful_timeout = 20
loglevel = "warning"  # there is no access log, since the filters of readers are private
limit_request_line = 8190  # the maximum, since a URL contains all filters
control_socket_disable = True  # it would be created in the home folder, and nothing here uses it

# Threads that allocate and free bitmaps of all sizes fragment memory. With two arenas instead of eight per core, a
# thread can use what another has freed.
M_ARENA_MAX = -8
with contextlib.suppress(AttributeError):  # systems without glibc
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


def when_ready(server):
    """Load the shared bitmaps and answer the front page before forking, then call ``gc.freeze()``.

    The garbage collector must not write to shared memory, which would copy it. It also runs less often, since a page
    leaves hardly any garbage.
    """
    import_module("talks.index").share(import_module("talks.parameters").OPEN)
    status = import_module("talks.wsgi").prepare()
    if status != 200:
        server.log.warning("The front page answered %s before the first worker was started.", status)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def post_request(worker, request, environ, response):
    """Return free memory to the system, every 32 requests, since it takes a millisecond or two."""
    if malloc_trim and worker.nr % 32 == 0:
        malloc_trim(0)
