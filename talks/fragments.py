"""The events of a page as they are printed, each kept by the version of the record and all else that it depends on.

A page whose events were all printed before asks the database for none of them. Reads ``timeline``; ``views`` puts
what is made here into pages.
"""

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from secrets import token_hex

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from talks.shelf import Shelf
from talks.statements import Utterance, is_web_address, source_label
from talks.stencils import Stencil, joined
from talks.timeline import Entry, Timeline, read_entries

ROOM = 12_000_000  # bytes of printed events that a process keeps, some 2,500
BESIDE = 1_000  # bytes that each takes beside its text
HERE = f"<!--{token_hex(16)}-->"  # in a page, what stands here is put in last; nobody else can write it

Source = tuple[str, str, str]
"""One line of the list of sources: day and slug of the report, by which it is ordered, and the line as it is printed."""

Kept = tuple[bytes, list[Source]]
"""An event as it is printed, and its sources."""

KEPT: Shelf[Kept] = Shelf(ROOM)


class Printer:
    """Prints records by a template, each by the values of these names."""

    def __init__(self, template: str, names: str, *others: str) -> None:
        self._values = attrgetter(*names.split())
        self.stencil = Stencil(template, *(f"one.{name}" for name in names.split()), *others)

    def print(self, language: str, one: object, *others: str) -> SafeString:
        """Return one record as it is printed; ``others`` are values of the other names."""
        return self.stencil.print([*map(_text, self._values(one)), *others], language)


def _text(value: object) -> str:
    """Return a value as templates print it and ask for it: nothing for what is not so, or not there."""
    if isinstance(value, str):
        return value
    return "" if value is None or value is False else str(value)


EVENT = Printer(
    "_event.html",
    "is_meeting is_uncertain is_span slug machine big small page title kind not_held place summary",
    "participants",
    "claims",
    "more",
    "keep",
)
PARTICIPANT = Printer("_participant.html", "palette name capacity")
CLAIM = Printer("_claim.html", "own_voice slug palette voice_page name role text", "wordings", "marks", "hits", "keep")
WORDING = Printer(
    "_wording.html",
    "own_voice also also_name is_direct writer quote kind report_page paragraph outlet said occasion_page occasion_title "
    "published original page name",
    "keep",
)
HIT = Printer("_hit.html", "field before words after")
QUIET = Stencil("_quiet.html", "words")
LISTED_REPORT = Stencil("_listed_report.html", "label", "headline", "address")


class Pieces:
    """What is printed already and put into a page last, as bytes: it is nine tenths of it, and every turn of a template would
    copy it.
    """

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def put(self, printed: list[bytes]) -> SafeString:
        """Take what belongs in one place of the page, and return the mark of that place. The marks stand in this order."""
        self._pieces.append(b"".join(printed))
        return SafeString(HERE)

    def fill(self, page: str) -> bytes:
        """Return the page with each piece in its place."""
        first, *rest = page.encode().split(HERE.encode())
        return b"".join([first, *chain.from_iterable(zip(self._pieces, rest, strict=True))])


def print_events(answer: Timeline, keep: str, pieces: Pieces) -> SafeString:
    """Put into each month how its events are printed, and return the list of sources of all of them, one item a report.

    ``keep`` is what links of this view carry on. Cost: no query where all are kept, else those of the entries.
    """
    listed, language = answer.listed, get_language()
    kept = {one.key: KEPT.get(one.key) for one in listed}
    missing = [one for one in listed if not kept[one.key]]
    if missing:
        entries = read_entries(answer.selection, [one.pk for one in missing], answer.labels.palette)
        for one, entry in zip(missing, entries, strict=True):
            html, lines = kept[one.key] = _printed(language, entry, keep)
            KEPT.put(one.key, kept[one.key], BESIDE + len(html) + sum(len(line) for *_place, line in lines))
    sources: list[Source] = []
    for month in answer.months:
        printed = []
        for one in month.entries:
            if printed and one.quiet_before:
                printed.append(QUIET.print([one.quiet_before], language).encode())
            html, lines = kept[one.key]
            printed.append(html)
            sources += lines
        month.html = pieces.put(printed)
    return _in_order(sources)


def print_sources(entries: list[Entry]) -> SafeString:
    """Return the list of sources of these events, one item a report."""
    language = get_language()
    return _in_order([line for entry in entries for line in _sources(language, entry)])


def _in_order(sources: list[Source]) -> SafeString:
    return joined(line for *_place, line in sorted({line[1]: line for line in sources}.values()))


def _printed(language: str, entry: Entry, keep: str) -> Kept:
    participants = joined(PARTICIPANT.print(language, one) for one in entry.participants)
    claims = joined(_claim(language, one, keep) for one in entry.matched)
    more = ""
    if entry.others:
        more = ngettext("%(n)d more statement", "%(n)d more statements", entry.others) % {"n": entry.others}
    html = EVENT.print(language, entry, participants, claims, more, keep)
    return html.encode(), _sources(language, entry)


def print_claims(utterances: Iterable[Utterance], keep: str) -> SafeString:
    """Return utterances as they are printed in the list of an event."""
    language = get_language()
    return joined(_claim(language, one, keep) for one in utterances)


def _claim(language: str, utterance: Utterance, keep: str) -> SafeString:
    marks = ""
    if utterance.marks:
        marks = render_to_string("_marks.html", {"marks": utterance.marks, "keep": keep})
    wordings = joined(WORDING.print(language, one, keep) for one in utterance.statements)
    hits = joined(HIT.print(language, one) for one in utterance.hits)
    return CLAIM.print(language, utterance.lead, wordings, marks, hits, keep)


def _sources(language: str, entry: Entry) -> list[Source]:
    lines = []
    for report in {claim.article_id: claim.article for claim in entry.claims}.values():
        day = report.published_earliest or report.published_latest
        address = report.url if is_web_address(report.url) else ""
        line = LISTED_REPORT.print([source_label(report, language), report.headline, address], language)
        lines.append((str(day or "~"), report.slug, str.__str__(line)))
    return lines
