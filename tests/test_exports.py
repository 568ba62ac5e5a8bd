"""Files: made of rows without models, and the same letter by letter as made of models the plain way."""

import csv
import gc
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from talks.exports import FORMATS, records
from talks.exports.csv_file import COLUMNS, cell
from talks.models import Actor, Article, Claim, Event, Topic
from talks.parameters import NONE
from talks.sources import public_url
from talks.timeline import ORDERS, Filters, read_timeline
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_question,
    make_topic,
)
from tests.reading import entries_of

pytestmark = pytest.mark.django_db


# The plain way


def corrections_of(name: str, record) -> list[dict]:
    rows = record.corrections.order_by("day", "slug")
    words = ("kind", "day", "field", "before", "after", "reason")
    return [{"of": name} | {word: getattr(one, word) for word in words} for one in rows]


def as_cell(corrections: list[dict]) -> str:
    shown = []
    for one in corrections:
        change = f"{one['before'] or '–'} → {one['after'] or '–'} " if one["before"] or one["after"] else ""
        field = f"{one['field']}: " if one["field"] else ""
        shown.append(f"{one['day']} {one['kind']} of {one['of']}: {field}{change}({one['reason']})")
    return "; ".join(shown)


def withdrawn_of(event: Event) -> datetime | None:
    """When a statement about it was last withdrawn, itself or with its report."""
    gone = [claim.changed for claim in event.claims.filter(status="withdrawn")]
    with_report = event.claims.filter(status="published", article__status="withdrawn").select_related("article")
    return max([*gone, *(claim.article.changed for claim in with_report)], default=None)


def event_record(event: Event) -> dict:
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
            {
                "actor": one.actor.slug,
                "name": one.actor.name,
                "kind": one.actor.kind,
                "role": one.role,
                "basis": one.basis,
            }
            for one in event.participations.order_by("id")
        ],
        "corrections": corrections_of("event", event),
        "recorded": event.recorded,
        "changed": event.changed,
        "withdrawn": withdrawn_of(event),
        "url": public_url(event.get_absolute_url()),
        "id": public_url(event.get_absolute_url()),
    }


def voice_of(claim: Claim) -> str:
    """Who leads it: the report itself, the speaker, else what is said of one who is not named."""
    if claim.attribution == "own-voice":
        return "The report"
    return claim.speaker.name if claim.speaker else claim.speaker_role or "Speaker not named"


def claim_record(claim: Claim) -> dict:
    article, side, occasion, repeats = claim.article, claim.speaks_for, claim.occasion, claim.repeats
    return {
        "slug": claim.slug,
        "process": claim.event.process.slug,
        "event": claim.event.slug,
        "event_id": public_url(claim.event.get_absolute_url()),
        "occasion": occasion.slug if Event.objects.public().filter(pk=claim.occasion_id).exists() else None,
        "report": article.slug,
        "headline": article.headline,
        "headline_basis": article.headline_basis,
        "outlet": article.outlet.slug if article.outlet else None,
        "outlet_name": article.outlet.name if article.outlet else None,
        "agency": article.agency.slug if article.agency else None,
        "agency_name": article.agency.name if article.agency else None,
        "origin": article.origin.slug if article.origin else None,
        "origin_basis": article.origin_basis,
        "published": article.published,
        "language": claim.quote_language or article.language,
        "report_language": article.language,
        "report_url": article.url,
        "archive_url": article.archive_url,
        "completeness": article.completeness,
        "paragraph": claim.paragraph,
        "speaker": claim.speaker.slug if claim.speaker else None,
        "speaker_name": voice_of(claim),
        "speaker_kind": claim.speaker.kind if claim.speaker else None,
        "speaker_role": claim.speaker_role,
        "side": side.slug if side else None,
        "side_name": side.name if side else None,
        "target": claim.target.slug if claim.target else None,
        "attribution": claim.attribution,
        "kind": claim.kind,
        "cue": claim.cue,
        "statement": claim.statement,
        "quote": claim.quote,
        "prefix": claim.prefix,
        "suffix": claim.suffix,
        "quote_mode": claim.quote_mode,
        "rendering": claim.rendering or article.rendering,
        "quote_translation": claim.quote_translation,
        "translated_by": claim.translated_by,
        "translation_method": claim.translation_method,
        "said": claim.said,
        "said_earliest": claim.said_earliest,
        "said_latest": claim.said_latest,
        "said_basis": claim.said_basis,
        "said_basis_note": claim.said_basis_note,
        "standing": claim.standing,
        "topics": sorted(topic.slug for topic in claim.topics.all()),
        "answers": sorted(f"{answer.question.slug}/{answer.slug}" for answer in claim.answers.all()),
        "repeats": repeats.slug if Claim.objects.public().filter(pk=claim.repeats_id).exists() else None,
        "note": claim.note,
        "proof": {
            "state": "found" if claim.paragraph_sha256 else "not-checked",
            "day": article.checked if claim.paragraph_sha256 else None,
            "paragraph_sha256": claim.paragraph_sha256,
            "text_sha256": article.text_sha256 if claim.paragraph_sha256 else "",
            "reason": claim.unchecked_reason,
        },
        "corrections": corrections_of("claim", claim) + corrections_of("report", article),
        "recorded": claim.recorded,
        "changed": claim.changed,
        "url": public_url(claim.get_absolute_url()),
    }


