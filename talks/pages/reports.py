"""What the pages of reports show: what is known of a report, and what was taken from each paragraph."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import read_differences
from talks.counting import count_reports, grouped, kept
from talks.models import Article, Claim
from talks.pages.words import basis_words, date_words, language_name
from talks.paging import STATEMENTS, Calendar, Paged, cut
from talks.statements import Palette, Statement, in_order_published, is_web_address
from talks.vocabulary import Attribution


@dataclass(frozen=True)
class ReportRow:
    """One report with the number of statements taken from it here."""

    article: Article
    published: str
    statements: int


def report_rows(claims: Iterable[Claim], statements: Mapping[int, int]) -> list[ReportRow]:
    """Return the reports that these claims were taken from, in order of publication, with their numbers. Cost: no query."""
    return [
        ReportRow(article, date_words(article.published, _("Not known")), statements[article.pk])
        for article in in_order_published(claim.article for claim in claims)
    ]


@dataclass(frozen=True)
class Passage:
    """One paragraph of a report: its first words and what was taken from it."""

    number: int
    opening: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ReportPage:
    article: Article
    published: str
    published_basis: str
    passages: list[Passage]
    statements: int
    own_voice: int
    events: int
    language: str
    original: str
    archive: str
    paged: Paged


def read_report(article: Article, known: date | None = None, page: int = 1) -> ReportPage:
    """Return what a page of a report shows, whenever it was published; ``known`` limits where accounts differ.

    Cost: a constant number of queries; the statements of the report are counted, those of the page are read.
    """
    taken = article.claims.public()
    counts = taken.aggregate(
        n=Count("pk"),
        own=Count("pk", filter=Q(attribution=Attribution.OWN_VOICE)),
        events=Count("event", distinct=True),
    )
    paged, start, stop = cut(counts["n"], page, STATEMENTS)
    return ReportPage(
        article=article,
        published=date_words(article.published, _("Not known")),
        published_basis=basis_words(article.published_basis, article.published_basis_note),
        passages=_passages(article, start, stop, known, is_last=paged.number == paged.pages),
        statements=counts["n"],
        own_voice=counts["own"],
        events=counts["events"],
        language=language_name(article.language),
        original=article.url if is_web_address(article.url) else "",
        archive=article.archive_url if is_web_address(article.archive_url) else "",
        paged=paged,
    )


def _passages(article: Article, start: int, stop: int, known: date | None, *, is_last: bool) -> list[Passage]:
    """Return the paragraphs of one page, from that of the last statement before it on, each with what was taken from it."""
    claims = article.claims.public().with_side().with_names().order_by("paragraph", "slug")
    claims = list(claims[max(start - 1, 0) : stop])
    before = claims.pop(0).paragraph if start else 0
    differences = read_differences(known, answered_by=[claim.pk for claim in claims])
    palette = Palette()
    by_paragraph = defaultdict(list)
    for claim in claims:
        marks = tuple(differences.marks([claim.pk]))
        by_paragraph[claim.paragraph].append(
            Statement(claim, palette.number(claim.side_pk, claim.event.process_id), marks)
        )
    openings = article.openings.splitlines()
    first = before if before in by_paragraph else before + 1
    last = max([*by_paragraph, len(openings) if is_last else 0], default=0)
    return [
        Passage(n, openings[n - 1] if n <= len(openings) else "", tuple(by_paragraph.get(n, ())))
        for n in range(first, last + 1)
    ]


def read_reports(known: date | None = None, page: int = 1) -> Paged:
    """Return a page of the public reports, in order of publication. Cost: a constant number of queries.

    Shape: a ``ReportRow`` each. The reports of each day are counted once for each version of the record; of the
    reports, those of the days of this page are read.
    """
    calendar = kept(f"reports/{known}", lambda: Calendar(count_reports(known)))
    paged, start, stop = cut(calendar.count, page)
    days, first, last = calendar.find(start, stop)
    rows = Article.objects.public(known).annotate(day=dates.in_order("published")).filter(days)
    rows = rows.select_related("outlet", "agency").order_by(*dates.chronological("published"))
    articles = list(rows[first:last])
    counts = grouped(Claim.objects.public().filter(article__in=articles), "article")
    return paged.holding(
        [ReportRow(one, date_words(one.published, _("Not known")), counts[one.pk]) for one in articles]
    )
