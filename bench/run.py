"""Builds the records, starts the server, asks, and prints the tables as Markdown; what it does meanwhile is on stderr."""

import argparse
import os
import shlex
import signal
import sys
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bench import against, checkout, database, load, peer, record
from bench.checkout import ROOT
from bench.questions import WARMING, Question, different_questions, questions
from bench.record import Record
from bench.server import HOST, Server, free_port
from bench.tables import about, say, shown, table

MANY = "many different questions, each once"


def main() -> None:
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("ended"))  # so that the server is stopped too
    cluster = os.environ["DATABASE_URL"] if arguments.in_cluster else ""
    print(about(cluster, arguments.accept))
    cpu: dict[str, dict[int, float]] = {}
    refused = 0
    for events in sorted(arguments.events):
        made = record.make(events, cluster)
        print(f"\n### {events:,} events, {5 * events:,} statements ({made.how_made})\n")
        if arguments.against:
            against.compare(made, arguments)
            continue
        words, index = record.build_index(made)
        try:
            print(f"{words}\n")
            refused += measure_all(made, arguments, cpu)
        finally:
            if cluster:
                record.remove_index(index)
        sys.stdout.flush()
    if cpu and len(arguments.events) > 1:
        print("\n### Processor time a page, in milliseconds\n")
        print(growth(cpu, sorted(arguments.events)))
    if refused:
        sys.exit(f"{refused} questions were not answered; see above.")


def measure_all(made: Record, arguments: argparse.Namespace, cpu: dict[str, dict[int, float]]) -> int:
    """Measure one record, print it, and note the processor times; return how many questions were refused."""
    port = free_port()
    command = [*shlex.split(arguments.server), "--bind", f"{HOST}:{port}"]
    with made.connect() as connection:
        asked = questions(connection)
        different = different_questions(connection, [*asked, WARMING])
        postmaster = 0 if made.file else database.postmaster(connection)
    refused, rows = 0, []
    with Server(command, port, made.environment() | {"PORT": str(port)}, "/healthz", postmaster) as server:
        warming = load.measure(server, load.request(WARMING.path, arguments.accept), load.CROWD, 1)
        for question in asked:
            say(f"{made.events} events: {question.title}: {question.path}")
            try:
                put = Put.to(server, question, arguments.accept, arguments.seconds)
            except load.RefusedError as error:
                say(f"left out: {error}")
                refused += not question.optional
                continue
            rows.append(row(question.title, put))
            cpu.setdefault(question.title, {})[made.events] = put.alone.cpu
        print(table(HEADINGS, rows))
        if different:
            say(f"{made.events} events: {MANY}: from {different[0].path} to {different[-1].path}")
            each = load.ask_each(server, [load.request(one.path, arguments.accept) for one in different])
            cpu.setdefault(MANY, {})[made.events] = each.cpu
            print(f"\n{about_many(each, different)}")
        resident, own, mapped = server.memory()
        print(f"\nThe first page of a new process: {max(one.spent for one in warming.answers):.0f} ms.")
        print(
            f"\nLargest process at the end: {resident:.0f} MB resident; {own:.0f} MB of them are its own, and {mapped:.0f} MB "
            "places of mapped files that no other process happened to read."
        )
        if arguments.peer:
            print(f"\nBeside {arguments.peer} over the same record, in turns, one connection each:\n")
            print(table(BESIDE, beside(server, made, asked, arguments)))
    return refused


