"""Tables into drafts: CSV, TimelineJS and XLSX; what is refused, where, and that nothing is half done."""

import csv
import io
import json
import re
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from talks.admin.importing import ROWS
from talks.cleaning import CLEANING
from talks.curation import rename
from talks.exports import FORMATS
from talks.exports.csv_file import COLUMNS, cell
from talks.importing import (
    BYTES_ALLOWED,
    ROWS_ALLOWED,
    Imported,
    ImportRefused,
    import_table,
    read_file,
    template,
)
from talks.importing.columns import COLUMNS_READ, DERIVED
from talks.importing.days import has_time, read_day
from talks.importing.timelinejs import text_of_html
from talks.models import ArticleText, Claim, Event, Process, Version
from talks.spreadsheets import guarded, unguarded
from talks.timeline import Filters
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_place,
    make_process,
    make_question,
    make_topic,
)


def table(*lines: list[str], **options: str) -> bytes:
    """Return lines of cells as the bytes of a CSV file."""
    encoding = options.pop("encoding", "utf-8")
    text = io.StringIO()
    csv.writer(text, **options).writerows(lines)
    return text.getvalue().encode(encoding)


def imported(content: bytes, **options) -> Imported:
    return import_table(read_file(content), make_process(), name="table.csv", **options)


def problems(content: bytes, **options) -> list[str]:
    """Return what is wrong with a table; an import that is not refused fails the test."""
    with pytest.raises(ImportRefused) as refusal:
        imported(content, **options)
    return [str(problem) for problem in refusal.value.problems]


def slides(*events: dict, **parts: object) -> bytes:
    return json.dumps({"events": events, **parts}).encode()


def exported() -> bytes:
    return "".join(FORMATS["csv"].write(Filters(), 1).content).encode()


# Events


def test_a_table_of_events_becomes_drafts_with_the_dates_people_typed(db):
    make_place("kyiv", name="Kyiv", spellings="Київ\nKiev")
    made = imported(
        table(
            ["event_title", "event_kind", "event_date", "place"],
            ["Delegations meet", "Round of talks", "29.03.2022", "Київ"],
            ["Letter handed over", "proposal", "березень 2022", ""],
            ["Ministers speak by phone", "CONSULTATION", "2022-03-11~", "kyiv"],
        )
    )
    rows = [(e.slug, e.kind, e.date, e.place and e.place.slug, e.status) for e in made.events]
    assert rows == [
        ("delegations-meet", "round-of-talks", "2022-03-29", "kyiv", "draft"),
        ("letter-handed-over", "proposal", "2022-03", None, "draft"),
        ("ministers-speak-by-phone", "consultation", "2022-03-11~", "kyiv", "draft"),
    ]
    assert made.addresses[0] == "/events/delegations-meet/"


def test_a_date_without_a_basis_says_that_it_comes_from_the_table_and_not_from_a_report(db):
    header = ["event_title", "event_date", "event_date_basis"]
    first, second = imported(table(header, ["One", "2022", ""], ["Two", "2022", "stated"])).events
    assert (first.date_basis, first.date_basis_note) == ("elsewhere", "The imported table “table.csv” gives it.")
    assert (second.date_basis, second.date_basis_note) == ("stated", "")


def test_an_event_without_a_kind_gets_the_one_that_was_chosen_and_a_note_says_so(db):
    content = table(["event_title"], ["One"], ["Two"])
    assert {event.kind for event in imported(content, kind="visit", dry_run=True).events} == {"visit"}
    made = imported(content)
    assert {event.kind for event in made.events} == {"context"}
    assert made.notes == ["2 events have no kind in the file, and were given “Context”."]


def test_a_title_in_letters_that_cannot_be_written_in_latin_ones_gets_an_address_by_its_day(db):
    rows = ["会談", "29.03.2022"], ["会談", ""], ["المحادثات", ""], ["Зустріч", "29.03.2022"]
    made = imported(table(["event_title", "event_date"], *rows))
    assert [event.slug for event in made.events] == ["event-2022-03-29", "event", "event-2", "zustrich"]


