"""Suggested passages of a report beside its form: a part of the page that a script loads, and a page of its own without scripts.

Nothing is saved by a suggestion: it fills the form.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from talks.desk.access import MARKING_RIGHTS, desk_page, page
from talks.desk.choosing import values_of
from talks.models import Actor, Article, ArticleText, Claim, Outlet
from talks.suggesting import Names, Suggestion, suggestions, untouched
from talks.version import read_version
from talks.vocabulary import Attribution, ClaimKind

OPENING_WORDS = 6


class Shown(NamedTuple):
    """A suggestion in words, with the address that fills the form, and what fills it as JSON."""

    key: str
    paragraph: int
    speaker: str
    quote: str
    kind: str
    why: str
    is_direct: bool
    address: str
    fill: str


class Untouched(NamedTuple):
    paragraph: int
    opening: str


@desk_page(*MARKING_RIGHTS)
@require_GET
def suggested(request: HttpRequest, report: int) -> HttpResponse:
    """List passages that look like statements. Shape: the part alone with ``?part=1``. Cost: six queries, linear in the text."""
    article = get_object_or_404(Article.objects.select_related("text"), pk=report, text__isnull=False)
    claims = list(article.claims.all())
    found = _found(article, article.text, claims)
    address = reverse("desk_mark", args=[article.pk])
    context = {
        "article": article,
        "address": address,
        "suggestions": [_shown(one, fill, address) for one, fill in zip(found, filling(found), strict=True)],
        "untouched": nothing_taken(article.text, claims),
    }
    template = "_suggestions" if "part" in request.GET else "suggestions"
    return page(request, template, title=_("Suggestions"), **context)


def nothing_taken(text: ArticleText, claims: Iterable[Claim]) -> list[Untouched]:
    """Return the paragraphs from which nothing was taken, each with how it begins."""
    return [
        Untouched(number, " ".join(text.paragraphs[number - 1].split()[:OPENING_WORDS]))
        for number in untouched(text.paragraphs, claims)
    ]


def taken_initial(request: HttpRequest, article: Article, text: ArticleText, claims: list) -> dict[str, object]:
    """Return what fills the form if a suggestion was followed without scripts: ``?take=`` with its key; else nothing."""
    key = request.GET.get("take", "")
    found = [one for one in _found(article, text, claims) if key_of(one) == key] if key else []
    return filling(found)[0] if found else {}


def _found(article: Article, text: ArticleText, claims: list) -> list[Suggestion]:
    return suggestions(article, text.paragraphs, claims, known_names())


def known_names() -> Names:
    """Return the names of the record as it is now. Cost: a query; three where the record has changed."""
    return _names(read_version())


@lru_cache(maxsize=1)
def _names(_version: int) -> Names:
    """Return the names of the record of this version. Cost: two queries, once a version."""
    return Names(Actor.objects.select_related("side"), Outlet.objects.all())


def key_of(one: Suggestion) -> str:
    """Return what names a suggestion as long as the text stays: its paragraph and where its words begin."""
    return f"{one.paragraph}-{one.start}"


def filling(found: list[Suggestion]) -> list[dict[str, object]]:
    """Return what each suggestion writes into the form, by field. Cost: two queries."""
    actors = list({one.speaker.pk: one.speaker for one in found if one.speaker}.values())
    names = dict(zip([actor.pk for actor in actors], values_of("actor", actors), strict=True))
    return [
        {
            "quote": one.quote,
            "paragraph": one.paragraph,
            "prefix": one.prefix,
            "suffix": one.suffix,
            "speaker": names[one.speaker.pk] if one.speaker else one.speaker_name,
            "speaker_role": one.role,
            "attribution": one.attribution,
            "kind": one.kind,
            "cue": one.cue,
            "quote_mode": one.quote_mode,
        }
        for one in found
    ]


def _shown(one: Suggestion, fill: dict[str, object], address: str) -> Shown:
    own = _("The report itself") if one.attribution == Attribution.OWN_VOICE else _("Not named")
    return Shown(
        key=key_of(one),
        paragraph=one.paragraph,
        speaker=str(one.speaker or one.speaker_name or one.role or own),
        quote=one.quote,
        kind=str(ClaimKind(one.kind).label),
        why=_("the report writes “%(verb)s”") % {"verb": one.cue} if one.cue else "",
        is_direct=one.quote_mode == "direct",
        address=f"{address}?take={key_of(one)}#quote-field",
        fill=json.dumps(fill, ensure_ascii=False),
    )
