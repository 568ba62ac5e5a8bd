"""Measures readers while curators save: `python -m bench.saves --events 1000 [--saves 4] [--files] [--against DIR|COMMIT]`.

One writer updates a statement so many times a second; eight readers ask different questions. The versions take turns. Pages,
searches and, with `--files`, files are counted apart; what was refused or not answered is counted and its reason shown.
"""

import argparse
import http.client
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median, quantiles
from urllib.parse import parse_qs, urlsplit

from bench import checkout, load, record
from bench.questions import WARMING, different_questions, questions
from bench.record import Record
from bench.server import HOST, Server, free_port
from bench.tables import say, table

READERS = 8
SAVES = 4  # a second


KINDS = ("page", "search", "file")


@dataclass
class Turn:
    """What readers met in one turn. Shape: milliseconds of each answer by kind, and why others failed."""

    seconds: float
    spent: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    failures: list[str] = field(default_factory=list)
    saves: int = 0
    cpu: float = 0.0

    @property
    def answers(self) -> list[float]:
        return [one for spent in self.spent.values() for one in spent]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.saves", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000, help="Size of the record.")
    parser.add_argument("--seconds", type=float, default=15, help="How long readers ask, in each turn.")
    parser.add_argument("--turns", type=int, default=2, help="How often each version is measured.")
    parser.add_argument("--saves", type=float, default=SAVES, help="Saves a second; 0 for none.")
    parser.add_argument("--files", action="store_true", help="Ask for JSON, CSV and SVG too.")
    parser.add_argument("--against", metavar="DIR|COMMIT", help="Measure this version of the code too.")
    arguments = parser.parse_args()
    made = record.make(arguments.events)
    versions = [made]
    if arguments.against:
        versions.append(record.make_for(checkout.find(arguments.against), made))
    found: dict[str, list[Turn]] = {one.code.name: [] for one in versions}
    for turn in range(arguments.turns):
        for one in versions:
            say(f"turn {turn + 1}: {one.code.name}")
            found[one.code.name].append(measure(one, arguments.seconds, arguments.saves, arguments.files))
    rows = []
    for name, turns in found.items():
        all_kinds = [("all", [(turn, turn.answers) for turn in turns])]
        by_kind = [(kind, [(turn, turn.spent[kind]) for turn in turns if turn.spent[kind]]) for kind in KINDS]
        rows += [[name, kind, *in_figures(measured)] for kind, measured in all_kinds + by_kind if measured]
        failures = Counter(why for turn in turns for why in turn.failures)
        say(f"{name}: {median(turn.cpu for turn in turns):,.0f} ms of processor time an answer,")
        say(f"  {sum(turn.saves for turn in turns)} saves, {failures.total()} failed: {dict(failures.most_common(5))}")
    print(table(["version", "what", "a second", "p50 ms", "p95 ms"], rows))


def in_figures(measured: list[tuple[Turn, list[float]]]) -> list[str]:
    """Return medians over the turns: answers a second, and the median and 95th percentile of their milliseconds."""
    columns = (
        [len(spent) / turn.seconds for turn, spent in measured],
        [median(spent) for _turn, spent in measured],
        [quantiles([*spent, *spent], n=20)[-1] for _turn, spent in measured],  # of two values at least
    )
    return [f"{median(column):,.0f}" for column in columns]


def kind_of(path: str) -> str:
    if path.startswith("/timeline."):
        return "file"
    return "search" if "q" in parse_qs(urlsplit(path).query) else "page"


def measure(made: Record, seconds: float, saves_a_second: float, files: bool = False) -> Turn:
    """Let readers and one writer go on for so long, and return what the readers met."""
    made.manage("build_index")
    with made.connect() as connection:
        asked = questions(connection)
        every = [*asked, *different_questions(connection, [*asked, WARMING])]
    paths = list(dict.fromkeys(one.path for one in every))
    if not files:
        paths = [path for path in paths if kind_of(path) != "file"]
    say(f"{dict(Counter(map(kind_of, paths)))} are asked")
    port = free_port()
    command = made.code.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    environment = made.environment() | {"PORT": str(port), "WEB_CONCURRENCY": "2"}
    turn = Turn(seconds)
    with Server(command, port, environment, "/healthz", folder=made.code.folder) as server:
        for _turn in range(3):  # every process has seen most pages before, as in a server that has run for a while
            load.ask_each(server, [load.request(path, load.CODINGS[0]) for path in paths])
        before, deadline = server.cpu(), time.monotonic() + seconds

        def read(start: int) -> None:
            for path in cycle(paths[start:] + paths[:start]):
                if time.monotonic() >= deadline:
                    return
                try:
                    with closing(http.client.HTTPConnection(HOST, port, timeout=load.PATIENCE)) as connection:
                        answer = load.ask(connection, load.request(path, load.CODINGS[0]))
                    turn.spent[kind_of(path)].append(answer.spent)
                except (OSError, http.client.HTTPException, load.RefusedError) as error:
                    turn.failures.append(str(error) or type(error).__name__)
                    time.sleep(0.1)  # who is refused does not ask again at once

        readers = [threading.Thread(target=read, args=(place * 7,)) for place in range(READERS)]
        for reader in readers:
            reader.start()
        with closing(sqlite3.connect(made.file, timeout=20)) as connection:
            ids = cycle([pk for (pk,) in connection.execute("SELECT id FROM talks_claim ORDER BY id LIMIT 500")])
            while time.monotonic() < deadline and saves_a_second:
                begun = time.monotonic()
                connection.execute("UPDATE talks_claim SET note = ? WHERE id = ?", (f"save {turn.saves}", next(ids)))
                connection.commit()
                turn.saves += 1
                time.sleep(max(0.0, 1 / saves_a_second - (time.monotonic() - begun)))
        for reader in readers:
            reader.join()
        turn.cpu = (server.cpu() - before) * 1000 / max(1, len(turn.answers))
    return turn


if __name__ == "__main__":
    main()
