"""The tables of a release: their columns, keys and references, once for CSV, SQLite and the data package.

Imports the columns of ``exports.csv_file``, since statements.csv has those of /timeline.csv.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from talks.exports.csv_file import COLUMNS

INTEGERS = {"paragraph", "position", "palette", "text_words"}
DATES = {
    *("date_earliest", "date_latest", "event_date_earliest", "event_date_latest", "said_earliest", "said_latest"),
    *("published_earliest", "published_latest", "checked", "captured", "day", "proof_day", "collected_until"),
}
TRUTHS = {"standing", "certain", "tells_outcome", "milestone"}


@dataclass(frozen=True)
class Reference:
    """Columns that name a row of another table, by the columns of its key."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...] = ("slug",)


@dataclass(frozen=True)
class Table:
    """One table. Shape: ``key`` are the columns of its primary key; rows are in the order of the record."""

    name: str
    purpose: str
    columns: Sequence[str]
    key: tuple[str, ...] = ("slug",)
    references: tuple[Reference, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def to(table: str, *columns: str) -> tuple[Reference, ...]:
    """Return references of single columns to the slugs of a table."""
    return tuple(Reference((column,), table) for column in columns)


OF_QUESTION = ("question", "answer")
TABLES = (
    Table(
        "processes",
        "negotiations: what belongs to the record of each, and under which licence",
        ("slug", "title", "names", "summary", "licence", "scope", "collected_until", "how_found", "hard_cases"),
    ),
    Table("outlets", "publishers and agencies", ("slug", "name", "names", "spellings", "note")),
    Table("places", "places of events", ("slug", "name", "names", "spellings")),
    Table(
        "people",
        "people and parties; side is whom one speaks for",
        ("slug", "name", "kind", "side", "side_name", "names", "spellings", "note"),
        references=to("people", "side"),
    ),
    Table(
        "lanes",
        "the sides of each negotiation, in the order of the picture",
        ("process", "side", "position", "palette"),
        ("process", "side"),
        (*to("processes", "process"), *to("people", "side")),
    ),
    Table("topics", "topics of statements", ("slug", "name", "names", "definition", "tells_outcome")),
    Table(
        "origins",
        "what reports relay: one dispatch, broadcast, post, transcript or document each",
        ("slug", "kind", "house", "date", "date_basis", "date_basis_note", "note"),
        references=to("outlets", "house"),
    ),
    Table(
        "questions",
        "questions on which accounts may differ; differs says how they do",
        ("slug", "process", "text", "kind", "reason", "context", "differs"),
        references=to("processes", "process"),
    ),
    Table(
        "answers",
        "the answers that statements give",
        ("question", "slug", "text", "position"),
        ("question", "slug"),
        to("questions", "question"),
    ),
    Table(
        "exclusions",
        "pairs of answers that cannot both be true",
        ("question", "answer", "excludes"),
        ("question", "answer", "excludes"),
        (
            Reference(OF_QUESTION, "answers", ("question", "slug")),
            Reference(("question", "excludes"), "answers", ("question", "slug")),
        ),
    ),
    Table(
        "reports",
        "the reports; an origin whose basis is “supposed” counts as not known",
        (
            *("slug", "headline", "headline_basis", "genre", "outlet", "outlet_name", "agency", "agency_name"),
            *("origin", "origin_basis", "origin_note", "byline", "report_url", "archive_url", "captured", "no_capture"),
            *("published", "published_earliest", "published_latest", "published_basis", "published_basis_note"),
            *("reference", "language", "rendering", "completeness", "completeness_note", "summary", "note"),
            *("text_words", "text_sha256", "checked", "recorded", "changed", "url"),
        ),
        references=(*to("outlets", "outlet", "agency"), *to("origins", "origin")),
    ),
    Table(
        "events",
        "the events; differs says how accounts of one differ",
        (
            *("slug", "id", "process", "title", "kind", "occurrence", "format", "date", "date_earliest"),
            *("date_latest", "date_basis", "date_basis_note", "place", "place_name", "place_basis"),
            *("place_basis_note", "summary", "milestone", "differs", "recorded", "changed", "url"),
        ),
        references=(*to("processes", "process"), *to("places", "place")),
    ),
    Table(
        "participants",
        "who took part in which event, as reported",
        ("event", "actor", "name", "role", "basis"),
        ("event", "actor", "role"),
        (*to("events", "event"), *to("people", "actor")),
    ),
    Table(
        "statements",
        "one row for each statement, as in /timeline.csv",
        COLUMNS,
        ("claim",),
        (
            *to("events", "event", "occasion"),
            *to("reports", "report"),
            *to("processes", "process"),
            *to("people", "speaker", "side", "target"),
            *to("outlets", "outlet", "agency"),
            *to("origins", "origin"),
            Reference(("repeats",), "statements", ("claim",)),
        ),
    ),
    Table(
        "statement_topics",
        "the topics of each statement",
        ("claim", "topic"),
        ("claim", "topic"),
        (Reference(("claim",), "statements", ("claim",)), *to("topics", "topic")),
    ),
    Table(
        "statement_answers",
        "the answers that each statement gives",
        ("claim", *OF_QUESTION),
        ("claim", "question"),
        (
            Reference(("claim",), "statements", ("claim",)),
            Reference(OF_QUESTION, "answers", ("question", "slug")),
        ),
    ),
    Table(
        "corrections",
        "what readers were told of changes",
        ("slug", "of", "record", "kind", "day", "field", "before", "after", "reason"),
    ),
    Table(
        "renames",
        "former slugs, whose addresses still lead to the record",
        ("kind", "former", "slug"),
        ("kind", "former"),
    ),
    Table("withdrawn", "what was withdrawn, and why", ("kind", "slug", "day", "reason"), ("kind", "slug")),
)
BY_NAME = {table.name: table for table in TABLES}


def kind_of(column: str) -> str:
    """Return the type of a column, as Table Schema names it."""
    if column in INTEGERS:
        return "integer"
    if column in DATES:
        return "date"
    return "boolean" if column in TRUTHS else "string"
