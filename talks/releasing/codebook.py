"""The codebook of a release: that of the record, and the columns of every table.

Imports the room ``codebook`` and ``tables``.
"""

from collections.abc import Iterator

from talks.codebook import as_markdown
from talks.releasing.tables import TABLES, kind_of


def codebook() -> str:
    """Return the codebook as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield as_markdown().rstrip("\n")
    yield from ("", "# Tables", "")
    yield "An empty cell means that there is no value. Dates without “earliest” or “latest” are EDTF (ISO 8601-2)."
    for table in TABLES:
        yield from ("", f"## {table.file}", "", f"{table.purpose[0].upper()}{table.purpose[1:]}.", "")
        yield f"Key: {', '.join(f'`{one}`' for one in table.key)}."
        for one in table.references:
            yield f"{', '.join(f'`{name}`' for name in one.columns)} refers to `{one.table}`."
        yield from ("", "| column | type |", "|---|---|")
        for column in table.columns:
            yield f"| `{column}` | {kind_of(column)} |"
