"""Draws addresses of the site from a seed, and compares what two versions of the code answer to them.

The values are read from the record's fixture, so the same seed and the same record give the same addresses with any
version of the code. The curator's database is never opened.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlencode

from bench.checkout import HERE, Checkout, find
from bench.differences import differences
from bench.record import REAL, load_real

MOST_TURNS = 100  # draws for each address that is wanted, since a short list may not have so many different ones
LINES = 12  # of the difference of one address

ORDERS = [f"{sign}{order}" for order in ("happened", "said", "published", "recorded") for sign in ("", "-")]
WRONG = {
    "since": ["2022-13", "yesterday", "[2022-03..2022-02]"],
    "until": ["2022-02-30", "1066"],
    "known": ["soon", "2022-00"],
    "sure": ["2", "yes"],
    "page": ["0", "-1", "two", "99999999999"],
    "order": ["newest", "--said"],
    "view": ["map"],
    "q": ["  ", "-", '"', "word " * 60, "a\u202eb"],
    "differ": ["nobody"],
}
NOT_THERE = "not-in-this-record"


class Address(NamedTuple):
    """A path with its query, and whether it is asked for as htmx does, for a part of the page."""

    path: str
    is_part: bool = False


class Values:
    """The values of one record that can stand in an address, by parameter or by kind of page."""

    def __init__(self, fixture: Path) -> None:
        rows: dict[str, list[dict]] = {}
        for row in json.loads(fixture.read_text()):
            rows.setdefault(row["model"].removeprefix("talks."), []).append(row["fields"])
        actors, claims, events = rows["actor"], rows["claim"], rows["event"]
        sides = [one["slug"] for one in actors if one["kind"] in {"party", "group"}]
        slugs = {model: [one["slug"] for one in rows[model]] for model in rows if "slug" in rows[model][0]}
        self.pages = {
            "events": slugs["event"],
            "reports": slugs["article"],
            "claims": slugs["claim"],
            "people": slugs["actor"],
            "questions": slugs["question"],
        }
        self.positions = [f"{topic}/{side}" for topic in slugs["topic"] for side in sides]
        self.facets = {
            "process": slugs["process"],
            "differ": ["any", "sides", "reports", "changed", "voices"],
            "side": [*sides, "none"],
            "party": [*sides, "none"],
            "speaker": [*slugs["actor"], "none"],
            "topic": [*slugs["topic"], "none"],
            "kind": distinct(one["kind"] for one in events),
            "says": distinct(one["kind"] for one in claims),
            "report": slugs["article"],
            "outlet": slugs["outlet"],
            "agency": [*slugs["outlet"], "none"],
            "place": [*slugs["place"], "none"],
            "occurrence": distinct(one["occurrence"] for one in events),
            "target": [*sides, "none"],
            "attribution": distinct(one["attribution"] for one in claims),
        }
        days = distinct(one["date"] for one in events if one["date"])
        whole = [day for day in days if day[:1].isdigit() and len(day) == 10]
        self.dates = distinct([*days, *whole, *(day[:7] for day in whole), "2022", "2021", "2023"])
        self.known = distinct([*(one["published"] for one in rows["article"]), *whole])
        self.texts = [one[name] for one in claims for name in ("statement", "quote") if len(one[name].split()) > 3]


def distinct(values) -> list[str]:
    return sorted(set(values))


class Drawing:
    """Draws addresses: their kinds take turns, and so do the parameters, so that none is left out by chance."""

    def __init__(self, values: Values, seed: int) -> None:
        self.values, self.dice = values, Random(seed)
        self.parameters = ["q", "since", "until", "sure", "known", "order", "view", "page", *values.facets]
        self._turn = self._wrong = self._page = 0

    def addresses(self, number: int) -> list[Address]:
        """Return so many different addresses, or fewer where there are not so many."""
        found: dict[Address, None] = {}
        for turn in range(number * MOST_TURNS):
            if len(found) >= number:
                break
            found.setdefault(KINDS[turn % len(KINDS)](self))
        return list(found)

    # Kinds of address

    def timeline(self) -> Address:
        return address("/", self.filters())

    def part(self) -> Address:
        return Address(self.timeline().path, is_part=True)

    def more(self) -> Address:
        """A facet in full; alone as a part, or with the whole page."""
        asked = ("more", self.dice.choice([*self.values.facets, NOT_THERE]))
        return address("/", [*self.filters(), asked], is_part=self.dice.random() < 0.7)

    def counts(self) -> Address:
        return address("/", [*self.filters(), ("counts", "1")], is_part=self.dice.random() < 0.7)

    def folded(self) -> Address:
        asked = ("folded", self.dice.choice([*self.values.pages["events"], NOT_THERE]))
        return address("/", [*self.filters(), asked], is_part=self.dice.random() < 0.7)

    def wrong(self) -> Address:
        """A value that is not understood, beside others that are; of the page or of a file."""
        names = [*WRONG, *self.values.facets]
        name = names[self._wrong % len(names)]
        self._wrong += 1
        wrong = (name, self.dice.choice(WRONG.get(name, [NOT_THERE])))
        page = self.dice.choice(["/", "/", "/", "/timeline.json", "/timeline.csv"])
        return address(page, [*self.filters(), wrong])

    def json(self) -> Address:
        return address("/timeline.json", self.filters())

    def csv(self) -> Address:
        return address("/timeline.csv", self.filters())

    def svg(self) -> Address:
        return address("/timeline.svg", self.filters())

    def record(self) -> Address:
        """The page of one event, report, statement, person or question, sometimes as it was known."""
        kinds = list(self.values.pages)
        kind = kinds[self._page % len(kinds)]
        self._page += 1
        return address(f"/{kind}/{self.dice.choice(self.values.pages[kind])}/", self.known())

    def position(self) -> Address:
        return address(f"/positions/{self.dice.choice(self.values.positions)}/", [*self.process(), *self.known()])

    def listed(self) -> Address:
        kind = self.dice.choice(["people", "reports", "questions", "positions"])
        return address(f"/{kind}/", [*(self.process() if kind == "positions" else []), *self.known()])

    def odd(self) -> Address:
        """What is not there, or not quite at this address."""
        kind = self.dice.choice(list(self.values.pages))
        slug = self.dice.choice(self.values.pages[kind])
        others = ["/timeline.xml", "/healthz", f"/positions/{NOT_THERE}/{NOT_THERE}/", f"/{kind}", f"/{NOT_THERE}/"]
        return address(self.dice.choice([f"/{kind}/{NOT_THERE}/", f"/{kind}/{slug}", *others]), [])

    # Parameters

    def filters(self) -> list[tuple[str, str]]:
        """Return one to four parameters; the first is that whose turn it is."""
        first = self.parameters[self._turn % len(self.parameters)]
        self._turn += 1
        others = self.dice.sample([one for one in self.parameters if one != first], self.dice.choice([0, 1, 1, 2, 3]))
        return [pair for name in (first, *others) for pair in self.asked(name)]

    def asked(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield this parameter with a value, or with several."""
        values, dice = self.values, self.dice
        if name in values.facets:
            several = dice.choice([1, 1, 1, 2, 3])
            chosen = dice.sample(values.facets[name], min(several, len(values.facets[name])))
            yield from ((name, value) for value in chosen)
        elif name == "sure":
            yield from [("since", dice.choice(values.dates)), ("sure", "1")]
        else:
            draw: dict[str, Callable[[], str]] = {
                "q": self.words,
                "since": lambda: dice.choice(values.dates),
                "until": lambda: dice.choice(values.dates),
                "known": lambda: dice.choice(values.known),
                "order": lambda: dice.choice(ORDERS),
                "view": lambda: dice.choice(["list", "table", "coverage"]),
                "page": lambda: dice.choice(["1", "2", "3", "40"]),
            }
            yield name, draw[name]()

    def words(self) -> str:
        """Return words of one statement: one or two, a phrase, a beginning, or one without another."""
        words = self.dice.choice(self.values.texts).split()
        place = self.dice.randrange(len(words) - 1)
        one, two = words[place].strip(".,;:“”"), words[place + 1].strip(".,;:“”")
        return self.dice.choice([one, one, f"{one} {two}", f'"{one} {two}"', f"{one[:4]}*", f"{one} -{two}"])

    def known(self) -> list[tuple[str, str]]:
        known = [("known", self.dice.choice([*self.values.known, *WRONG["known"]]))] if self.dice.random() < 0.4 else []
        return [*known, ("page", self.dice.choice(["2", "two"]))] if self.dice.random() < 0.15 else known

    def process(self) -> list[tuple[str, str]]:
        return list(self.asked("process")) if self.dice.random() < 0.4 else []


