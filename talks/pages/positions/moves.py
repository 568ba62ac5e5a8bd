"""Whether a position moved, in words: it did not, nobody can see it, or on which day it changed.

``cells`` finds what these words say; ``table`` and ``position`` show them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from talks import dates
from talks.models import Question
from talks.pages.positions.cells import CellKey, Cells
from talks.wording import phrase


@dataclass(slots=True)
class Change:
    """The last change of a side's answer to a question: its day in words, and the question."""

    words: str
    question: str
    page: str


@dataclass(slots=True)
class Move:
    """How a position moved.

    Shape: ``changes`` has the last change, if any; ``still`` says that there is none, or that none can be seen, and is
    empty for a single statement.
    """

    changes: list[Change]
    still: str


def read_move(
    cells: Cells, key: CellKey, said: dict[int, str], questions: dict[int, Question], language: str | None
) -> Move:
    """Return how the position of a cell moved.

    Shape: ``said`` has the day, as EDTF, of each statement that the cell shows or that changed the answer.
    """
    if key in cells.changed:
        pk, question = cells.changed[key]
        return Move([_change(said[pk], questions[question], language)], "")
    if cells.counts[key].statements == 1:
        return Move([], "")
    if key in cells.unmoved:
        day = dates.words(dates.parse(said[cells.found[key].latest[0]]), language=language)
        return Move([], _("No change: all said on %(day)s") % {"day": day})
    return Move([], phrase("No change can be seen", language))


def _change(said: str, question: Question, language: str | None) -> Change:
    day = dates.parse(said)
    words = _("Changed on %(day)s") if day.earliest == day.latest else _("Changed, %(day)s")
    return Change(words % {"day": dates.short(day, language)}, question.text, question.get_absolute_url())
