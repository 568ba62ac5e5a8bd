"""Asks a server the same question many times, over one connection or over several at once."""

import http.client
import threading
import time
from dataclasses import dataclass
from statistics import quantiles

from bench.server import HOST, Server

HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "bench"}
PATIENCE = 120  # seconds for one answer


@dataclass(frozen=True)
class Measure:
    """What asking one question cost. Units: milliseconds, bytes as sent."""

    cpu: float
    times: list[float]
    sent: int

    @property
    def p50(self) -> float:
        return self._percentile(50)

    @property
    def p95(self) -> float:
        return self._percentile(95)

    def _percentile(self, percent: int) -> float:
        return quantiles(self.times, n=100, method="inclusive")[percent - 1] if len(self.times) > 1 else self.times[0]


class RefusedError(Exception):
    """The server answered with another status than 200, or not in time."""


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    """Return how long an answer took, in milliseconds, and how many bytes came. Raises: RefusedError."""
    begun = time.perf_counter()
    try:
        connection.request("GET", path, headers=HEADERS)
        response = connection.getresponse()
        sent = len(response.read())
    except TimeoutError as error:
        raise RefusedError(f"no answer within {PATIENCE} s for {path}") from error
    if response.status != 200:
        raise RefusedError(f"{response.status} for {path}")
    return (time.perf_counter() - begun) * 1000, sent


def ask_once(server: Server, path: str) -> tuple[float, int]:
    """Do as ``ask``, over a connection of its own."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    try:
        return ask(connection, path)
    finally:
        connection.close()


def measure(server: Server, path: str, connections: int, seconds: float) -> Measure:
    """Ask until ``seconds`` are over, or earlier once there are enough answers: 40 and a fifth of the time."""
    answers: list[tuple[float, int]] = []
    errors: list[Exception] = []
    begun = time.monotonic()

    def is_enough() -> bool:
        spent = time.monotonic() - begun
        return bool(errors) or spent > seconds or (len(answers) >= 40 and spent > seconds / 5)

    def visitor() -> None:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
        try:
            while not is_enough():
                answers.append(ask(connection, path))
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
    return Measure(used * 1000 / len(answers), [spent for spent, _sent in answers], answers[-1][1])
