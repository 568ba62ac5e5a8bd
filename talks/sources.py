"""Reports in words: labels, numbers of origins, links to the originals, and the order of publication.

Imports ``dates``, ``vocabulary`` and ``wording``. ``rows``, ``statements``, ``timeline`` and ``pages`` use it.
"""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.vocabulary import INCOMPLETE, Completeness, HeadlineBasis, OriginBasis
from talks.wording import grouped


class AnyOutlet(Protocol):
    """An outlet, as a model or as a name of the index."""

    @property
    def shown_name(self) -> str: ...


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
    return outlet.shown_name if outlet else _("outlet not known")


def report_title(headline: str, basis: str) -> str:
    """Return the headline of a report, or its supplied title in square brackets.

    Shape: ``basis`` is empty where a file or an older release does not have it; then it is a headline.
    """
    return f"[{headline}]" if is_supplied(basis) else headline


def is_supplied(basis: str) -> bool:
    """Return whether the title of a report is not its own headline."""
    return basis in {HeadlineBasis.ADDRESS, HeadlineBasis.DESCRIBED}


def missing_words(completeness: str) -> str:
    """Return that a part of a report was not available, as a sentence; empty if nothing is known to be missing."""
    return str(Completeness(completeness).definition) if completeness in INCOMPLETE else ""


def missing_mark(completeness: str) -> str:
    """Return the same as a short mark, as in “Beginning only”."""
    return str(Completeness(completeness).label) if completeness in INCOMPLETE else ""


def rights_words(licence: str) -> str:
    """Return under which licence the record stands, and whose quotations are; empty without a licence."""
    return _("The record: %(licence)s. Quotations belong to their authors.") % {"licence": licence} if licence else ""


def source_label(report: AnyReport, language: str | None = None) -> str:
    """Return the label of a report: outlet and day.

    Shape: ``language`` is the active language: callers with many reports look it up once and pass it.
    """
    return _source_label(outlet_name(report.outlet), report.published, language or get_language())


@lru_cache(maxsize=4096)
def _source_label(outlet: str, published: str, language: str | None) -> str:
    day = dates.short(dates.parse(published), language) if published else _("day not known")
    return _("%(outlet)s, %(day)s") % {"outlet": outlet, "day": day}


def in_order_published(reports: Iterable[ReportT]) -> list[ReportT]:
    """Return each report once, in the order of publication, then by slug; undated ones last."""

    def order(report: ReportT) -> tuple[dates.Place, str]:
        if not report.published:
            return dates.place(None, None), report.slug
        read = dates.parse(report.published)
        return dates.place(read.earliest, read.latest), report.slug

    return sorted({report.slug: report for report in reports}.values(), key=order)


class Origins(NamedTuple):
    """From how many separate origins reports come: one dispatch or broadcast that several relay is one origin.

    Shape: ``least`` are those that are certainly separate, ``most`` those that may be.
    """

    reports: int
    least: int
    most: int

    def __str__(self) -> str:
        """Return the counts in words: “5 reports, separate origins: at least 2, at most 5”."""
        reports = ngettext("%(n)s report", "%(n)s reports", self.reports) % {"n": grouped(self.reports)}
        return (
            reports if self.reports < 2 else _("%(reports)s, %(origins)s") % {"reports": reports, "origins": self.words}
        )

    @property
    def words(self) -> str:
        """The number of origins in words."""
        if self.least == self.most:
            return _("separate origins: %(n)s") % {"n": grouped(self.most)}
        least, most = grouped(self.least), grouped(self.most)
        return _("separate origins: at least %(least)s, at most %(most)s") % {"least": least, "most": most}


def known_origin(origin: int | None, basis: str) -> int | None:
    """Return the origin of a report as counts take it: None where it is not known, or only supposed."""
    return None if basis == OriginBasis.SUPPOSED else origin


def separate_origins(origins: Iterable[Hashable | None]) -> Origins:
    """Count the separate origins of reports.

    Reports with the same known origin are one. A report without a known origin may have one of its own, so it adds one
    to ``most``; or it may have that of any other report, so it adds nothing to ``least``.
    Shape: ``origins`` has the ``known_origin`` of each report; a false value stands for none.
    """
    every = list(origins)
    known = {origin for origin in every if origin}
    unknown = sum(not origin for origin in every)
    return Origins(len(every), max(len(known), min(unknown, 1)), len(known) + unknown)


def public_url(path: str) -> str:
    """Return the public URL of a path. It begins with SITE_URL, since anybody can forge the Host header."""
    return f"{settings.SITE_URL}{path}"


def is_web_url(url: str) -> bool:
    """Return whether a URL may become a link. Old records may break the rule, so it is checked on output as well."""
    return url.startswith(("http://", "https://"))
