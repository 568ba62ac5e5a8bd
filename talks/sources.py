"""Reports in words: outlet and day, sources, links to the originals, order of publication.

Imports dates and ``wording``; whoever shows a report asks here.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.wording import grouped

SOURCES_NAMED = 6  # in a line, before the rest becomes a number


class AnyOutlet(Protocol):
    name: str


class AnyReport(Protocol):
    """A report, as a model or as a row."""

    slug: str
    outlet: AnyOutlet | None
    published: str


ReportT = TypeVar("ReportT", bound=AnyReport)


def outlet_name(outlet: AnyOutlet | None) -> str:
    """Return the name of an outlet, or that nobody knows it."""
    return outlet.name if outlet else _("outlet not known")


def source_label(report: AnyReport) -> str:
    """Return the report in a few words: outlet and day."""
    return _source_label(outlet_name(report.outlet), report.published, get_language())


@lru_cache(maxsize=4096)
def _source_label(outlet: str, published: str, language: str | None) -> str:
    day = dates.short(dates.parse(published)) if published else _("day not known")
    return _("%(outlet)s, %(day)s") % {"outlet": outlet, "day": day}


def in_order_published(reports: Iterable[ReportT]) -> list[ReportT]:
    """Return each report once, by the first possible day of publication, else the last, then slug; undated last."""

    def place(report: ReportT) -> tuple[bool, str, str]:
        read = dates.parse(report.published) if report.published else None
        day = read and (read.earliest or read.latest)
        return day is None, str(day), report.slug

    return sorted({report.slug: report for report in reports}.values(), key=place)


def sources_line(names: Iterable[str]) -> str:
    """Return independent sources in words, “Reuters, Press TV, 1 not known”, from the source of each report.

    Shape: names, or how many reports there are of each; the source of most reports first; an empty name is a source
    that is not known.
    """
    counted = Counter(names)
    unknown = counted.pop("", 0)
    known = sorted(counted, key=lambda name: (-counted[name], name))
    words = known[:SOURCES_NAMED]
    if more := len(known) - len(words):
        words.append(_("%(n)s more") % {"n": grouped(more)})
    if unknown:
        words.append(_("%(n)s not known") % {"n": grouped(unknown)})
    return _(", ").join(words)


def public_address(path: str) -> str:
    """Return an address that others can open. It comes from SITE_URL: the Host header is anybody's to set."""
    return f"{settings.SITE_URL}{path}"


def is_web_address(address: str) -> bool:
    """Whether an address may become a link. Data older than the rule exists, so it is checked again on the way out."""
    return address.startswith(("http://", "https://"))