def test_rows_about_one_event_make_one_event(db):
    make_actor("russia")
    header = ["event_title", "event_date", "speaker", "attribution", "kind", "statement"]
    made = imported(
        table(
            header,
            ["Delegations meet", "29.03.2022", "russia", "institution", "account", "says that talks began"],
            ["Delegations meet", "2022-03-29", "Russia", "institution", "offer", "offers a pause"],
        )
    )
    assert len(made.events) == 1
    assert [claim.event for claim in made.claims] == made.events * 2


# Dates


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("+2022-03-00T00:00:00Z", "2022-03"),
        ("+2022-00-00T00:00:00Z", "2022"),
        ("+2022-03-29T00:00:00Z", "2022-03-29"),
        ("2022-03-29T00:00:00Z", "2022-03-29"),
        ("2022-03-29 14:30", "2022-03-29"),
        ("2022-03-29T23:30:00+03:00", "2022-03-29"),
        ("29 березня 2022", "2022-03-29"),
        ("[2022-03-11..2022-03-17]", "[2022-03-11..2022-03-17]"),
        ("2022-02-28/2022-03-07", "2022-02-28/2022-03-07"),
    ],
)
def test_dates_are_read_as_people_and_programs_write_them(typed: str, edtf: str):
    assert read_day(typed) == edtf


@given(st.dates(min_value=date(1, 1, 1)), st.sampled_from(["day", "month", "year"]))
def test_a_wikidata_timestamp_is_as_precise_as_its_zeros_say(day, precision: str):
    parts = {"day": 3, "month": 2, "year": 1}[precision]
    written = [*day.isoformat().split("-")[:parts], "00", "00"][:3]
    assert read_day(f"+{'-'.join(written)}T00:00:00Z") == "-".join(day.isoformat().split("-")[:parts])


def test_midnight_is_no_time_of_day():
    assert not has_time("+2022-03-29T00:00:00Z")
    assert not has_time("2022-03-29")
    assert has_time("2022-03-29 14:30")


# Problems


def test_every_problem_is_named_with_its_row_and_column_and_nothing_is_imported(db):
    content = table(
        ["Event title", "Event kind", "Event date", "Place"],
        ["Delegations meet", "round-of-talks", "2022-03-29", ""],
        ["", "", "", ""],
        ["Two", "meeting", "31.02.2022", "Atlantis"],
        ["Three", "visit", "03/29/2022", ""],
        ["Four" * 50, "visit", "", ""],
    )
    found = problems(content)
    assert [problem.partition(": ")[0] for problem in found] == [
        "row 4, Event kind",
        "row 4, Event date",
        "row 4, Place",
        "row 5, Event date",
        "row 6, Event title",
    ]
    assert found[0].startswith("row 4, Event kind: “meeting” is not in the list: round-of-talks, ")
    assert found[2] == "row 4, Place: There is no place “Atlantis”: add it first."
    assert "The day comes first" in found[3]
    assert not Event.objects.exists()


def test_a_row_that_differs_from_a_record_that_is_there_is_refused_and_the_record_stays(db):
    make_event(slug="meeting", title="Delegations meet", date="2022-03-29")
    content = table(["event", "event_title", "event_date"], ["meeting", "Delegations meet", "2022-03-30"])
    assert problems(content) == [
        "row 2, event_date: “meeting” is there already, with “2022-03-29” here. An import adds, and changes nothing."
    ]
    assert Event.objects.get().date == "2022-03-29"


def test_two_rows_that_tell_one_new_event_differently_are_refused(db):
    content = table(["event", "event_title", "event_kind"], ["one", "One", "visit"], ["one", "One", "mediation"])
    assert [problem.partition(": ")[0] for problem in problems(content)] == ["row 3, event_kind"]


def test_an_event_of_another_negotiation_is_refused(db):
    make_event(slug="elsewhere", process=make_process("other"))
    assert problems(table(["event"], ["elsewhere"])) == ["row 2, event: This event belongs to the process “other”."]


