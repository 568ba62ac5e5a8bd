"""The current view, and single records, as files, and what pages say of them; ``exports`` writes them."""

from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from talks.exports import (
    DESCRIPTIONS,
    FORMATS,
    RECORD_FORMATS,
    File,
    Format,
    read_record,
    write_question,
    write_questions,
)
from talks.forms import EmptyForm, FileForm, FilterForm
from talks.models import Article, Claim, Event, Question
from talks.timeline import Filters
from talks.views.answering import answer_with, open_to_all, public_page
from talks.views.whole_files import whole_file

ROWS = {
    "event": Event.objects.all(),
    "claim": Claim.objects.select_related("article__outlet", "article__origin__house"),
    "report": Article.objects.select_related("outlet", "origin__house"),
}
KIND: dict[type[Model], str] = {Event: "event", Claim: "claim", Article: "report"}
"""The models whose records have files, each with its name in files."""


class Alternate(NamedTuple):
    """A file that the head of a page names to programs."""

    title: str
    media_type: str
    address: str


def alternates_of_view(filters: Filters) -> list[Alternate]:
    """Return the current view in the formats that programs look for; a feed has what is new first."""
    asked = filters.asking(view="", lanes="")
    return [
        Alternate(one.title, one.media_type, f"/timeline.{name}{in_order_of(one, asked).querystring()}")
        for name, one in FORMATS.items()
        if one.is_alternate
    ]


def in_order_of(one: Format, filters: Filters) -> Filters:
    """Return the filters in the order in which a format is wanted."""
    return filters.asking(order=one.order or filters.order)


def alternates_of_record(row: Model) -> list[Alternate]:
    """Return a record in the formats that programs look for: none of a person."""
    if isinstance(row, Question):
        return [Alternate("JSON", "application/json", reverse("question_file", args=[row.slug]))]
    kind = KIND.get(type(row))
    return [
        Alternate(one.title, one.media_type, reverse(f"{kind}_file", args=[row.slug, name]))
        for name, one in RECORD_FORMATS.items()
        if one.is_alternate and kind in one.kinds
    ]


@public_page(form_class=FileForm)
def timeline_file(request: HttpRequest, form: FileForm, name: str) -> HttpResponse:
    write = FORMATS[name].write if name in FORMATS else DESCRIPTIONS.get(name)
    if not write:
        raise Http404
    errors = dict(form.notices)
    if not errors:
        try:
            file = write(form.filters, form.page)
            return send(with_mark(file) if form.bom and file.content_type.startswith("text/csv") else file)
        except ValueError as error:
            errors = {"page": [str(error)]}
    return open_to_all(JsonResponse({"errors": errors}, status=400, json_dumps_params={"ensure_ascii": False}))


def with_mark(file: File) -> File:
    """Return a file with a byte order mark before it."""
    is_whole = isinstance(file.content, str)
    return replace(file, content=f"\ufeff{file.content}" if is_whole else chain(["\ufeff"], file.content))


@public_page(form_class=EmptyForm)
def record_file(request: HttpRequest, form: FilterForm, slug: str, name: str, kind: str) -> HttpResponse:
    if name not in RECORD_FORMATS or kind not in RECORD_FORMATS[name].kinds:
        raise Http404

    def show(row: Model) -> HttpResponse:
        return send(RECORD_FORMATS[name].write(read_record(row)))

    if name == "json":
        return answer_with(request, ROWS[kind], slug, show, withdrawn_json)
    return answer_with(request, ROWS[kind], slug, show)


def withdrawn_json(request: HttpRequest, record: Model) -> HttpResponse:
    """Return for programs what the page of a withdrawn record says: that it was withdrawn, and why."""
    told = {"slug": record.slug, "reason": record.status_reason}
    return open_to_all(JsonResponse({"withdrawn": told}, status=410, json_dumps_params={"ensure_ascii": False}))


@public_page(form_class=EmptyForm)
def question_file(request: HttpRequest, form: FilterForm, slug: str) -> HttpResponse:
    return answer_with(request, Question.objects.select_related("process"), slug, lambda row: send(write_question(row)))


@public_page(form_class=EmptyForm)
def questions_file(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return send(write_questions())


def send(file: File) -> HttpResponse:
    """Return a file as a response: whole, or in pieces if it is long."""
    whole = isinstance(file.content, str)
    response = (HttpResponse if whole else whole_file)(file.content, content_type=file.content_type)
    if file.name and response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    if response.status_code == 200:
        for name, value in file.headers.items():
            response[name] = value
        # Without this, scripts of other sites would not see them.
        response["Access-Control-Expose-Headers"] = ", ".join(["ETag", "Link", *file.headers])
    return open_to_all(response)
