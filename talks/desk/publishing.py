"""The page on which a report is published with its events and its statements, in one act. It works without scripts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from talks import curation
from talks.admin.base import MOST_NAMED, link, saved_url, shortened
from talks.admin.status import AT_ONCE
from talks.admin.verbs import PUBLISH, PUBLISH_RIGHT, PUBLISHING_RIGHTS, SUBMIT, Verb
from talks.admin.warnings import warnings_by_claim
from talks.desk.access import MARKING_RIGHTS, desk_page, page
from talks.desk.slips import slips
from talks.desk.suggest import nothing_taken
from talks.models import Article, Claim, Event
from talks.models.base import Curated
from talks.publishing import Rows, View, Waiting, key_of, look, publish_together
from talks.version import read_version
from talks.vocabulary import HIDDEN, Status

NAME_LENGTH = 160  # characters
WAITING_SHOWN = 20  # of the statements that wait for one thing


class Lack(NamedTuple):
    message: str


class Waits(NamedTuple):
    """Statements that readers do not see for one reason, in words, with the address where it can be mended."""

    number: str
    url: str
    reason: str
    claims: list["Named"]


class Named(NamedTuple):
    name: str


class Warned(NamedTuple):
    """Something to look at in a statement, with the field that it is about in words."""

    field: str
    message: str


@dataclass(frozen=True)
class Choice:
    """A record with its tick. Shape: without a tick it is published already, or withdrawn."""

    name: str
    status: str
    key: str
    url: str
    has_tick: bool
    is_ticked: bool
    lacks: list[Lack]
    warnings: list[Warned]


@desk_page(*PUBLISHING_RIGHTS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, report: int) -> HttpResponse:
    """Say what readers will see of a report, publish what is ticked, and say what they see then."""
    if request.method != "POST":
        rows = _rows(request, report)
        return _page(request, rows)
    if "publish" in request.POST and not request.user.has_perm(PUBLISH_RIGHT):
        raise PermissionDenied
    ticked = set(request.POST.getlist("tick"))
    with transaction.atomic():
        rows = _rows(request, report, is_locked=True)
        view = look(rows, ticked)
        if len(view.published) > AT_ONCE:
            message = _("%(count)d records are chosen. Choose at most %(limit)d at a time; nothing was changed.")
            messages.warning(request, message % {"count": len(view.published), "limit": AT_ONCE})
        elif "submit" in request.POST:
            return _submit(request, [one for one in rows.hidden if key_of(one) in ticked])
        elif "publish" in request.POST and view.published:
            if view.digest == request.POST.get("shown"):
                return _publish(request, rows, view)
            messages.warning(request, _("Nothing is published yet: what readers will see has changed. Read it again."))
    return _page(request, rows, ticked, view)


def _rows(request: HttpRequest, report: int, *, is_locked: bool = False) -> Rows:
    articles = Article.objects.select_related("outlet", "text")
    if is_locked:
        articles = articles.select_for_update(of=("self",))
    return Rows(get_object_or_404(articles, pk=report), request.user.pk, is_locked=is_locked)


def _submit(request: HttpRequest, records: list[Curated]) -> HttpResponse:
    drafts = [record for record in records if record.status == Status.DRAFT]
    outcome = curation.submit(drafts)
    _tell(request, SUBMIT, outcome.changed, [])
    for refusal in outcome.refused[:MOST_NAMED]:
        messages.error(request, link(refusal.record, " ".join(refusal.reasons)))
    return HttpResponseRedirect(request.path)


def _publish(request: HttpRequest, rows: Rows, view: View) -> HttpResponse:
    publish_together(rows, view)
    # Read from the database again, by the computation that said before what readers will see.
    now = look(_rows(request, rows.article.pk))
    told = [now.words(is_future=False)]
    if view.new_events:
        new = ", ".join(f"“{event}”" for event in view.new_events[:MOST_NAMED])
        told.append(_("New: %(events)s.") % {"events": new})
    if now.seen:
        told.append(format_html('<a href="{}">{}</a>', saved_url(rows.article), _("View on site")))
    _tell(request, PUBLISH, view.published, told)
    return HttpResponseRedirect(request.path)


def _tell(request: HttpRequest, verb: Verb, records: list[Curated], told: list[str]) -> None:
    """Write that records were changed, and say it with what else there is to tell."""
    for record in records:
        admin.site.get_model_admin(type(record)).log_change(request, record, verb.done)
    count = ngettext("%d record.", "%d records.", len(records)) % len(records)
    parts = [f"{verb.done} {count}", *told]
    messages.success(request, format_html(" ".join(["{}"] * len(parts)), *parts))


def warned_of(rows: Rows) -> dict[int, list[Warned]]:
    """Return what to look at in the hidden statements of a report, by their ids; of an exception nothing.

    It is what the desk tells while a statement is written, but for topics, which make nothing wrong, answers, and the share,
    which ``look`` counts.
    Cost: that of ``lint_claims``; linear in the text for each statement whose speaker is not named near.
    """
    hidden = [one for one in rows.hidden if isinstance(one, Claim) and not one.lint_reason]
    paragraphs = rows.article.text.paragraphs if hasattr(rows.article, "text") else []
    linted = warnings_by_claim(hidden)
    return {
        claim.pk: [
            *(Warned(one.field, one.message) for one in linted.get(claim.pk, [])),
            *(
                Warned(capfirst(Claim._meta.get_field(one.field).verbose_name), one.message)
                for one in slips(claim, rows.claims, paragraphs, has_topics=True)
            ),
        ]
        for claim in hidden
    }


def _page(
    request: HttpRequest, rows: Rows, ticked: Iterable[str] | None = None, view: View | None = None
) -> HttpResponse:
    """Show the page; at first what is ready is ticked, but for statements with something to look at."""
    warnings = warned_of(rows)
    if ticked is None:
        ticked = rows.ready - {f"claim-{pk}" for pk, warned in warnings.items() if warned}
    choose = _Chooser(rows, set(ticked))
    view, now = view or look(rows, choose.ticked), look(rows)
    text = getattr(rows.article, "text", None)
    by_event: dict[int, tuple[Event, list[Choice]]] = {event.pk: (event, []) for event in rows.events}
    for claim in rows.claims:
        by_event[claim.event_id][1].append(choose(claim, warnings.get(claim.pk, [])))
    return page(
        request,
        "publish",
        title=_("Publish: %(report)s") % {"report": rows.article.headline},
        article=rows.article,
        after=read_version(),
        report=[choose(rows.article)],
        events=[[choose(event), *claims] for event, claims in by_event.values()],
        now=now,
        then=view,
        now_words=now.words(is_future=False),
        then_words=view.words(is_future=True),
        waiting=[choose.waits(one) for one in view.waiting],
        withdrawn=rows.withdrawn,
        mark_url=reverse("desk_mark", args=[rows.article.pk])
        if text and request.user.has_perms(MARKING_RIGHTS)
        else "",
        untouched=nothing_taken(text, rows.article.claims.only("article", "paragraph")) if text else [],
        may_publish=request.user.has_perm(PUBLISH_RIGHT),
        has_hidden=bool(rows.hidden),
        has_drafts=any(one.status == Status.DRAFT for one in rows.hidden),
    )


class _Chooser:
    """Makes the choices of one page. Addresses and words that all of them share are looked up once."""

    def __init__(self, rows: Rows, ticked: set[str]) -> None:
        self.rows, self.ticked = rows, ticked
        self._status = {value: str(label) for value, label in Status.choices}
        self._forms = {model: reverse(f"admin:talks_{model._meta.model_name}_changelist") for model in curation.ORDER}

    def waits(self, waiting: Waiting) -> Waits:
        number, claims = len(waiting.claims), waiting.claims[:WAITING_SHOWN]
        words = ngettext("%d statement:", "%d statements:", number) % number
        return Waits(words, self.url(waiting.record), waiting.reason, [Named(name_of(one)) for one in claims])

    def url(self, record: Curated) -> str:
        return f"{self._forms[type(record)]}{record.pk}/change/"

    def __call__(self, record: Curated, warnings: Iterable[Warned] = ()) -> Choice:
        key = key_of(record)
        return Choice(
            name=name_of(record),
            status=self._status[record.status],
            key=key,
            url=self.url(record),
            has_tick=record.status in HIDDEN,
            is_ticked=key in self.ticked,
            lacks=[Lack(one) for one in self.rows.lacks.get(key, [])],
            warnings=list(warnings),
        )


def name_of(record: Curated) -> str:
    """Return the name of a record in the lists of this page; of a statement with its paragraph."""
    name = shortened(str(record), NAME_LENGTH)
    return f"¶{record.paragraph} {name}" if isinstance(record, Claim) and record.paragraph else name