def test_a_name_that_two_people_have_asks_for_the_slug(db):
    for slug in ("one", "two"):
        make_actor(slug, name="Same Name")
    header = ["event_title", "speaker", "attribution", "kind", "statement"]
    found = problems(table(header, ["Talks", "Same  name", "named", "account", "says so"]))
    assert found == ["row 2, speaker: 2 records are called “Same  name”: give the slug."]


def test_a_former_slug_of_another_record_is_not_given_again(db):
    rename(make_event(slug="before", title="Before"), "after")
    found = problems(table(["event", "event_title"], ["before", "Something else"]))
    assert found[0].startswith("row 2, event_title: “after” is there already")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file has no header"),
        (b"name,day\nTalks,2022\n", "No column names an event"),
        (b"event_title,event_title\na,b\n", "Two columns have this name"),
        (b"event_title\nOne,2022-03-29\n", "row 1: Only one column has a name"),
        (b'event_title,place\n"One" more,x\n', "row 2: This row cannot be read as CSV"),
        (b'[{"model": "talks.event"}]', "This is not TimelineJS's JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b'{"events": 3}', "This is not TimelineJS's JSON"),
        (b"event_title\n" + b"One\n" * (ROWS_ALLOWED + 1), f"row {ROWS_ALLOWED + 2}: More than 5000 rows"),
        (b"x" * (BYTES_ALLOWED + 1), "larger than 5 MB"),
        (b",".join(b"c%d" % n for n in range(201)), "More than 200 columns"),
    ],
)
def test_a_file_that_is_no_table_or_too_large_is_refused_with_the_reason(db, content: bytes, reason: str):
    assert reason in "\n".join(problems(content))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused_and_raise_nothing_else(content: bytes):
    with suppress(ImportRefused):
        assert all(row.number > 0 for row in read_file(content).rows)


# Encodings and delimiters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cyrillic_tables_are_read_in_every_usual_encoding_with_every_usual_delimiter(encoding: str, delimiter: str):
    content = table(
        ["event_title", "event_summary"], ["Переговори, раунд", "Зустріч; Київ"], encoding=encoding, delimiter=delimiter
    )
    (row,) = read_file(content).rows
    assert row.cells == {"event_title": "Переговори, раунд", "event_summary": "Зустріч; Київ"}


def test_accented_latin_letters_are_not_taken_for_cyrillic_and_a_guess_is_said():
    read = read_file(table(["event_title"], ["Présidence à Genève"], encoding="windows-1252"))
    assert read.rows[0].cells == {"event_title": "Présidence à Genève"}
    assert read.notes[0].startswith("Read as windows-1252, which is a guess")


def test_another_encoding_can_be_named_and_a_wrong_name_is_refused():
    content = table(["event_title"], ["Переговори"], encoding="koi8-u")
    assert read_file(content, "koi8-u").rows[0].cells == {"event_title": "Переговори"}
    for name in ("never-heard-of", "rot13", "ascii"):
        with pytest.raises(ImportRefused):
            read_file(content, name)


def test_the_line_with_which_excel_names_the_delimiter_counts_as_a_row():
    read = read_file(b"sep=;\r\nevent_title;place\r\nOne;x\r\n")
    assert [(row.number, row.cells) for row in read.rows] == [(3, {"event_title": "One", "place": "x"})]


def test_invisible_characters_of_a_table_are_taken_out_and_counted():
    read = read_file("event_title\nTal\u00adks\u200b\n".encode())
    assert read.rows[0].cells == {"event_title": "Talks"}
    assert read.notes == ("Cleaned: soft hyphens 1, zero-width spaces and word joiners 1.",)


# Statements


