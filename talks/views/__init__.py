"""HTTP in, HTTP out: each view finds its record, reads what its page shows, and renders a template.

Imports everything but admin and commands; the only room beside admin and middleware that knows a request. ``found``
has what leads to the record from outside: the page about it, whole lists, pictures of links, the sitemap. ``files`` has
the record in other formats. All answer through ``answering``.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_htmx.http import push_url

from talks import pages
from talks.exports import FORMATS, RECORD_FORMATS
from talks.exports.cited_rows import record_of
from talks.exports.citing import cite, release_of
from talks.forms import CompareForm, FilterForm
from talks.index import MOST_BEGUN, NamedProcess
from talks.models import Actor, Article, Claim, Event, Question, Rename, Topic
from talks.pages.positions import read_position, read_positions
from talks.pages.shared import list_head, position_head, timeline_head
from talks.palette import Palette
from talks.picture import read_picture
from talks.rendering.events import render_list, sources_of
from talks.rendering.marks import mark_entries, mark_headlines
from talks.timeline import (
    Filters,
    Labels,
    Selection,
    Timeline,
    read_counts,
    read_coverage,
    read_entries,
    read_facet,
    read_folded,
    read_headlines,
    read_nearby,
    read_table,
    read_timeline,
    select,
)
from talks.timeline.negotiations import negotiation_choices, read_negotiations, shown_processes
from talks.views.answering import answer_with, is_part, listing_context, public_page, respond
from talks.views.files import KIND, alternates_of_record, alternates_of_view, in_order_of
from talks.wording import grouped

# The timeline


class Download(NamedTuple):
    """A file to take along. Shape: ``is_saved`` unless its address is what is wanted, as of a feed."""

    title: str
    purpose: str
    address: str
    is_saved: bool = True


def shows_only_events(form: FilterForm) -> bool:
    """Return whether the page of the timeline reads nothing but the index, names and rows of events."""
    return not (form.filters.q or form.filters.report or form.more or form.counts or form.folded)


@public_page(shows_only_events=shows_only_events)
def timeline(request: HttpRequest, form: FilterForm) -> HttpResponse:
    part = is_part(request)
    if part and (form.more or form.counts or form.folded):
        return timeline_piece(request, form)
    answer = read_timeline(form.filters, form.page, form.more, form.counts)
    form.add_notices("page", answer.paged.notices)
    form.add_notices("q", [broad_notice(word) for word in answer.selection.broad_words])
    known_query = Filters(known=form.filters.known).querystring()
    number = answer.paged.number
    process = title_process(answer.selection)
    context = {
        "section": "timeline",
        "head": timeline_head(answer, process),
        "canonical_query": form.filters.querystring(page=number if number > 1 else ""),
        "timeline": answer,
        "counts": answer.counts,
        "count_address": form.filters.querystring(counts=1),
        "pager": answer.paged.pager(form.filters),
        "notices": form.notices,
        "typed": form.typed,
        "known": form.filters.known_words,
        "known_query": known_query,
        "process": process,
        "negotiations": () if form.filters.is_narrowed else read_negotiations(form.filters),
        "formats": formats(form.filters),
        "alternates": alternates_of_view(form.filters),
        "nearby": read_nearby(answer.selection),
    } | shown_as(answer, known_query)
    headlines = read_headlines(answer.selection)
    context["headlines"] = mark_headlines(headlines, answer.selection.marker) if headlines else None
    # Read after the events of the list, whose rows it shows.
    context["picture"] = read_picture(answer.rows, shown_events(answer))
    response = respond(request, "timeline/part.html" if part else "timeline.html", context)
    if part:
        push_url(response, request.path + context["canonical_query"])
    return response


def timeline_piece(request: HttpRequest, form: FilterForm) -> HttpResponse:
    """Return a part that the page loads later: the rest of a facet or of an event, or the number of reports."""
    selection = select(form.filters)
    palette = Palette(selection.index.names.lanes)
    if form.folded:
        event = Event.objects.public(form.filters.known_day).filter(slug=form.folded).first()
        if not event:
            raise Http404
        known_query = Filters(known=form.filters.known).querystring()
        folded = read_folded(selection, event.pk, palette)
        return respond(request, "timeline/folded.html", {"folded": folded, "known_query": known_query})
    if form.more:
        facet = read_facet(selection, Labels(selection.index, palette), form.more, in_full=True)
        return respond(request, "timeline/rest.html", {"facet": facet, "alone": True})
    return respond(request, "timeline/counts.html", {"counts": read_counts(selection, in_full=True)})


def broad_notice(word: str) -> str:
    """Return the notice about a beginning of words that too many statements hold."""
    words = _(
        "More than %(number)s statements have a word that begins with “%(word)s”. Only the common ones of these words are"
        " searched; type more letters to find others."
    )
    return words % {"number": grouped(MOST_BEGUN), "word": word}


def formats(filters: Filters) -> list[Download]:
    """Return the current view in each file format; a feed has what is new first."""
    found = [
        Download(
            one.title,
            one.purpose,
            f"/timeline.{name}{in_order_of(one, filters).querystring()}",
            not one.order,
        )
        for name, one in FORMATS.items()
    ]
    excel = _("the same, so that Excel shows every letter")
    return [found[0], Download(_("CSV for Excel"), excel, f"/timeline.csv{filters.querystring(bom=1)}"), *found[1:]]


def shown_as(answer: Timeline, known_query: str) -> dict:
    """Return the context of the list, or of the table or the coverage with its rows in two sections, and its sources."""
    if not answer.filters.view:
        months, sources = render_list(answer, known_query)
        return {"months": months, "sources": sources}
    entries = read_entries(answer.rows, [event.pk for event in answer.events], answer.palette)
    if answer.filters.q:
        mark_entries(entries, answer.selection.marker)
    if answer.filters.view == "table":
        rows = read_table(entries, answer.filters.order)
        shown = {"table": rows}
    else:
        coverage = read_coverage(entries)
        rows, shown = coverage.rows, {"coverage": coverage}
    certain, possibly = rows[: answer.certain], rows[answer.certain :]
    return shown | {"certain": certain, "possibly": possibly, "sources": sources_of(entries)}


def shown_events(answer: Timeline) -> set[str]:
    """Return the slugs of the events in the list, to which the picture links within the page."""
    return {event.slug for event in answer.events} if not answer.filters.view else set()


def title_process(selection: Selection) -> NamedProcess | None:
    """Return the process in the page's title: the chosen one, or the only one in the record."""
    found = shown_processes(selection)
    return found[0] if len(found) == 1 else None


