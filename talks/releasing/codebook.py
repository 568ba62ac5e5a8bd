"""The codebook of a release: every closed list, and the columns of every table.

Imports ``vocabulary`` and ``tables``.
"""

from collections.abc import Iterator

from talks import vocabulary
from talks.releasing.tables import TABLES, kind_of
from talks.vocabulary import Term

FOR_CURATORS = {"Status", "LinkState", "ErrorKind", "ErrorStatus", "Milestone"}
"""Lists whose words stand in no file of a release."""


def codebook() -> str:
    """Return the codebook as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Codebook"
    yield ""
    yield "The closed lists of the record, then the tables. A file holds the word in the first column of a list."
    for terms in _lists():
        yield from (
            "",
            f"## {terms.__name__}",
            "",
            str(terms.__doc__),
            "",
            "| word | on pages | meaning |",
            "|---|---|---|",
        )
        for term in terms:
            yield f"| `{term.value}` | {term.label} | {term.definition} |"
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


def _lists() -> list[type[Term]]:
    every = [one for one in vars(vocabulary).values() if isinstance(one, type) and issubclass(one, Term)]
    return [one for one in every if one is not Term and one.__name__ not in FOR_CURATORS]