def test_statements_are_made_with_all_they_refer_to(db):
    russia = make_actor("russia")
    speaker = make_actor("spokesman", name="A Spokesman", side=russia)
    report = make_article(slug="report")
    make_topic("neutrality", name="Neutrality")
    make_question()
    event = make_event(slug="meeting")
    header = [
        "event", "claim", "report", "paragraph", "speaker", "attribution", "kind", "statement", "quote", "quote_mode",
        "said", "said_basis", "topics", "answers", "repeats", "standing",
    ]  # fmt: skip
    rest = ["A Spokesman", "named", "Account", "says that they came", "they came", "direct"]
    made = imported(
        table(
            header,
            ["meeting", "", "report", "3", *rest, "", "", "", "", "first", "true"],
            [
                "meeting",
                "first",
                "report",
                "2",
                *rest,
                "29 March 2022",
                "stated",
                "Neutrality",
                "who-came/yes",
                "",
                "false",
            ],
        )
    )
    second, first = made.claims
    assert (first.event, first.article, first.paragraph, first.speaker) == (event, report, 2, speaker)
    assert (first.said, first.status, first.speaks_for) == ("2022-03-29", "draft", russia)
    assert [topic.slug for topic in first.topics.all()] == ["neutrality"]
    assert [answer.slug for answer in first.answers.all()] == ["yes"]
    assert second.repeats == first
    assert second.standing
    assert second.slug == "a-spokesman-says-that-they-came"


def test_a_quote_is_proved_against_the_stored_text_and_one_that_is_not_there_is_refused(db):
    report = make_article(slug="report")
    ArticleText.objects.create(article=report, paragraphs=["They came by train on Monday."], sha256="0" * 64)
    make_event(slug="meeting")
    header = ["event", "report", "paragraph", "attribution", "kind", "statement", "quote", "quote_mode"]
    row = ["meeting", "report", "1", "own-voice", "account", "says that they came"]
    assert problems(table(header, [*row, "came by plane", "indirect"]))[0].startswith("row 2, quote: ")
    made = imported(table(header, [*row, "came by train", "indirect"]))
    assert Claim.objects.get(pk=made.claims[0].pk).paragraph_sha256.startswith(f"{CLEANING}:")
    report.refresh_from_db()
    assert report.text_words == 6


def test_problems_of_a_statement_are_told_even_where_its_event_is_refused(db):
    header = ["event_title", "event_kind", "attribution", "kind", "statement"]
    found = problems(table(header, ["Talks", "party", "named", "rumour", "says so"]))
    assert [problem.partition(": ")[0] for problem in found] == ["row 2, event_kind", "row 2, kind", "row 2"]
    assert "needs one" in found[2]


def test_what_only_the_database_refuses_is_told_with_its_row_too(db):
    header = ["event_title", "attribution", "kind", "statement", "standing", "said"]
    found = problems(
        table(
            header,
            ["Talks", "own-voice", "account", "says that they came", "", ""],
            ["Talks", "named", "account", "says that they left", "", ""],
            ["Talks", "unnamed", "account", "says that they stay", "true", "2022-03-29"],
        )
    )
    assert [problem.partition(": ")[0] for problem in found] == ["row 3", "row 4"]
    assert "A standing position has no day" in found[1]
    assert not Claim.objects.exists()


# The round trip


@given(st.text() | st.text(alphabet="'=+-@\t\r\na"))
def test_the_guard_against_formulas_is_taken_away_again(text: str):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {*"=+-@\t\r\n"}
    assert cell(text) == guarded(text)


def test_every_column_of_our_csv_is_read_or_follows_from_others():
    assert set(COLUMNS) <= set(COLUMNS_READ) | DERIVED
    assert not DERIVED & set(COLUMNS_READ)


PLAIN = st.text(alphabet="aбé'=+-@,;\"“ \n1", min_size=1, max_size=40).filter(str.strip)


@pytest.mark.django_db
@given(title=PLAIN, summary=PLAIN, statement=PLAIN, role=PLAIN, note=PLAIN)
def test_our_own_csv_imported_again_changes_nothing_whatever_its_texts(title, summary, statement, role, note):
    with transaction.atomic():
        event = make_event(title=title, summary=summary)
        make_claim(event=event, statement=statement, speaker_role=role, note=note, said="[2022-03-10,2022-03-12]")
        before = Version.objects.get().number, Event.objects.values().get(), Claim.objects.values().get()
        made = imported(exported())
        assert (made.events, made.claims, made.unchanged) == ([], [], 2)
        assert (Version.objects.get().number, Event.objects.values().get(), Claim.objects.values().get()) == before
        transaction.set_rollback(True)


