"""What files say of an event and of a claim: the same names and values in every format.

Rows are read without their models, since a file holds up to millions of them; what is decided by models is asked of
them, once for each case.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Model, QuerySet, TextField
from django.db.models.functions import Cast

from talks.index import Names, give
from talks.models import Actor, Article, Claim, Event, Participation
from talks.statements import Statement, by_utterance, public_address
from talks.timeline import Selection, in_order
from talks.vocabulary import Status

STEP = 250  # events held in memory at a time
PLACED = 2_000  # events put in order at a time, which costs more the later they stand
HIDDEN = [status for status in Status.values if status != Status.PUBLISHED]

EVENT = (
    *("pk", "slug", "process", "title", "kind", "occurrence", "format", "date", "date_basis", "date_basis_note"),
    *("place", "place_basis", "place_basis_note", "summary"),
)
CLAIM = (
    *("pk", "slug", "event", "occasion", "paragraph", "speaker", "speaker_role", "side", "target", "attribution"),
    *("kind", "statement", "quote", "quote_mode", "said", "said_basis", "said_basis_note", "repeats_id", "note"),
    *("article__slug", "article__headline", "article__outlet", "article__agency", "article__published"),
)
Row = Any  # one row of these, with the columns by their names


@dataclass(frozen=True)
class File:
    """A file to be sent: its content, whole or in pieces; its type; its name where it is to be saved."""

    content: str | Iterable[str]
    content_type: str
    name: str = ""


def last_changed() -> str:
    """Return when a published report, event or claim last changed, or the empty string.

    Cost: three queries, each a look into an index past the drafts that changed since.
    """
    # By what it is not: told what it is, a database may go through all that is published.
    shown = (model.objects.exclude(status__in=HIDDEN) for model in (Article, Event, Claim))
    newest = [rows.aggregate(newest=Max("changed"))["newest"] for rows in shown]
    known = [moment for moment in newest if moment]
    return max(known).isoformat() if known else ""


Records = Iterable[tuple[dict, list[dict]]]
"""What files say of events, and of the statements about each."""


def batches_between(selection: Selection, start: int, stop: int) -> Iterator[Records]:
    """Yield the events of these places in the order asked for, with the statements by which they answer.

    Shape: ``STEP`` events at a time; statements stand as on a page. Cost: seven queries for each of these batches, and
    the memory of one.
    """
    for first in range(start, min(stop, selection.count), PLACED):
        places = in_order(selection, selection.filters.order, first, min(first + PLACED, stop)).places
        pks = [selection.parts[place.part].segment.pks[place.number] for place in places]
        for place in range(0, len(pks), STEP):
            yield _read(selection, pks[place : place + STEP])


def _read(selection: Selection, pks: list[int]) -> Records:
    filters = selection.filters
    events = {row.pk: row for row in _rows(Event.objects.filter(pk__in=pks), EVENT, "date")}
    said: dict[int, list[Row]] = {pk: [] for pk in pks}
    for row in _rows(Claim.objects.public(filters.known_day).filter(event__in=pks).in_reading_order(), CLAIM, "said"):
        said[row.event].append(row)
    said = {pk: [row for group in by_utterance(rows) for row in group] for pk, rows in said.items()}
    if filters.asks_of_claims:
        matching = {one.claim for pk in pks for one in selection.about(pk) if one.matches}
        said = {pk: [row for row in rows if row.pk in matching] for pk, rows in said.items()}
    writer = Writer(selection.index.names, said)
    return ((writer.event(events[pk]), [writer.claim(row, events[pk].slug) for row in said[pk]]) for pk in pks)


def _rows(rows: QuerySet, columns: Collection[str], date: str) -> QuerySet:
    """Return rows with these columns, and days and moments as text, of which no driver makes dates: files hold text."""
    texts = {"earliest": f"{date}_earliest", "latest": f"{date}_latest", "entered": "recorded"}
    texts = {name: Cast(column, TextField()) for name, column in texts.items()}
    return rows.annotate(**texts).values_list(*columns, *texts, named=True)


class Writer:
    """Makes records of rows; reads at once what all of them name. Cost: five queries."""

    def __init__(self, names: Names, said: dict[int, list[Row]]) -> None:
        """Read for statements by the ids of their events."""
        self.names = names
        rows = [row for about in said.values() for row in about]
        # Nothing has the id 0: the number of queries does not depend on the record.
        self.occasions = _public_slugs(Event, {row.occasion for row in rows} - {None})
        self.repeated = _public_slugs(Claim, {row.repeats_id for row in rows} - {None})
        self.present: dict[int, list[dict]] = defaultdict(list)
        present = Participation.objects.filter(event__in=said).order_by("id")
        for event, pk, role, basis in present.values_list("event", "actor", "role", "basis"):
            actor = names.of_pk("party", pk)
            self.present[event].append({"actor": actor.slug, "name": actor.label, "role": role, "basis": basis})
        self.topics: dict[int, list[str]] = defaultdict(list)
        for claim, topic in Claim.topics.through.objects.filter(claim__event__in=said).values_list("claim", "topic"):
            self.topics[claim].append(names.of_pk("topic", topic).slug)
        self.answers: dict[int, list[str]] = defaultdict(list)
        given = Claim.answers.through.objects.filter(claim__event__in=said)
        for claim, question, answer in given.values_list("claim", "answer__question__slug", "answer__slug"):
            self.answers[claim].append(f"{question}/{answer}")
        self._voices: dict[tuple, tuple[str, Actor | None]] = {}
        self._addresses = {"event": _address(Event), "claim": _address(Claim)}

    def event(self, row: Row) -> dict:
        """Return the fields of an event."""
        place = self.names.of_pk("place", row.place) if row.place else None
        return {
            "slug": row.slug,
            "process": self.names.of_pk("process", row.process).slug,
            "title": row.title,
            "kind": row.kind,
            "occurrence": row.occurrence,
            "format": row.format,
            "date": row.date,
            "date_earliest": row.earliest,
            "date_latest": row.latest,
            "date_basis": row.date_basis,
            "date_basis_note": row.date_basis_note,
            "place": place and place.slug,
            "place_name": place and place.label,
            "place_basis": row.place_basis,
            "place_basis_note": row.place_basis_note,
            "summary": row.summary,
            "participants": self.present[row.pk],
            "recorded": moment(row.entered),
            "url": self._addresses["event"] % row.slug,
        }

    def claim(self, row: Row, event: str) -> dict:
        """Return the fields of a statement about an event, given by its slug.

        Shape: references are slugs, with ``_name`` beside them; ``speaker_name`` is the name that leads the statement,
        so that no file holds a statement without it. An answer is ``question/answer``.
        """
        of_pk = self.names.of_pk
        outlet = of_pk("outlet", row.article__outlet) if row.article__outlet else None
        agency = of_pk("agency", row.article__agency) if row.article__agency else None
        name, side = self.voice(row.attribution, row.speaker, row.side, row.speaker_role)
        return {
            "slug": row.slug,
            "event": event,
            "occasion": self.occasions.get(row.occasion),
            "report": row.article__slug,
            "headline": row.article__headline,
            "outlet": outlet and outlet.slug,
            "outlet_name": outlet and outlet.label,
            "agency": agency and agency.slug,
            "agency_name": agency and agency.label,
            "published": row.article__published,
            "paragraph": row.paragraph,
            "speaker": of_pk("speaker", row.speaker).slug if row.speaker else None,
            "speaker_name": name,
            "speaker_role": row.speaker_role,
            "side": side and side.slug,
            "side_name": side and side.name,
            "target": of_pk("target", row.target).slug if row.target else None,
            "attribution": row.attribution,
            "kind": row.kind,
            "statement": row.statement,
            "quote": row.quote,
            "quote_mode": row.quote_mode,
            "said": row.said,
            "said_earliest": row.earliest,
            "said_latest": row.latest,
            "said_basis": row.said_basis,
            "said_basis_note": row.said_basis_note,
            "topics": sorted(self.topics[row.pk]),
            "answers": sorted(self.answers[row.pk]),
            "repeats": self.repeated.get(row.repeats_id),
            "note": row.note,
            "recorded": moment(row.entered),
            "url": self._addresses["claim"] % row.slug,
        }

    def voice(self, *given: Any) -> tuple[str, Actor | None]:
        """Return the name that leads a statement, and the side it is said for, by what is given of both."""
        if given not in self._voices:
            claim = Claim.from_db("default", ("attribution", "speaker_id", "side_id", "speaker_role"), given)
            actors = self.names.records[Actor]
            give([claim], speaker=actors, side=actors)
            self._voices[given] = Statement(claim, 0).name, claim.speaks_for
        return self._voices[given]


def _public_slugs(model: type[Model], pks: Collection[int]) -> dict[int, str]:
    return dict(model.objects.public().filter(pk__in=pks or {0}).values_list("pk", "slug"))


def _address(model: type[Model]) -> str:
    """Return the public address of any record of a model, with its slug to be put in: one alone takes long to make."""
    before, _slug, after = public_address(model(slug="slug").get_absolute_url()).rpartition("slug")
    return f"{before.replace('%', '%%')}%s{after}"


@lru_cache(maxsize=4096)
def moment(text: str) -> str:
    """Return a moment, as the text that a database gives, as JSON has it: most records entered with others."""
    read = datetime.fromisoformat(text)
    return DjangoJSONEncoder().default(read if read.tzinfo else read.replace(tzinfo=UTC))
