"""What waits, in sections: each one has a title, a count, five lines at most, and the way to all of it.

A section is a function from the user to a ``Section``, or to None where the user may not see such records. To add one is to
add a line to ``SECTIONS``. ``waiting`` says what waits; ``front`` shows it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import AbstractUser
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import error_reports, waiting
from talks.admin.base import change_url, in_words
from talks.lint import lint_latest
from talks.models import Article, ArticleText, Claim, ErrorReport, Event, LinkCheck
from talks.vocabulary import ErrorStatus

LINES = 5
COUNTED = 99  # of more, only that there are more
LINT_DAYS = 7


class Line(NamedTuple):
    """One thing that waits, with its address and what to know of it."""

    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """What waits of one sort.

    Shape: ``lines`` are the first of ``count``; ``nothing`` is said where there are none, with a tick unless ``is_unknown``.
    """

    title: str
    count: int
    lines: Sequence[Line]
    all_url: str = ""
    nothing: str = ""
    about: str = ""
    is_unknown: bool = False

    @property
    def number(self) -> str:
        return str(self.count) if self.count <= COUNTED else f"{COUNTED}+"


def may_see(user: AbstractUser, *models: type[Model]) -> bool:
    """Return whether a user may see records of these models, as the admin decides it."""
    names = [model._meta.model_name for model in models]
    return all(user.has_perm(f"talks.view_{name}") or user.has_perm(f"talks.change_{name}") for name in names)


def listed(model: type[Model], **filters: str) -> str:
    """Return the address of a list of the admin, filtered."""
    return f"{reverse(f'admin:talks_{model._meta.model_name}_changelist')}?{urlencode(filters)}"


class Found(NamedTuple):
    """The records that changed last, as many as are shown, and how many there are, counted only as far as that is shown."""

    rows: list
    count: int


def _first(records: QuerySet) -> Found:
    """Return the records that changed last. Cost: two queries; only what is shown is read whole."""
    ordered = records.order_by("-changed", "-pk")
    ids = list(ordered.values_list("pk", flat=True)[: COUNTED + 1])
    return Found(list(ordered.filter(pk__in=ids[:LINES])) if ids else [], len(ids))


def _reports(records: QuerySet[Article]) -> Found:
    stored = Exists(ArticleText.objects.filter(article=OuterRef("pk")))
    return _first(records.select_related("outlet").annotate(text_stored=stored))


def _to_mark(user: AbstractUser, article: Article) -> str:
    """Return where to mark statements in a report; its form where no text is stored, or the user may not."""
    is_marked_here = article.text_stored and user.has_perm("talks.add_claim") and may_see(user, Claim)
    return reverse("desk_mark", args=[article.pk]) if is_marked_here else change_url(article)


def _where(article: Article | None) -> str:
    return str(article.outlet or _("outlet not known")) if article else _("no report")


def _said(claim: Claim) -> str:
    """Return where a statement stands."""
    return f"{_where(claim.article)} ¶{claim.paragraph or '?'}"


# The sections


def for_review(user: AbstractUser) -> Section | None:
    models = [model for model in (Claim, Event, Article) if may_see(user, model)]
    if not models:
        return None
    related = {Claim: ("speaker", "article__outlet"), Article: ("outlet",), Event: ()}
    notes = {Claim: _said, Article: _where, Event: lambda event: in_words(event.date) or ""}
    found = {model: _first(waiting.in_review(model).select_related(*related[model])) for model in models}
    lines = [Line(str(one), change_url(one), notes[model](one)) for model, some in found.items() for one in some.rows]
    most = max(models, key=lambda model: found[model].count)
    all_url = listed(most, status__exact="review")
    return Section(
        _("For review"),
        sum(some.count for some in found.values()),
        lines[:LINES],
        all_url,
        _("Nothing waits for a reviewer."),
    )


def reports_without_statements(user: AbstractUser) -> Section | None:
    if not may_see(user, Article):
        return None
    found = _reports(waiting.without_statements())
    lines = [
        Line(
            one.headline,
            _to_mark(user, one),
            f"{_where(one)}{'' if one.text_stored else ' · ' + _('no text is stored')}",
        )
        for one in found.rows
    ]
    all_url = listed(Article, waits="statements")
    return Section(_("Reports without statements"), found.count, lines, all_url, _("Every report has statements."))


def quotes_not_checked(user: AbstractUser) -> Section | None:
    if not may_see(user, Claim, Article):
        return None
    of_reports = list(waiting.not_checked().order_by("-article").values_list("article", flat=True)[: COUNTED + 1])
    numbers = Counter(of_reports)
    reports = {one.pk: one for one in _reports(Article.objects.filter(pk__in=list(numbers)[:LINES])).rows}
    lines = []
    for pk in list(numbers)[:LINES]:
        number = ngettext("%d quote", "%d quotes", numbers[pk]) % numbers[pk]
        if report := reports.get(pk):
            lacks = "" if report.text_stored else f", {_('no text is stored')}"
            lines.append(Line(report.headline, _to_mark(user, report), f"{_where(report)} · {number}{lacks}"))
        else:
            lines.append(Line(_("Statements without a report"), listed(Claim, lacks="article"), number))
    all_url = listed(Claim, waits="check")
    return Section(_("Quotes not checked"), len(of_reports), lines, all_url, _("Every quote is found in its report."))


def warnings(user: AbstractUser) -> Section | None:
    """The lint of what changed last; that of the whole record takes too long for a page."""
    if not may_see(user, Claim, Event):
        return None
    warned = list(lint_latest(timezone.now() - timedelta(days=LINT_DAYS)))
    lines = [
        Line(str(one.record), change_url(one.record), f"{one.findings[0].rule.label}: {one.findings[0].message}")
        for one in warned[:LINES]
    ]
    about = _("In what readers do not see yet, and in what changed in the last 7 days. lint_record reads everything.")
    return Section(_("Warnings"), len(warned), lines, nothing=_("No warnings."), about=about)


def differences_without_question(user: AbstractUser) -> Section | None:
    if not may_see(user, Claim, Event):
        return None
    found = _first(waiting.without_question().select_related("speaker", "event", "article__outlet"))
    lines = [Line(one.event.title, change_url(one), f"{one} · {one.get_kind_display()}") for one in found.rows]
    about = _(
        "Statements of two sides about one event, of opposed kinds and in like words. Looked at: the last 90 days."
    )
    nothing = _("No statements that may exclude each other.")
    all_url = listed(Claim, waits="question")
    return Section(_("Differences without a question?"), found.count, lines, all_url, nothing, about)


def events_with_one_report(user: AbstractUser) -> Section | None:
    if not may_see(user, Event):
        return None
    found = _first(waiting.with_one_report())
    lines = [Line(one.title, change_url(one), in_words(one.date) or _("no date")) for one in found.rows]
    all_url = listed(Event, waits="report")
    return Section(_("Events with one report"), found.count, lines, all_url, _("Every event has two reports or more."))


def reports_without_capture(user: AbstractUser) -> Section | None:
    if not may_see(user, Article):
        return None
    found = _reports(waiting.without_capture())
    lines = [
        Line(one.headline, change_url(one), f"{_where(one)}{'' if one.url else ' · ' + _('no address is recorded')}")
        for one in found.rows
    ]
    nothing = _("Every report has an archived copy, or a reason why not.")
    all_url = listed(Article, waits="capture")
    return Section(_("No archived copy and no reason"), found.count, lines, all_url, nothing)


def broken_addresses(user: AbstractUser) -> Section | None:
    if not may_see(user, Article):
        return None
    found = list(LinkCheck.objects.broken().select_related("article").order_by("-checked", "-pk")[: COUNTED + 1])
    last = LinkCheck.objects.order_by("-checked").values_list("checked", flat=True).first()
    lines = [
        Line(
            one.article.headline,
            change_url(one.article),
            f"{one.get_which_display()}: {one.error or f'HTTP {one.status}'}",
        )
        for one in found[:LINES]
    ]
    asked = _("Last asked by check_links on %(day)s.") % {"day": in_words(last.date().isoformat())} if last else ""
    nothing = _("No address is broken.") if last else _("No address was asked yet: manage.py check_links does.")
    all_url = listed(Article, waits="address")
    return Section(_("Broken addresses"), len(found), lines, all_url, nothing, asked, last is None)


def readers_reports(user: AbstractUser) -> Section | None:
    if not may_see(user, ErrorReport):
        return None
    found = list(error_reports.waiting(user).order_by("-received")[: COUNTED + 1])
    lines = [
        Line(one.message.splitlines()[0] if one.message else one.receipt, change_url(one), str(one.record or ""))
        for one in found[:LINES]
    ]
    all_url = listed(ErrorReport, status__exact=ErrorStatus.NEW)
    return Section(_("Errors that readers report"), len(found), lines, all_url, _("No reader waits for an answer."))


SECTIONS: list[Callable[[AbstractUser], Section | None]] = [
    readers_reports,
    for_review,
    reports_without_statements,
    quotes_not_checked,
    warnings,
    differences_without_question,
    events_with_one_report,
    reports_without_capture,
    broken_addresses,
]


def sections(user: AbstractUser) -> Iterable[Section]:
    """Return the sections that a user may see. Cost: some 20 queries, whatever the size of the record."""
    return [section for one in SECTIONS if (section := one(user))]
