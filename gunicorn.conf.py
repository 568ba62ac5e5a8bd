"""Settings for Gunicorn, which reads this file from the folder in which it is started.

The command line sets the address, WEB_CONCURRENCY the number of processes. The Makefile also sets MALLOC_ARENA_MAX,
which must be in the environment before a process starts.
"""

import gc
from importlib import import_module

wsgi_app = "talks.wsgi"
preload_app = True  # before forking, so that processes share the memory that they do not write to
worker_class = "talks.server.Worker"
threads = 16  # slow readers hold one each; they cost no memory until they are needed
graceful_timeout = 20
loglevel = "warning"  # there is no access log, since the filters of readers are private
limit_request_line = 8190  # the maximum, since a URL contains all filters
control_socket_disable = True  # it would be created in the home folder, and nothing here uses it


def when_ready(server):
    """Load the shared bitmaps and answer the front page before forking, then call ``gc.freeze()``.

    The garbage collector must not write to shared memory, which would copy it. It also runs less often, since a page
    leaves hardly any garbage.
    """
    replica = import_module("talks.replica")
    with replica.reading_from(replica.of_readers()):
        import_module("talks.index").share(import_module("talks.parameters").OPEN)
    status = import_module("talks.wsgi").prepare()
    if status != 200:
        server.log.warning("The front page answered %s before the first worker was started.", status)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
