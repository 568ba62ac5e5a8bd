"""Reports in words: labels, lists of sources, links to the originals, and the order of publication.

Imports ``dates`` and ``wording``. ``rows``, ``statements``, ``timeline`` and ``pages`` use it.
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

SOURCES_NAMED = 6  # in one line; further sources are counted


class AnyOutlet(Protocol):
    """An outlet, as a model or as a name of the index."""

    @property
    def name(self) -> str: ...


class AnyReport(Protocol):
    """A report, as a model or as a row."""

    @property
    def slug(self) -> str: ...
    @property
    def outlet(self) -> AnyOutlet | None: ...
    @property
    def published(self) -> str: ...


ReportT = TypeVar("ReportT", bound=AnyReport)


def outlet_name(outlet: AnyOutlet | None) -> str:
    """Return the name of an outlet, or the words for an unknown one."""
    return outlet.name if outlet else _("outlet not known")


def source_label(report: AnyReport) -> str:
    """Return the label of a report: outlet and day."""
    return _source_label(outlet_name(report.outlet), report.published, get_language())


@lru_cache(maxsize=4096)
def _source_label(outlet: str, published: str, language: str | None) -> str:
    day = dates.short(dates.parse(published)) if published else _("day not known")
    return _("%(outlet)s, %(day)s") % {"outlet": outlet, "day": day}


def in_order_published(reports: Iterable[ReportT]) -> list[ReportT]:
    """Return each report once, by first possible day of publication, else last, then slug; undated ones last."""

    def order(report: ReportT) -> tuple[bool, str, str]:
        read = dates.parse(report.published) if report.published else None
        day = read and (read.earliest or read.latest)
        return day is None, str(day), report.slug

    return sorted({report.slug: report for report in reports}.values(), key=order)


def sources_line(names: Iterable[str]) -> str:
    """Return the independent sources in words, such as “Reuters, Press TV, 1 not known”.

    Shape: ``names`` has one name per report, or the number of reports by name; an unknown source has the empty name.
    The source of most reports comes first.
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


def public_url(path: str) -> str:
    """Return the public URL of a path. It begins with SITE_URL, since anybody can forge the Host header."""
    return f"{settings.SITE_URL}{path}"


def is_web_url(url: str) -> bool:
    """Return whether a URL may become a link. Old records may break the rule, so it is checked on output as well."""
    return url.startswith(("http://", "https://"))
