"""Measures two versions of the code in turns, in one run, and prints what each costs and the ratio.

Each version has its own server with one process, its own copy of the record and its own index. Of the other version
only this is used: ``manage.py``, ``gunicorn.conf.py`` and HTTP.
"""

import argparse
import shlex
from collections.abc import Iterable
from contextlib import ExitStack
from statistics import median

from bench import load, record
from bench.questions import WARMING, Question, different_questions, questions
from bench.record import Record
from bench.server import HOST, Server, free_port
from bench.tables import say, table

QUICK = 10  # seconds: an index that is built faster is built in every round
FULL = 500  # events in a JSON file
ORDERS = ("-happened", "said", "-said", "published", "-published", "recorded", "-recorded")
WARMING_JSON = Question(WARMING.title, WARMING.asked, "/timeline.json")

ONE_PROCESS = {"WEB_CONCURRENCY": "1"}  # so that both processes have answered the same questions

Pairs = dict[str, list[tuple[float, ...]]]
"""By what was measured: a pair for each round, the figures of this version and of the other."""


def compare(made: Record, arguments: argparse.Namespace) -> None:
    """Measure one record with both versions, and print the tables."""
    records = (made, record.make_for(arguments.against, made))
    for one in records:
        one.manage("collectstatic", "--no-input", "--verbosity", "0")
    comparison = Comparison(records, arguments)
    for number in range(arguments.rounds):
        say(f"{made.events} events: round {number + 1} of {arguments.rounds}")
        comparison.go_round(number)
    names = [one.code.name for one in records]
    for title, pairs in comparison.found.items():
        print(table([title, *names, "ratio", "in single rounds"], [row(*one) for one in pairs.items()]), end="\n\n")


class Comparison:
    """Two records of the same content, each with the version of the code that reads it.

    Shape: ``found`` has one table for each title.
    """

    def __init__(self, records: tuple[Record, Record], arguments: argparse.Namespace) -> None:
        self.records, self.arguments = records, arguments
        with records[0].connect() as connection:
            self.repeated = questions(connection)
            self.different = different_questions(connection, [*self.repeated, WARMING])
        self.cpu: Pairs = {}
        self.sent: Pairs = {}
        self.process: Pairs = {}
        self.found = {"CPU ms an answer": self.cpu, "KB sent": self.sent, "index and process": self.process}

    def go_round(self, number: int) -> None:
        """Start both servers, and put all questions to both. Which is first changes from one round to the next."""
        order = load.in_turns(2, number)
        if number == 0 or self.process["building the index, CPU s"][0][0] < QUICK:
            self._build_indexes(order)
        with ExitStack() as stack:
            servers = self._start(order, stack)
            self._ask_once(servers, f"{len(self.different)} different questions, each once", self.different)
            self._ask_once(servers, "JSON: different files, each once", json_questions(self.records[0].events))
            for question in self.repeated:
                try:
                    found = self._repeat(servers, question, order)
                except load.RefusedError as error:
                    say(f"left out: {error}")
                    continue
                note(self.cpu, question.title, (one.cpu for one in found))
                note(self.sent, question.title, (one.answers[-1].sent / 1000 for one in found))
            for server in servers:
                load.measure(server, self._request("/"), load.CROWD, 1)  # so that all threads of both have worked
            note(self.process, "own memory of the server process, MB", (one.memory()[1] for one in servers))

    def _build_indexes(self, order: list[int]) -> None:
        built = ordered({place: record.rebuild_index(self.records[place]) for place in order})
        note(self.process, "building the index, CPU s", (spent for spent, _peak, _file in built))
        note(self.process, "building the index, peak MB", (peak for _spent, peak, _file in built))
        note(self.process, "index on disk, MB", (file.stat().st_size / 1e6 for _spent, _peak, file in built))

    def _start(self, order: list[int], stack: ExitStack) -> list[Server]:
        """Start both servers, and note what the first page of each cost. They end with ``stack``."""
        servers, first = {}, {}
        for place in order:
            one, port = self.records[place], free_port()
            command = one.code.command(*shlex.split(self.arguments.server)[1:], "--bind", f"{HOST}:{port}")
            environment = one.environment() | {"PORT": str(port)} | ONE_PROCESS
            server = Server(command, port, environment, "/healthz", folder=one.code.folder)
            servers[place] = stack.enter_context(server)
            first[place] = load.ask_each(server, [self._request("/")])
        note(self.process, "first page of a new process, CPU ms", (one.cpu for one in ordered(first)))
        note(self.process, "first page of a new process, ms", (one.answers[0].spent for one in ordered(first)))
        return ordered(servers)

    def _ask_once(self, servers: list[Server], title: str, asked: list[Question]) -> None:
        if asked:
            warming = [self._request(path) for path in ("/", WARMING.path, WARMING_JSON.path)]
            found = load.ask_in_turns(servers, [self._request(one.path) for one in asked], warming)
            note(self.cpu, title, (one.cpu for one in found))

    def _repeat(self, servers: list[Server], question: Question, order: list[int]) -> list[load.Measure]:
        """Put one question to both again and again. Raises: load.RefusedError."""
        found = {}
        for place in order:
            asked = self._request(question.path)
            if question.is_conditional:
                asked = asked.unless(load.ask_each(servers[place], [asked]).answers[0].tag)
            seconds = self.arguments.seconds / self.arguments.rounds
            found[place] = load.measure_repeated(servers[place], asked, seconds)
        return ordered(found)

    def _request(self, path: str) -> load.Request:
        return load.request(path, self.arguments.accept)


def json_questions(events: int) -> list[Question]:
    """Return JSON files of as many events as a file can have; of different events, as far as the record goes."""
    pages = max(1, events // FULL)
    return [
        Question(order, {"order": order, "page": str(number % pages + 1)}, "/timeline.json")
        for number, order in enumerate(ORDERS)
    ]


def ordered(found: dict) -> list:
    """Return what was found of each version: of this one first, whatever was measured first."""
    return [found[place] for place in sorted(found)]


def note(pairs: Pairs, title: str, figures: Iterable[float]) -> None:
    pairs.setdefault(title, []).append(tuple(figures))


def row(title: str, pairs: list[tuple[float, ...]]) -> list[str]:
    """Return the medians of the rounds. The ratio is the median of the ratios in each round."""
    middle = [f"{median(figures):.1f}" for figures in zip(*pairs, strict=True)]
    ratios = [ours / theirs for ours, theirs in pairs if theirs]
    if not ratios:
        return [title, *middle, "–", "–"]
    return [title, *middle, f"{median(ratios):.2f}", f"{min(ratios):.2f} to {max(ratios):.2f}"]
