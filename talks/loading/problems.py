"""The problems of a file, one line each, and the exception that carries them.

Imports Django only. ``reading`` and ``load`` add problems; the command shows them.
"""

from collections.abc import Iterable, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

LINES_SHOWN = 50
SLUGS_NAMED = 10
MESSAGE_LENGTH = 300


class FixtureRefused(Exception):  # noqa: N818 (a refusal is what a load answers, like Django's DoesNotExist)
    """A file was not loaded, and nothing was changed.

    Shape: `problems` holds the first lines, `more` counts the others.
    """

    def __init__(self, problems: list[str], more: int = 0) -> None:
        super().__init__(problems, more)
        self.problems = problems
        self.more = more

    def __str__(self) -> str:
        return "\n".join([*self.problems, f"… and {self.more} more."] if self.more else self.problems)


class Problems:
    """The problems of one file in the order found; at most one for each field of a record."""

    def __init__(self, file: str) -> None:
        self.file = printable(file, 120)
        self.lines: list[str] = []
        self.count = 0
        self._named: set[tuple[str, str]] = set()

    def add(self, message: object, record: object = "", field: str = "") -> None:
        """Add a problem, unless the field has one already."""
        place = str(record)
        if field:
            if (place, field) in self._named:
                return
            self._named.add((place, field))
        self.count += 1
        if self.count <= LINES_SHOWN:
            parts = [self.file, place, printable(field), printable(str(message), MESSAGE_LENGTH)]
            self.lines.append(": ".join(part for part in parts if part))

    def add_error(self, error: ValidationError, record: object, field: str = "") -> None:
        """Add the messages of an error: all to ``field`` where it is given, else each to its own field."""
        by_field = {field: error.messages} if field or not hasattr(error, "error_dict") else error.message_dict
        for name, messages in by_field.items():
            self.add(" ".join(messages), record, "" if name == NON_FIELD_ERRORS else name)

    def is_named(self, record: object, fields: Iterable[str]) -> bool:
        """Return whether one of these fields of a record has a problem already."""
        place = str(record)
        return any((place, field) in self._named for field in fields)

    def refuse_any(self) -> None:
        """Raise FixtureRefused if there are problems."""
        if self.count:
            raise FixtureRefused(self.lines, self.count - len(self.lines))


def named(slugs: Sequence[str]) -> str:
    """Return the first slugs of many, and how many more there are."""
    more = len(slugs) - SLUGS_NAMED
    return ", ".join(slugs[:SLUGS_NAMED]) + (f" and {more} more" if more > 0 else "")


def printable(text: str, length: int = 60) -> str:
    """Return text from a file for one line of a terminal: hidden characters escaped, shortened."""
    text = text[: length + 1]
    text = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
    return text if len(text) <= length else f"{text[: length - 1]}…"
