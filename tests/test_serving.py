"""The server that ``make run`` starts: how it ends, and what slow clients can hold."""

import http.client
import signal
import threading
import time
from collections import Counter

import pytest

from tests.sites import Site, a_site


@pytest.fixture(scope="module")
def site(tmp_path_factory, tables, django_db_blocker) -> Site:
    with django_db_blocker.unblock(), a_site(tmp_path_factory.mktemp("site"), tables) as made:
        made.run('call_command("loaddata", "ukraine_2022", verbosity=0)')
        yield made


@pytest.mark.slow
def test_a_server_that_is_told_to_end_answers_every_request_that_had_begun(site):
    ended, found = threading.Event(), Counter()

    def read() -> None:
        while not ended.is_set():
            client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            try:
                client.connect()
            except ConnectionRefusedError:
                found["refused"] += 1
                return
            try:
                client.request("GET", f"/timeline.json?q=word{time.monotonic_ns()}")
                found[client.getresponse().status] += 1
            except (OSError, http.client.HTTPException) as error:
                found[type(error).__name__] += 1
            finally:
                client.close()

    with site.serving(WEB_CONCURRENCY="2") as server:
        readers = [threading.Thread(target=read) for _reader in range(24)]  # more than the server has at work
        for one in readers:
            one.start()
        while found[200] < 50:
            time.sleep(0.05)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(40) == 0
        assert time.monotonic() - begun < 30
        ended.set()
        for one in readers:
            one.join(30)
    assert set(found) <= {200, "refused"}, found
    assert found["refused"]
