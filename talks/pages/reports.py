"""The pages of reports as plain data: the facts of a report, and what was taken from each paragraph.

Reads models, index, rows, differences and statements; ``report.html`` and ``reports.html`` show the result.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import read_differences
from talks.index import current
from talks.models import Article, Claim
from talks.models.base import address
from talks.pages.facts import basis_words, date_words, language_name
from talks.pages.long_lists import STATEMENTS, Calendar
from talks.palette import Palette
from talks.querysets import ArticleQuerySet
from talks.rows import ReportRow, read_claims
from talks.sources import in_order_published, is_web_url
from talks.statements import Statement, make_statement, marks_of
from talks.timeline import Filters, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Attribution


@dataclass(frozen=True)
class ListedReport:
    """One report in a list, with the number of statements taken from it here.

    Shape: ``outlet``, ``source`` and ``published`` in words; ``basis`` says how the agency is known, empty without one.
    """

    page: str
    headline: str
    outlet: str
    source: str
    basis: str
    published: str
    statements: int


def list_reports(reports: Iterable[Article | ReportRow], statements: Mapping[int, int]) -> list[ListedReport]:
    """Return reports in order of publication, each once, with the number of its statements. Cost: no query."""
    return [listed(one, statements[one.pk]) for one in in_order_published(reports)]


def listed(report: Article | ReportRow, statements: int) -> ListedReport:
    """Return a report as a list shows it."""
    source = report.agency or report.outlet
    return ListedReport(
        page=address("report", report.slug),
        headline=report.headline,
        outlet=report.outlet.name if report.outlet else _("Not known"),
        source=source.name if source else _("Not known"),
        basis=report.agency_basis if report.agency else "",
        published=date_words(report.published, _("Not known")),
        statements=statements,
    )


@dataclass(frozen=True)
class Passage:
    """One paragraph of a report: its first words and what was taken from it."""

    number: int
    opening: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ReportPage:
    """A report with its facts, and one page of its paragraphs."""

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
    """Return one page of a report, whenever it was published; ``known`` only limits where accounts differ.

    Cost: a constant number of queries; the report's statements are counted, the page's are read.
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
        original=article.url if is_web_url(article.url) else "",
        archive=article.archive_url if is_web_url(article.archive_url) else "",
        paged=paged,
    )


def _passages(article: Article, start: int, stop: int, known: date | None, *, is_last: bool) -> list[Passage]:
    """Return the paragraphs of one page with what was taken from each; begins after the page before."""
    index, claims = current(), article.claims.public().order_by("paragraph", "slug")
    rows = read_claims(index, claims[max(start - 1, 0) : stop])
    before = rows.pop(0).paragraph if start else 0
    differences = read_differences(known, answered_by=[row.pk for row in rows])
    palette, language, by_paragraph = Palette(index.names.lanes), get_language(), defaultdict(list)
    for row in rows:
        marks = marks_of(differences, [row.pk])
        by_paragraph[row.paragraph].append(make_statement(row, palette, marks, language))
    openings = article.openings.splitlines()
    first = before if before in by_paragraph else before + 1
    last = max([*by_paragraph, len(openings) if is_last else 0], default=0)
    return [
        Passage(n, openings[n - 1] if n <= len(openings) else "", tuple(by_paragraph.get(n, ())))
        for n in range(first, last + 1)
    ]


def read_reports(known: date | None = None, page: int = 1, process: tuple[str, ...] = ()) -> Paged:
    """Return a page of the public reports, in order of publication.

    Shape: ``ListedReport`` rows; only reports with a statement on these negotiations, if any are given.
    Cost: a constant number of queries; only reports of the days of this page are read. The counts by day are cached
    for each version of the record.
    """
    calendar = current().cached(("reports", known, process), lambda: Calendar(count_reports(known, process)))
    paged, start, stop = cut(calendar.count, page)
    days, first, last = calendar.find(start, stop)
    rows = find_reports(known, process).annotate(day=dates.in_order("published")).filter(days)
    rows = rows.select_related("outlet", "agency").order_by(*dates.chronological("published"))
    articles = list(rows[first:last])
    counts = count_rows(Claim.objects.public().filter(article__in=articles), "article")
    return paged.holding([listed(one, counts[one.pk]) for one in articles])


# Counting


def count_rows(rows: QuerySet, *columns: str) -> Counter:
    """Return the number of rows by value, or by tuple of values. Cost: one query."""
    counted = rows.order_by().values_list(*columns).annotate(n=Count("pk"))
    return Counter({row[:-1] if len(columns) > 1 else row[0]: row[-1] for row in counted})


def find_reports(known: date | None, process: tuple[str, ...]) -> ArticleQuerySet:
    """Return the public reports, or those with a public statement on these negotiations. Cost: no query yet."""
    if not process:
        return Article.objects.public(known)
    claims = Claim.objects.public(known).filter(event__process__slug__in=process)
    return Article.objects.published().filter(Exists(claims.filter(article=OuterRef("pk"))))


def count_reports(known: date | None = None, process: tuple[str, ...] = ()) -> Counter:
    """Return the number of public reports, of all negotiations or of these, by day of publication.

    Cost: one pass over the reports in the index, 0.1 s for a million; one query where the record changed since the
    index was written, for the reports that the changes touch. One query over the reports for a part of the negotiations.
    """
    asked = Filters(process=process, known=str(known or ""))
    if process and any(not part.is_whole for part in select(asked.lifted("known")).parts):
        return count_rows(find_reports(known, process).annotate(day=dates.in_order("published")), "day")
    first, *others = current().segments
    again = first.reports_of_deleted().union(pk for segment in others for pk, *_days in segment.reports())
    latest = known.toordinal() if known else 0
    days = Counter(
        earliest or last
        for pk, earliest, last in first.reports()
        if (0 < last <= latest or not known) and pk not in again
    )
    counts = Counter({date.fromordinal(day) if day else None: number for day, number in days.items()})
    if again:
        rows = Article.objects.public(known).filter(pk__in=again).annotate(day=dates.in_order("published"))
        counts += count_rows(rows, "day")
    return counts
