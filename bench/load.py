"""Asks a server the same question many times, over one connection or over several at once; or many, each once."""

import http.client
import threading
import time
from dataclasses import dataclass, field, replace
from statistics import quantiles

from bench.server import HOST, Server

CODINGS = ("zstd, br, gzip", "br, gzip", "gzip", "identity")
"""What a client can ask for. Browsers ask for all, over TLS or on their own machine; programs mostly for gzip."""

PATIENCE = 120  # seconds for one answer


@dataclass(frozen=True)
class Request:
    """What is sent, and the status that is expected for it."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200

    def unless(self, tag: str) -> "Request":
        """Return the same request of one who has the answer with this tag already."""
        return replace(self, headers=self.headers | {"If-None-Match": tag}, status=304)


def request(path: str, coding: str) -> Request:
    return Request(path, {"Accept-Encoding": coding, "User-Agent": "bench"})


@dataclass(frozen=True)
class Answer:
    """Units: milliseconds, bytes as sent."""

    spent: float
    sent: int
    coding: str
    tag: str


@dataclass(frozen=True)
class Measure:
    """What asking cost. Units: milliseconds a request, bytes as sent."""

    cpu: float
    answers: list[Answer]

    @property
    def p50(self) -> float:
        return self._percentile(50)

    @property
    def p95(self) -> float:
        return self._percentile(95)

    def _percentile(self, percent: int) -> float:
        times = [answer.spent for answer in self.answers]
        return quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]


class RefusedError(Exception):
    """The server answered with another status than was expected, or not in time."""


def ask(connection: http.client.HTTPConnection, asked: Request) -> Answer:
    """Raises: RefusedError."""
    begun = time.perf_counter()
    try:
        connection.request("GET", asked.path, headers=asked.headers)
        response = connection.getresponse()
        sent = len(response.read())
    except TimeoutError as error:
        raise RefusedError(f"no answer within {PATIENCE} s for {asked.path}") from error
    if response.status != asked.status:
        raise RefusedError(f"{response.status} for {asked.path}")
    spent = (time.perf_counter() - begun) * 1000
    return Answer(spent, sent, response.headers.get("Content-Encoding", ""), response.headers.get("ETag", ""))


def ask_each(server: Server, asked: list[Request]) -> Measure:
    """Ask these once each, one after another, over one new connection."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    try:
        before = server.cpu()
        answers = [ask(connection, one) for one in asked]
        return Measure((server.cpu() - before) * 1000 / len(answers), answers)
    finally:
        connection.close()


def measure(server: Server, asked: Request, connections: int, seconds: float) -> Measure:
    """Ask until ``seconds`` are over, or earlier once there are enough answers: 40 and a fifth of the time."""
    answers: list[Answer] = []
    errors: list[Exception] = []
    begun = time.monotonic()

    def is_enough() -> bool:
        spent = time.monotonic() - begun
        return bool(errors) or spent > seconds or (len(answers) >= 40 and spent > seconds / 5)

    def visitor() -> None:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
        try:
            while not is_enough():
                answers.append(ask(connection, asked))
        except (OSError, http.client.HTTPException, RefusedError) as error:
            errors.append(error)
        finally:
            connection.close()

    before = server.cpu()
    visitors = [threading.Thread(target=visitor, daemon=True) for _ in range(connections)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    used = server.cpu() - before
    if errors:
        raise errors[0]
    return Measure(used * 1000 / len(answers), answers)
