"""The database of a release: every table, and each record as a document. All other files of data are written from it.

Imports ``tables``, ``releases`` and ``exports.records``. An edition without some statement is made from it in the same way.
"""

# ruff: noqa: S608 - the SQL is built from our own names only

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from talks.exports.records import json_line
from talks.releases.comparing import UNCOMPARED
from talks.releasing.tables import TABLES, Table, kind_of
from talks.spreadsheets import guarded

SECTIONS = {
    "processes": "process",
    "people": "person",
    "outlets": "outlet",
    "places": "place",
    "topics": "topic",
    "origins": "origin",
    "questions": "question",
    "reports": "report",
    "events": "event",
}
"""The parts of record.json, each with the kind of its documents."""
AS_ROWS = ("lanes", "corrections", "renames", "withdrawn")
"""Further parts of it, which are rows of tables."""
FORMAT = 1
"""The version of the format of a release: higher when a file or a column changes its meaning or goes."""
TYPES = {"integer": "INTEGER", "boolean": "TEXT", "date": "TEXT", "string": "TEXT"}
VIEWS = """
CREATE VIEW statements_in_words AS
    SELECT claim, event_title, speaker_name || ' ' || statement AS statement, quote, quote_mode, said, headline,
        outlet_name, published, paragraph, proof
    FROM statements;
"""


def write_database(content: Iterable[tuple], path: Path) -> None:
    """Write rows and documents into a new database. Shape: as ``content`` yields them.

    Cost: as much room again on the disk while it lasts; little memory.
    """
    draft = path.with_name(f"{path.name}.draft")
    with closing(sqlite3.connect(draft, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.executescript("BEGIN;" + schema())
        into = {one.name: f'INSERT INTO "{one.name}" VALUES ({", ".join("?" * len(one.columns))})' for one in TABLES}
        for first, *rest in content:
            if first in into:
                database.execute(into[first], list(map(stored, rest[0])))
            else:
                database.execute("INSERT INTO documents VALUES (?, ?, ?, ?)", as_stored(first, *rest))
        database.execute("COMMIT")
        finish(database, path)
    draft.unlink()


def finish(database: sqlite3.Connection, path: Path) -> None:
    """Write a database whole, so that nothing that was deleted is in its file and the same rows make the same bytes."""
    database.execute("VACUUM INTO ?", [str(path)])


def as_stored(kind: str, slug: str, document: dict) -> list[str]:
    """Return a document as a row, with a hash of what it says."""
    said = {name: value for name, value in document.items() if name not in UNCOMPARED}
    digest = hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return [kind, slug, digest, json_line(document)]


def stored(value: object) -> object:
    """Return a value as SQLite stores it: nothing as NULL, truth in words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value == "" else value


def schema() -> str:
    """Return the SQL that makes the tables, their indexes and views."""
    made = []
    for table in TABLES:
        lines = [f'"{column}" {TYPES[kind_of(column)]}' for column in table.columns]
        lines.append(f"PRIMARY KEY ({quoted(table.key)})")
        for one in table.references:
            lines.append(f'FOREIGN KEY ({quoted(one.columns)}) REFERENCES "{one.table}" ({quoted(one.key)})')
        made.append(f'CREATE TABLE "{table.name}" ({", ".join(lines)});')
        for one in table.references:
            if one.columns != table.key[: len(one.columns)]:
                name = f"{table.name}_by_{'_'.join(one.columns)}"
                made.append(f'CREATE INDEX "{name}" ON "{table.name}" ({quoted(one.columns)});')
    made.append(
        "CREATE TABLE documents (kind TEXT NOT NULL, slug TEXT NOT NULL, sha256 TEXT NOT NULL, json TEXT NOT NULL, "
        "PRIMARY KEY (kind, slug));"
    )
    made.append("CREATE INDEX documents_by_hash ON documents (kind, slug, sha256);")
    return "\n".join([*made, VIEWS])


def quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


# The files that are written from it


def write_csv(database: sqlite3.Connection, table: Table, path: Path) -> None:
    """Write one table as CSV, as /timeline.csv writes its own: UTF-8, lists joined, no cell that runs as a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(table.columns)
        # An edition may be of a former format, whose tables have fewer columns.
        known = {row[1] for row in database.execute(f'PRAGMA table_info("{table.name}")')}
        columns = ", ".join(f'"{one}"' if one in known else "NULL" for one in table.columns)
        for row in database.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY rowid'):
            lines.writerow([guarded(one) if isinstance(one, str) else one for one in row])


def write_json(database: sqlite3.Connection, path: Path) -> None:
    """Write all documents as one JSON object, a record in each line; events have their statements in them."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{\n"format": {FORMAT}')
        for name, kind in SECTIONS.items():
            write_section(file, name, documents(database, kind))
        for name in AS_ROWS:
            write_section(file, name, rows_of(database, name))
        file.write("\n}\n")


def write_section(file, name: str, items: Iterable[str]) -> None:
    file.write(f',\n"{name}": [')
    comma = ""
    for one in items:
        file.write(f"{comma}\n{one}")
        comma = ","
    file.write("\n]")


def documents(database: sqlite3.Connection, kind: str) -> Iterator[str]:
    """Yield the documents of a kind as text, events with their statements, in the order of the record."""
    claim = "SELECT json FROM documents WHERE kind = 'claim' AND slug = ?"
    for (text,) in database.execute("SELECT json FROM documents WHERE kind = ? ORDER BY rowid", [kind]):
        if kind != "event":
            yield text
            continue
        event = json.loads(text)
        said = [database.execute(claim, [slug]).fetchone()[0] for slug in event.pop("claims")]
        yield f'{json_line(event)[:-1]}, "claims": [{", ".join(said)}]}}'


def rows_of(database: sqlite3.Connection, table: str) -> Iterator[str]:
    found = database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    names = [one[0] for one in found.description]
    for row in found:
        yield json_line({name: "" if value is None else value for name, value in zip(names, row, strict=True)})


def count(database: sqlite3.Connection) -> dict[str, int]:
    """Return the figures of a release, as the site counts them. Cost: a few passes over reports and statements."""
    (reports,), (known,), (unknown,) = (
        database.execute(query).fetchone()
        for query in (
            "SELECT count(*) FROM reports",
            "SELECT count(DISTINCT origin) FROM reports WHERE origin_basis IS NOT 'supposed'",
            "SELECT count(*) FROM reports WHERE origin IS NULL OR origin_basis = 'supposed'",
        )
    )
    single = {
        "events": "SELECT count(*) FROM events",
        "statements": "SELECT count(*) FROM statements",
        "own_voice": "SELECT count(*) FROM statements WHERE attribution = 'own-voice'",
        "found": "SELECT count(*) FROM statements WHERE proof = 'found'",
        "outlets": "SELECT count(DISTINCT outlet) FROM reports",
        "languages": "SELECT count(DISTINCT language) FROM reports",
        "questions": "SELECT count(*) FROM questions",
        "questions_differing": "SELECT count(*) FROM questions WHERE differs IS NOT NULL",
        "events_differing": "SELECT count(*) FROM events WHERE differs IS NOT NULL",
    }
    counts = {name: database.execute(query).fetchone()[0] for name, query in single.items()}
    return counts | {
        "reports": reports,
        "origins_at_least": max(known, min(unknown, 1)),
        "origins_at_most": known + unknown,
    }
