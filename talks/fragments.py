"""The events of a page as they are printed, each kept by the version of the record and all else that it depends on.

A page whose events were all printed before asks the database for none of them. Reads ``timeline``; ``views`` puts
what is made here into pages.
"""

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from talks.statements import in_order_published, is_web_address, source_label
from talks.timeline import Entry, Timeline, read_entries

A_DAY = 24 * 3600

Source = tuple[str, str, SafeString]
"""One line of the list of sources: day and slug of the report, by which it is ordered, and the line itself."""


def print_events(answer: Timeline, keep: str) -> SafeString:
    """Put into each event of the page how it is printed, and return the list of sources of all of them, one item a report.

    ``keep`` is what links of this view carry on. Cost: no query where all are kept, else those of the entries.
    """
    listed = answer.listed
    kept = cache.get_many([one.key for one in listed])
    missing = [one for one in listed if one.key not in kept]
    if missing:
        entries = read_entries(answer.selection, [one.pk for one in missing], answer.labels.palette)
        made = {one.key: _printed(entry, keep) for one, entry in zip(missing, entries, strict=True)}
        cache.set_many(made, A_DAY)
        kept |= made
    sources: list[Source] = []
    for one in listed:
        one.html, lines = kept[one.key]
        sources += lines
    return joined(sources)


def print_sources(entries: list[Entry]) -> SafeString:
    """Return the list of sources of these events, one item a report."""
    return joined([line for entry in entries for line in _sources(entry)])


def joined(sources: list[Source]) -> SafeString:
    return SafeString("".join(line for *_place, line in sorted({line[1]: line for line in sources}.values())))


def _printed(entry: Entry, keep: str) -> tuple[SafeString, list[Source]]:
    """Return one event as it is printed, and its sources."""
    html = render_to_string("_event.html", {"entry": entry, "keep": keep})
    return SafeString("\n".join(line for line in map(str.strip, html.splitlines()) if line)), _sources(entry)


def _sources(entry: Entry) -> list[Source]:
    lines = []
    for report in in_order_published(claim.article for claim in entry.claims):
        day = report.published_earliest or report.published_latest
        address = f", {report.url}" if is_web_address(report.url) else ""
        line = format_html("<li>{}: “{}”{}</li>", source_label(report), report.headline, address)
        lines.append((str(day or "~"), report.slug, line))
    return lines