def test_the_csv_of_the_first_record_imported_again_changes_nothing(db):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    before = Version.objects.get().number
    content = exported()
    for line in (content, content.decode().encode("utf-16")):
        made = import_table(read_file(line), Process.objects.get(), name="timeline.csv")
        assert (made.events, made.claims) == ([], [])
        assert made.unchanged > 100
        assert made.notes == []
    assert Version.objects.get().number == before


def test_a_table_gives_the_language_of_a_quotation_and_that_of_the_report_is_none_of_its_own(db):
    make_article(slug="report", language="uk")
    make_event(slug="meeting")
    header = ["event", "report", "paragraph", "attribution", "kind", "statement", "quote", "quote_mode", "language"]
    rows = [
        ["meeting", "report", str(number), "unnamed", "account", f"says {number}", f"Words {number}", "direct", code]
        for number, code in enumerate(["en", "uk", ""], 1)
    ]
    made = imported(table(header, *rows))
    assert [claim.quote_language for claim in sorted(made.claims, key=lambda one: one.paragraph)] == ["en", "", ""]
    Claim.objects.update(status="published", unchecked_reason="No text is held.")
    Event.objects.update(status="published")
    assert [row["language"] for row in csv.DictReader(exported().decode().splitlines())] == ["en", "uk", "uk"]
    assert imported(exported()).claims == []


def test_the_same_table_again_changes_nothing_also_without_slugs(db):
    content = table(
        ["event_title", "event_date", "attribution", "kind", "statement"],
        ["Talks", "29.03.2022", "unnamed", "account", "says that they came"],
        ["Talks", "29.03.2022", "unnamed", "account", "says that they left"],
    )
    assert len(imported(content).claims) == 2
    again = imported(content)
    assert (again.events, again.claims, again.unchanged) == ([], [], 3)


# TimelineJS


def test_timelinejs_json_becomes_drafts_and_what_has_no_place_is_said(db):
    made = imported(
        slides(
            {
                "start_date": {"year": "2022", "month": "3", "day": "29", "hour": "10", "minute": "0"},
                "text": {
                    "headline": "<b>Talks</b> in Istanbul &amp; Ankara",
                    "text": "<p>One.</p><p>Two<br>three.</p>",
                },
                "media": {"url": "https://example.org/picture.jpg"},
                "group": "Round of talks",
            },
            {
                "start_date": {"year": 2022, "month": 3.0},
                "end_date": {"year": 2022, "month": 5},
                "text": {"headline": "Two"},
            },
            {"start_date": {"year": "2022", "display_date": "spring"}, "text": {"headline": "Three"}, "group": "Other"},
            title={"text": {"headline": "The timeline"}},
            eras=[{"start_date": {"year": "2022"}, "end_date": {"year": "2023"}}],
        )
    )
    assert [(e.title, e.date, e.kind, e.summary) for e in made.events] == [
        ("Talks in Istanbul & Ankara", "2022-03-29", "round-of-talks", "One.\nTwo\nthree."),
        ("Two", "2022-03/2022-05", "context", ""),
        ("Three", "2022", "context", ""),
    ]
    assert made.notes == [
        "The title and the eras are not read: they are no events.",
        "Left out: the time of day of 1 event.",
        "Left out: the words for the date of 1 event.",
        "Left out: the group of 1 event, which names no kind of event.",
        "Not read: media.",
        "2 events have no kind in the file, and were given “Context”.",
        "3 dates and places have no basis in the file: they are marked as known from elsewhere, from this table.",
    ]


def test_slides_without_a_headline_are_told_by_their_rows_even_if_no_slide_has_one(db):
    found = problems(slides({"start_date": {"year": "2022"}, "media": {"url": "https://example.org/picture.jpg"}}))
    assert found == ["row 1, text.headline: Name the event: give its slug or a title."]


