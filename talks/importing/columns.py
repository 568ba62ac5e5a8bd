"""The columns of a table of events and statements: those of our CSV, and some more that a new record needs.

Imports models and vocabulary. ``saving`` fills fields from them; ``template`` is the table to start from.
"""

import csv
import io
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from talks.exports.csv_file import COLUMNS
from talks.importing.tables import COMMENT
from talks.models import Claim, Event


class Column(NamedTuple):
    """A column, the field that it fills, and what to write into it, for the template."""

    field: str
    hint: str = ""


DAY = _("29 March 2022, 29.03.2022, March 2022, 2022-03, 2022-03-11~, [2022-03-11..2022-03-17] …")
SLUG_OR_NAME = _("slug or name")

EVENT = {
    "event": Column("slug", _("its slug; empty: made from the title")),
    "event_title": Column("title", _("neutral and ours")),
    "event_kind": Column("kind"),
    "event_occurrence": Column("occurrence"),
    "event_format": Column("format"),
    "event_date": Column("date", DAY),
    "event_date_basis": Column("date_basis"),
    "event_date_basis_note": Column("date_basis_note", _("from what, unless a report states it")),
    "place": Column("place", SLUG_OR_NAME),
    "event_place_basis": Column("place_basis"),
    "event_place_basis_note": Column("place_basis_note", _("from what, unless a report states it")),
    "event_summary": Column("summary", _("in our own words")),
    "event_short_title": Column("short_title", _("at most 24 characters")),
}
CLAIM = {
    "claim": Column("slug", _("its slug; empty: made from speaker and statement")),
    "report": Column("article", _("slug of the report")),
    "paragraph": Column("paragraph", _("counted from 1")),
    "speaker": Column("speaker", SLUG_OR_NAME),
    "speaker_role": Column("speaker_role", _("in the report's words")),
    "side": Column("side", _("slug or name; empty: that of the speaker")),
    "target": Column("target", SLUG_OR_NAME),
    "attribution": Column("attribution"),
    "kind": Column("kind"),
    "cue": Column("cue", _("the report's own verb")),
    "statement": Column("statement", _("says that …")),
    "quote": Column("quote", _("at most 12 words, letter for letter")),
    "prefix": Column("prefix", _("only where the quote occurs twice")),
    "suffix": Column("suffix", _("only where the quote occurs twice")),
    "quote_mode": Column("quote_mode"),
    "language": Column("quote_language", _("code of the quote's language; empty: that of the report")),
    "rendering": Column("rendering"),
    "quote_translation": Column("quote_translation", _("the quote in English")),
    "translated_by": Column("translated_by"),
    "translation_method": Column("translation_method"),
    "said": Column("said", DAY),
    "said_basis": Column("said_basis"),
    "said_basis_note": Column("said_basis_note", _("from what, unless a report states it")),
    "standing": Column("standing", _("true or false")),
    "occasion": Column("occasion", _("slug of the event at which it was said, if another")),
    "topics": Column("topics", _("slugs or names; separated by semicolons")),
    "answers": Column("answers", _("question/answer; separated by semicolons")),
    "repeats": Column("repeats", _("slug of the statement that it repeats")),
    "note": Column("note"),
    "proof_reason": Column("unchecked_reason", _("why the quote is not checked")),
}
COLUMNS_READ = {**EVENT, **CLAIM}
DERIVED = set(COLUMNS) - set(COLUMNS_READ)
"""Columns of our CSV that follow from others: names, first and last days, addresses, marks."""


def field_of(column: str) -> models.Field:
    """Return the field of the model that a column fills."""
    model, columns = (Event, EVENT) if column in EVENT else (Claim, CLAIM)
    return model._meta.get_field(columns[column].field)


def column_of(columns: dict[str, Column], field: str) -> str:
    """Return the column that fills a field, or the empty string."""
    return next((name for name, column in columns.items() if column.field == field), "")


def template() -> str:
    """Return CSV to start from: the header, and a row that says what belongs into each column and is not imported."""
    text = io.StringIO()
    words = {name: " | ".join(word for word, _label in field_of(name).choices or ()) for name in COLUMNS_READ}
    first, *hints = (str(column.hint) or words[name] for name, column in COLUMNS_READ.items())
    csv.writer(text).writerows([[*COLUMNS_READ], [f"{COMMENT} {first}", *hints]])
    return text.getvalue()
