"""The page on which a report is published with its events and its statements, in one act. It works without scripts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from talks import curation
from talks.admin.base import MOST_NAMED, change_url, link
from talks.admin.status import AT_ONCE
from talks.admin.verbs import PUBLISH, PUBLISH_RIGHT, SUBMIT, Verb
from talks.admin.warnings import ShownWarning, share_warning, warnings_by_claim
from talks.desk.access import desk_page, page
from talks.models import Article, Event
from talks.models.base import Curated
from talks.publishing import Rows, View, key_of, look
from talks.vocabulary import HIDDEN, Status


@dataclass(frozen=True)
class Choice:
    """A record with its tick. Shape: without a tick it is published already, or withdrawn."""

    record: Curated
    key: str
    url: str
    has_tick: bool
    is_ticked: bool
    lacks: list[str]
    warnings: list[ShownWarning]


@desk_page("talks.view_article", "talks.change_article", "talks.change_claim", "talks.change_event")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, report: int) -> HttpResponse:
    """Say what readers will see of a report, publish what is ticked, and say what they see then."""
    article = get_object_or_404(Article.objects.select_related("outlet", "text"), pk=report)
    if request.method != "POST":
        rows = _rows(request, article)
        return _page(request, rows, rows.ready)
    if "publish" in request.POST and not request.user.has_perm(PUBLISH_RIGHT):
        raise PermissionDenied
    ticked = set(request.POST.getlist("tick"))
    with transaction.atomic():
        rows = _rows(request, article)
        view = look(rows, ticked)
        if "submit" in request.POST:
            drafts = [one for one in (article, *rows.claims, *rows.events) if key_of(one) in ticked]
            return _done(request, article, SUBMIT, [one for one in drafts if one.status == Status.DRAFT])
        if "publish" in request.POST and view.published:
            if view.digest == request.POST.get("shown"):
                return _done(request, article, PUBLISH, view.published, view)
            messages.warning(request, _("Nothing is published yet: what readers will see has changed. Read it again."))
    return _page(request, rows, ticked)


def _rows(request: HttpRequest, article: Article) -> Rows:
    return Rows(article)


def _done(
    request: HttpRequest, article: Article, verb: Verb, records: list[Curated], foreseen: View | None = None
) -> HttpResponse:
    """Change the status of records, write the history, say what came of it."""
    back = HttpResponseRedirect(request.path)
    if len(records) > AT_ONCE:
        message = _("%(count)d records are chosen. Choose at most %(limit)d at a time; nothing was changed.")
        messages.warning(request, message % {"count": len(records), "limit": AT_ONCE})
        return back
    outcome = curation.publish(records) if verb is PUBLISH else curation.submit(records)
    for record in outcome.changed:
        admin.site.get_model_admin(type(record)).log_change(request, record, verb.done)
    for refusal in outcome.refused[:MOST_NAMED]:
        messages.error(request, link(refusal.record, " ".join(refusal.reasons)))
    count = ngettext("%d record.", "%d records.", len(outcome.changed)) % len(outcome.changed)
    told = [f"{verb.done} {count}"]
    if foreseen and not outcome.refused:
        # The statements are the same as before, and now they are read from the database.
        now = look(_rows(request, Article.objects.select_related("outlet", "text").get(pk=article.pk)))
        told.append(now.words(is_future=False))
        if foreseen.new_events:
            new = ", ".join(f"“{event}”" for event in foreseen.new_events[:MOST_NAMED])
            told.append(_("New: %(events)s.") % {"events": new})
        if now.seen:
            url = article.get_absolute_url()
            told.append(format_html('<a href="{}">{}</a>', url, _("View on site")))
    messages.success(request, format_html(" ".join(["{}"] * len(told)), *told))
    return back


def _page(request: HttpRequest, rows: Rows, ticked: Iterable[str]) -> HttpResponse:
    ticked = set(ticked)
    view, now = look(rows, ticked), look(rows)
    warnings = warnings_by_claim(claim for claim in rows.claims if claim.status in HIDDEN)
    by_event: dict[int, tuple[Event, list[Choice]]] = {event.pk: (event, []) for event in rows.events}
    for claim in rows.claims:
        by_event[claim.event_id][1].append(_choice(rows, claim, ticked, warnings.get(claim.pk, [])))
    return page(
        request,
        "publish",
        title=_("Publish: %(report)s") % {"report": rows.article.headline},
        article=rows.article,
        report=_choice(rows, rows.article, ticked),
        events=[(_choice(rows, event, ticked), claims) for event, claims in by_event.values()],
        now=now,
        then=view,
        now_words=now.words(is_future=False),
        then_words=view.words(is_future=True),
        waiting=[(one.reason, change_url(one.record), one.claims) for one in view.waiting],
        withdrawn=rows.withdrawn,
        share=share_warning(rows.article),
        may_publish=request.user.has_perm(PUBLISH_RIGHT),
        has_hidden=any(one.status in HIDDEN for one in (rows.article, *rows.claims, *rows.events)),
        has_drafts=any(one.status == Status.DRAFT for one in (rows.article, *rows.claims, *rows.events)),
    )


def _choice(rows: Rows, record: Curated, ticked: set[str], warnings: list[ShownWarning] | None = None) -> Choice:
    key = key_of(record)
    return Choice(
        record=record,
        key=key,
        url=change_url(record),
        has_tick=record.status in HIDDEN,
        is_ticked=key in ticked,
        lacks=rows.lacks.get(key, []),
        warnings=[one for one in warnings or [] if not one.is_silent],
    )