HEADER = [
    "Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date", "Headline", "Text",
    "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Type", "Group", "Background",
]  # fmt: skip


def spreadsheet_row(**cells: str) -> list[str]:
    return [cells.get(name.replace(" ", "_").casefold(), "") for name in HEADER]


def test_timelinejs_spreadsheet_becomes_drafts(db):
    made = imported(
        table(
            HEADER,
            spreadsheet_row(headline="The timeline", type="title"),
            spreadsheet_row(year="2022", month="3", day="29", headline="Talks", text="In Istanbul."),
            spreadsheet_row(year="2022", month="2", end_year="2022", end_month="3", end_day="7", headline="Two"),
            spreadsheet_row(display_date="29 березня 2022", headline="Three"),
            spreadsheet_row(year="2022", month="березня", day="29", headline="Four"),
        )
    )
    assert [event.date for event in made.events] == ["2022-03-29", "2022-02/2022-03-07", "2022-03-29", "2022-03-29"]


def test_a_date_of_timelinejs_that_cannot_be_is_named_with_its_row(db):
    found = problems(
        table(
            HEADER,
            spreadsheet_row(year="2022", month="13", headline="One"),
            spreadsheet_row(year="2022", day="3", headline="Two"),
            spreadsheet_row(year="-44", month="3", headline="Three"),
            spreadsheet_row(year="2022", month="3", end_year="2022", end_month="2", headline="Four"),
            spreadsheet_row(end_year="2022", headline="Five"),
        )
    )
    assert [problem.partition(": ")[0] for problem in found] == [f"row {number}, Year" for number in range(2, 7)]


def test_text_loses_its_html_and_nothing_else():
    assert text_of_html("3 < 4 and 5 > 4") == "3 < 4 and 5 > 4"
    assert text_of_html("<script>alert(1)</script>Talks<style>p{}</style> &amp; &quot;more&quot;") == 'Talks & "more"'


# The command


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_events", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_a_dry_run_would_do_and_does_it_without(db, tmp_path: Path):
    make_process("talks-2022")
    path = tmp_path / "table.csv"
    path.write_bytes(table(["event_title", "event_kind"], ["Delegations meet", "visit"]))
    last = "/events/delegations-meet/\nNothing was imported. It would be 1 event and 0 statements as drafts; 0 unchanged.\n"
    assert run(str(path), "--dry-run") == last
    assert not Event.objects.exists()
    assert run(str(path), "--process", "talks-2022").endswith(
        "Imported: 1 event and 0 statements as drafts; 0 unchanged.\n"
    )
    assert Event.objects.get().slug == "delegations-meet"


def test_the_command_refuses_with_one_line_for_each_problem(db, tmp_path: Path):
    make_process("talks-2022")
    path = tmp_path / "table.csv"
    path.write_bytes(table(["event_title", "event_date"], ["One", "sometime"], ["Two", "later"]))
    with pytest.raises(CommandError) as error:
        run(str(path))
    assert [line.partition(": ")[0] for line in str(error.value).splitlines()] == [
        "Nothing was imported.",
        "row 2, event_date",
        "row 3, event_date",
    ]


def test_the_command_asks_for_the_process_where_there_are_several_or_none(db, tmp_path: Path):
    (tmp_path / "table.csv").write_bytes(table(["event_title"], ["One"]))
    with pytest.raises(CommandError, match="In the record: none"):
        run(str(tmp_path / "table.csv"))
    make_process("one")
    make_process("two")
    with pytest.raises(CommandError, match="In the record: one, two"):
        run(str(tmp_path / "table.csv"))
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "missing.csv"), "--process", "one")


def test_the_template_has_every_column_and_its_row_of_hints_is_not_imported(db):
    assert run("--template") == template()
    read = read_file(template().encode())
    assert read.columns == list(COLUMNS_READ)
    assert read.rows == []
    row = ["", "Delegations meet", "visit", *[""] * (len(COLUMNS_READ) - 3)]
    made = imported(template().encode() + table(row))
    assert [event.title for event in made.events] == ["Delegations meet"]


