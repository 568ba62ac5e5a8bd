"""The addresses of reports, asked for over real connections of this machine: what is found, stored and told."""

import datetime
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from talks.links import addresses_to_ask, check
from talks.links.asking import Answer, Asker, Turns, is_public
from talks.loading import dump
from talks.models import Article, LinkCheck
from talks.version import read_version
from talks.vocabulary import Status
from tests.factories import make_article, make_claim, make_event

NO_PAUSE = 0.0


class Site(BaseHTTPRequestHandler):
    """A website with every kind of answer."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        pass

    def log_request(self, *args) -> None:
        self.server.asked.append((self.command, self.path, time.monotonic()))

    def do_GET(self) -> None:
        match self.path.split("?")[0]:
            case "/gone":
                self.send_error(404)
            case "/members":
                self.send_error(403)
            case "/moved":
                self.answer(301, Location="/here")
            case "/moved-away":
                self.answer(302, Location="ftp://127.0.0.1/here")
            case "/circle":
                self.answer(302, Location="/circle")
            case "/cyrillic":
                self.answer(302, Location="/статья".encode().decode("latin-1"))
            case "/only-get" if self.command == "HEAD":
                self.send_error(405)
            case "/hangs-up-on-head" | "/reset" if self.command == "HEAD" or self.path == "/reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                self.connection.close()
                self.close_connection = True
            case "/silent":
                self.server.stopped.wait(20)
            case "/byte-by-byte":
                while not self.server.stopped.wait(0.05):
                    self.wfile.write(b"H")
            case "/endless":
                self.send_response(200)
                self.end_headers()
                while self.command == "GET":
                    self.wfile.write(b"x" * 65536)
                    self.server.sent += 65536
            case "/no-http":
                self.wfile.write(b"SSH-2.0-something\r\n")
                self.close_connection = True
            case _:
                self.answer(200)

    do_HEAD = do_GET  # noqa: N815

    def answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Site)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.asked: list[tuple[str, str, float]] = []
        self.sent = 0
        self.stopped = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request, client_address) -> None:
        pass  # whoever asks hangs up early


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(tls: ssl.SSLContext | None = None) -> Server:
        server = Server(tls)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stopped.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(serve: Callable[..., Server]) -> Server:
    return serve()


def asker(**options) -> Asker:
    return Asker("Talks tests", **{"allow_private": True, "seconds": 20, "turns": Turns(NO_PAUSE)} | options)


def at(site: Server, path: str) -> str:
    return f"http://127.0.0.1:{site.port}{path}"


# One address


def test_a_page_that_is_there_is_asked_once_by_head(site):
    assert asker().ask(at(site, "/here?a=b&c=ü")) == Answer(at(site, "/here?a=b&c=ü"), 200)
    assert [(method, path) for method, path, _time in site.asked[:1]] == [("HEAD", "/here?a=b&c=%C3%BC")]


@pytest.mark.parametrize("path", ["/only-get", "/hangs-up-on-head"])
def test_where_head_is_refused_get_is_asked(site, path):
    assert asker().ask(at(site, path)).status == 200


def test_a_page_that_is_gone_has_its_status(site):
    assert asker().ask(at(site, "/gone")) == Answer(at(site, "/gone"), 404)


def test_a_redirect_is_followed_to_the_address_it_leads_to(site):
    assert asker().ask(at(site, "/moved")) == Answer(at(site, "/here"), 200)
    assert asker().ask(at(site, "/cyrillic")) == Answer(at(site, "/статья"), 200)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/circle", "It redirects more than 8 times."),
        ("/moved-away", "It leads to “ftp:”; only http and https are asked."),
        ("/reset", "The host ended the connection without an answer."),
        ("/no-http", "What the host sends is no HTTP."),
        ("/silent", "No answer within 0.5 seconds."),
        ("/byte-by-byte", "No answer within 0.5 seconds."),
    ],
)
def test_what_goes_wrong_is_told_in_words(site, path, told):
    patience = 0.5 if "0.5 seconds" in told else 20
    assert asker(seconds=patience).ask(at(site, path)).error == told


def test_a_body_without_end_is_not_read(site):
    assert asker().ask(at(site, "/endless")).status == 200
    assert site.sent == 0  # HEAD has no body


def test_of_a_get_the_body_is_left(site, monkeypatch):
    monkeypatch.setattr(Site, "do_HEAD", lambda self: self.send_error(405))
    assert asker().ask(at(site, "/endless")).status == 200
    assert site.sent < 20_000_000  # what fits into the buffers of the connection


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("ftp://127.0.0.1/", "It leads to “ftp:”; only http and https are asked."),
        ("file:///etc/passwd", "It leads to “file:”; only http and https are asked."),
        ("http:///path", "It names no host."),
        ("http://[::1", "It is no web address."),
        ("http://127.0.0.1:99999/", "It is no web address."),
        ("http://no-such-host.invalid/", "There is no host “no-such-host.invalid”."),
    ],
)
def test_what_cannot_be_asked_is_told(address, told):
    assert asker().ask(address).error == told


def test_a_host_that_takes_no_connection_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert asker().ask(f"http://127.0.0.1:{port}/").error == "The host takes no connection."


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, which no authority signed."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "both.pem"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl here to make a certificate with")
    both = folder / "both.pem"
    both.write_text(both.read_text() + (folder / "key.pem").read_text())
    return both


def test_a_certificate_is_verified_and_its_fault_told(serve, certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    site = serve(tls)
    unknown = asker().ask(f"https://localhost:{site.port}/here")
    assert unknown.error.startswith("Its certificate is not valid: self")
    trusting = asker(tls=ssl.create_default_context(cafile=str(certificate)))
    assert trusting.ask(f"https://localhost:{site.port}/here").status == 200
    other_name = trusting.ask(f"https://127.0.0.1:{site.port}/here")
    assert other_name.error.startswith("Its certificate is not valid: IP address mismatch")


def test_https_where_there_is_none_is_told(site):
    assert asker().ask(f"https://127.0.0.1:{site.port}/").error.startswith("There is no secure connection: ")


# This machine and its network


PRIVATE = """127.0.0.1 10.1.2.3 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1
    ::1 :: fe80::1%eth0 fd00::1 ::ffff:127.0.0.1 2002:7f00:1:: 64:ff9b::7f00:1"""


@pytest.mark.parametrize("number", PRIVATE.split())
def test_addresses_of_private_networks_are_not_public(number):
    assert not is_public(number)


def test_addresses_of_the_internet_are_public():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_this_machine_is_never_asked_unless_that_is_allowed(site, host):
    refused = asker(allow_private=False).ask(f"http://{host}:{site.port}/here")
    assert refused.error == "It leads to this machine or its own network, which is not asked."
    assert not site.asked


# The addresses of the record


@pytest.fixture
def reports(db, site) -> Server:
    make_article(slug="one", url=at(site, "/here"), archive_url=at(site, "/moved"), status=Status.DRAFT)
    make_article(slug="three", url=at(site, "/members"))
    make_article(slug="two", url=at(site, "/gone"))
    make_article(slug="without")
    make_article(slug="withdrawn", url=at(site, "/gone"), status=Status.WITHDRAWN, status_reason="It was wrong.")
    return site


def run(capsys, **options) -> list[str]:
    call_command("check_links", allow_private=True, **options)
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def quick(monkeypatch) -> None:
    monkeypatch.setattr(Turns.__init__, "__defaults__", (NO_PAUSE,))


def test_the_command_stores_what_it_found_and_says_it(reports, capsys, quick):
    *lines, last = run(capsys)
    assert sorted(lines) == [
        f"one: {at(reports, '/moved')}: moved, leads to {at(reports, '/here')}",
        f"three: {at(reports, '/members')}: refused, HTTP 403",
        f"two: {at(reports, '/gone')}: broken, HTTP 404",
    ]
    assert last == "4 addresses asked: 1 found, 1 moved, 1 refused, 1 broken."
    moved = LinkCheck.objects.get(article__slug="one", which="archive_url")
    assert (moved.status, moved.final_address, moved.error) == (200, at(reports, "/here"), "")
    assert timezone.now() - moved.checked < datetime.timedelta(minutes=1)
    assert [one.article.slug for one in LinkCheck.objects.broken()] == ["two"]


def test_a_second_check_takes_the_place_of_the_first(reports, capsys, quick):
    run(capsys)
    Article.objects.filter(slug="two").update(url=at(reports, "/here"))
    assert not LinkCheck.objects.broken()  # it was another address
    run(capsys)
    assert LinkCheck.objects.count() == 4
    assert LinkCheck.objects.get(article__slug="two").status == 200


def test_only_what_was_not_asked_lately_is_asked_again(reports, capsys, quick):
    run(capsys)
    LinkCheck.objects.filter(article__slug="two").update(checked=timezone.now() - datetime.timedelta(days=31))
    Article.objects.filter(slug="three").update(url=at(reports, "/here"))
    assert [one.slug for one in addresses_to_ask(30)] == ["three", "two"]
    assert run(capsys, older_than=30)[-1] == "2 addresses asked: 1 found, 0 moved, 0 refused, 1 broken."


def test_a_dry_run_lists_and_asks_nothing(reports, capsys):
    assert run(capsys, dry_run=True)[-1] == "4 addresses would be asked."
    assert not reports.asked
    assert not LinkCheck.objects.exists()


def test_the_exit_code_is_1_only_if_asked_for(reports, capsys, quick):
    run(capsys)
    with pytest.raises(SystemExit) as ended:
        run(capsys, strict=True)
    assert ended.value.code == 1
    with pytest.raises(SystemExit):  # what was found broken before still is
        run(capsys, strict=True, older_than=30)
    assert capsys.readouterr().out.splitlines()[-1] == "Broken in the whole record: 1."


def test_one_address_of_two_reports_is_asked_once(reports, quick):
    make_article(slug="same", url=at(reports, "/gone"))
    found = list(check(addresses_to_ask(), asker()))
    assert sorted(one.slug for one, link in found if link.state == "broken") == ["same", "two"]
    assert [(method, path) for method, path, _time in reports.asked].count(("HEAD", "/gone")) == 1


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(reports):
    list(check(addresses_to_ask(), asker(turns=Turns(0.1))))
    times = sorted(moment for _method, _path, moment in reports.asked)
    assert len(times) == 7
    assert all(later - earlier >= 0.09 for earlier, later in pairwise(times))


@pytest.mark.django_db
def test_checks_are_no_part_of_the_record(site, quick, capsys):
    event = make_event()
    make_claim(event=event, article=make_article(url=at(site, "/gone")))
    before = dump(event.process.slug), read_version()
    run(capsys)
    assert (dump(event.process.slug), read_version()) == before
