"""A citation in plain text, as pages show it. The day of access is left to whoever copies it."""

from talks.exports.citing import cite, release_of
from talks.exports.records import File
from talks.exports.single import Record


def write_txt(record: Record) -> File:
    """Return the citation of a record as one line. Cost: one query."""
    return File(f"{cite(record, release_of(record)).text}\n", "text/plain; charset=utf-8")
