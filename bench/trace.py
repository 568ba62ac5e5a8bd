"""Prints how much of the project's Python one request enters: files, functions, calls, and moves between files.

It asks over the real record, in a temporary database; the curator's database is never opened.
"""

import argparse
import json
import tempfile
from pathlib import Path

from bench.checkout import HERE, Checkout, find
from bench.record import load_real

WARMING = ("/people/", "/positions/", "/reports/", "/questions/")  # the lists, but no timeline
FIGURES = {
    "files": "different files of talks/ entered",
    "functions": "different functions, with their lambdas and comprehensions",
    "calls": "calls of these, and resumptions of generators",
    "moves": "moves from one file of talks/ to another",
    "queries": "SQL queries",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.trace", description=__doc__)
    parser.add_argument("address", help='Path and query, such as "/?side=russia&q=talks".')
    parser.add_argument("--part", action="store_true", help="Ask as htmx does, for a part of the page.")
    parser.add_argument(
        "--after", nargs="*", default=WARMING, metavar="ADDRESS", help="What the process answered before."
    )
    parser.add_argument("--new-process", dest="after", action="store_const", const=(), help="Nothing was asked before.")
    parser.add_argument("--save", action="store_true", help="Save a statement in the admin first, and trace both.")
    parser.add_argument("--code", type=find, default=HERE, metavar="DIR|COMMIT", help="Trace this version of the code.")
    parser.add_argument("--files", action="store_true", help="List the calls by file as well.")
    parser.add_argument("--sql", action="store_true", help="List the queries as well.")
    arguments = parser.parse_args()
    asked = [*((address, False) for address in arguments.after), (arguments.address, arguments.part)]
    found = trace(asked, arguments.code, "trace-saving" if arguments.save else "trace")
    for title, figures in zip([*["a note is saved"] * arguments.save, arguments.address], found, strict=True):
        show(title, figures, arguments)


def trace(asked: list[tuple[str, bool]], code: Checkout = HERE, how: str = "trace") -> list[dict]:
    """Return the figures of the last request; the process that answers it has answered the others before."""
    with tempfile.TemporaryDirectory() as folder:
        record = load_real(Path(folder), code)
        return json.loads(code.run_script("inside.py", record.url, how, input=json.dumps(asked)).stdout)


def show(title: str, figures: dict, arguments: argparse.Namespace) -> None:
    print(f"{title}: status {figures['status']}")
    for name, words in FIGURES.items():
        print(f"{figures[name]:>8,}  {words}")
    if arguments.files:
        print("  Calls by file:")
        for name, count in figures["calls by file"].items():
            print(f"{count:>8,}  {name}")
    if arguments.sql:
        print("  Queries:", *figures["sql"], sep="\n    ")


if __name__ == "__main__":
    main()
