"""Builds the records, starts the server, asks, and prints the tables as Markdown; what it does meanwhile is on stderr."""

import argparse
import os
import platform
import shlex
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from bench import load, peer, record
from bench.server import HOST, Server, free_port

CROWD = 8  # connections at once, in the second part of each measurement


def main() -> None:
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("ended"))  # so that the server is stopped too
    print(about())
    cpu: dict[str, dict[int, float]] = {}
    refused = 0
    for events in sorted(arguments.events):
        database, how_made = record.make(events)
        port = free_port()
        command = [*shlex.split(arguments.server), "--bind", f"{HOST}:{port}"]
        environment = record.environment(database) | {"PORT": str(port)}
        questions = record.questions(database)
        print(f"\n### {events:,} events, {5 * events:,} statements ({how_made})\n")
        with Server(command, port, environment, "/healthz") as server:
            rows = []
            for question in questions:
                say(f"{events} events: {question.title}: {question.path}")
                try:
                    first, alone, crowd = put(server, question, arguments.seconds)
                except load.RefusedError as error:
                    say(f"left out: {error}")
                    refused += not question.optional
                    continue
                rows.append(row(question, first, alone, crowd))
                cpu.setdefault(question.title, {})[events] = alone.cpu
            print(table(HEADINGS, rows))
            resident, private = server.memory()
            print(f"\nLargest process at the end: {resident:.0f} MB resident, {private:.0f} MB of them private.")
            if arguments.peer:
                print(f"\nBeside {arguments.peer} over the same record, in turns, one connection each:\n")
                print(table(BESIDE, beside(server, database, questions, arguments.seconds)))
        sys.stdout.flush()
    if len(arguments.events) > 1:
        print("\n### Processor time a page, in milliseconds\n")
        print(growth(cpu, sorted(arguments.events)))
    if refused:
        sys.exit(f"{refused} questions were not answered; see above.")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="Sizes of the record.")
    parser.add_argument("--seconds", type=float, default=10, help="The most that a measurement takes.")
    parser.add_argument("--server", required=True, help="The command that serves; the address is added.")
    parser.add_argument("--peer", choices=["datasette"], help="Put the same questions to this program, in turns.")
    arguments = parser.parse_args()
    if arguments.peer and not peer.is_installed():
        parser.error(f"{peer.DATASETTE} is missing; bench/README.md says how to install it.")
    return arguments


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def put(server: Server, question: record.Question, seconds: float) -> tuple[float, load.Measure, load.Measure | None]:
    """Return how long the first answer took, and the measures with one connection and with several.

    Where an answer takes longer than a measurement may, the crowd is not let in.
    """
    before = server.cpu()
    first, sent = load.ask_once(server, question.path)
    if first > seconds * 1000:
        used = (server.cpu() - before) * 1000
        return first, load.Measure(used, [first], sent), None
    for _ in range(3):  # so that every process of the server has met the question
        if first < seconds * 100:
            load.ask_once(server, question.path)
    alone = load.measure(server, question.path, 1, seconds)
    return first, alone, load.measure(server, question.path, CROWD, seconds)


def beside(server: Server, database: Path, questions: list[record.Question], seconds: float) -> list[list[str]]:
    """Return a row for each question that the peer can answer too."""
    flat, rows = peer.flatten(database), []
    with peer.serve(flat) as other:
        for question in questions:
            if address := peer.translated(flat, question):
                say(f"beside: {question.title}: {address}")
                rows.append(peer.compare(server, other, question, address, seconds))
    return rows


# What is printed

HEADINGS = [
    "question",
    "CPU ms",
    "first ms",
    "p50 ms",
    "p95 ms",
    f"p50 ms, {CROWD} at once",
    f"p95 ms, {CROWD} at once",
    "KB sent",
    "answers",
]

BESIDE = ["question", "CPU ms", "peer", "times", "p50 ms", "peer", "times"]


def row(question: record.Question, first: float, alone: load.Measure, crowd: load.Measure | None) -> list[str]:
    together = [f"{crowd.p50:.0f}", f"{crowd.p95:.0f}"] if crowd else ["–", "–"]
    answers = f"{len(alone.times)} + {len(crowd.times) if crowd else 0}"
    return [
        question.title,
        f"{alone.cpu:.1f}",
        f"{first:.0f}",
        f"{alone.p50:.0f}",
        f"{alone.p95:.0f}",
        *together,
        f"{alone.sent / 1000:.1f}",
        answers,
    ]


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def growth(cpu: dict[str, dict[int, float]], sizes: list[int]) -> str:
    """Return the processor time by size, and how many times it grew from each size to the next."""
    headings = ["question", f"{sizes[0]:,}"]
    for size in sizes[1:]:
        headings += [f"{size:,}", "times"]
    rows = []
    for title, found in cpu.items():
        cells = [title, shown(found.get(sizes[0]))]
        for smaller, size in pairwise(sizes):
            before, now = found.get(smaller), found.get(size)
            cells += [shown(now), shown(now / before if now and before else None)]
        rows.append(cells)
    return table(headings, rows)


def shown(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def about() -> str:
    """Return where and when this is measured, and with what."""
    model = "a processor not named"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    versions = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "gunicorn"))
    return "\n".join(
        [
            f"Machine: {os.cpu_count()} cores, {model}, {memory:.0f} GB; {platform.system()} {platform.machine()}.",
            f"Date: {datetime.now(UTC):%Y-%m-%d}. "
            f"Versions: Python {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}.",
            f"Command: `{os.environ.get('BENCH_COMMAND') or shlex.join(sys.orig_argv)}`. "
            f"Load of the machine before: {os.getloadavg()[0]:.1f}.",
        ]
    )


if __name__ == "__main__":
    main()