class Plain:
    """The files of views of one page, made of the events and statements that the page lists."""

    def __init__(self) -> None:
        self.events = {event.pk: event_record(event) for event in Event.objects.all()}
        self.claims = {claim.pk: claim_record(claim) for claim in Claim.objects.all()}

    def files(self, filters: Filters) -> tuple[str, str]:
        """Return JSON and CSV."""
        answer = read_timeline(filters)
        is_certain = [month.is_certain for month in answer.months for _event in month.events]
        marks = [{"certain": one if filters.has_span else None} for one in is_certain]
        found = [
            (self.events[entry.event.pk] | mark, [self.claims[row.pk] | mark for row in entry.claims])
            for entry, mark in zip(entries_of(answer), marks, strict=True)
        ]
        content = {
            "schema": 1,
            "version": answer.selection.index.version,
            "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
            "count": answer.counts.events,
            "next": None,
            "events": [event | {"claims": claims} for event, claims in found],
        }
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        for event, claims in found:
            about_event = {f"event_{name}": value for name, value in event.items()} | {"place": event["place"]}
            for claim in claims:
                proof = {f"proof_{name}": value for name, value in claim["proof"].items()}
                row = about_event | claim | proof | {"claim": claim["slug"], "proof": claim["proof"]["state"]}
                row |= {name: as_cell(row[name]) for name in ("event_corrections", "corrections")}
                writer.writerow([cell(row[column]) for column in COLUMNS])
        return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False), table.getvalue()


def written(name: str, filters: Filters) -> str:
    content = FORMATS[name].write(filters, 1).content
    return content if isinstance(content, str) else "".join(content)


def check(views: Iterable[Filters]) -> None:
    """Compare the files of some views whole."""
    plain = Plain()
    for filters in views:
        of_json, of_csv = plain.files(filters)
        assert written("json", filters) == of_json, filters
        assert written("csv", filters) == of_csv, filters


# What files contain


@pytest.mark.slow
def test_files_of_the_real_record_are_those_made_plainly_in_every_order_and_view():
    call_command("loaddata", "ukraine_2022", verbosity=0)
    views = [Filters(order=order) for order in ORDERS]
    views += [
        Filters(kind=(Event.objects.earliest("pk").kind,)),
        Filters(since="2022-03", until="2022-04"),
        Filters(known="2022-03-30"),
        Filters(side=(Actor.objects.filter(kind="party").earliest("pk").slug,)),
        Filters(speaker=(NONE,)),
        Filters(topic=(Topic.objects.earliest("pk").slug,), order="-said"),
        Filters(report=(Article.objects.earliest("pk").slug,), order="published"),
        Filters(q="talks"),
        Filters(differ=("any",)),
        Filters(since="2090"),
    ]
    check(views)


def test_files_are_those_made_plainly_where_anything_is_missing_hidden_or_odd():
    party, outlet = make_actor("north"), make_outlet("agency")
    person = make_actor("a-person", side=party)
    article = make_article(outlet=outlet, agency=outlet, published="")
    article.published_basis, article.checked, article.text_sha256 = "", date(2026, 11, 29), "a" * 64
    article.save()
    event = make_event(place=make_place("town"), summary="=1+1", date="2022-03/2022-04")
    make_participation(event, party)
    make_participation(event, person, "host")
    hidden = make_event(status=Status.DRAFT)
    _question, (yes, _no) = make_question()
    topics = [make_topic("b-topic"), make_topic("a-topic")]
    first = make_claim(event=event, speaker=person, said="2022-03-09~", target=party, topics=topics, answers=[yes])
    make_claim(event=event, article=article, speaker_role="@a source", note='“so”, "so"\nand so', occasion=hidden)
    make_claim(event=event, side=party, said="2022-03-01", occasion=make_claim().event)
    make_claim(event=event, said="2022-03-02", repeats=first)
    make_claim(event=event, article=article, paragraph_sha256=f"1:{'b' * 64}")
    secret = make_claim(event=event, status=Status.DRAFT)
    make_claim(event=event, attribution="own-voice", said="2022", repeats=secret)
    make_claim(event=make_event(date=""))
    reason = "It was said of another day."
    make_claim(event=event, status=Status.WITHDRAWN, status_reason=reason, changed=datetime(2026, 3, 1, tzinfo=UTC))
    gone = make_article(status=Status.WITHDRAWN, status_reason=reason, changed=datetime(2026, 3, 2, tzinfo=UTC))
    make_claim(event=event, article=gone)
    make_correction(first, field="Statement", before="=says no", after="says yes")
    make_correction(first, kind="withdrawal", before="", after="", day=date(2026, 11, 30))
    make_correction(event, field="Title", before="Round", after="")
    make_correction(article, kind="clarification", before="", after="“so”")
    check([*(Filters(order=order) for order in ORDERS), Filters(side=("north",)), Filters(side=(NONE,))])


