"""What leads to the record from outside: the page about it, whole lists, pictures of links, sitemap and robots.txt."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control

from talks import cards, pages, sitemaps
from talks.cards import Card
from talks.forms import FilterForm
from talks.models import Actor, Article, Claim, Event, Question
from talks.pages.shared import list_head
from talks.sources import public_url
from talks.views.answering import answer_with, for_reading, listing_context, public_page, respond

XML = "application/xml; charset=utf-8"
AN_HOUR = 3600


# The record as a whole


@public_page("process")
def about(request: HttpRequest, form: FilterForm) -> HttpResponse:
    context = {"page": pages.read_about(form.filters), "section": "about", "head": list_head("about")}
    return respond(request, "about.html", context | listing_context(form))


@public_page("process", "known", "page")
def events(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return list_of(request, form, pages.read_every_event, "events")


@public_page("process", "known", "page")
def claims(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return list_of(request, form, pages.read_every_statement, "claims")


@public_page("process", "page")
def corrections(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return list_of(request, form, pages.read_every_correction, "corrections")


def list_of(request: HttpRequest, form: FilterForm, read: Callable, section: str) -> HttpResponse:
    rows = read(form.filters, form.page)
    context = {"rows": rows, "section": section, "head": list_head(section)}
    return respond(request, f"{section}.html", context | listing_context(form, rows))


# Pictures that go with a shared link

WITH_NAMES = {
    "event": Event.objects.select_related("process", "place"),
    "claim": Claim.objects.select_related("event__process", "article__outlet", "speaker__side", "side"),
    "report": Article.objects.select_related("outlet"),
    "person": Actor.objects.select_related("side"),
    "question": Question.objects.select_related("process"),
}


@public_page("process")
def site_card(request: HttpRequest, form: FilterForm) -> HttpResponse:
    return picture_of(pages.site_card(form.filters))


@public_page("known")
def card(request: HttpRequest, form: FilterForm, kind: str, slug: str) -> HttpResponse:
    return answer_with(request, WITH_NAMES[kind].all(), slug, lambda row: picture_of(pages.card_of(row)))


def picture_of(words: Card) -> HttpResponse:
    return HttpResponse(cards.draw(words), content_type="image/png")


# For search engines and browsers


@public_page("page")
def sitemap(request: HttpRequest, form: FilterForm) -> HttpResponse:
    parts = [{"location": public_url(path)} for path in sitemaps.read_parts()]
    return HttpResponse(render_to_string("sitemap_index.xml", {"sitemaps": parts}), content_type=XML)


@public_page("page")
def sitemap_part(request: HttpRequest, form: FilterForm, section: str, part: int) -> HttpResponse:
    urls = sitemaps.read_part(section, part)
    if urls is None:
        raise Http404
    return HttpResponse(render_to_string("sitemap.xml", {"urlset": urls}), content_type=XML)


@for_reading
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of curation and of views with several parameters, which have no end.

    Every record is in the sitemap, so that nothing is lost.
    """
    lines = [
        "User-agent: *",
        *([f"Disallow: {reverse('admin:index')}"] if settings.ADMIN_PATH == "admin" else []),
        "Disallow: /*?*&",
        "Disallow: /*/error/",
        *(f"Disallow: /*?{name}=" for name in ("more", "counts", "folded")),
        "",
        f"Sitemap: {public_url(reverse('sitemap'))}",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response


@for_reading
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask by this name to the icon. Not for ever: its name changes with its content."""
    response = redirect(static("talks/favicon.svg"))
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response
