"""What files say of an event and of a claim: the same names and values in every format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max

from talks.models import Answer, Article, Claim, Event
from talks.statements import Palette, Statement, public_address
from talks.timeline import Entry, Place, Selection, in_order, read_entries

STEP = 100  # events held in memory at a time
PLACED = 2_000  # events put in order at a time, which costs more the later they stand


@dataclass(frozen=True)
class File:
    """A file to be sent: its content, whole or in pieces; its type; its name where it is to be saved."""

    content: str | Iterable[str]
    content_type: str
    name: str = ""


def last_changed() -> str:
    """Return when a published report, event or claim last changed, or the empty string. Cost: three passes."""
    newest = [model.objects.published().aggregate(newest=Max("changed"))["newest"] for model in (Article, Event, Claim)]
    known = [moment for moment in newest if moment]
    return max(known).isoformat() if known else ""


def entries_between(selection: Selection, start: int, stop: int) -> Iterator[Entry]:
    """Yield the events of these places in the order asked for, with all that files name.

    Cost: ten queries, and the memory, for every hundred events.
    """
    for first in range(start, min(stop, selection.count), PLACED):
        places = in_order(selection, selection.filters.order, first, min(first + PLACED, stop)).places
        for place in range(0, len(places), STEP):
            yield from _read(selection, places[place : place + STEP])


def _read(selection: Selection, places: list[Place]) -> list[Entry]:
    pks = [selection.parts[place.part].segment.pks[place.number] for place in places]
    entries = read_entries(selection, pks, Palette(selection.index.names.lanes), Claim.objects.with_repeated())
    claims = {claim.pk: claim for entry in entries for claim in entry.claims}
    for claim in claims.values():
        claim.topic_slugs, claim.answer_slugs = [], []
    topics = Claim.topics.through.objects.filter(claim__in=claims)
    for pk, topic in topics.values_list("claim", "topic"):
        claims[pk].topic_slugs.append(selection.index.names.of_pk("topic", topic).slug)
    given = list(Claim.answers.through.objects.filter(claim__in=claims).values_list("claim", "answer"))
    answers = Answer.objects.select_related("question").in_bulk({answer for _pk, answer in given} or {0})
    for pk, answer in given:
        claims[pk].answer_slugs.append(f"{answers[answer].question.slug}/{answers[answer].slug}")
    return entries


def event_record(event: Event) -> dict:
    """Return the fields of an event; for events of ``entries_between``. Cost: no query."""
    return {
        "slug": event.slug,
        "process": event.process.slug,
        "title": event.title,
        "kind": event.kind,
        "occurrence": event.occurrence,
        "format": event.format,
        "date": event.date,
        "date_earliest": event.date_earliest,
        "date_latest": event.date_latest,
        "date_basis": event.date_basis,
        "date_basis_note": event.date_basis_note,
        "place": event.place.slug if event.place else None,
        "place_name": event.place.name if event.place else None,
        "place_basis": event.place_basis,
        "place_basis_note": event.place_basis_note,
        "summary": event.summary,
        "participants": [
            {"actor": one.actor.slug, "name": one.actor.name, "role": one.role, "basis": one.basis}
            for one in event.present
        ],
        "recorded": event.recorded,
        "url": public_address(event.get_absolute_url()),
    }


def claim_record(claim: Claim) -> dict:
    """Return the fields of a claim; for claims of ``entries_between``.

    Shape: references are slugs, with ``_name`` beside them; ``speaker_name`` is the name that leads the statement,
    so that no file holds a statement without it. An answer is ``question/answer``. Cost: no query.
    """
    article, side, statement = claim.article, claim.speaks_for, Statement(claim, 0)
    return {
        "slug": claim.slug,
        "event": claim.event.slug,
        "occasion": statement.occasion.slug if statement.occasion else None,
        "report": article.slug,
        "headline": article.headline,
        "outlet": article.outlet.slug if article.outlet else None,
        "outlet_name": article.outlet.name if article.outlet else None,
        "agency": article.agency.slug if article.agency else None,
        "agency_name": article.agency.name if article.agency else None,
        "published": article.published,
        "paragraph": claim.paragraph,
        "speaker": claim.speaker.slug if claim.speaker else None,
        "speaker_name": statement.name,
        "speaker_role": claim.speaker_role,
        "side": side.slug if side else None,
        "side_name": side.name if side else None,
        "target": claim.target.slug if claim.target else None,
        "attribution": claim.attribution,
        "kind": claim.kind,
        "statement": claim.statement,
        "quote": claim.quote,
        "quote_mode": claim.quote_mode,
        "said": claim.said,
        "said_earliest": claim.said_earliest,
        "said_latest": claim.said_latest,
        "said_basis": claim.said_basis,
        "said_basis_note": claim.said_basis_note,
        "topics": sorted(claim.topic_slugs),
        "answers": sorted(claim.answer_slugs),
        "repeats": claim.repeated,
        "note": claim.note,
        "recorded": claim.recorded,
        "url": statement.address,
    }
