"""Measures readers while curators save: `python -m bench.saves --events 1000 [--saves 4] [--against DIR|COMMIT]`.

One writer updates a statement so many times a second; eight readers ask different questions. The versions take turns.
"""

import argparse
import sqlite3
import threading
import time
from contextlib import closing
from itertools import cycle
from statistics import median, quantiles

from bench import checkout, load, record
from bench.questions import WARMING, different_questions, questions
from bench.record import Record
from bench.server import HOST, Server, free_port
from bench.tables import say, table

READERS = 8
SAVES = 4  # a second


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.saves", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000, help="Size of the record.")
    parser.add_argument("--seconds", type=float, default=15, help="How long readers ask, in each turn.")
    parser.add_argument("--turns", type=int, default=2, help="How often each version is measured.")
    parser.add_argument("--saves", type=float, default=SAVES, help="Saves a second; 0 for none.")
    parser.add_argument("--against", metavar="DIR|COMMIT", help="Measure this version of the code too.")
    arguments = parser.parse_args()
    made = record.make(arguments.events)
    versions = [made]
    if arguments.against:
        versions.append(record.make_for(checkout.find(arguments.against), made))
    found: dict[str, list[tuple[float, float, float, float, int]]] = {one.code.name: [] for one in versions}
    for turn in range(arguments.turns):
        for one in versions:
            say(f"turn {turn + 1}: {one.code.name}")
            found[one.code.name].append(measure(one, arguments.seconds, arguments.saves))
    rows = [[name, *(f"{median(column):,.0f}" for column in zip(*turns, strict=True))] for name, turns in found.items()]
    print(table(["version", "pages a second", "p50 ms", "p95 ms", "CPU ms a page", "saves"], rows))


def measure(made: Record, seconds: float, saves_a_second: float) -> tuple[float, float, float, float, int]:
    """Return pages a second, their median and 95th percentile, processor time a page, all in milliseconds, and the saves."""
    made.manage("build_index")
    with made.connect() as connection:
        asked = questions(connection)
        paths = [
            one.path for one in [*asked, *different_questions(connection, [*asked, WARMING])] if ".json" not in one.path
        ]
    port = free_port()
    command = made.code.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    environment = made.environment() | {"PORT": str(port), "WEB_CONCURRENCY": "2"}
    spent: list[float] = []
    saves = 0
    with Server(command, port, environment, "/healthz", folder=made.code.folder) as server:
        for _turn in range(3):  # every process has seen most pages before, as in a server that has run for a while
            load.ask_each(server, [load.request(path, load.CODINGS[0]) for path in paths])
        before, deadline = server.cpu(), time.monotonic() + seconds

        def read(start: int) -> None:
            for path in cycle(paths[start:] + paths[:start]):
                if time.monotonic() >= deadline:
                    return
                spent.extend(one.spent for one in load.ask_each(server, [load.request(path, load.CODINGS[0])]).answers)

        readers = [threading.Thread(target=read, args=(place * 7,)) for place in range(READERS)]
        for reader in readers:
            reader.start()
        with closing(sqlite3.connect(made.file, timeout=20)) as connection:
            ids = cycle([pk for (pk,) in connection.execute("SELECT id FROM talks_claim ORDER BY id LIMIT 500")])
            while time.monotonic() < deadline and saves_a_second:
                begun = time.monotonic()
                connection.execute("UPDATE talks_claim SET note = ? WHERE id = ?", (f"save {saves}", next(ids)))
                connection.commit()
                saves += 1
                time.sleep(max(0.0, 1 / saves_a_second - (time.monotonic() - begun)))
        for reader in readers:
            reader.join()
        used = (server.cpu() - before) * 1000 / len(spent)
    return len(spent) / seconds, median(spent), quantiles(spent, n=20)[-1], used, saves


if __name__ == "__main__":
    main()