def read_arguments() -> argparse.Namespace:
    """Return what was asked for. With ``--postgres`` this program is started once more, beside a server of its own."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="Sizes of the record.")
    parser.add_argument("--seconds", type=float, default=10, help="The most that a measurement takes.")
    parser.add_argument("--server", required=True, help="The command that serves; the address is added.")
    parser.add_argument("--accept", choices=load.CODINGS, default=load.CODINGS[0], help="Codings asked for.")
    parser.add_argument("--rounds", type=int, default=5, help="With --against: how often both start and are asked.")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--peer", choices=["datasette"], help="Put the same questions to this program, in turns.")
    where.add_argument(
        "--against", type=checkout.find, metavar="DIR|COMMIT", help="Compare with this version of the code, in turns."
    )
    where.add_argument("--postgres", action="store_true", help="Measure on a PostgreSQL server made for this alone.")
    where.add_argument("--in-cluster", action="store_true", help=argparse.SUPPRESS)  # the address is in DATABASE_URL
    arguments = parser.parse_args()
    if arguments.peer and not peer.is_installed():
        parser.error(f"{peer.DATASETTE} is missing; bench/README.md says how to install it.")
    if arguments.postgres:
        again = ["--in-cluster" if one == "--postgres" else one for one in sys.argv[1:]]
        script = str(ROOT / "tests" / "with_postgres.sh")
        os.execv(script, [script, sys.executable, "-m", "bench.run", *again])  # noqa: S606 - our own
    return arguments


@dataclass(frozen=True)
class Put:
    """What one question cost: the first time, then with one connection and with several."""

    first: load.Measure
    alone: load.Measure
    crowd: load.Measure | None

    @classmethod
    def to(cls, server: Server, question: Question, accept: str, seconds: float) -> "Put":
        """Put the question. Where an answer takes longer than a measurement may, the crowd is not let in."""
        asked = load.request(question.path, accept)
        if question.is_conditional:
            asked = asked.unless(load.ask_each(server, [asked]).answers[0].tag)
        first = load.ask_each(server, [asked])
        spent = first.answers[0].spent
        if spent > seconds * 1000:
            return cls(first, first, None)
        for _ in range(3):  # so that every process of the server has met the question
            if spent < seconds * 100:
                load.ask_each(server, [asked])
        alone = load.measure(server, asked, 1, seconds)
        return cls(first, alone, load.measure(server, asked, load.CROWD, seconds))


def beside(server: Server, made: Record, asked: list[Question], arguments: argparse.Namespace) -> list[list[str]]:
    """Return a row for each question that the peer can answer too."""
    flat, rows = peer.flatten(made.file), []
    with peer.serve(made, flat) as other:
        for question in asked:
            if address := peer.translated(flat, question):
                say(f"beside: {question.title}: {address}")
                both = load.request(question.path, arguments.accept), load.request(address, arguments.accept)
                rows.append(peer.compare(question.title, server, other, both, arguments.seconds))
    return rows


# What is printed

HEADINGS = [
    "question",
    "CPU ms",
    "first CPU ms",
    "first ms",
    "p50 ms",
    "p95 ms",
    f"p50 ms, {load.CROWD} at once",
    f"p95 ms, {load.CROWD} at once",
    "KB sent",
    "answers",
]

BESIDE = ["question", "CPU ms", "peer", "times", "p50 ms", "peer", "times"]


def row(title: str, put: Put) -> list[str]:
    first, alone, crowd = put.first, put.alone, put.crowd
    answer = alone.answers[-1]
    return [
        title,
        f"{alone.cpu:.1f}",
        f"{first.cpu:.1f}",
        f"{first.answers[0].spent:.0f}",
        f"{alone.p50:.1f}",
        f"{alone.p95:.1f}",
        *([f"{crowd.p50:.0f}", f"{crowd.p95:.0f}"] if crowd else ["–", "–"]),
        f"{answer.sent / 1000:.1f} {answer.coding}".strip(),
        f"{len(alone.answers)} + {len(crowd.answers) if crowd else 0}",
    ]


def about_many(each: load.Measure, asked: list[Question]) -> str:
    """Return in words what many different questions cost, and which shape of them took longest."""
    spent: dict[str, list[float]] = {}
    for question, answer in zip(asked, each.answers, strict=True):
        spent.setdefault(question.title, []).append(answer.spent)
    slowest = max(spent, key=lambda shape: median(spent[shape]))
    sent = sum(answer.sent for answer in each.answers) / len(asked) / 1000
    return (
        f"{len(asked)} different questions in a row, none of them asked before: {each.cpu:.1f} ms of processor time a "
        f"page; p50 {each.p50:.0f} ms, p95 {each.p95:.0f} ms, {sent:.1f} KB. Longest took {slowest}: "
        f"{median(spent[slowest]):.0f} ms."
    )


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


if __name__ == "__main__":
    main()
