"""The worker of the server: Gunicorn's, which also answers what had reached the machine when it was told to end.

Imports nothing of the project. ``gunicorn.conf.py`` names it.
"""

from gunicorn.workers.gthread import ThreadWorker


class Worker(ThreadWorker):
    """Gunicorn's worker with threads stops accepting when it ends, and closes its sockets once it has ended.

    In between, for seconds, the system goes on taking connections and requests into the queue of the open socket, and resets
    them when it closes. So on ending this worker accepts all that wait, and closes the socket: who comes later is refused
    at once, which a proxy takes as a reason to ask another server.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if self.alive or enabled:
            return
        for listener in self.sockets:
            listener.setblocking(False)
            for _waiting in range(self.cfg.backlog):
                held = self.nr_conns
                self.accept(listener)
                if self.nr_conns == held:  # none was left
                    break
            listener.close()
