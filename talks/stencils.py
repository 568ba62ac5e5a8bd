"""Small templates that are printed hundreds of times a page: each is rendered once, with its blanks, and then only filled.

Django's templates look every name up anew, which makes most of what a page costs that nobody asked for before. Imports
nothing of the project.
"""

import re
from collections.abc import Sequence
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

BLANK = re.compile("\ue000([0-9]+)\ue001")  # signs that no template and no translation holds


class Stencil:
    """A template that prints these names, or asks whether they are empty, and does nothing else with them.

    Shape: ``one.name`` is looked up as templates do. Filters, comparisons and loops are not for it: what it prints for
    some values differs from what it prints for others by the values alone, and by which of them are empty.
    """

    def __init__(self, template: str, *names: str) -> None:
        self.template, self.names = template, names
        self._cut: dict[tuple, tuple[str | int, ...]] = {}

    def print(self, values: Sequence[str], language: str | None = None) -> SafeString:
        """Return the template filled with these values, one for each name; all but safe ones are escaped. Cost: some µs.

        ``language`` is the present one, for whoever prints so much that asking for it each time takes long.
        """
        shape = (language or get_language(), *map(bool, values))
        parts = self._cut.get(shape)
        if parts is None:
            parts = self._render(values)
            if not settings.DEBUG:  # while templates are being written, they are read anew
                self._cut[shape] = parts
        texts = [value if not value or isinstance(value, SafeString) else escape(value) for value in values]
        return SafeString("".join([part if isinstance(part, str) else texts[part] for part in parts]))

    def _render(self, values: Sequence[str]) -> tuple[str | int, ...]:
        """Return what stands between the blanks, and at each blank the place of its name."""
        context: dict = {}
        for place, (name, value) in enumerate(zip(self.names, values, strict=True)):
            *path, last = name.split(".")
            inner = context
            for step in path:
                inner = inner.setdefault(step, {})
            inner[last] = SafeString(f"\ue000{place}\ue001") if value else ""
        html = render_to_string(self.template, context)
        lines = "\n".join(line for line in map(str.strip, html.splitlines()) if line)
        return tuple(int(part) if place % 2 else part for place, part in enumerate(BLANK.split(lines)))