def test_a_file_is_the_same_however_many_events_are_read_at_a_time(monkeypatch):
    for number in range(5):
        event = make_event(date=f"2022-03-0{9 - number}")
        first = make_claim(event=event, said=f"2022-03-1{number}", article=make_article(published="2022-03-20"))
        make_claim(event=event, said="2022-03-10", repeats=first)
    views = [Filters(order=order) for order in ORDERS]
    whole = [(written("json", filters), written("csv", filters)) for filters in views]
    monkeypatch.setattr(records, "PLACED", 4)
    monkeypatch.setattr(records, "STEP", 3)
    assert len(list(FORMATS["csv"].write(Filters(), 1).content)) == 4  # what the columns are called; 3, 1 and 1 events
    assert [(written("json", filters), written("csv", filters)) for filters in views] == whole


# When the record last changed


def test_a_picture_names_the_day_on_which_what_is_published_last_changed():
    def day() -> str:
        return re.search(r"Record of ([^.<]+)\.", written("svg", Filters()))[1]

    claim = make_claim(changed=datetime(2026, 3, 1, tzinfo=UTC))
    Article.objects.update(changed=datetime(2026, 2, 1, tzinfo=UTC))
    Event.objects.update(changed=datetime(2026, 2, 2, tzinfo=UTC))
    make_event(status=Status.DRAFT, changed=datetime(2026, 6, 1, tzinfo=UTC))
    assert day() == "1 Mar 2026"
    Event.objects.filter(pk=claim.event_id).update(changed=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    assert day() == "2 Mar 2026"
    Article.objects.update(changed=datetime(2026, 3, 3, tzinfo=UTC))
    assert day() == "3 Mar 2026"
    Article.objects.update(status=Status.DRAFT)
    assert day() == "2 Mar 2026"
    claim.delete()
    Event.objects.all().delete()
    assert day() == "no date"


def test_when_the_record_last_changed_is_taken_from_an_index():
    make_claim()
    with CaptureQueriesContext(connection) as captured:
        records.last_changed()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # which it prefers for tables of one row
        for query, name in zip(captured, ("article", "event", "claim"), strict=True):
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' * (connection.vendor == 'sqlite')}{query['sql']}")
            assert f"{name}_last_changed" in str(cursor.fetchall())


# What files cost


def many(events: int) -> None:
    for _ in range(events):
        event, side = make_event(place=make_place("town")), make_actor("north")
        make_participation(event, side)
        for _claim in range(2):
            make_claim(event=event, speaker=side, topics=[make_topic("peace")])


def queries(name: str, filters: Filters) -> int:
    written(name, filters)  # the index is there, and whatever is cached
    with CaptureQueriesContext(connection) as captured:
        written(name, filters)
    return len(captured)


def left_behind(name: str, filters: Filters) -> int:
    """How many objects that nobody can reach are still there once a file was written, until they are looked for."""
    written(name, filters)
    gc.collect()
    gc.disable()
    try:
        written(name, filters)
        return gc.collect()
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["json", "csv"])
@pytest.mark.parametrize("filters", [Filters(), Filters(side=("north",), order="-said")], ids=["all", "some"])
def test_more_events_take_no_more_queries_and_leave_nothing_behind_in_memory(name, filters):
    many(5)
    few = queries(name, filters), left_behind(name, filters)
    many(30)
    assert (queries(name, filters), left_behind(name, filters)) == few


@pytest.mark.parametrize("name", ["jsonld", "atom", "ics", "timelinejs"])
def test_more_events_take_no_more_queries_in_any_format(name):
    many(5)
    few = queries(name, Filters(side=("north",)))
    many(30)
    assert queries(name, Filters(side=("north",))) == few
