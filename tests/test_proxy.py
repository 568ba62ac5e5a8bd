"""The proxy as deploy/nginx.conf has it: what nginx itself refuses has a page of ours, and those of the site pass through."""

import http.client
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.server import HOST
from bench.slow import nginx

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


class Site(BaseHTTPRequestHandler):
    """Answers every path that begins with a number with that status and a page of its own."""

    def do_GET(self) -> None:
        status = self.path[1:4]
        self.send_response(int(status) if status.isdigit() else 200)
        self.end_headers()
        self.wfile.write(b"a page of the site")

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer((HOST, 0), Site)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy(site) -> Iterator[int]:
    with nginx(site.server_address[1]) as port:
        yield port


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read().decode()
    finally:
        connection.close()


def is_ours(headers: dict[str, str], page: str, title: str) -> bool:
    return f"<h1>{title}</h1>" in page and "nginx" not in page and headers["Retry-After"] == "10"


@pytest.mark.parametrize("status", [200, 404, 429, 503])
def test_pages_of_the_site_pass_through(proxy, status):
    assert ask(proxy, f"/{status}/")[::2] == (status, "a page of the site")


def test_who_asks_too_often_gets_a_page_that_says_so(proxy):
    answers = [ask(proxy, "/") for _request in range(150)]
    refused = [one for one in answers if one[0] == 429]
    assert refused
    assert all(is_ours(headers, page, "Too many requests") for _status, headers, page in refused)


def test_logins_that_are_too_many_get_a_page_that_says_so(proxy):
    answers = [ask(proxy, "/admin/login/", "POST") for _request in range(20)]
    status, headers, page = answers[-1]
    assert status == 429
    assert is_ours(headers, page, "Too many requests")


def test_a_site_that_does_not_answer_has_a_page_and_no_cache_stores_it(proxy, site):
    site.shutdown()
    site.server_close()
    status, headers, page = ask(proxy, "/claims/one/")
    assert status == 502
    assert is_ours(headers, page, "The site does not answer")
    assert headers["Cache-Control"] == "no-store"


def test_nobody_asks_for_these_pages_by_their_address(proxy):
    assert ask(proxy, "/refused/429.html")[0] == 404
