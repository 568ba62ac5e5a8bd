"""The sitemap: the pages that are one of a kind, and every public record, in parts of some thousand addresses.

Imports models. ``views`` sends the parts; addresses come from SITE_URL.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Min, Model
from django.urls import reverse

from talks.models import Actor, Article, Claim, Event, Question

PART = 5_000  # ids in a part; a file may have 50,000 addresses, and this much is made within a second
PAGES = (
    "timeline",
    "events",
    "claims",
    "positions",
    "questions",
    "people",
    "reports",
    "corrections",
    "about",
    "data",
    "codebook",
)


class Address(NamedTuple):
    """Where the site is: what Django's class takes for a site."""

    domain: str


class Addresses(Sitemap):
    """The addresses of some rows, below SITE_URL. Shape: ``rows`` are paths, or records with a page."""

    limit = 2 * PART  # above any part, so that Django never cuts one into pages of its own

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = list(rows)

    def items(self) -> list[Any]:
        return self.rows

    def location(self, item: Any) -> str:
        return item if isinstance(item, str) else item.get_absolute_url()

    def lastmod(self, item: Any) -> datetime | None:
        return getattr(item, "changed", None)

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.partition("://")[2]

    def urls(self) -> list[dict[str, Any]]:
        """Return the addresses as Django's template shows them."""
        return self.get_urls(site=Address(self.get_domain()))


SECTIONS: dict[str, type[Model]] = {
    "events": Event,
    "claims": Claim,
    "reports": Article,
    "people": Actor,
    "questions": Question,
}


def read_parts() -> list[str]:
    """Return the paths of all parts.

    Shape: a part has the public records of one span of ids, and may have none where a span has only drafts.
    Cost: one query a section, for its first and last id.
    """
    paths = [reverse("sitemap_part", args=["pages", 0])]
    for section, model in SECTIONS.items():
        ends = model.objects.order_by().aggregate(first=Min("pk"), last=Max("pk"))
        if ends["last"] is not None:
            parts = range(ends["first"] // PART, ends["last"] // PART + 1)
            paths += [reverse("sitemap_part", args=[section, part]) for part in parts]
    return paths


def read_part(section: str, part: int) -> list[dict[str, Any]] | None:
    """Return the addresses of one part, None for a section that does not exist.

    Cost: one query over a span of ids, whatever the size of the record.
    """
    if section == "pages":
        return Addresses(map(reverse, PAGES)).urls() if part == 0 else None
    if section not in SECTIONS or part >= 2**40:  # larger ids do not fit into a database
        return None
    model = SECTIONS[section]
    columns = ["slug", *(["changed"] if hasattr(model, "status") else [])]
    rows = model.objects.public().filter(pk__gte=part * PART, pk__lt=(part + 1) * PART)
    return Addresses(rows.order_by("pk").only(*columns)).urls()
