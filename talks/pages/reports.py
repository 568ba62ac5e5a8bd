"""The pages of reports as plain data: the facts of a report, and what was taken from each paragraph.

Reads models, index, rows and ``passages``; ``report.html`` and ``reports.html`` show the result.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.index import current
from talks.models import Article, ArticleText, Claim, Origin
from talks.models.base import address
from talks.pages.facts import Noted, basis_words, date_words, language_name, noted, origin_words
from talks.pages.long_lists import STATEMENTS, Calendar
from talks.pages.passages import Passage, public_text, read_passages
from talks.proof import NOT_FOUND
from talks.querysets import ArticleQuerySet
from talks.sources import in_order_published, is_supplied, is_web_url, missing_mark, missing_words, source_label
from talks.statements import foreign
from talks.timeline import Filters, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Attribution, Completeness, Genre, HeadlineBasis, OriginKind, label
from talks.wording import grouped

NEAR = 6  # reports before and after one that are offered for comparison


@dataclass(frozen=True)
class ListedReport:
    """One report in a list, with the number of statements taken from it.

    Shape: ``lang`` is the language of the headline, empty where that is the language of the page. ``outlet``,
    ``published`` and ``language`` in words; ``note`` says whose copy it relays and how that is known, and whether it has
    no address; ``missing`` is a mark that a part of it was not available, else empty.
    """

    slug: str
    page: str
    headline: str
    lang: str
    outlet: str
    published: str
    language: str
    note: Noted
    missing: str
    statements: int


def listed(report: Article, statements: int) -> ListedReport:
    """Return a report as a list shows it."""
    return ListedReport(
        slug=report.slug,
        page=address("report", report.slug),
        headline=report.title,
        lang=foreign(report.language, get_language()),
        outlet=report.outlet.shown_name if report.outlet else _("Not known"),
        published=date_words(report.published, _("Not known")),
        language=language_name(report.language),
        note=note_on(report),
        missing=missing_mark(report.completeness),
        statements=statements,
    )


def note_on(report: Article) -> Noted:
    """Return whose copy a report relays, how that is known, and whether it has no address; empty if neither."""
    opened = "" if is_web_url(report.url) else _("No address is recorded, so it cannot be opened from here.")
    if not report.origin:
        return Noted(opened)
    before, note, after = origin_words(report.origin_basis, report.origin_note)
    relayed = {"origin": relayed_words(report.origin), "basis": f"{before}%(note)s{after}"}
    before, note, after = noted(_("Origin: %(origin)s, %(basis)s") % relayed, note)
    return Noted(before, note, f"{after} {opened}" if opened else after)


def relayed_words(origin: Origin) -> str:
    """Return an origin in words: its house, or its kind where no house is known; then its kind and day, if they tell."""
    day = dates.short(dates.parse(origin.date)) if origin.date else ""
    kind = label(OriginKind, origin.kind, get_language())
    named = [origin.house.shown_name] if origin.house else []
    shown = [kind.lower()] if named and origin.kind != OriginKind.DISPATCH else [] if named else [kind]
    return _(", ").join([*named, *shown, *([day] if day else [])])


class Choice(NamedTuple):
    """A report to choose for a comparison."""

    slug: str
    label: str
    headline: str


@dataclass(frozen=True)
class ReportPage:
    """A report with its facts, and one page of its paragraphs.

    Shape: ``proof`` says how many of its quotations were found in its text. ``others`` are reports of the days around it,
    to compare it with. ``text`` is its full text, if that may be shown. ``genre`` in words, empty if it is not recorded;
    ``missing`` is a sentence where a part of it was not available, and ``rest_missing`` one that ends its paragraphs;
    ``title_note`` says of a supplied title where it is from.
    """

    article: Article
    published: str
    published_short: str
    published_basis: Noted
    passages: list[Passage]
    statements: int
    own_voice: int
    proof: str
    events: int
    language: str
    lang: str
    relays: str
    relays_basis: Noted
    original: str
    archive: str
    captured: str
    text: ArticleText | None
    genre: str
    missing: str
    rest_missing: str
    title_note: str
    others: list[Choice]
    paged: Paged


def read_report(article: Article, known: date | None = None, page: int = 1) -> ReportPage:
    """Return one page of a report, whenever it was published; ``known`` only limits where accounts differ.

    Cost: a constant number of queries; the report's statements are counted, the page's are read.
    """
    taken = article.claims.public()
    counts = taken.aggregate(
        n=Count("pk"),
        own=Count("pk", filter=Q(attribution=Attribution.OWN_VOICE)),
        found=Count("pk", filter=~Q(paragraph_sha256="")),
        lost=Count("pk", filter=Q(unchecked_reason=NOT_FOUND)),
        events=Count("event", distinct=True),
    )
    paged, start, stop = cut(counts["n"], page, STATEMENTS)
    text = public_text(article)
    return ReportPage(
        article=article,
        published=date_words(article.published, _("Not known")),
        published_short=dates.short(dates.parse(article.published)) if article.published else _("day not known"),
        published_basis=basis_words(article.published_basis, article.published_basis_note),
        passages=read_passages(article, text, start, stop, known, is_last=paged.number == paged.pages),
        statements=counts["n"],
        own_voice=counts["own"],
        proof=proof_words(article, counts["found"], counts["lost"], counts["n"]),
        events=counts["events"],
        language=language_name(article.language),
        lang=foreign(article.language, get_language()),
        relays=relayed_words(article.origin) if article.origin else "",
        relays_basis=origin_words(article.origin_basis, article.origin_note),
        original=article.url if is_web_url(article.url) else "",
        archive=article.archive_url if is_web_url(article.archive_url) else "",
        captured=dates.words(dates.parse(article.captured.isoformat())) if article.captured else "",
        text=text,
        genre=label(Genre, article.genre, get_language()) if article.genre else "",
        missing=missing_words(article.completeness),
        rest_missing=rest_words(article) if paged.number == paged.pages else "",
        title_note=title_note(article.headline_basis),
        others=read_others(article, known),
        paged=paged,
    )


def title_note(basis: str) -> str:
    """Return where a supplied title is from, and that it is no headline; empty for a headline."""
    if not is_supplied(basis):
        return ""
    unknown = _("Its headline is not known.")
    return f"{HeadlineBasis(basis).definition} {unknown}"


def rest_words(article: Article) -> str:
    """Return how the paragraphs of a report end if its end was not available; else the empty string."""
    if article.completeness != Completeness.BEGINNING:
        return ""
    return _("The rest of this report was not available; what it says is not in this record.")


def proof_words(article: Article, found: int, lost: int, of: int) -> str:
    """Return how many quotations were found, as in “29 of 29 quotations found in the text we hold, 30 Nov 2026”.

    Shape: ``lost`` were looked up and not found; the others were not looked up.
    """
    if not (found or lost):
        return _("No quotation has been checked.")
    words = ngettext(
        "%(found)s of %(n)s quotation found in the text we hold",
        "%(found)s of %(n)s quotations found in the text we hold",
        of,
    ) % {"found": grouped(found), "n": grouped(of)}
    if not article.checked:
        return words
    return _("%(found)s, %(day)s") % {"found": words, "day": dates.short(dates.parse(str(article.checked)))}


def read_others(article: Article, known: date | None = None) -> list[Choice]:
    """Return the reports published nearest before and after a report, in order of publication.

    Shape: without a day, other reports without one.
    Cost: two queries, which read a few rows each.
    """
    day = article.published_earliest or article.published_latest
    rows = Article.objects.public(known).exclude(pk=article.pk).annotate(day=dates.in_order("published"))
    rows = rows.select_related("outlet")
    after = rows.filter(day__gte=day) if day else rows.filter(day__isnull=True)
    found = list(after.order_by("day", "slug")[:NEAR])
    if day:
        found += rows.filter(day__lt=day).order_by("-day", "-slug")[:NEAR]
    return [Choice(one.slug, source_label(one), one.title) for one in in_order_published(found)]


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
    rows = rows.select_related("outlet", "origin__house").order_by(*dates.chronological("published", "slug"))
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
