"""Measures pages that travel: `python -m bench.travel [--events 2000]`; statements are five times as many.

One server process is asked the same questions, never asked before, for the timeline in two languages and for the view in a
frame, in turns. Then a draft is checked whose quotations are those of the record, each with one word changed. Last, the record
in fixtures/ is written into a folder.
"""

import argparse
import http.client
import json
import re
import resource
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from bench import record
from bench.server import HOST, Server, free_port
from bench.tables import say, table

PAGES = {"timeline": "/", "in Ukrainian": "/uk/", "in a frame": "/embed/"}
QUESTIONS = 20
DRAFTS = (20, 200)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.travel", description=__doc__)
    parser.add_argument("--events", type=int, default=2_000, help="Size of the record.")
    arguments = parser.parse_args()
    made = record.make(arguments.events)
    made.manage("build_index")
    port = free_port()
    command = made.code.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    environment = made.environment() | {"PORT": str(port), "WEB_CONCURRENCY": "1"}
    with Server(command, port, environment, "/healthz", folder=made.code.folder) as server:
        say(f"{made.events} events: pages")
        print(table(["page", "CPU ms", "KB"], read_pages(server)))
        say("drafts")
        print(table(["quotations", "CPU ms", "most ms", "differ"], [check(server, number) for number in DRAFTS]))
    say("folder")
    print(table(["folder", "CPU s", "files", "MB"], [export()]))


def ask(server: Server, path: str, body: str | None = None) -> bytes:
    with closing(http.client.HTTPConnection(HOST, server.port, timeout=120)) as connection:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return answer.read()


def read_pages(server: Server) -> list[list[str]]:
    """Return of each page what a question costs that was not asked before, and how large its answer is."""
    spent, sizes = dict.fromkeys(PAGES, 0.0), dict.fromkeys(PAGES, 0)
    for path in PAGES.values():
        ask(server, path)
    for number in range(QUESTIONS):
        for name, path in PAGES.items():
            before = server.cpu()
            sizes[name] += len(ask(server, f"{path}?q=talks&until={2000 + number}-12-3{number % 2}"))
            spent[name] += server.cpu() - before
    return [[name, f"{1000 * spent[name] / QUESTIONS:.1f}", f"{sizes[name] / QUESTIONS / 1000:.0f}"] for name in PAGES]


def check(server: Server, number: int) -> list[str]:
    """Return what a draft of so many quotations costs, and how many of them are found to differ."""
    claims = [claim for event in json.loads(ask(server, "/timeline.json"))["events"] for claim in event["claims"]]
    quotes = [re.sub(r"\w+", "elsewhere", claim["quote"], count=1) for claim in claims][:number]
    form = {
        "token": json.loads(ask(server, "/check-quotes.json"))["token"],
        "text": "\n\n".join(f"> {one}" for one in quotes),
    }
    spent, waited = [], []
    for _turn in range(5):
        before, begun = server.cpu(), time.monotonic()
        found = json.loads(ask(server, "/check-quotes.json", urlencode(form)))
        spent.append(server.cpu() - before)
        waited.append(time.monotonic() - begun)
    differ = sum(one["outcome"] in {"differs", "rendering"} for one in found["quotations"])
    return [str(number), f"{1000 * min(spent):.0f}", f"{1000 * max(waited):.0f}", str(differ)]


def export() -> list[str]:
    """Return what the folder of the record in fixtures/ costs, and its size."""
    with tempfile.TemporaryDirectory() as name:
        real, folder = record.load_real(Path(name)), Path(name) / "site"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        real.manage("export_site", str(folder))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ["fixtures/", f"{cpu:.1f}", f"{len(sizes):,}", f"{sum(sizes) / 1e6:.1f}"]


if __name__ == "__main__":
    main()
