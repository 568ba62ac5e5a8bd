"""The key of the picture: what each sign means, or what its bars count.

Imports ``geometry``. ``event_marks`` and ``density_bars`` use it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from talks.picture.geometry import Density, Drawing, Shape
from talks.wording import grouped
from talks.wording import phrase as _


@dataclass(frozen=True)
class KeyEntry:
    """One kind of mark with its meaning. Units: pixels; the shapes fill ``width`` by 20."""

    name: str
    words: str
    shapes: tuple[Shape, ...]
    width: int = 20


MEETING = "M6 3.5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0zM6 16.5a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"
DOT = "M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
SMALL = "M2 10a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z"
LARGE = "M13 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z"

FIRST_KEY = (
    ("met", gettext_lazy("a meeting of the sides it joins"), (("shaft", "M7.5 3.5h5v13h-5z"), ("head", MEETING)), 20),
    (
        "said",
        gettext_lazy("statements of a side on that day; size and number count them"),
        (("disc", SMALL), ("disc", LARGE)),
        30,
    ),
    ("unknown", gettext_lazy("one day in this span, not known which"), (("bracket", "M1 14V8H33v6"),), 34),
    ("differs", gettext_lazy("accounts differ"), (("differs", "M5 8h10M5 12h10M7 16l6 -12"),), 20),
)
"""The four signs that are always explained."""

MORE_KEY = (
    ("unsure", gettext_lazy("hollow: the day is uncertain"), (("head unsure", DOT),), 20),
    ("unheld", gettext_lazy("dashed: planned, offered, refused or called off"), (("head unheld", DOT),), 20),
    ("host", gettext_lazy("host or mediator"), (("host", "M10 3.8l6.2 6.2l-6.2 6.2l-6.2 -6.2z"),), 20),
    ("guest", gettext_lazy("observer, or attended"), (("guest", "M5.5 5.5h9v9h-9z"),), 20),
    ("span", gettext_lazy("it lasted"), (("span", "M2 10H32"),), 34),
    ("pennant", gettext_lazy("an event of no side"), (("pole", "M5 2V18"), ("pennant", "M5 3h10l-3 5l3 5h-10z")), 20),
    ("more", gettext_lazy("and a number: more marks here"), (("shaft", "M5 9.5h8v1h-8zM8.5 6h1v8h-1z"),), 18),
    ("fold", gettext_lazy("days without a mark are left out"), (("fold", "M7 2l6 4l-6 4l6 4l-6 4"),), 20),
    ("report", gettext_lazy("a report was published"), (("report", "M10 4V16"),), 20),
)
"""The signs that are explained if they are there."""


def entries(key: Iterable[tuple[str, object, tuple[tuple[str, str], ...], int]]) -> list[KeyEntry]:
    """Return these lines of the key in the language of the reader."""
    return [
        KeyEntry(name, str(words), tuple(Shape(form, d) for form, d in shapes), width)
        for name, words, shapes, width in key
    ]


def first_key() -> list[KeyEntry]:
    """Return the four signs that are always explained."""
    return entries(FIRST_KEY)


def more_key(drawing: Drawing) -> list[KeyEntry]:
    """Return an entry for each further kind of sign in the drawing."""
    forms = {
        part for mark in (*drawing.marks, *drawing.reports) for shape in mark.shapes for part in shape.form.split()
    }
    forms |= {"more"} if any(mark.is_gathered for mark in drawing.marks) else set()
    forms |= {"report"} if drawing.reports else set()
    forms |= {"fold"} if drawing.breaks else set()
    return entries(entry for entry in MORE_KEY if entry[0] in forms)


# Bars

UNITS = {
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "year": gettext_lazy("a year"),
    "decade": gettext_lazy("ten years"),
    "century": gettext_lazy("a hundred years"),
}


def density_key(density: Density, language: str | None) -> str:
    """Return what a bar counts, in words."""
    line = _(
        "Each bar counts the events of %(unit)s on which a side has a statement; the tallest holds %(n)s.", language
    )
    return line % {"unit": UNITS[density.unit], "n": grouped(density.highest, language)}


def rail_key(unit: str, language: str | None) -> str:
    """Return what a bar of the rail counts, in words."""
    return _("Each bar counts the events of %(unit)s.", language) % {"unit": UNITS[unit]}