# XLSX


def test_xlsx_without_openpyxl_says_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ImportRefused, match="openpyxl is missing: “make run DESK=1”"):
        read_file(b"PK\x03\x04")


def test_xlsx_is_read_with_its_dates_numbers_and_truth(db):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    book.active.append(["event_title", "event_date", "event_summary", "place"])
    book.active.append(["Переговори", datetime(2022, 3, 29), 2022.0, None])  # noqa: DTZ001
    book.active.append([None, None, None, None])
    book.active.append(["Two", date(2022, 3, 30), True, None])
    book.create_sheet("More")
    content = io.BytesIO()
    book.save(content)
    read = read_file(content.getvalue())
    assert [(row.number, row.cells) for row in read.rows] == [
        (2, {"event_title": "Переговори", "event_date": "2022-03-29", "event_summary": "2022"}),
        (4, {"event_title": "Two", "event_date": "2022-03-30", "event_summary": "true"}),
    ]
    assert read.notes == ("Only the first visible sheet is read: “Sheet”.",)


def workbook(
    *rows: list, merge: str = "", hidden_before: bool = False, replace: dict[bytes, bytes] | None = None
) -> bytes:
    """Return an XLSX file; ``replace`` changes its parts, by patterns, as no program for tables is needed."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    if hidden_before:
        book.create_sheet("Lists", 0).sheet_state = "hidden"
    written, changed = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            for old, new in (replace or {}).items():
                part = re.sub(old, new, part)
            after.writestr(name, part)
    return changed.getvalue()


HEAD = ["event_title", "event_date"]


def cells_of(content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in read_file(content).rows]


def test_a_merged_cell_of_xlsx_holds_for_each_of_its_rows():
    rows = [["event_date", "event_title"], ["2022-03-29", "A"], [None, "B"], [None, "C"]]
    content = workbook(*rows, merge="A2:A3")
    assert [cells.get("event_date", "") for cells in cells_of(content)] == ["2022-03-29", "2022-03-29", ""]
    assert read_file(content).notes == ("Merged cells: their value is taken for each of their rows.",)


@pytest.mark.parametrize(
    ("formula", "value", "read"),
    [(b"<v>Rain</v>", b' t="str"', {"event_title": "Rain"}), (b"<v></v>", b' t="str"', None)],
)
def test_of_a_formula_the_value_that_was_computed_last_is_read(formula, value, read):
    empty = rb'<c r="A2"><f>"x"</f><v *(/>|></v>)</c>'
    content = workbook(
        HEAD, ['="x"', "2022"], replace={empty: b'<c r="A2"' + value + b'><f>"x"</f>' + formula + b"</c>"}
    )
    assert cells_of(content) == [(read or {}) | {"event_date": "2022"}]


def test_a_formula_without_a_value_is_refused_and_no_row_is_lost():
    with pytest.raises(ImportRefused, match="row 2, A: A cell holds a formula without a value"):
        read_file(workbook(HEAD, ['="x"', '="2022"']))


def test_an_error_in_a_cell_is_refused_and_is_no_comment():
    content = workbook(HEAD, ["Rain", "x"], replace={b't="inlineStr"><is><t>Rain</t></is>': b't="e"><v>#REF!</v>'})
    with pytest.raises(ImportRefused, match="row 2, A: A cell holds the error #REF!"):
        read_file(content)


def test_a_hidden_sheet_and_empty_rows_above_the_header_are_passed_over():
    content = workbook([], [], HEAD, ["Rain", "29 березня 2022"], hidden_before=True)
    table = read_file(content)
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, {"event_title": "Rain", "event_date": "29 березня 2022"})
    ]
    assert cells_of(b"\n\nevent_title,event_date\nRain,2022\n") == [{"event_title": "Rain", "event_date": "2022"}]


def test_a_title_above_the_header_is_named_as_what_is_wrong():
    with pytest.raises(ImportRefused, match=r"row 1: Only one column has a name\. Is there a title above the header"):
        read_file(b"Events of the talks\nevent_title,event_date\nRain,2022\n")


def test_a_number_that_counts_days_is_refused_with_the_day_it_means(db):
    with pytest.raises(ImportRefused, match=r"row 2, event_date: “44651” is no date.*2022-03-31"):
        imported(workbook(HEAD, ["Rain", 44651]))


def test_a_workbook_of_our_own_csv_imported_again_changes_nothing(db):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    rows = list(csv.reader(io.StringIO(exported().decode())))
    made = import_table(read_file(workbook(*rows)), Process.objects.get())
    assert (made.events, made.claims) == ([], [])
    assert made.unchanged > 100


def test_a_zip_file_that_is_no_xlsx_is_refused():
    pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    with pytest.raises(ImportRefused, match="cannot be read as XLSX"):
        read_file(b"PK\x03\x04 and nothing more")


# The page in the admin


@pytest.fixture
def curator(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("curator"))
    return client


IMPORT = "/admin/talks/event/import/"


def upload(client, content: bytes):
    file = SimpleUploadedFile("table.csv", content)
    return client.post(IMPORT, {"file": file, "process": make_process().pk, "kind": "context"})


def test_the_page_shows_a_dry_run_and_imports_that_very_table_once_confirmed(curator):
    content = table(["event_title", "event_date"], ["<b>Delegations</b> meet", "29.03.2022"])
    tried = upload(curator, content)
    assert "&lt;b&gt;Delegations&lt;/b&gt; meet" in tried.text
    assert not Event.objects.exists()
    done = curator.post(IMPORT, {"table": tried.context["table"]}, follow=True)
    event = Event.objects.get()
    assert (event.date, event.status, event.slug) == ("2022-03-29", "draft", "bdelegationsb-meet")
    assert "Imported: 1 event and 0 statements as drafts; 0 unchanged." in done.text
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.username) == (str(event.pk), "curator")
    # A second click finds everything there.
    curator.post(IMPORT, {"table": tried.context["table"]})
    assert Event.objects.count() == 1


def test_the_page_shows_row_column_and_reason_and_offers_no_import(curator):
    tried = upload(curator, table(["event_title", "event_date"], ["One", "sometime"]))
    assert [(one.row, one.column) for one in tried.context["problems"]] == [(2, "event_date")]
    assert "“sometime” is no date" in tried.text
    assert 'name="table"' not in tried.text
    assert not Event.objects.exists()


def test_the_page_leaves_tables_that_take_long_to_the_command(curator):
    tried = upload(curator, table(["event_title"], *[["One"]] * (ROWS + 1)))
    assert "More than 2000 rows are too many for this page: use manage.py import_events." in tried.text
    assert not Event.objects.exists()


def test_a_confirmation_that_was_changed_on_the_way_imports_nothing(curator):
    tried = upload(curator, table(["event_title"], ["One"]))
    done = curator.post(IMPORT, {"table": tried.context["table"][:-2] + "xx"}, follow=True)
    assert "That dry run is too old" in done.text
    assert not Event.objects.exists()


def test_the_page_leads_to_a_table_to_start_from_which_the_page_takes(curator):
    page = curator.get("/admin/talks/event/import/").content.decode()
    assert 'href="/admin/talks/event/import/template.csv"' in page
    content = curator.get("/admin/talks/event/import/template.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    table = read_file(content)
    assert (table.columns, table.rows) == (list(COLUMNS_READ), [])


def test_who_may_not_add_statements_has_neither_the_page_nor_the_link(client, django_user_model):
    user = django_user_model.objects.create_user("half", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_event", "view_event", "change_event"]))
    client.force_login(user)
    assert client.get(IMPORT).status_code == 403
    assert upload(client, table(["event_title"], ["One"])).status_code == 403
    assert IMPORT not in client.get("/admin/talks/event/").text
    user.user_permissions.add(Permission.objects.get(codename="add_claim"))
    assert IMPORT in client.get("/admin/talks/event/").text
    assert client.get(IMPORT).status_code == 200
