"""What is wrong with a table: row, column and reason; and the exception that carries all of it. Imports nothing of the project."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

PROBLEMS_SHOWN = 200


class Problem(NamedTuple):
    """One thing that is wrong.

    Shape: ``row`` counts as spreadsheets do, the header being row 1; in JSON it is the number of the event; 0 means the
    file as a whole. ``column`` is named as in the file, or empty.
    """

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        places = [_("row %(row)d") % {"row": self.row} if self.row else "", self.column]
        place = ", ".join(filter(None, places))
        return f"{place}: {self.reason}" if place else self.reason


class ImportRefused(Exception):  # noqa: N818 (a refusal is an answer, like that of a load)
    """A table was not imported, and nothing was changed. Shape: ``problems`` has all of them, by row."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.row)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:PROBLEMS_SHOWN]]
        if more := len(self.problems) - len(lines):
            lines.append(_("… and %(more)d more.") % {"more": more})
        return "\n".join(lines)


def refused(reason: str, row: int = 0, column: str = "") -> ImportRefused:
    """Return the refusal of a file for one reason."""
    return ImportRefused([Problem(row, column, reason)])