# Single records

KNOWN = ("known", "page")
LISTED = ("process", *KNOWN)


@public_page(*KNOWN)
def event(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    rows = Event.objects.select_related("process", "place")
    return page_of(request, form, slug, rows, pages.read_event, "event.html", "timeline", is_long=True)


@public_page(*KNOWN)
def report(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    rows = Article.objects.select_related("outlet", "origin__house")
    return page_of(request, form, slug, rows, pages.read_report, "report.html", "reports", is_long=True)


@public_page(*KNOWN)
def claim(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    rows = Claim.objects.select_related("article__outlet", "speaker", "event")
    return page_of(request, form, slug, rows, pages.read_claim, "claim.html", "timeline")


@public_page(*KNOWN)
def person(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    rows = Actor.objects.select_related("side")
    return page_of(request, form, slug, rows, pages.read_person, "person.html", "people", is_long=True)


@public_page(*KNOWN)
def question(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    return page_of(request, form, slug, Question.objects.all(), pages.read_question, "question.html", "questions")


def taken_along(row: Model) -> dict:
    """Return the context of the citation of an event, a statement or a report, and of its files; empty for others."""
    kind = KIND.get(type(row))
    if not kind:
        return {}
    files = {True: [], False: []}
    for name, one in RECORD_FORMATS.items():
        if kind in one.kinds:
            files[one.cites].append(Download(one.title, one.purpose, reverse(f"{kind}_file", args=[row.slug, name])))
    with override(
        settings.LANGUAGE_CODE
    ):  # the citation of an English record is the same on the pages of every language
        record = record_of(row)
        citation = cite(record, release_of(record))
    return {"citation": citation, "citing_files": files[True], "data_files": files[False]}


def page_of(
    request: HttpRequest,
    form: FilterForm,
    slug: str,
    rows: QuerySet,
    read: Callable,
    template: str,
    section: str,
    *,
    is_long: bool = False,
) -> HttpResponse:
    """Return the page of a public record, or what ``found`` answers. ``is_long``: the record has several pages."""

    def show(row: Model) -> HttpResponse:
        known = form.filters.known_day
        if known and not rows.public(known).filter(pk=row.pk).exists():
            form.add_notices("known", [_("None of this was certainly published by then.")])
        page = read(row, known, form.page) if is_long else read(row, known)
        context = {"page": page, "section": section, "head": pages.head_of(row)}
        context["alternates"] = alternates_of_record(row)
        context["of_negotiations"] = pages.read_negotiations_of(row, form.filters.known)
        context |= taken_along(row) | {
            "corrections": pages.read_corrections(row),
            "error_address": f"{request.path}error/",
        }
        return respond(request, template, context | listing_context(form, page.paged if is_long else None))

    return answer_with(request, rows, slug, show)


# Lists


@public_page(*LISTED)
def reports(request: HttpRequest, form: FilterForm) -> HttpResponse:
    origins = read_counts(select(Filters(process=form.filters.process, known=form.filters.known))).origins
    return list_of(request, form, pages.read_reports, "reports.html", "reports", origins=origins)


@public_page("report", *KNOWN, form_class=CompareForm)
def compare(request: HttpRequest, form: CompareForm) -> HttpResponse:
    if len(form.reports) < 2:
        chosen = Article.objects.public().filter(slug__in=form.reports)
        return list_of(request, form, pages.read_reports, "reports.html", "reports", chosen=chosen, compares=True)
    page = pages.read_comparison(form.reports, form.filters.known_day, form.page)
    context = listing_context(form, page.paged)
    head = list_head("compare")
    return respond(request, "compare.html", {"page": page, "section": "reports", "head": head} | context)


@public_page(*LISTED)
def people(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return list_of(request, form, pages.read_people, "people.html", "people")


@public_page(*LISTED)
def questions(request: HttpRequest, form: FilterForm) -> HttpResponse:
    differing = pages.count_differing(form.filters.known_day, form.filters.process)
    return list_of(request, form, pages.read_questions, "questions.html", "questions", differing=differing)


def list_of(
    request: HttpRequest, form: FilterForm, read: Callable, template: str, section: str, **more: object
) -> HttpResponse:
    rows = read(form.filters.known_day, form.page, form.filters.process)
    context = {"rows": rows, "section": section, "head": list_head(section)}
    context["choices"] = negotiation_choices(form.filters, request.path)
    return respond(request, template, context | more | listing_context(form, rows))


# Positions


@public_page(*LISTED)
def positions(request: HttpRequest, form: FilterForm) -> HttpResponse:
    context = {"page": read_positions(form.filters), "section": "positions", "head": list_head("positions")}
    return respond(request, "positions.html", context | listing_context(form))


@public_page(*LISTED)
def position(request: HttpRequest, form: FilterForm, topic: str, side: str) -> HttpResponse:
    page = read_position(topic, side, form.filters, form.page)
    if page:
        words = position_head(page.column.side.shown_name, page.topic.shown_name)
        context = {"page": page, "section": "positions", "head": words} | listing_context(form, page.paged)
        return respond(request, "position.html", context)
    present = [Rename.objects.present_slug(model, slug) or slug for model, slug in ((Topic, topic), (Actor, side))]
    if present != [topic, side] and read_position(*present, Filters()):
        return redirect("position", *present, permanent=True)
    raise Http404
