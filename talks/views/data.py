"""The page about the data, and what programs read of it: codebook, OpenAPI, schema.org, and words for assistants."""

import json
from dataclasses import asdict
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from talks import pages
from talks.codebook import as_json, read_codebook
from talks.describing import KINDS, as_dataset, as_llms_txt, as_openapi
from talks.exports import DESCRIPTIONS, FORMATS, RECORD_FORMATS, File
from talks.exports.view import EVENTS_PER_PAGE
from talks.forms import EmptyForm, FilterForm
from talks.pages.data import DataPage
from talks.pages.shared import list_head
from talks.search import LONGEST
from talks.timeline import PAGE, VALUES_ALLOWED
from talks.views.answering import listing_context, public_page, respond
from talks.views.failures import LONGEST as LONGEST_ADDRESS
from talks.views.files import send
from talks.wording import grouped


class ShownFormat(NamedTuple):
    """A format with addresses that answer."""

    name: str
    title: str
    purpose: str
    examples: list[str]


class Limit(NamedTuple):
    """A limit in words. Shape: ``of`` is what it is of."""

    of: str
    words: str


@public_page("process")
def data(request: HttpRequest, form: FilterForm) -> HttpResponse:
    page = pages.read_data(form.filters)
    context = {"page": page, "section": "data", "head": list_head("data")}
    context |= {"formats": view_formats(), "record_formats": record_formats(page), "limits": limits()}
    return respond(request, "data/data.html", context | listing_context(form))


def view_formats() -> list[ShownFormat]:
    """Return the formats of a view, each with the address of the whole record and that of a part of it."""
    return [
        ShownFormat(
            name,
            one.title,
            one.purpose,
            [
                f"/timeline.{name}",
                f"/timeline.{name}?says=demand",
                *(f"/timeline.{what}" for what in described_by(name)),
            ],
        )
        for name, one in FORMATS.items()
    ]


def described_by(name: str) -> list[str]:
    """Return the names of the files that say what is in one of this format."""
    return [one for one in DESCRIPTIONS if one.startswith(f"{name}-")]


def record_formats(page: DataPage) -> list[ShownFormat]:
    """Return the formats of a record, each with the addresses of the first event, statement and report that it takes."""
    slugs = asdict(page.example) if page.example else {}
    return [
        ShownFormat(
            name,
            one.title,
            one.purpose,
            [
                f"/{folder}/{slugs[kind]}.{name}"
                for kind, folder in KINDS.items()
                if kind in one.kinds and kind in slugs
            ],
        )
        for name, one in RECORD_FORMATS.items()
    ]


def limits() -> list[Limit]:
    """Return the limits that those meet who take files, as docs/limits.md has them."""
    characters = _("%(n)s characters")
    whole = _("the whole view; where too many take whole files at once, the answer is 503 and says when to come back")
    more = _("%(n)s events in one file; “next” has the address of the next one")
    return [
        Limit(_("A JSON file"), more % {"n": EVENTS_PER_PAGE}),
        Limit(_("A CSV file"), whole),
        Limit(_("A page"), _("%(n)s events") % {"n": PAGE}),
        Limit(_("A parameter"), _("%(n)s values") % {"n": VALUES_ALLOWED}),
        Limit(_("A search"), characters % {"n": LONGEST}),
        Limit(_("An address"), characters % {"n": grouped(LONGEST_ADDRESS)}),
    ]


@public_page(form_class=EmptyForm)
def codebook(request: HttpRequest, form: FilterForm) -> HttpResponse:
    context = {"codebook": read_codebook(), "section": "data", "head": list_head("codebook")}
    return respond(request, "data/codebook.html", context | listing_context(form))


@public_page(form_class=EmptyForm)
def codebook_file(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return send_json(as_json(read_codebook()))


@public_page(form_class=EmptyForm)
def openapi(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return send_json(as_openapi())


@public_page(form_class=EmptyForm)
def dataset(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return send_json(as_dataset(), "application/ld+json")


@public_page(form_class=EmptyForm)
def for_assistants(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return send(File(as_llms_txt(), "text/plain; charset=utf-8"))


def send_json(value: dict, content_type: str = "application/json") -> HttpResponse:
    return send(File(json.dumps(value, ensure_ascii=False, indent=1), content_type))
