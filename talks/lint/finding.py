"""One warning of the editors' lint."""

from typing import NamedTuple

from talks.vocabulary import LintRule


class Finding(NamedTuple):
    """What a rule found in a record, and where.

    Shape: ``start`` and ``end`` are the passage in the field, in characters from 0; None where it is the whole field.
    ``reason`` is why the record is an exception; the warning is then silent.
    """

    rule: LintRule
    model: str
    slug: str
    field: str
    message: str
    start: int | None = None
    end: int | None = None
    reason: str = ""

    def __str__(self) -> str:
        place = f"{self.field}, character {self.start + 1}" if self.start is not None else self.field
        silenced = f" (exception: {self.reason})" if self.reason else ""
        return f"{self.model} {self.slug}: {place}: {self.rule}: {self.message}{silenced}"
