"""Views in every format, read by the programs that people have for it: what they find is what our JSON has."""

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest

from talks import exports
from talks.exports import FORMATS, RECORD_FORMATS
from talks.exports.csv_file import COLUMNS
from talks.spreadsheets import guarded
from tests.foreign.hostile import WORDS
from tests.foreign.readers import VIEWS, Reading, calendar_of, expanded, letters, read_table

QUESTIONS = (
    "",
    "?says=demand&says=refusal",
    "?q=talks",
    "?since=2022-03&until=2022-03-29",
    "?since=none",
    "?known=2022-03-15",
    "?differ=any",
    "?order=-published",
    "?order=said&speaker=vladimir-putin",
    "?process=hostile&order=recorded",
    "?q=nothinghasthisword",
)


def needs(name: str) -> pytest.MarkDecorator:
    there = {**FORMATS, **RECORD_FORMATS, **getattr(exports, "DESCRIPTIONS", {})}
    return pytest.mark.skipif(name not in there, reason=f"there is no format {name}")


def get(client, address: str) -> bytes:
    response = client.get(address)
    content = response.getvalue()
    assert response.status_code == 200, (address, content[:200])
    return content


def in_json(client, question: str) -> list[dict]:
    given = json.loads(get(client, f"/timeline.json{question}"))
    assert not given["next"]
    return given["events"]


@pytest.mark.parametrize(
    "reading", [one for one in VIEWS if one.name in FORMATS], ids=lambda one: f"{one.name}-{one.reader}"
)
def test_a_reader_finds_the_same_records_in_the_same_order_whatever_is_asked(record, reading: Reading):
    for question in QUESTIONS:
        events = in_json(record, question)
        found = reading.read(get(record, f"/timeline.{reading.name}{question}"))
        if found.events is not None:
            expected = [ids_of(one)[reading.name] for one in events if is_in(reading.name, one["date"])]
            assert found.events == expected, question
        if found.claims is not None:
            assert found.claims == [claim["slug"] for one in events for claim in one["claims"]], question


def ids_of(event: dict) -> dict[str, str]:
    """What an event is called in each format."""
    address = event["id"]
    first_slug = address.rstrip("/").rpartition("/")[2]
    return dict.fromkeys(FORMATS, address) | {"csv": event["slug"], "timelinejs": first_slug}


DAYS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?")


def is_in(name: str, date: str) -> bool:
    """Whether a format can hold an event of this date: a calendar needs days that are known, a slide any date."""
    return bool(DAYS.fullmatch(date)) if name == "ics" else bool(date) or name != "timelinejs"


def test_every_format_with_records_in_it_has_a_foreign_reader():
    assert set(FORMATS) <= {one.name for one in VIEWS} | {"json", "svg"}


def test_pandas_finds_every_cell_of_the_hostile_record_as_json_has_it(record):
    table = read_table(get(record, "/timeline.csv"))
    assert tuple(table.columns) == COLUMNS
    claims = {claim["slug"]: (event, claim) for event in in_json(record, "") for claim in event["claims"]}
    assert len(table) == len(claims)
    for row in table.to_dict("records"):
        event, claim = claims[row["claim"]]
        # A line break within a cell is read as one, whatever it was.
        for name in ("statement", "quote", "note", "speaker_name", "headline", "outlet_name", "url", "quote_mode"):
            assert row[name].splitlines() == guarded(claim[name] or "").splitlines(), (row["claim"], name)
        assert row["event_title"].splitlines() == guarded(event["title"]).splitlines()
        assert row["speaker_name"]
        assert row["report"] == claim["report"]
    assert {f"hostile-{name}" for name in WORDS} <= set(table["claim"])


def test_a_number_on_the_pages_can_be_counted_with_pandas_from_csv_alone(record):
    table = read_table(get(record, "/timeline.csv"))
    counts = record.get("/").context["timeline"].counts
    assert table["event"].nunique() == counts.events
    assert len(table) == counts.statements
    assert (table["attribution"] == "own-voice").sum() == counts.own_voice
    assert table["report"].nunique() == counts.origins.reports
    held = record.get("/data/").context["page"].held
    assert table["language"].nunique() == held.languages
    assert table.loc[table["outlet"] != "", "outlet"].nunique() == held.outlets
    assert (table["proof"] == "found").mean() * 100 // 1 == held.proved.percent


@needs("ics")
def test_a_calendar_has_each_event_on_its_days_with_its_title_and_says_how_many_are_left_out(record):
    response = record.get("/timeline.ics")
    calendar = calendar_of(response.getvalue())
    events = {one["id"]: one for one in in_json(record, "")}
    found = calendar.walk("VEVENT")
    assert int(response["X-Talks-Left-Out"]) == len(events) - len(found) > 0
    for one in found:
        event = events[str(one["UID"])]
        first, _slash, last = event["date"].partition("/")
        assert one["DTSTART"].dt == date.fromisoformat(first)
        assert one["DTEND"].dt == date.fromisoformat(last or first) + timedelta(1)
        assert str(one["SUMMARY"]).split() == event["title"].split()
        assert str(one["URL"]) == event["url"]
        for claim in event["claims"]:
            assert claim["speaker_name"].split()[0] in str(one["DESCRIPTION"])


@needs("atom")
def test_a_feed_has_each_event_with_its_title_and_every_statement_with_its_speaker(record):
    import feedparser

    events = {one["id"]: one for one in in_json(record, "")}
    feed = feedparser.parse(get(record, "/timeline.atom"))
    assert feed.version == "atom10"
    assert feed.feed.id
    for entry in feed.entries:
        event = events[entry.id]
        assert letters(entry.title) == letters(event["title"])
        assert entry.link == event["url"]
        assert entry.updated_parsed >= entry.published_parsed
        shown = letters(unescape(re.sub(r"<[^>]+>", " ", entry.content[0].value)))
        for claim in event["claims"]:
            assert letters(claim["statement"])[:60] in shown, claim["slug"]
            assert letters(claim["speaker_name"])[:60] in shown


@needs("jsonld")
def test_json_ld_becomes_statements_of_rdf_with_every_statement_its_speaker_and_its_report(record):
    (data_set,) = expanded(get(record, "/timeline.jsonld"))
    claims = {claim["slug"]: claim for event in in_json(record, "") for claim in event["claims"]}
    found = [claim for event in data_set["http://schema.org/about"] for claim in event["http://schema.org/subjectOf"]]
    assert len(found) == len(claims)
    for node in found:
        claim = claims[node["@id"].rstrip("/").rpartition("/")[2]]
        assert node["@type"] == ["http://schema.org/Claim"]
        (text,) = node["http://schema.org/text"]
        assert text["@value"].startswith(claim["speaker_name"])
        (appearance,) = node["http://schema.org/appearance"]
        assert claim["report"] in json.dumps(appearance)
