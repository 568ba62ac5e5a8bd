"""Marks search words where they stand in texts. The one place where text becomes HTML with marks in it.

Imports ``repeat`` and ``search``. Entries carry marked copies of what templates show; the texts themselves stay as they
are, since files, links and attributes need them so.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from talks.rendering.repeat import render_each
from talks.search import Marker
from talks.statements import ShownStatement, Utterance
from talks.timeline import EventEntry, Headlines, ShownEvent


class Piece(NamedTuple):
    """A search word as it stands in a text."""

    words: str


def mark(text: str, marker: Marker) -> str:
    """Return a text with its search words marked, as safe HTML; the same text if it has none."""
    spans = marker.spans(text)
    if not spans:
        return text
    marked = render_each("timeline/mark.html", "hit", [Piece(text[start:end]) for start, end in spans])
    pieces, done = [], 0
    for (start, end), html in zip(spans, marked, strict=True):
        pieces += [escape(text[done:start]), html]
        done = end
    return SafeString("".join([*pieces, escape(text[done:])]))


def mark_entries(entries: Iterable[EventEntry], marker: Marker) -> None:
    """Mark search words in titles, summaries and statements of events."""
    for entry in entries:
        entry.marked = ShownEvent(mark(entry.event.title, marker), mark(entry.event.summary, marker))
        mark_utterances(entry.utterances, marker)


def mark_utterances(utterances: Iterable[Utterance], marker: Marker) -> None:
    """Mark search words in statements and quotations, and in the names and roles of speakers."""
    for utterance in utterances:
        for one in utterance.statements:
            texts = (one.name, one.role, one.text, one.also, one.also_name, one.quote)
            one.marked = ShownStatement(*(mark(text, marker) for text in texts))


def mark_headlines(headlines: Headlines, marker: Marker) -> Headlines:
    """Return the reports with the search words marked in their headlines."""
    shown, rest = (
        [replace(one, headline=mark(one.headline, marker)) for one in rows]
        for rows in (headlines.shown, headlines.rest)
    )
    return replace(headlines, shown=shown, rest=rest)
