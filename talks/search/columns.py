"""The columns that are searched: of a claim, its speaker and its event; and of a report, its headline.

Nothing private belongs here. Both engines build their indexes from this list; ``FIELDS`` in ``hits`` must match it.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Searched:
    """One table whose rows are found by words.

    Shape: ``index`` is the name of the text index; ``own`` are columns of the table; ``parents`` are tables that it
    refers to, with the foreign key and the columns searched there.
    """

    index: str
    table: str
    own: tuple[str, ...]
    parents: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict, hash=False)

    @property
    def links(self) -> tuple[str, ...]:
        """The foreign keys."""
        return tuple(link for link, _columns in self.parents.values())

    @property
    def joins(self) -> str:
        """SQL for one row per record with everything searched, NULL where it refers to nothing."""
        joined = (f"LEFT JOIN {table} ON {table}.id = base.{link}" for table, (link, _columns) in self.parents.items())
        return " ".join([f"{self.table} AS base", *joined])

    @property
    def columns(self) -> tuple[str, ...]:
        """Every searched column within ``joins``."""
        of_parents = (f"{table}.{one}" for table, (_link, columns) in self.parents.items() for one in columns)
        return (*(f"base.{one}" for one in self.own), *of_parents)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the index."""
        return tuple(column.split(".")[1] for column in self.columns)


CLAIMS = Searched(
    "talks_claim_words",
    "talks_claim",
    ("statement", "quote", "speaker_role"),
    {"talks_actor": ("speaker_id", ("name", "spellings")), "talks_event": ("event_id", ("title", "summary"))},
)
REPORTS = Searched("talks_article_words", "talks_article", ("headline",))
SEARCHED = (CLAIMS, REPORTS)

TABLES = tuple(dict.fromkeys(table for one in SEARCHED for table in (one.table, *one.parents)))
"""Every table whose changes reach an index."""
