"""Events and claims as dictionaries, with the same names and values in every format.

Reads the rows that pages read; ``csv_file`` and ``json_file`` write them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max, Q

from talks.index import Index, OutdatedError
from talks.models import Article, Claim, Correction, Event
from talks.models.base import address
from talks.replica import alias, reading_from
from talks.rows import ClaimRow, EventRow
from talks.sources import is_web_url, public_url
from talks.statements import in_order_shown, lead_of
from talks.timeline import Filters, PageRows, Selection, in_order, select
from talks.version import snapshot
from talks.vocabulary import Status

STEP = 250  # events held in memory at a time
PLACED = 2_000  # events sorted at a time; later positions cost more
NOT_PUBLIC = [status for status in Status.values if status != Status.PUBLISHED]


json_line = json.JSONEncoder(ensure_ascii=False).encode
"""Return JSON in one line, with letters of every script as they are."""


@dataclass(frozen=True)
class File:
    """A file to send: content, whole or in pieces; type; a name where browsers should save it; further headers."""

    content: str | Iterable[str]
    content_type: str
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def written(filters: Filters, write: Callable[[Selection], Iterator[str]]) -> str | Iterator[str]:
    """Return what ``write`` makes of a view: whole if it has ``STEP`` events at most, else in pieces, made as they are sent."""
    selection = select(filters)
    return "".join(write(selection)) if selection.count <= STEP else in_pieces(filters, write, alias())


def in_pieces(filters: Filters, write: Callable[[Selection], Iterator[str]], database: str) -> Iterator[str]:
    """Yield a file in pieces, read from the database of this name.

    They are read after the view has returned, so in a snapshot of their own.
    """
    with reading_from(database), suppress(OutdatedError), snapshot(is_public=True):
        yield from write(select(filters))
        return
    with reading_from(database), snapshot(is_public=True):
        yield from write(select(filters))


def last_changed() -> str:
    """Return when a published report, event or claim last changed, or the empty string.

    Cost: three queries, each answered by an index.
    """
    # Excluding the other statuses lets the database use the index; asking for the published ones may scan all of them.
    shown = (model.objects.exclude(status__in=NOT_PUBLIC) for model in (Article, Event, Claim))
    newest = [rows.aggregate(newest=Max("changed"))["newest"] for rows in shown]
    known = [moment for moment in newest if moment]
    return max(known).isoformat() if known else ""


Records = Iterable[tuple[dict, list[dict]]]
"""An event and its statements, each as a dictionary."""


def batches_between(selection: Selection, start: int, stop: int) -> Iterator[Records]:
    """Yield the events from ``start`` to before ``stop``, in order, with their matching statements.

    Shape: ``STEP`` events at a time; statements in the order of a page.
    Cost: eight queries for each batch; one batch in memory.
    """
    for first in range(start, min(stop, selection.count), PLACED):
        places = in_order(selection, selection.filters.order, first, min(first + PLACED, stop)).events
        certain = {selection.parts[one.part].segment.pks[one.number]: one.is_certain for one in places}
        pks = list(certain)
        for place in range(0, len(pks), STEP):
            yield _read(selection, pks[place : place + STEP], certain)


def _read(selection: Selection, pks: list[int], certain: Mapping[int, bool]) -> Records:
    """Return events with their statements; without a chosen span, nothing is said to fall into one."""
    rows = PageRows(selection)
    in_span = certain if selection.filters.has_span else {}
    found = [(event, rows.matching(event.pk, in_order_shown(said))) for event, said in rows.of(pks)]
    serializer = Serializer(selection.index, found)
    return (
        (
            serializer.event(event) | {"certain": in_span.get(event.pk)},
            [serializer.claim(row) | {"certain": in_span.get(event.pk)} for row in said],
        )
        for event, said in found
    )


class Serializer:
    """Turns rows into dictionaries; fetches everything else they refer to up front. Cost: five queries."""

    def __init__(self, index: Index, found: list[tuple[EventRow, list[ClaimRow]]]) -> None:
        self.names = index.names
        self._names: dict[tuple, str] = {}
        about = {"claim__event__in": [event.pk for event, _said in found]}
        # Id 0 does not exist; with it an empty set costs a query too, so that the number of queries is constant.
        repeated = {row.repeats for _event, said in found for row in said if row.repeats}
        self.repeated = dict(Claim.objects.public().filter(pk__in=repeated or {0}).values_list("pk", "slug"))
        self.topics: dict[int, list[str]] = defaultdict(list)
        for claim, topic in Claim.topics.through.objects.filter(**about).values_list("claim", "topic"):
            self.topics[claim].append(self.names.topics[topic].slug)
        self.answers: dict[int, list[str]] = defaultdict(list)
        given = Claim.answers.through.objects.filter(**about)
        for claim, question, answer in given.values_list("claim", "answer__question__slug", "answer__slug"):
            self.answers[claim].append(f"{question}/{answer}")
        self.corrections = _read_corrections(found)
        self.withdrawn = _read_withdrawals([event.pk for event, _said in found])

    def name_of(self, row: ClaimRow) -> str:
        """Return the name that leads a statement; a file has few different ones."""
        key = (row.is_own_voice, row.speaker and row.speaker.pk, row.speaker_role)
        if key not in self._names:
            self._names[key] = lead_of(row).name
        return self._names[key]

    def event(self, row: EventRow) -> dict:
        """Return the fields of an event.

        Shape: ``id`` never changes; ``url`` follows the slug. ``withdrawn`` is when a statement about it was last withdrawn.
        """
        return {
            "slug": row.slug,
            "process": self.names.processes[row.process].slug,
            "title": row.title,
            "kind": row.kind,
            "occurrence": row.occurrence,
            "format": row.format,
            "date": row.date,
            "date_earliest": day(row.earliest),
            "date_latest": day(row.latest),
            "date_basis": row.date_basis,
            "date_basis_note": row.date_basis_note,
            "place": row.place and row.place.slug,
            "place_name": row.place and row.place.name,
            "place_basis": row.place_basis,
            "place_basis_note": row.place_basis_note,
            "summary": row.summary,
            "participants": [
                {
                    "actor": one.actor.slug,
                    "name": one.actor.name,
                    "kind": one.actor.kind,
                    "role": one.role,
                    "basis": one.basis,
                }
                for one in row.present
            ],
            "corrections": self.corrections["event", row.pk],
            "recorded": moment(row.recorded),
            "changed": moment(row.changed),
            "withdrawn": self.withdrawn.get(row.pk),
            "url": public_url(row.page),
            "id": identity(row),
        }

    def claim(self, row: ClaimRow) -> dict:
        """Return the fields of a statement.

        Shape: references are slugs, with the name in ``…_name``. ``speaker_name`` is the name that leads the statement,
        so that every statement has one. ``event_id`` is the ``id`` of its event. An answer is ``question/answer``.
        ``proof`` says whether the quotation was found in the text of its report, or why it was not checked. ``report_url``
        and ``archive_url`` lead to the original and to a copy in a web archive, and are empty where none is recorded.
        ``corrections`` are those of the statement and of its report, the oldest first; ``of`` says of which.
        """
        report = row.report
        return {
            "slug": row.slug,
            "process": self.names.processes[row.event.process].slug,
            "event": row.event.slug,
            "event_id": identity(row.event),
            "occasion": row.occasion and row.occasion.slug,
            "report": report.slug,
            "headline": report.headline,
            "headline_basis": report.headline_basis,
            "outlet": report.outlet and report.outlet.slug,
            "outlet_name": report.outlet and report.outlet.name,
            "agency": report.agency and report.agency.slug,
            "agency_name": report.agency and report.agency.name,
            "origin": report.origin_slug or None,
            "origin_basis": report.origin_basis,
            "published": report.published,
            "language": row.quote_language,
            "report_language": report.language,
            "report_url": report.link,
            "archive_url": report.archive,
            "completeness": report.completeness,
            "paragraph": row.paragraph,
            "speaker": row.speaker and row.speaker.slug,
            "speaker_name": self.name_of(row),
            "speaker_kind": row.speaker and row.speaker.kind,
            "speaker_role": row.speaker_role,
            "side": row.side and row.side.slug,
            "side_name": row.side and row.side.name,
            "target": row.target and row.target.slug,
            "attribution": row.attribution,
            "kind": row.kind,
            "cue": row.cue,
            "statement": row.statement,
            "quote": row.quote,
            "prefix": row.prefix,
            "suffix": row.suffix,
            "quote_mode": row.quote_mode,
            "rendering": row.rendering,
            "quote_translation": row.quote_translation,
            "translated_by": row.translated_by,
            "translation_method": row.translation_method,
            "said": row.said,
            "said_earliest": day(row.earliest),
            "said_latest": day(row.latest),
            "said_basis": row.said_basis,
            "said_basis_note": row.said_basis_note,
            "standing": row.standing,
            "topics": sorted(self.topics[row.pk]),
            "answers": sorted(self.answers[row.pk]),
            "repeats": self.repeated.get(row.repeats),
            "note": row.note,
            "proof": {
                "state": "found" if row.paragraph_sha256 else "not-checked",
                "day": day(report.checked) if row.paragraph_sha256 else None,
                "paragraph_sha256": row.paragraph_sha256,
                "text_sha256": report.text_sha256 if row.paragraph_sha256 else "",
                "reason": row.unchecked_reason,
            },
            "corrections": self.corrections["claim", row.pk] + self.corrections["report", report.pk],
            "recorded": moment(row.recorded),
            "changed": moment(row.changed),
            "url": public_url(row.page),
        }


def report(row: Article) -> dict:
    """Return the fields of a report. Cost: no query if the row has its outlet and its origin with the house.

    Shape: references are slugs, with the name in ``…_name``.
    """
    origin = row.origin
    house = origin and origin.house
    return {
        "slug": row.slug,
        "headline": row.headline,
        "headline_basis": row.headline_basis,
        "genre": row.genre,
        "outlet": row.outlet and row.outlet.slug,
        "outlet_name": row.outlet and row.outlet.name,
        "agency": house and house.slug,
        "agency_name": house and house.name,
        "origin": origin and origin.slug,
        "origin_basis": row.origin_basis,
        "origin_note": row.origin_note,
        "byline": row.byline,
        "report_url": row.url if is_web_url(row.url) else "",
        "archive_url": row.archive_url if is_web_url(row.archive_url) else "",
        "captured": day(row.captured),
        "no_capture": row.no_capture,
        "published": row.published,
        "published_earliest": day(row.published_earliest),
        "published_latest": day(row.published_latest),
        "published_basis": row.published_basis,
        "published_basis_note": row.published_basis_note,
        "reference": row.reference,
        "language": row.language,
        "rendering": row.rendering,
        "completeness": row.completeness,
        "completeness_note": row.completeness_note,
        "summary": row.summary,
        "note": row.note,
        "text_words": row.text_words,
        "text_sha256": row.text_sha256,
        "checked": day(row.checked),
        "recorded": moment(row.recorded.isoformat()),
        "changed": moment(row.changed.isoformat()),
        "url": public_url(row.get_absolute_url()),
    }


def _read_corrections(found: list[tuple[EventRow, list[ClaimRow]]]) -> dict[tuple[str, int], list[dict]]:
    """Return the corrections of these events, their statements and the reports of these, by what they are of. Cost: one query."""
    events = [event.pk for event, _said in found]
    reports = {row.report.pk for _event, said in found for row in said}
    meant = Q(event__in=events) | Q(claim__event__in=events) | Q(article__in=reports)
    columns = ("event", "claim", "article", "kind", "day", "field", "before", "after", "reason")
    corrections: dict[tuple[str, int], list[dict]] = defaultdict(list)
    for event, claim, article, *words in Correction.objects.filter(meant).order_by("day", "slug").values_list(*columns):
        of = ("event", event) if event else ("claim", claim) if claim else ("report", article)
        kind, when, field, before, after, reason = words
        corrections[of].append(
            {
                "of": of[0],
                "kind": kind,
                "day": day(when),
                "field": field,
                "before": before,
                "after": after,
                "reason": reason,
            }
        )
    return corrections


def _read_withdrawals(events: list[int]) -> dict[int, str]:
    """Return when a statement about these events, or its report, was last withdrawn, by event. Cost: one query."""
    is_withdrawn = Q(status=Status.WITHDRAWN) | Q(status=Status.PUBLISHED, article__status=Status.WITHDRAWN)
    rows = Claim.objects.filter(is_withdrawn, event__in=events or {0})
    found: dict[int, str] = {}
    for event, status, of_claim, of_report in rows.values_list("event", "status", "changed", "article__changed"):
        when = moment((of_claim if status == Status.WITHDRAWN else of_report).isoformat())
        found[event] = max(when, found.get(event, ""))
    return found


def identity(row: EventRow) -> str:
    """Return the URL that an event is known by for ever."""
    return public_url(address("event", row.first_slug))


def day(value: date | None) -> str | None:
    return value and value.isoformat()


@lru_cache(maxsize=4096)
def moment(text: str) -> str:
    """Return a point in time, given as the database's text, in the form of JSON."""
    read = datetime.fromisoformat(text)
    return DjangoJSONEncoder().default(read if read.tzinfo else read.replace(tzinfo=UTC))
