"""Random words, dates and terms with long-tailed frequencies.

Imports dates and vocabulary; ``cast`` and ``affairs`` draw from here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, product
from random import Random
from typing import Any

from django.db import connection

from talks.dates import columns
from talks.vocabulary import Basis, ClaimKind, EventFormat, EventKind, Occurrence

RowValues = dict[str, Any]
"""The values of a row by column; a reference to a row that is not stored yet is its slug, under the field's name."""


class Lot:
    """Values with weights, to draw from."""

    def __init__(self, weights: Sequence[tuple[Any, float]]) -> None:
        self.values = [value for value, _weight in weights]
        self._sums = list(accumulate(weight for _value, weight in weights))

    def draw(self, dice: Random) -> Any:
        return dice.choices(self.values, cum_weights=self._sums)[0]

    def draws(self, dice: Random, number: int) -> list[Any]:
        return dice.choices(self.values, cum_weights=self._sums, k=number)


def long_tail(values: Sequence[Any], level: float = 1) -> Lot:
    """Return values with long-tailed weights; a higher ``level`` makes them more equal."""
    return Lot([(value, 1 / (index + level)) for index, value in enumerate(values)])


NEUTRAL = (
    "talks meeting delegation proposal document agreement border region corridor exchange prisoners security "
    "guarantees ministers working group session text draft schedule observers monitoring transport grain energy water"
)


def vocabulary() -> list[str]:
    """Return thousands of words, the most frequent first: some neutral ones, then made-up ones of six letters."""
    syllables = ["".join(pair) for pair in product("bdlmnrtvz", "aeo")]
    made_up = ["".join(three) for three in product(syllables, repeat=3)]
    return NEUTRAL.split() + Random(0).sample(made_up, 5_000)  # noqa: S311 - data, not a secret


WORDS = long_tail(vocabulary(), 20)
BASES = Lot([("stated", 85), ("inferred", 12), ("elsewhere", 3)])
EVENT_DATES = Lot(
    [
        ("{day}", 76),
        ("{day:%Y-%m}", 8),
        ("[{day}..{later}]", 5),
        ("{day}/{later}", 5),
        ("{day}~", 1),
        ("{day}?", 1),
        ("{day}/..", 2),
        ("[..{day}]", 1),
        ("{day:%Y}", 1),
        ("", 1),
    ]
)
SAID_DATES = Lot([("{day}", 83), ("", 8), ("[{day}..{later}]", 5), ("{day:%Y-%m}", 2), ("{day}~", 2)])
PUBLISHED_DATES = Lot([("{day}", 93), ("[{day}..{later}]", 3), ("{day:%Y-%m}", 2), ("", 2)])
EVENT_KINDS = long_tail(EventKind.values, 2)
OCCURRENCES = Lot([(one, 85 if one == Occurrence.HELD else 3) for one in Occurrence.values])
EVENT_FORMATS = long_tail(EventFormat.values[::-1])
CLAIM_KINDS = long_tail(ClaimKind.values, 3)
MODES = Lot([("direct", 60), ("indirect", 30), ("mixed", 10)])
WITHOUT_SPEAKER = Lot([("own-voice", 10), ("described", 5), ("unnamed", 3), ("document", 2), ("", 80)])


def draw_words(dice: Random, number: int) -> str:
    return " ".join(WORDS.draws(dice, number))


def dated(dice: Random, name: str, dates: Lot, day: date) -> RowValues:
    """Return the columns of a date near ``day``, certain or not, with its basis."""
    later = day + timedelta(days=dice.randint(1, 12))
    text = dates.draw(dice).format(day=day, later=later)
    row = columns(name, text)
    for end in ("earliest", "latest"):
        row[f"{name}_{end}"] = connection.ops.adapt_datefield_value(row[f"{name}_{end}"])
    return row | (based(dice, name) if text else {})


def based(dice: Random, name: str) -> RowValues:
    basis = BASES.draw(dice)
    return {
        f"{name}_basis": basis,
        f"{name}_basis_note": "" if basis == Basis.STATED else f"From {draw_words(dice, 3)}.",
    }
