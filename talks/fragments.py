"""The events of a page as they are printed, each kept by the version of the record and all else that it depends on.

A page whose events were all printed before asks the database for none of them. Reads ``timeline``; ``views`` puts
what is made here into pages.
"""

from collections.abc import Iterable
from operator import attrgetter

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from talks.statements import Utterance, is_web_address, source_label
from talks.stencils import Stencil
from talks.timeline import Entry, Timeline, read_entries

A_DAY = 24 * 3600

Source = tuple[str, str, str]
"""One line of the list of sources: day and slug of the report, by which it is ordered, and the line as it is printed."""

Kept = tuple[str, list[Source]]
"""An event as it is printed, and its sources; plain strings, which are kept and found again in half the time."""


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


def print_events(answer: Timeline, keep: str) -> SafeString:
    """Put into each month how its events are printed, and return the list of sources of all of them, one item a report.

    ``keep`` is what links of this view carry on. Cost: no query where all are kept, else those of the entries.
    """
    listed, language = answer.listed, get_language()
    kept = cache.get_many([one.key for one in listed])
    missing = [one for one in listed if one.key not in kept]
    if missing:
        entries = read_entries(answer.selection, [one.pk for one in missing], answer.labels.palette)
        made = {one.key: _printed(language, entry, keep) for one, entry in zip(missing, entries, strict=True)}
        cache.set_many(made, A_DAY)
        kept |= made
    sources: list[Source] = []
    for month in answer.months:
        printed = []
        for one in month.entries:
            if printed and one.quiet_before:
                printed.append(QUIET.print([one.quiet_before], language))
            html, lines = kept[one.key]
            printed.append(html)
            sources += lines
        month.html = _joined(printed)
    return _in_order(sources)


def print_sources(entries: list[Entry]) -> SafeString:
    """Return the list of sources of these events, one item a report."""
    language = get_language()
    return _in_order([line for entry in entries for line in _sources(language, entry)])


def _in_order(sources: list[Source]) -> SafeString:
    return _joined(line for *_place, line in sorted({line[1]: line for line in sources}.values()))


def _printed(language: str, entry: Entry, keep: str) -> Kept:
    participants = _joined(PARTICIPANT.print(language, one) for one in entry.participants)
    claims = _joined(_claim(language, one, keep) for one in entry.matched)
    more = ngettext("%(n)d more statement", "%(n)d more statements", entry.others) % {"n": entry.others}
    html = EVENT.print(language, entry, participants, claims, more if entry.others else "", keep)
    return str.__str__(html), _sources(language, entry)


def print_claims(utterances: Iterable[Utterance], keep: str) -> SafeString:
    """Return utterances as they are printed in the list of an event."""
    language = get_language()
    return _joined(_claim(language, one, keep) for one in utterances)


def _claim(language: str, utterance: Utterance, keep: str) -> SafeString:
    marks = ""
    if utterance.marks:
        marks = render_to_string("_marks.html", {"marks": utterance.marks, "keep": keep})
    wordings = _joined(WORDING.print(language, one, keep) for one in utterance.statements)
    hits = _joined(HIT.print(language, one) for one in utterance.hits)
    return CLAIM.print(language, utterance.lead, wordings, marks, hits, keep)


def _sources(language: str, entry: Entry) -> list[Source]:
    lines = []
    for report in {claim.article_id: claim.article for claim in entry.claims}.values():
        day = report.published_earliest or report.published_latest
        address = report.url if is_web_address(report.url) else ""
        line = LISTED_REPORT.print([source_label(report), report.headline, address], language)
        lines.append((str(day or "~"), report.slug, str.__str__(line)))
    return lines


def _joined(printed: Iterable[str]) -> SafeString:
    """Return what is printed already as one piece."""
    return SafeString("".join(printed))
