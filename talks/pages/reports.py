"""What the pages of reports show: what is known of a report, and what was taken from each paragraph."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import read_differences
from talks.models import Article, Claim
from talks.pages.words import basis_words, date_words, language_name
from talks.statements import Palette, Statement, in_order_published, is_web_address
from talks.vocabulary import Attribution


@dataclass(frozen=True)
class ReportRow:
    """One report with the number of statements taken from it here."""

    article: Article
    published: str
    statements: int


def report_rows(claims: Iterable[Claim]) -> list[ReportRow]:
    """Return the reports that these claims were taken from, in order of publication. Cost: no query."""
    counts = Counter(claim.article for claim in claims)
    return [
        ReportRow(article, date_words(article.published, _("Not known")), counts[article])
        for article in in_order_published(counts)
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


def read_report(article: Article, known: date | None = None) -> ReportPage:
    """Return what the page of a report shows, whenever it was published; ``known`` limits where accounts differ.

    Cost: a constant number of queries.
    """
    differences, palette = read_differences(known), Palette()
    claims = list(article.claims.public().with_side().with_names().order_by("paragraph", "slug"))
    by_paragraph = defaultdict(list)
    for claim in claims:
        marks = tuple(differences.marks([claim.pk]))
        by_paragraph[claim.paragraph].append(
            Statement(claim, palette.number(claim.side_pk, claim.event.process_id), marks)
        )
    openings = article.openings.splitlines()
    last = max([len(openings), *by_paragraph])
    return ReportPage(
        article=article,
        published=date_words(article.published, _("Not known")),
        published_basis=basis_words(article.published_basis, article.published_basis_note),
        passages=[
            Passage(n, openings[n - 1] if n <= len(openings) else "", tuple(by_paragraph.get(n, ())))
            for n in range(1, last + 1)
        ],
        statements=len(claims),
        own_voice=sum(claim.attribution == Attribution.OWN_VOICE for claim in claims),
        events=len({claim.event_id for claim in claims}),
        language=language_name(article.language),
        original=article.url if is_web_address(article.url) else "",
        archive=article.archive_url if is_web_address(article.archive_url) else "",
    )


def read_reports(known: date | None = None) -> list[ReportRow]:
    """Return every public report, in order of publication. Cost: one query."""
    counted = Count("claims", filter=Q(claims__in=Claim.objects.public().values("pk")))
    articles = Article.objects.public(known).select_related("outlet", "agency").annotate(n=counted)
    return [
        ReportRow(article, date_words(article.published, _("Not known")), article.n)
        for article in articles.order_by(*dates.chronological("published"))
    ]
