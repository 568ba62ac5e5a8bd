"""The reports with the search words in their headline, which are listed apart from the events.

Imports ``selection`` and ``search``. ``views`` puts the result below the answer.
"""

from dataclasses import dataclass
from functools import reduce

from django.utils.translation import ngettext

from talks import search
from talks.models import Article, Claim
from talks.sources import in_order_published, source_label
from talks.timeline.selection import Selection
from talks.wording import grouped

SHOWN = 5
MOST = 40  # reports whose statements are compared with the other filters; the last recorded are


@dataclass(slots=True)
class HeadlineHit:
    """A report, with its headline as shown, its page and its label."""

    headline: str
    page: str
    source: str


@dataclass(frozen=True)
class Headlines:
    """The reports found by their headline.

    Shape: ``shown`` and ``rest`` in order of publication. ``others`` says how many the ``rest`` are, ``left_out`` that
    not all are listed; both may be empty.
    """

    shown: list[HeadlineHit]
    rest: list[HeadlineHit]
    number: int
    others: str
    left_out: str


def read_headlines(selection: Selection) -> Headlines | None:
    """Return the reports whose headline has every search word, and that answer the other filters; None without words.

    Cost: one query for each search word, and two more.
    """
    found, excluded = selection.words
    if not found:
        return None
    ids = reduce(lambda one, other: one & other, map(_reports_holding, found))
    ids = reduce(lambda left, terms: left - _reports_holding(terms), excluded, ids) if ids else ids
    last = sorted(ids)[-MOST:]
    public = _answering(selection.lifted("q"), last)
    rows = (
        Article.objects.filter(pk__in=public or {0})
        .select_related("outlet")
        .only("slug", "headline", "headline_basis", "published", "outlet__name")
    )
    hits = [HeadlineHit(row.title, row.get_absolute_url(), source_label(row)) for row in in_order_published(rows)]
    rest = len(hits) - SHOWN
    return Headlines(
        shown=hits[:SHOWN],
        rest=hits[SHOWN:],
        number=len(hits),
        others=ngettext("%(n)s more", "%(n)s more", rest) % {"n": grouped(rest)} if rest > 0 else "",
        left_out=ngettext(
            "Only the last %(n)d report with these words was looked at; add a word to find others.",
            "Only the last %(n)d reports with these words were looked at; add a word to find others.",
            MOST,
        )
        % {"n": MOST}
        if len(ids) > MOST
        else "",
    )


def _reports_holding(terms: tuple[search.SearchTerm, ...]) -> set[int]:
    return set(search.ids_holding(terms, of=search.REPORTS))


def _answering(selection: Selection, reports: list[int]) -> set[int]:
    """Return those of these reports, given by their ids, with a statement in the answer."""
    claims = list(Claim.objects.filter(article__in=reports or {0}).order_by("pk").values_list("pk", flat=True))
    found: set[int] = set()
    for part in selection.parts:
        found.update(part.segment.events_by_report(part.segment.claim_numbers(claims) & part.matching))
    return found
