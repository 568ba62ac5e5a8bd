"""The slugs of drafts, made from their words: they follow these words until readers have met the record.

Imports curation and models. Whoever saves a changed draft calls ``follow_words`` before: the admin, the desk, merging and
changes of many statements.
"""

import re

from django.utils.text import slugify

from talks import curation
from talks.models import Claim, Event, Outlet, Rename
from talks.models.base import Curated


def words_of(record: Curated) -> list[str]:
    """Return the words from which the slug of a record may be made: of the first that gives one. Cost: two queries."""
    if isinstance(record, Claim):
        where = f"{record.article.slug} {record.paragraph}" if record.article else ""
        return [curation.claim_words(record), where]
    if isinstance(record, Event):
        return [record.title]
    return report_words(record.outlet, record.published, record.headline)


def report_words(outlet: Outlet | None, published: str, headline: str) -> list[str]:
    """Return the words for a report's slug. The last are for headlines in letters that no address can have."""
    day = published[:10] if published[:1].isdigit() else ""
    return [f"{outlet.slug} {day}" if outlet and day else "", headline, f"report {day}" if day else ""]


def is_made_from(slug: str, words: str) -> bool:
    """Return whether a slug is the one that is made from these words, with or without a number at its end.

    The forms of the admin make it in the browser, and end it after 120 characters instead of after the last word of 80.
    """
    bases = {curation.slug_words(words), slugify(words)[:120].strip("-")} - {""}
    return any(re.fullmatch(rf"{re.escape(base)}(-[0-9]+)?", slug) for base in bases)


def follow_words(record: Curated) -> str:
    """Give a draft that readers never met the slug of its new words, if it has that of its stored ones; saves nothing.

    Call it before the record is saved. A slug that somebody chose stays, and so does one with former addresses. The slug
    that is left leads nowhere, as nobody was given it.
    Shape: the former slug, or the empty string if the slug stays. Cost: up to eight queries.
    """
    if not record.pk or curation.was_published(record):
        return ""
    model = type(record)
    stored = model._base_manager.filter(pk=record.pk).first()
    if stored is None or stored.slug != record.slug or curation.was_published(stored):
        return ""
    words = zip(words_of(stored), words_of(record), strict=True)
    now = next((now for before, now in words if is_made_from(stored.slug, before)), "")
    if not now or is_made_from(stored.slug, now):
        return ""
    if Rename.objects.filter(model=model._meta.model_name, present=stored.slug).exists():
        return ""
    made = (curation.free_slug(model, one) for one in [now, *words_of(record)])
    record.slug = next(filter(None, made), stored.slug)
    return stored.slug if record.slug != stored.slug else ""
