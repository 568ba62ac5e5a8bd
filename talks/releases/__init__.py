"""Releases as they stand in the folder RELEASES: numbered editions of the public record whose files never change.

``folder`` finds releases and their files, ``redactions`` says what was taken out of them since, ``documents`` reads single
records from a release's own database, ``comparing`` finds the difference of two releases. Nothing here reads the live
record or writes; ``releasing`` makes releases. See docs/releases.md.
"""

from talks.releases.comparing import WORDS, Changed, Difference, compare, spelled
from talks.releases.documents import Documents, documents_of
from talks.releases.folder import AUTHORS, DATABASE, MANIFEST, File, Release, every, find, newest
from talks.releases.redactions import LOG, Edition, LogError, Redaction, redactions

__all__ = [
    "AUTHORS",
    "DATABASE",
    "LOG",
    "MANIFEST",
    "WORDS",
    "Changed",
    "Difference",
    "Documents",
    "Edition",
    "File",
    "LogError",
    "Redaction",
    "Release",
    "compare",
    "documents_of",
    "every",
    "find",
    "newest",
    "redactions",
    "spelled",
]
