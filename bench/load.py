"""Asks a server the same question many times, over one connection or over several at once; or many, each once."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles

from bench.server import HOST, Server

CODINGS = ("zstd, gzip", "gzip", "identity")
"""The values of Accept-Encoding that are measured, most capable client first.

Browsers send "gzip, deflate, br, zstd" over TLS or to their own machine; Talks has zstd and gzip; without TLS
they do not offer zstd. Programs mostly send gzip.
"""

PATIENCE = 120  # seconds for one answer
CROWD = 8  # connections at once


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


def ask_in_turns(servers: Sequence[Server], asked: list[Request], warming: list[Request]) -> list[Measure]:
    """Ask each server these once each, and change which is first from one question to the next.

    Each is asked over one connection, so by one process of it, which has answered the warming questions before.
    """
    connections = [http.client.HTTPConnection(HOST, one.port, timeout=PATIENCE) for one in servers]
    answers: list[list[Answer]] = [[] for _server in servers]
    try:
        for connection in connections:
            for one in warming:
                _ask_again(connection, one)
        before = [server.cpu() for server in servers]
        for turn, one in enumerate(asked):
            for place in in_turns(len(servers), turn):
                answers[place].append(_ask_again(connections[place], one))
        used = [server.cpu() - start for server, start in zip(servers, before, strict=True)]
    finally:
        for connection in connections:
            connection.close()
    return [Measure(spent * 1000 / len(asked), found) for spent, found in zip(used, answers, strict=True)]


def in_turns(number: int, turn: int) -> list[int]:
    """Return places 0 to ``number``, backwards in every second turn."""
    return list(range(number))[:: -1 if turn % 2 else 1]


def _ask_again(connection: http.client.HTTPConnection, asked: Request) -> Answer:
    """Ask, and connect again where the server closed a connection that was idle for some seconds."""
    try:
        return ask(connection, asked)
    except ConnectionError:
        connection.close()
        return ask(connection, asked)


def measure_repeated(server: Server, asked: Request, seconds: float) -> Measure:
    """Ask the same again and again over one connection, so of one process. The first two answers are not counted."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    try:
        for _turn in range(2):
            ask(connection, asked)
        before, begun = server.cpu(), time.monotonic()
        answers = [ask(connection, asked)]
        while not is_enough(answers, begun, seconds):
            answers.append(ask(connection, asked))
        return Measure((server.cpu() - before) * 1000 / len(answers), answers)
    finally:
        connection.close()


def is_enough(answers: list[Answer], begun: float, seconds: float) -> bool:
    """Whether ``seconds`` are over, or a fifth of them and there are 40 answers."""
    spent = time.monotonic() - begun
    return spent > seconds or (len(answers) >= 40 and spent > seconds / 5)


def measure(server: Server, asked: Request, connections: int, seconds: float) -> Measure:
    """Ask until ``seconds`` are over, or earlier once there are enough answers: 40 and a fifth of the time.

    Each connection asks once at least.
    """
    answers: list[Answer] = []
    errors: list[Exception] = []

    def visitor() -> None:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
        try:
            answers.append(ask(connection, asked))
            while not errors and not is_enough(answers, begun, seconds):
                answers.append(ask(connection, asked))
        except (OSError, http.client.HTTPException, RefusedError) as error:
            errors.append(error)
        finally:
            connection.close()

    before, begun = server.cpu(), time.monotonic()
    visitors = [threading.Thread(target=visitor, daemon=True) for _ in range(connections)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    used = server.cpu() - before
    if errors:
        raise errors[0]
    return Measure(used * 1000 / len(answers), answers)
