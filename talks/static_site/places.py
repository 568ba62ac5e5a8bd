"""Decides which addresses stand in the folder, and in which file. What no table here names is not in the folder.

Imports the formats of ``exports`` and the names of filters. ``site`` asks for the addresses and rewrites the links to them.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from talks.exports import FORMATS, RECORD_FORMATS
from talks.exports.csv_file import DESCRIBED_BY
from talks.parameters import FACETS
from talks.sitemaps import PAGES as OF_A_KIND

INDEX = "index.html"
ALL_EVENTS = INDEX  # the timeline: one file for all of its pages

PAGES = frozenset({*OF_A_KIND, "event", "report", "claim", "person", "position", "question"})
"""The routes whose pages stand in the folder. Left out are views with parameters, the comparison of reports, forms for errors,
releases, which have files of their own, and what is for programs that ask a server."""

FILES = frozenset({"timeline_file", "codebook_file"})
"""The routes whose files are taken along."""

FORMATS_TAKEN = frozenset({"csv", DESCRIBED_BY, "json", "jsonld", "ics", "svg"})
"""The formats of the timeline that are taken along. Feeds and slides need a server."""

CITING = frozenset({"event_file", "claim_file", "report_file"})
"""Of the files of single records, those for citing: all else that they say stands in ``timeline.json``."""

ARCHIVE = "files.zip"
"""Where all of these files are, a tenth as large as by themselves."""

PAGE = re.compile(r"page=([1-9][0-9]*)")


class Place(NamedTuple):
    """Where an address stands. Shape: ``file`` is a path in the folder; ``fragment`` a filter of the timeline, or empty."""

    file: str
    fragment: str = ""


def place_of(address: str, single: frozenset[tuple[str, str]] = frozenset()) -> Place | None:
    """Return where an address of the site stands in the folder, None if it does not.

    Shape: ``single`` are the parameters and values that every event has, and that a filter need not name.
    """
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.url_name == "timeline":
        return _of_timeline(parts.query, single)
    if match.url_name in PAGES:
        return _of_page(parts.path, parts.query)
    return _of_file(match, parts.path, parts.query)


def _of_timeline(query: str, single: frozenset[tuple[str, str]]) -> Place | None:
    if not query or PAGE.fullmatch(query):
        return Place(ALL_EVENTS)
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name not in FACETS or not value for name, value in pairs):
        return None
    asked = [pair for pair in pairs if pair not in single]
    return Place(ALL_EVENTS, f"?{urlencode(asked)}" if asked else "")


def _of_page(path: str, query: str) -> Place | None:
    if not query:
        return Place(f"{path[1:]}{INDEX}")
    number = PAGE.fullmatch(query)
    return (
        Place(f"{path[1:]}page/{number[1]}/{INDEX}" if number[1] != "1" else f"{path[1:]}{INDEX}") if number else None
    )


def _of_file(match: ResolverMatch, path: str, query: str) -> Place | None:
    name = match.kwargs.get("name", "")
    if match.url_name in CITING:
        known = RECORD_FORMATS.get(name)
        # The plain text is the citation that stands on the page.
        return Place(path[1:]) if known and known.cites and name != "txt" and not query else None
    if match.url_name not in FILES or (name and name not in FORMATS_TAKEN):
        return None
    if name == "csv" and query == "bom=1":
        return Place("timeline-excel.csv")
    # A feed has an order of its own, which stands in each link to it.
    own = FORMATS[name].order if name in FORMATS else ""
    return Place(path[1:]) if query == (f"order={own}" if own else "") else None


def is_page(file: str) -> bool:
    return file.endswith(".html")


def packed_as(file: str) -> str:
    """Return the name of a file in the archive, empty for a page. Those for citing are joined, one for each format."""
    if is_page(file):
        return ""
    name = file.rpartition("/")[2]
    return f"cite.{name.rpartition('.')[2]}" if file.startswith(("events/", "claims/", "reports/")) else name


def path_of(file: str) -> str:
    """Return the path of a page's address. Shape: one of the pages that have no parameters."""
    return f"/{file.removesuffix(INDEX)}"


def seeds() -> list[str]:
    """Return the addresses from which links lead to all others."""
    return [reverse(name) for name in OF_A_KIND]


def live_site() -> str:
    """Return the address of the site itself, empty if it is one of this machine alone, which no reader could follow."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    return "" if host == "localhost" or host == "::1" or host.startswith("127.") else settings.SITE_URL


def as_link(path: str) -> str:
    """Return a path of the folder as it stands in a link."""
    return quote(path)
