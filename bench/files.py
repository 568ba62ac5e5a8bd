"""Measures whole files of a large record: `python -m bench.files [--events 20000]`; statements are five times as many.

One server process sends each file once to a reader that takes it as it comes. The first file of a new process loads the
code and the index, so that a small one goes before.
"""

import argparse
import http.client
import time
from contextlib import closing

from bench import record
from bench.record import Record
from bench.server import HOST, Server, free_port
from bench.tables import say, table

FILES = ("csv", "ics", "timelinejs", "json", "jsonld", "atom")
PIECE = 64 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.files", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="Size of the record.")
    arguments = parser.parse_args()
    made = record.make(arguments.events)
    made.manage("build_index")
    headings = ["file", "first byte, ms", "whole, s", "CPU s", "MB", "lines", "own memory, MB", "more at most, MB"]
    print(table(headings, [[name, *measure(made, name)] for name in FILES]))


def measure(made: Record, name: str) -> list[str]:
    """Return of a file of the whole record when its first byte came, what it cost, and how much memory it took."""
    port = free_port()
    command = made.code.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    environment = made.environment() | {"PORT": str(port), "WEB_CONCURRENCY": "1"}
    say(f"{made.events} events: {name}")
    with Server(command, port, environment, "/healthz", folder=made.code.folder) as server:
        ask(server, f"/timeline.{name}?since=0001&until=0002")
        before, cpu = server.memory()[1], server.cpu()
        first, whole, size, lines, most = ask(server, f"/timeline.{name}")
        spent = server.cpu() - cpu
    cells = (f"{first * 1000:,.0f}", f"{whole:.1f}", f"{spent:.1f}", f"{size / 1e6:,.1f}", f"{lines:,}")
    return [*cells, f"{before:,.0f}", f"{most - before:,.0f}"]


def ask(server: Server, path: str) -> tuple[float, float, int, int, float]:
    """Return seconds to the first byte and to the last, bytes, lines, and the most memory meanwhile in MB."""
    most, size, lines = 0.0, 0, 0
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=600)) as connection:
        begun = time.monotonic()
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        piece = answer.read(1)
        first = looked = time.monotonic()
        while piece:
            size, lines = size + len(piece), lines + piece.count(b"\n")
            if time.monotonic() - looked > 0.2:
                most, looked = max(most, server.memory()[1]), time.monotonic()
            piece = answer.read1(PIECE)
        ended = time.monotonic()
    return first - begun, ended - begun, size, lines, max(most, server.memory()[1])


if __name__ == "__main__":
    main()
