"""Small templates that are printed hundreds of times a page: each is rendered once, with its blanks, and then only filled.

Django's templates look every name up anew, which makes most of what a page costs that nobody asked for before. Imports
nothing of the project.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from operator import itemgetter

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

BLANK = re.compile("\ue000([0-9]+)\ue001")  # signs that no template and no translation holds
TO_ESCAPE = re.compile("[&<>\"']")

Cut = tuple[str, Callable[[list[str]], tuple[str, ...]]]
"""What stands around the blanks, to be filled with ``%``; and what takes the values for them out of all values."""


def escaped(values: Sequence[str]) -> Sequence[str]:
    """Return the values as they may stand in HTML; safe ones as they are."""
    plain = "".join([value for value in values if not isinstance(value, SafeString)])
    if not TO_ESCAPE.search(plain):  # one look at all of them, since mostly there is nothing to do
        return values
    return [value if isinstance(value, SafeString) else escape(value) for value in values]


def joined(printed: Iterable[str]) -> SafeString:
    """Return what is printed already as one piece."""
    return SafeString("".join(printed))


class Stencil:
    """A template that prints these names, or asks whether they are empty, and does nothing else with them.

    Shape: ``one.name`` is looked up as templates do. Filters, comparisons and loops are not for it: what it prints for
    some values differs from what it prints for others by the values alone, and by which of them are empty.
    """

    def __init__(self, template: str, *names: str) -> None:
        self.template, self.names = template, names
        self._cut: dict[tuple, Cut] = {}

    def print(self, values: Sequence[str], language: str | None = None) -> SafeString:
        """Return the template filled with these values, one for each name; all but safe ones are escaped. Cost: some µs.

        ``language`` is the present one, for whoever prints so much that asking for it each time takes long.
        """
        shape = (language or get_language(), *map(bool, values))
        cut = self._cut.get(shape)
        if cut is None:
            cut = self._render(values)
            if not settings.DEBUG:  # while templates are being written, they are read anew
                self._cut[shape] = cut
        around, taken = cut
        return SafeString(around % taken(escaped(values)))

    def _render(self, values: Sequence[str]) -> Cut:
        context: dict = {}
        for place, (name, value) in enumerate(zip(self.names, values, strict=True)):
            *path, last = name.split(".")
            inner = context
            for step in path:
                inner = inner.setdefault(step, {})
            inner[last] = SafeString(f"\ue000{place}\ue001") if value else ""
        html = render_to_string(self.template, context)
        lines = "\n".join(line for line in map(str.strip, html.splitlines()) if line)
        parts = BLANK.split(lines)
        places = [int(place) for place in parts[1::2]]
        around = "%s".join(part.replace("%", "%%") for part in parts[::2])
        return around, itemgetter(*places) if len(places) > 1 else lambda texts: tuple(texts[place] for place in places)
