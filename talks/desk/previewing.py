"""What is not published yet, on the pages that readers would see it on: the list, and the page of an event.

Nothing is written: the reading of statements takes the hidden ones for public. The pages are in no cache and no index.
"""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from talks import pages
from talks.desk.access import desk_page
from talks.index import current, in_one_moment
from talks.models import Article, Claim, Event
from talks.palette import Palette
from talks.querysets import ClaimQuerySet
from talks.rendering.events import render_alone
from talks.timeline import Filters, read_in_full
from talks.views.answering import respond
from talks.vocabulary import Status


@desk_page("talks.view_article", "talks.view_event", "talks.view_claim")
@require_safe
def report(request: HttpRequest, report: int) -> HttpResponse:
    """The events that a report tells of, with their statements, as the list would show them."""
    article = get_object_or_404(Article, pk=report)
    of_report = Q(article=article)
    events = set(article.claims.order_by().values_list("event", flat=True))
    # Published statements of other reports appear with their events.
    public = Claim.objects.as_if_published(of_report | Q(event__in=events, status=Status.PUBLISHED))

    def read() -> HttpResponse:
        index = current()
        entries = read_in_full(index, list(events), public, Palette(index.names.lanes))
        html, sources = render_alone([entry for entry in entries if entry.claims])
        context = {"article": article, "events": html, "sources": sources, "section": "timeline"}
        return _preview(request, "preview_list", Claim.objects.filter(of_report), public, context)

    return in_one_moment(read)


@desk_page("talks.view_article", "talks.view_event", "talks.view_claim")
@require_safe
def event(request: HttpRequest, event: int) -> HttpResponse:
    """The page of an event, with all statements about it."""
    row = get_object_or_404(Event.objects.select_related("process", "place"), pk=event)
    public = Claim.objects.as_if_published(Q(event=row))
    number = request.GET.get("page", "")

    def read() -> HttpResponse:
        page = pages.read_event(row, None, int(number) if number.isascii() and number.isdigit() else 1, public)
        pager = page.paged.pager(Filters())
        context = {"page": page, "section": "timeline", "pager": pager}
        return _preview(request, "preview_event", Claim.objects.filter(event=row), public, context)

    return in_one_moment(read)


def _preview(
    request: HttpRequest, template: str, claims: ClaimQuerySet, public: ClaimQuerySet, context: dict
) -> HttpResponse:
    """Render a preview, with how many of these statements it shows that are not public, and how many it leaves out."""
    shown = public.filter(pk__in=claims.values("pk"))
    seen, count = Claim.objects.public().filter(pk__in=claims.values("pk")).count(), shown.count()
    hidden, left_out = count - seen, claims.count() - count
    not_public = ngettext("%d statement here is not public.", "%d statements here are not public.", hidden) % hidden
    notes = [not_public] if hidden or not count else [_("Readers see all statements here already.")]
    if left_out:
        words = ngettext(
            "%d statement is left out: it was withdrawn, or lacks its report, paragraph or quote.",
            "%d statements are left out: they were withdrawn, or lack their report, paragraph or quote.",
            left_out,
        )
        notes.append(words % left_out)
    if hidden or not count:
        notes.append(_("Links to what is not public do not work yet."))
    context |= {"preview_notes": notes, "known_query": "", "and_known": ""}
    return respond(request, f"admin/talks/desk/{template}.html", context)