KINDS: list[Callable[[Drawing], Address]] = [
    *[Drawing.timeline] * 7,
    *[Drawing.record] * 5,
    *[Drawing.part] * 2,
    *[Drawing.wrong] * 2,
    *[Drawing.json] * 2,
    Drawing.csv,
    Drawing.svg,
    Drawing.more,
    Drawing.counts,
    Drawing.folded,
    Drawing.position,
    Drawing.listed,
    Drawing.odd,
]
"""The kinds of address, as often as each comes in one round."""


def address(page: str, pairs: list[tuple[str, str]], is_part: bool = False) -> Address:
    return Address(f"{page}?{urlencode(pairs)}" if pairs else page, is_part)


def draw(seed: int, number: int, fixture: Path = REAL) -> list[Address]:
    """Return addresses: the same ones for the same seed, number and record."""
    return Drawing(Values(fixture), seed).addresses(number)


# Comparing


def answers(code: Checkout, asked: list[Address]) -> list[list]:
    """Return status, headers and body of each as this version answers, over the real record."""
    with tempfile.TemporaryDirectory() as folder:
        record = load_real(Path(folder), code)
        return json.loads(code.run_script("inside.py", record.url, "fetch", input=json.dumps(asked)).stdout)


def compare(code: Checkout, asked: list[Address]) -> int:
    """Print the addresses that two versions answer differently, and how; return how many they are."""
    differing, met = 0, {}
    for one, theirs, ours in zip(asked, answers(code, asked), answers(HERE, asked), strict=True):
        lines = differences(theirs, ours)
        if not lines:
            continue
        differing += 1
        changed = tuple(line for line in lines if line[0] in "-+")
        first = met.setdefault(changed, one)
        if first is not one:
            print(shown(one), f"the same lines as {first.path}", "", sep="\n")
            continue
        left = len(lines) - LINES
        print(shown(one), *lines[:LINES], *([f"... and {left} more lines"] if left > 0 else []), "", sep="\n")
    alike = len(asked) - differing
    print(f"{alike} of {len(asked)} addresses are answered alike by {code.name} (-) and {HERE.name} (+).")
    return differing


def shown(one: Address) -> str:
    return f"{one.path}\t{'part' if one.is_part else ''}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.addresses", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="Another number draws other addresses.")
    parser.add_argument("--number", type=int, default=200, help="How many addresses.")
    parser.add_argument("--against", type=find, metavar="DIR|COMMIT", help="Compare with this version of the code.")
    arguments = parser.parse_args()
    asked = draw(arguments.seed, arguments.number)
    if not arguments.against:
        print(*map(shown, asked), sep="\n")
    elif compare(arguments.against, asked):
        sys.exit(1)


if __name__ == "__main__":
    main()
