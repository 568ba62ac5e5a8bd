"""The question and the answer: filters, facet counts, order, folding; counted again the plain way."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

import pytest
from django.core.management import call_command
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talks import dates
from talks.differences import read_differences
from talks.exports import FORMATS
from talks.exports.days import known_days
from talks.forms import FilterForm
from talks.index import current
from talks.models import Claim, Event
from talks.palette import Palette
from talks.parameters import CLAIM_FACETS, FACETS, NONE
from talks.picture import read_picture
from talks.timeline import (
    ORDERS,
    PAGE,
    Facet,
    Filters,
    Timeline,
    count_values,
    read_coverage,
    read_folded,
    read_table,
    read_timeline,
    select,
)
from talks.timeline.selection import known_ordinal
from talks.vocabulary import ClaimKind, EventFormat, EventKind, Occurrence, QuoteMode, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)
from tests.reading import entries_of, in_file

pytestmark = pytest.mark.django_db


def slugs(filters: Filters) -> list[str]:
    """The slugs of the events that answer, in the page's order."""
    return [one.slug for one in read_timeline(filters).events]


# What is asked


def test_what_is_asked_of_a_claim_must_hold_for_one_and_the_same_claim():
    russia = make_actor("russia")
    peskov, lavrov = make_actor("peskov", side=russia), make_actor("lavrov", side=russia)
    sanctions, troops = make_topic("sanctions"), make_topic("troops")
    both = make_event(slug="both-apart")
    make_claim(event=both, speaker=peskov, topics=[troops])
    make_claim(event=both, speaker=lavrov, topics=[sanctions])
    same = make_event(slug="in-one")
    make_claim(event=same, speaker=peskov, topics=[sanctions])
    assert slugs(Filters(speaker=("peskov",), topic=("sanctions",))) == ["in-one"]


def test_several_values_mean_any_and_several_parameters_mean_all():
    for slug, kind, day in [
        ("a", "briefing", "2022-03-01"),
        ("b", "visit", "2022-03-02"),
        ("c", "visit", "2022-04-02"),
    ]:
        make_claim(event=make_event(slug=slug, kind=kind, date=day))
    assert slugs(Filters(kind=("briefing", "visit"))) == ["a", "b", "c"]
    assert slugs(Filters(kind=("visit",), until="2022-03")) == ["b"]


def test_none_stands_for_a_missing_value():
    russia = make_actor("russia")
    make_claim(event=make_event(slug="with"), speaker=russia, article=make_article(outlet=make_outlet("tass")))
    make_claim(event=make_event(slug="without"))
    assert slugs(Filters(speaker=(NONE,))) == ["without"]
    assert slugs(Filters(outlet=(NONE,))) == ["without"]
    assert slugs(Filters(outlet=(NONE, "tass"))) == ["with", "without"]
    assert slugs(Filters(place=(NONE,))) == ["with", "without"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2022-03-11", "", ["day", "span", "month", "open"]),
        ("", "2022-03-09", ["span", "month"]),
        ("2022-03-11", "2022-03-11", ["day", "span", "month"]),
        ("2022-04", "", ["open"]),
        ("2023", "", ["open"]),
    ],
)
def test_a_span_keeps_the_events_whose_own_span_it_touches(since, until, found):
    for slug, text in [
        ("day", "2022-03-11"),
        ("span", "[2022-02-28..2022-03-11]"),
        ("month", "2022-03"),
        ("open", "2022-03-20/.."),
        ("undated", ""),
    ]:
        make_claim(event=make_event(slug=slug, date=text))
    assert sorted(slugs(Filters(since=since, until=until))) == sorted(found)


SPANS = {
    "undated": "",
    "february": "2022-02",
    "march-10-20": "2022-03-10/2022-03-20",
    "one-day-10-20": "[2022-03-10..2022-03-20]",
    "since-march": "2022-03/..",
    "by-march": "[..2022-03-31]",
    "year": "2022",
}


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2022-03-20", "", {"march-10-20", "one-day-10-20", "since-march", "by-march", "year"}),
        ("2022-03-21", "", {"since-march", "by-march", "year"}),
        ("2022-04-01", "", {"since-march", "year"}),
        ("2023", "", {"since-march"}),
        ("", "2022-03-10", {"february", "march-10-20", "one-day-10-20", "since-march", "by-march", "year"}),
        ("", "2022-03-09", {"february", "since-march", "by-march", "year"}),
        ("", "2021", {"by-march"}),
        ("2022-02", "2022-02", {"february", "by-march", "year"}),
        ("2022-03~", "2022-03~", {"march-10-20", "one-day-10-20", "since-march", "by-march", "year"}),
        # an open side of the question asks nothing, but still of dated rows
        ("../2022", "", {"february", "march-10-20", "one-day-10-20", "since-march", "by-march", "year"}),
    ],
)
def test_a_question_about_time_finds_what_may_have_been_then(since, until, found):
    for slug, text in SPANS.items():
        make_claim(event=make_event(slug=slug, date=text))
    assert set(slugs(Filters(since=since, until=until))) == found
    assert len(slugs(Filters())) == len(SPANS)


def test_a_party_took_part_by_itself_or_by_its_people():
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov = make_actor("lavrov", side=russia)
    itself, by_people, other = make_event(slug="itself"), make_event(slug="by-people"), make_event(slug="other")
    for event in (itself, by_people, other):
        make_claim(event=event)
    make_participation(itself, russia)
    make_participation(by_people, lavrov)
    make_participation(other, ukraine)
    assert sorted(slugs(Filters(party=("russia",)))) == ["by-people", "itself"]


def test_the_side_is_the_speakers_unless_the_statement_says_another():
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    make_claim(event=make_event(slug="own"), speaker=make_actor("lavrov", side=russia))
    make_claim(event=make_event(slug="set"), speaker=make_actor("exile", side=russia), side=ukraine)
    make_claim(event=make_event(slug="itself"), speaker=ukraine)
    assert slugs(Filters(side=("russia",))) == ["own"]
    assert sorted(slugs(Filters(side=("ukraine",)))) == ["itself", "set"]


def test_words_are_found_in_claim_speaker_and_event_and_a_minus_excludes():
    lavrov = make_actor("lavrov", name="Sergey Lavrov", spellings="Sergei Lavrov\nЛавров", side=make_actor("russia"))
    event = make_event(slug="antalya", title="Ministers meet in Antalya")
    make_claim(event=event, speaker=lavrov, statement="says that talks go on.", quote="grain corridor")
    make_claim(
        event=make_event(slug="other", summary="A grain deal is near."), article=make_article(headline="Nowhere")
    )
    assert slugs(Filters(q="antalya sergei")) == ["antalya"]
    assert slugs(Filters(q="Лавров")) == ["antalya"]
    assert slugs(Filters(q="grain")) == ["antalya", "other"]
    assert slugs(Filters(q="grain -corridor")) == ["other"]
    assert slugs(Filters(q="grain nowhere")) == []


# What is public


@pytest.mark.parametrize("hidden", ["claim", "event", "article"])
@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_only_what_is_published_in_all_its_parts_is_shown_or_counted(hidden, status):
    make_claim(event=make_event(slug="seen"))
    parts = {"claim": make_claim(event=make_event(slug="hidden", kind="visit"), kind="offer")}
    parts |= {"event": parts["claim"].event, "article": parts["claim"].article}
    record = parts[hidden]
    record.status, record.status_reason = status, "Because."
    record.save()
    timeline = read_timeline(Filters())
    assert slugs(Filters()) == ["seen"]
    assert (timeline.counts.events, timeline.counts.statements, timeline.counts.origins.reports) == (1, 1, 1)
    assert "visit" not in count_values(select(Filters()), "kind")
    assert "offer" not in count_values(select(Filters()), "says")
    assert FilterForm(QueryDict(f"report={parts['article'].slug}")).notices["report"]


# How it is shown


def test_events_stand_in_order_of_earliest_day_then_latest_then_slug():
    for slug, text in [("c", "2022-03-02"), ("b", "2022-03-02"), ("z", "[..2022-03-01]"), ("a", "2022-03"), ("u", "")]:
        make_claim(event=make_event(slug=slug, date=text))
    assert slugs(Filters()) == ["z", "a", "b", "c", "u"]


def test_with_a_claim_filter_what_matches_stands_open_and_the_rest_folds():
    event = make_event()
    match, rest = make_claim(event=event, kind="offer"), make_claim(event=event, kind="demand")
    (entry,) = entries_of(read_timeline(Filters(says=("offer",))))
    assert [utterance.lead.slug for utterance in entry.utterances] == [match.slug]
    assert entry.more == "1 more statement"
    selection = select(Filters(says=("offer",)))
    palette = Palette(selection.index.names.lanes)
    assert [utterance.lead.slug for utterance in read_folded(selection, event.pk, palette).utterances] == [rest.slug]
    assert [row.pk for row in entry.claims] == [match.pk]
    (entry,) = entries_of(read_timeline(Filters()))
    assert len(entry.utterances) == 2
    assert entry.more == ""


def test_an_utterance_in_two_reports_stands_once_with_both_wordings():
    event = make_event()
    first = make_claim(event=event)
    again = make_claim(event=event, repeats=first)
    (entry,) = entries_of(read_timeline(Filters()))
    (utterance,) = entry.utterances
    assert [one.slug for one in utterance.statements] == [first.slug, again.slug]


def test_a_long_stretch_without_an_event_is_said_and_a_span_that_covers_it_is_not_passed_over():
    make_claim(event=make_event(slug="first", date="2022-03-30"))
    make_claim(event=make_event(slug="last", date="2022-12-25"))
    assert "31 March – 24 December 2022" in read_timeline(Filters()).events[1].quiet_before
    make_claim(event=make_event(slug="contacts", date="2022-03-01/2022-12"))
    assert [one.quiet_before for one in read_timeline(Filters()).events if one.slug == "last"] == [""]


def test_a_page_past_the_end_is_the_last_page_and_says_so():
    for number in range(PAGE + 1):
        make_claim(event=make_event(slug=f"e-{number:03}"))
    timeline = read_timeline(Filters(), page=9)
    pager = timeline.paged.pager(Filters())
    assert (pager.page, pager.pages) == (2, 2)
    assert [one.slug for one in timeline.events] == [f"e-{PAGE:03}"]
    assert timeline.paged.notices == ["There is no page 9; this is the last one."]
    assert read_timeline(Filters(), page=2).paged.notices == []


def test_a_facet_shows_eight_values_and_the_chosen_ones_and_lists_the_rest_when_asked():
    event = make_event()
    for number in range(80):
        make_claim(event=event, speaker=make_actor(f"speaker-{number:02}", side=make_actor("russia")))
    make_claim(speaker=make_actor("often"))
    make_claim(speaker=make_actor("often"))
    asked = Filters(speaker=("speaker-79",))
    facet = next(one for one in read_timeline(asked).facets if one.name == "speaker")
    assert facet.shown[0].value == "often"
    assert [one.value for one in facet.shown if one.chosen] == ["speaker-79"]
    assert (len(facet.shown), facet.rest, facet.others) == (9, [], "72 more")
    assert {choice.highest for choice in facet.shown} == {2}
    assert facet.more == "?speaker=speaker-79&more=speaker"
    facet = next(one for one in read_timeline(asked, more="speaker").facets if one.name == "speaker")
    assert (len(facet.shown), len(facet.rest), facet.left_out) == (9, 60, "12 more are not listed here.")
    assert facet.more == ""


def test_facets_that_few_ask_for_are_folded_until_a_reader_opens_them_or_has_chosen_from_them():
    for outlet in ("tass", "telesur"):
        make_claim(article=make_article(outlet=make_outlet(outlet)))

    def facet(filters: Filters, more: str = "") -> Facet:
        return next(one for one in read_timeline(filters, more=more).facets if one.name == "outlet")

    assert (facet(Filters()).is_folded, facet(Filters()).shown) == (True, [])
    assert [one.value for one in facet(Filters(), more="outlet").shown] == ["tass", "telesur"]
    chosen = facet(Filters(outlet=("telesur",)))
    assert [(one.value, one.count, one.chosen) for one in chosen.shown] == [("tass", 1, False), ("telesur", 1, True)]


# The four clocks, certainty, and what was known when


def test_events_can_be_ordered_by_each_clock_both_ways_with_the_undated_last():
    later = datetime(2026, 2, 1, tzinfo=UTC)
    for slug, happened, said, published, recorded in [
        ("a", "2022-03-01", "2022-03-09", "2022-03-20", later),
        ("b", "2022-03-02", "2022-03-08", "2022-03-10", later - timedelta(days=2)),
        ("c", "", "", "", later - timedelta(days=1)),
    ]:
        article = make_article(published=published, published_basis="stated" if published else "")
        make_claim(event=make_event(slug=slug, date=happened, recorded=recorded), said=said, article=article)
    orders = {order: slugs(Filters(order=order)) for clock in ORDERS for order in (clock, f"-{clock}")}
    assert orders == {
        "happened": ["a", "b", "c"],
        "-happened": ["b", "a", "c"],
        "said": ["b", "a", "c"],
        "-said": ["a", "b", "c"],
        "published": ["b", "a", "c"],
        "-published": ["a", "b", "c"],
        "recorded": ["b", "c", "a"],
        "-recorded": ["a", "c", "b"],
    }


def test_what_was_said_in_a_year_or_a_season_stands_under_these_and_not_under_their_first_or_last_month():
    for slug, said in {
        "year": "2022",
        "january": "2022-01-05",
        "first": "2022-01-01",
        "december": "2022-12-31",
        "spring": "2022-21",
        "march": "2022-03",
        "decade": "202X",
    }.items():
        make_claim(event=make_event(slug=slug, date="2022-03-29"), said=said, article=make_article(published=said))
    for clock, words in {"said": "Said", "published": "Published"}.items():
        for order, expected in {
            clock: [
                ("the 2020s", ["decade"]),
                ("2022", ["year"]),
                ("January 2022", ["first", "january"]),
                ("spring 2022", ["spring"]),
                ("March 2022", ["march"]),
                ("December 2022", ["december"]),
            ],
            f"-{clock}": [
                ("the 2020s", ["decade"]),
                ("2022", ["year"]),
                ("December 2022", ["december"]),
                ("spring 2022", ["spring"]),
                ("March 2022", ["march"]),
                ("January 2022", ["january", "first"]),
            ],
        }.items():
            months = read_timeline(Filters(order=order)).months
            found = [(month.title, [event.slug for event in month.events]) for month in months]
            assert found == [(f"{words} in {when}", events) for when, events in expected], order
            assert [month.events_number for month in months] == [len(events) for _when, events in expected]


def test_an_order_by_what_was_said_goes_by_the_statements_that_match():
    first, second = make_event(slug="first"), make_event(slug="second")
    make_claim(event=first, said="2022-03-01", kind="offer")
    make_claim(event=first, said="2022-03-09", kind="demand")
    make_claim(event=second, said="2022-03-05", kind="demand")
    assert slugs(Filters(order="said")) == ["first", "second"]
    assert slugs(Filters(order="said", says=("demand",))) == ["second", "first"]


def test_sure_keeps_what_certainly_lies_inside_and_the_count_line_tells_of_the_rest():
    for slug, text in [
        ("day", "2022-03-11"),
        ("one-of", "[2022-02-28..2022-03-11]"),
        ("open", "[2022-03-20..]"),
        ("about", "2022-03-11~"),
        ("began", "2022-03-20/.."),
        ("lasted", "2022-02-28/2022-03-01"),
    ]:
        make_claim(event=make_event(slug=slug, date=text))
    march = Filters(since="2022-03", until="2022-03")
    assert slugs(march) == ["lasted", "day", "began", "one-of", "about", "open"]
    assert read_timeline(march).counts.events_line == "6 events, 3 of them only possibly in these days"
    assert slugs(replace(march, sure="1")) == ["lasted", "day", "began"]
    assert read_timeline(replace(march, sure="1")).counts.events_line == "3 events, 3 more only possibly in these days"
    day = Filters(since="2022-03-11", until="2022-03-11", sure="1")
    assert slugs(day) == ["day"]


@pytest.mark.parametrize("order", ["", "-happened", "said", "-said", "recorded"])
def test_what_only_possibly_falls_into_the_span_is_a_section_below_over_pages_too(order):
    for number in range(PAGE + 10):
        text = "2022-03-11" if number % 2 else "[2022-03-10..2022-04-02]"
        make_claim(event=make_event(slug=f"e-{number:02}", date=text), said=f"2022-03-{number % 20 + 1:02}")
    march = Filters(since="2022-03", until="2022-03", order=order)
    pages = [read_timeline(march, page) for page in (1, 2)]
    certain = [month.is_certain for page in pages for month in page.months for _event in month.events]
    assert certain == [True] * (PAGE // 2 + 5) + [False] * (PAGE // 2 + 5)
    assert [event.slug for page in pages for event in page.events] == [
        event.slug
        for wanted in (1, 0)
        for event in read_timeline(Filters(order=order), 1).events + read_timeline(Filters(order=order), 2).events
        if int(event.slug[2:]) % 2 == wanted
    ]
    assert {month.is_certain for month in read_timeline(replace(march, sure="1"), 1).months} == {True}


def test_none_keeps_what_has_no_date():
    for slug, text in [("undated", ""), ("day", "2022-03-11"), ("open", "[..2022-03-11]")]:
        make_claim(event=make_event(slug=slug, date=text))
    undated = read_timeline(Filters(since=NONE))
    assert [event.slug for event in undated.events] == ["undated"]
    assert undated.counts.events_line == "1 event"
    assert [(chip.title, chip.label) for chip in undated.chips] == [("Dates", "not known")]


def headings(filters: Filters, page: int = 1) -> list[tuple[str, int, list[str]]]:
    return [
        (month.title, month.events_number, [event.slug for event in month.events])
        for month in read_timeline(filters, page).months
    ]


def test_a_date_wider_than_a_month_stands_under_a_heading_of_its_own():
    for slug, text in [
        ("year", "2021"),
        ("spring", "2021-21"),
        ("march", "2021-03"),
        ("decade", "202X"),
        ("by-year", "[..2021]"),
        ("december", "2021-12-31"),
        ("january", "2021-01-05"),
    ]:
        make_claim(event=make_event(slug=slug, date=text))
    assert headings(Filters()) == [
        ("the 2020s", 1, ["decade"]),
        ("2021", 2, ["year"]),
        ("January 2021", 1, ["january"]),
        ("March 2021", 1, ["march"]),
        ("spring 2021", 1, ["spring"]),
        ("2021, continued", 0, ["by-year"]),
        ("December 2021", 1, ["december"]),
    ]


def test_a_month_that_a_wider_date_divides_is_counted_once():
    for slug, text in [("a", "2021-01-01"), ("b", "2021"), ("c", "2021-01-01/2022-06"), ("d", "2021-01-02")]:
        make_claim(event=make_event(slug=slug, date=text))
    expected = [("January 2021", 3, ["a"]), ("2021", 1, ["b"]), ("January 2021, continued", 0, ["c", "d"])]
    assert headings(Filters()) == expected
    current()  # what follows makes a second segment
    make_claim(event=make_event(slug="bb", date="2021"))
    expected[1] = ("2021", 2, ["b", "bb"])
    assert headings(Filters()) == expected


def test_the_counts_of_headings_are_of_all_pages():
    for number in range(PAGE + 3):
        make_claim(event=make_event(slug=f"e-{number:02}", date="2021" if number % 3 else "2021-01-01"))
    first, second = headings(Filters()), headings(Filters(), 2)
    assert [(title, number) for title, number, _slugs in first] == [("January 2021", 18), ("2021", 35)]
    assert [(title, number) for title, number, _slugs in second] == [("2021", 35)]


def test_known_keeps_what_was_certainly_published_by_then_and_counts_what_possibly_was():
    event = make_event()
    for published in ("2022-03-11", "[2022-03-11..2022-03-17]", "2022-03-30", ""):
        basis = "stated" if published else ""
        make_claim(event=event, article=make_article(published=published, published_basis=basis))
    known = read_timeline(Filters(known="2022-03-11"))
    (entry,) = entries_of(known)
    assert [one.lead.row.report.published for one in entry.utterances] == ["2022-03-11"]
    assert entry.more == ""
    assert known.counts.statements_line.endswith("; 2 more possibly by then")
    assert read_timeline(Filters(known="2022-03-17")).counts.statements == 2


def test_where_accounts_differ_is_computed_from_what_was_known():
    event = make_event()
    _question, (yes, no) = make_question()
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    make_claim(event=event, speaker=russia, answers=[yes], article=make_article(published="2022-03-11"))
    make_claim(event=event, speaker=ukraine, answers=[no], article=make_article(published="2022-03-30"))
    assert slugs(Filters(differ=("sides",))) == [event.slug]
    assert slugs(Filters(differ=("sides",), known="2022-03-29")) == []


def test_the_table_of_coverage_counts_what_the_list_shows():
    early, late = make_event(slug="early", date="2022-03-01"), make_event(slug="late", date="2022-03-20")
    first, second = make_article(published="2022-03-05"), make_article(published="2022-03-30")
    for event, article in [(early, first), (early, first), (early, second), (late, second)]:
        make_claim(event=event, article=article)
    timeline = read_timeline(Filters(view="coverage"))
    coverage = read_coverage(entries_of(timeline))
    assert [column.report.slug for column in coverage.columns] == [first.slug, second.slug]
    assert [[cell.statements for cell in row.cells] for row in coverage.rows] == [[2, 1], [0, 1]]
    assert [cell.before for cell in coverage.rows[1].cells] == [True, False]
    assert [row.statements for row in coverage.rows] == [3, 1]
    assert [column.statements for column in coverage.columns] == [2, 2]
    assert coverage.statements == timeline.counts.statements == 4


def test_the_count_line_says_how_many_separate_origins_the_reports_have():
    reuters, tass = make_outlet("reuters", name="Reuters"), make_outlet("tass", name="TASS")
    event = make_event()
    for outlet, agency in [(tass, None), (None, reuters), (tass, reuters), (None, None)]:
        article = make_article(outlet=outlet, agency=agency)
        make_claim(event=event, article=article)
    make_claim(event=event, article=article, attribution="own-voice")
    counts = read_timeline(Filters()).counts
    assert (
        counts.statements_line
        == "5 statements, 1 of the reports’ own, in 4 reports, separate origins: at least 2, at most 4"
    )


# Counting again, the plain way

SIDES = ("north", "south")


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """A record with every combination that a filter can tell apart, some of it hidden; for the whole module.

    No test changes it, so it is read in the plain way once for each day by which it is known: gives that reading by the day.
    """
    with django_db_blocker.unblock():
        make_varied_record()
        yield cache(Plain)
        call_command("flush", verbosity=0, interactive=False)


def make_varied_record() -> None:
    sides = [make_actor(slug) for slug in SIDES]
    people = [make_actor(f"person-{n}", side=side) for n, side in enumerate([*sides, sides[0], None])]
    topics = [make_topic(f"topic-{n}") for n in range(3)]
    outlets = [make_outlet(f"outlet-{n}") for n in range(2)]
    places = [make_place(f"place-{n}") for n in range(2)]
    processes = [make_process("one"), make_process("two", title="Another")]
    _question, answers = make_question(process=processes[0])
    texts = ["2022-03-01", "2022-03", "[2022-02-28..2022-03-11]", "2022-04-01/..", "", "2023-01-05?", "../2022-02"]
    texts += ["2022", "2022-02-25/2022-03-08", "[2022-03-04..]", "2022-02/2022-03"]
    days = ["2022-03-01", "2022-03-11", "[2022-03-09..2022-03-12]", "2022-03-05", "2022-03", ""]
    articles = [
        make_article(
            slug=f"article-{number}",
            published=days[number],
            published_basis="stated" if days[number] else "",
            outlet=outlet,
            agency=agency,
            status=Status.PUBLISHED if number != 3 else Status.DRAFT,
        )
        for number, (outlet, agency) in enumerate(product([*outlets, None], [outlets[0], None]))
    ]
    for n in range(24):
        event = make_event(
            slug=f"event-{n:02}",
            process=processes[n % 5 == 0],
            kind=EventKind.values[n % 4],
            occurrence=Occurrence.values[n % 3],
            format=EventFormat.values[3 + n % 2],
            milestone=[None, True, False][n % 3],
            milestone_reason="" if n % 3 == 0 else "Because.",
            date=texts[n % len(texts)],
            sequence=n * 7 % 3,
            place=[*places, None][n % 3],
            status=Status.DRAFT if n == 7 else Status.PUBLISHED,
        )
        for actor in [people[n % 4], sides[n % 2]][: n % 3]:
            make_participation(event, actor)
        first = None
        for m in range(n % 5):
            k = n * 5 + m
            own_voice = k % 7 == 0
            first = make_claim(
                event=event,
                article=articles[k % len(articles)],
                speaker=None if own_voice else [*people, sides[0], None][k % 6],
                attribution="own-voice" if own_voice else ["named", "institution"][k % 2] if k % 6 < 5 else "unnamed",
                side=None if own_voice else [None, None, sides[1]][k % 3],
                target=[None, sides[0]][k % 2],
                kind=ClaimKind.values[k % 3],
                quote_mode=QuoteMode.values[k % 2],
                said=["", "2022-03-01", "2022-03-02"][k % 3],
                standing=k % 12 == 3 and not own_voice,
                status=Status.PUBLISHED if k % 11 else Status.DRAFT,
                statement=f"says {['grain', 'peace'][k % 2]} number {k}.",
                topics=[topics[i] for i in range(3) if k >> i & 1],
                answers=[answers[k % 2]] if k % 4 == 0 else [],
                repeats=first if m == 3 and first and not first.repeats_id else None,
            )


def plain_side(claim: Claim) -> str:
    if claim.side:
        return claim.side.slug
    if not claim.speaker:
        return NONE
    if claim.speaker.side:
        return claim.speaker.side.slug
    return claim.speaker.slug if claim.speaker.kind in ("party", "group") else NONE


def plain_milestone(event: Event) -> bool:
    """Whether an event is a milestone, for the kinds of event in this record."""
    if event.milestone is not None:
        return event.milestone
    if event.occurrence == Occurrence.HELD:
        return len({row.actor.side or row.actor for row in event.participations.all()}) > 1
    return event.occurrence in {Occurrence.REFUSED, Occurrence.CANCELLED}


def plain_claim_values(claim: Claim) -> dict[str, set[str]]:
    article = claim.article
    return {
        "side": {plain_side(claim)},
        "speaker": {claim.speaker.slug if claim.speaker else NONE},
        "topic": {topic.slug for topic in claim.topics.all()} or {NONE},
        "says": {claim.kind},
        "mode": {claim.quote_mode},
        "target": {claim.target.slug if claim.target else NONE},
        "attribution": {claim.attribution},
        "outlet": {article.outlet.slug if article.outlet else NONE},
        "agency": {article.agency.slug if article.agency else NONE},
        "report": {article.slug},
    }


def plain_differences(claims: list[Claim]) -> dict[int, set[str]]:
    """Kinds of difference by event, from the definitions in words."""
    kinds: dict[int, set[str]] = {}
    for one, other in product(claims, claims):
        for a, b in product(one.answers.all(), other.answers.all()):
            if b not in a.excludes.all():
                continue
            same_utterance = (one.repeats_id or one.pk) == (other.repeats_id or other.pk)
            if same_utterance or "own-voice" in (one.attribution, other.attribution):
                kind = "reports"
            elif plain_side(one) != plain_side(other) or plain_side(one) == NONE:
                kind = "sides"
            elif (days := [plain_said(one), plain_said(other)]) and all(days) and certainly_before(*days):
                kind = "changed"
            else:
                kind = "voices"
            for claim in (one, other):
                kinds.setdefault(claim.event_id, set()).add(kind)
    return kinds


def plain_said(claim: Claim) -> str:
    """The date by which a statement is ordered: that of its report if it is a standing position."""
    return claim.article.published if claim.standing else claim.said


def certainly_before(one: str, other: str) -> bool:
    """Whether one of two dates lies certainly before the other."""
    (first, last), (begin, end) = plain_span(one), plain_span(other)
    return last < begin or end < first


def plain_span(text: str) -> tuple[date, date]:
    parsed = dates.parse(text)
    return parsed.earliest or date.min, parsed.latest or date.max


def plain_certain(text: str, since: date, until: date) -> bool:
    """Whether a date of this record certainly falls into a span: going through each day that it may begin and end on."""
    read = dates.parse(text)
    if read.approximate or read.uncertain:
        return False
    if read.precision != "interval":
        return all(since <= day <= until for day in plain_days(read))
    starts, ends = [plain_days(end) if end else None for end in read.ends[0]]
    pairs = product(starts or [date.min, *ends], ends or [*starts, date.max])
    return all(begun <= until and ended >= since for begun, ended in pairs if begun <= ended)


def plain_days(read: dates.FuzzyDate) -> list[date]:
    """The days that a date may mean; of an open end only the very first and last day."""
    first, last = read.earliest or date.min, read.latest or date.max
    if (last - first).days > 1000:
        return [first, last]
    return [first + timedelta(number) for number in range((last - first).days + 1)]


class Plain:
    """The public record, as known by a day, in lists, filtered by going through all of it."""

    def __init__(self, known: str) -> None:
        everything = Claim.objects.select_related(
            "speaker__side", "side", "target", "article__outlet", "article__origin__house", "event"
        )
        self.claims = [
            claim
            for claim in everything.prefetch_related("topics", "answers__excludes")
            if {claim.status, claim.event.status, claim.article.status} == {Status.PUBLISHED}
            and (
                not known
                or (claim.article.published and plain_span(claim.article.published)[1] <= plain_span(known)[1])
            )
        ]
        with_claims = {claim.event_id for claim in self.claims}
        rows = Event.objects.select_related("place", "process").prefetch_related("participations__actor__side")
        self.events = [event for event in rows if event.pk in with_claims]
        self.differences = plain_differences(self.claims)
        self.claim_values = {claim.pk: plain_claim_values(claim) for claim in self.claims}
        self.event_values = {event.pk: self._values(event) for event in self.events}

    def _values(self, event: Event) -> dict[str, set[str]]:
        kinds = self.differences.get(event.pk, set())
        return {
            "process": {event.process.slug},
            "kind": {event.kind},
            "occurrence": {event.occurrence},
            "format": {event.format},
            "milestone": {"1"} if plain_milestone(event) else set(),
            "place": {event.place.slug if event.place else NONE},
            "party": {(row.actor.side or row.actor).slug for row in event.participations.all()} or {NONE},
            "differ": kinds | ({"any"} if kinds else set()),
        }

    @staticmethod
    def falls_into(event: Event, filters: Filters) -> bool:
        if filters.since == NONE:
            return not event.date
        if not (filters.since or filters.until):
            return True
        if not event.date:
            return False
        since = plain_span(filters.since)[0] if filters.since else date.min
        until = plain_span(filters.until)[1] if filters.until else date.max
        first, last = plain_span(event.date)
        return plain_certain(event.date, since, until) if filters.sure else first <= until and last >= since

    def matching(self, filters: Filters) -> dict[int, set[int]]:
        """The events that answer, each with the claims by which it does."""
        asked = {name: set(getattr(filters, name)) for name in FACETS if getattr(filters, name)}
        words = set(filters.q.lower().split())
        answer = {}
        for event in self.events:
            values = self.event_values[event.pk]
            if any(not (values[name] & wanted) for name, wanted in asked.items() if name not in CLAIM_FACETS):
                continue
            if not self.falls_into(event, filters):
                continue
            claims = {
                claim.pk
                for claim in self.claims
                if claim.event_id == event.pk
                and all(
                    self.claim_values[claim.pk][name] & wanted for name, wanted in asked.items() if name in CLAIM_FACETS
                )
                and words <= set(re.findall(r"\w+", f"{claim.statement} {claim.quote} {event.title}".lower()))
            }
            if claims:
                answer[event.pk] = claims
        return answer

    def counts(self, name: str, filters: Filters) -> dict[str, int]:
        """For each value in the record the number of events it gives as the only choice, found by asking for it."""
        values = self.claim_values if name in CLAIM_FACETS else self.event_values
        known = {value for row in values.values() for value in row[name]} - {"any"}
        return {value: len(self.matching(replace(filters, **{name: (value,)}))) for value in known}


def plain_possibly(plain: Plain, filters: Filters) -> int:
    """How many more statements of the whole record were possibly, but not certainly, published by the day asked for."""
    if not filters.known:
        return 0
    day = plain_span(filters.known)[1]
    spans = {
        claim.pk: plain_span(claim.article.published) if claim.article.published else None for claim in plain.claims
    }
    found = {pk for claims in plain.matching(filters.lifted("known")).values() for pk in claims}
    return sum(spans[pk] is None or spans[pk][0] <= day < spans[pk][1] for pk in found)


def choices(*values: str):
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


FILTERS = st.builds(
    Filters,
    q=st.sampled_from(["", "", "", "grain", "peace number"]),
    since=st.sampled_from(["", "", "2022-03-05", "2022-04", NONE]),
    until=st.sampled_from(["", "", "2022-03-05", "2022"]),
    sure=st.sampled_from(["", "1"]),
    known=st.sampled_from(["", "", "", "2022-03-11", "2022-03-04"]),
    process=choices("one", "two"),
    differ=choices("any", "reports", "sides", "changed", "voices"),
    party=choices(*SIDES, "person-3", NONE),
    kind=choices(*EventKind.values[:4]),
    occurrence=choices(*Occurrence.values[:3]),
    format=choices(*EventFormat.values[3:5]),
    milestone=st.sampled_from([(), ("1",)]),
    place=choices("place-0", "place-1", NONE),
    side=choices(*SIDES, NONE),
    speaker=choices("person-0", "person-3", "north", NONE),
    topic=choices("topic-0", "topic-1", "topic-2", NONE),
    says=choices(*ClaimKind.values[:3]),
    target=choices("north", NONE),
    mode=choices(*QuoteMode.values[:2]),
    attribution=choices("own-voice", "named", "unnamed"),
    outlet=choices("outlet-0", "outlet-1", NONE),
    agency=choices("outlet-0", NONE),
)


def check_most_frequent(answer: Timeline, name: str, plainly: dict[str, int]) -> None:
    """Whether a facet shows those values of which no other has more events, with the counts of plain counting."""
    shown = {choice.value: choice for facet in answer.facets if facet.name == name for choice in facet.shown}
    counted = {value: choice.count for value, choice in shown.items()}
    assert counted == {value: plainly.get(value, counted[value] if value == "any" else 0) for value in counted}
    least = min((choice.count for choice in shown.values() if not choice.chosen), default=0)
    if name != "differ" and shown:
        assert all(plainly[value] <= least for value in plainly.keys() - shown.keys() - {NONE})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, few=st.lists(st.sampled_from([name for name in FACETS if name != "report"]), max_size=3))
def test_counts_and_answers_are_those_of_plain_counting(record, filters, few):
    # Most filters with values everywhere find nothing; so all but a few parameters are left empty.
    for name in FACETS:
        if name not in few:
            filters = filters.lifted(name)
    plain = record(filters.known)
    expected = plain.matching(filters)
    selection = select(filters)
    assert set(selection.event_pks()) == set(expected)
    about = [one for event in Event.objects.all() for one in selection.statements_about(event.pk)]
    assert {one[:2] for one in about} == {(claim.pk, (claim.event_id, claim.utterance_id)) for claim in plain.claims}
    found = {one.claim for one in about if one.matches}
    assert found == {pk for claims in expected.values() for pk in claims}
    marks = selection.index.differing.of_claims((one.claim for one in about), known_ordinal(filters))
    assert marks == read_differences(filters.known_day).of_claim
    answer = read_timeline(filters)
    for name in FACETS:
        plainly = plain.counts(name, filters)
        assert count_values(selection.lifted(name), name) == plainly, name
        check_most_frequent(answer, name, plainly)
    counts = answer.counts
    assert (counts.events, counts.statements) == (len(expected), len(found))
    assert counts.statements_possibly == plain_possibly(record(""), filters)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, few=st.lists(st.sampled_from([name for name in FACETS if name != "report"]), max_size=2))
def test_list_table_coverage_picture_facets_and_files_say_the_same(record, filters, few):
    for name in FACETS:
        if name not in few:
            filters = filters.lifted(name)
    answer = read_timeline(filters)
    entries = entries_of(answer)
    events, claims = [one.event.slug for one in entries], [claim.slug for one in entries for claim in one.claims]
    assert [one.slug for one in answer.events] == events
    assert (answer.counts.events, answer.counts.statements) == (len(events), len(claims))
    assert sum(month.events_number for month in answer.months) == len(events)

    table = read_timeline(replace(filters, view="table"))
    assert [row.entry.event.slug for row in read_table(entries_of(table), filters.order)] == events
    coverage = read_coverage(entries)
    assert sum(row.statements for row in coverage.rows) == coverage.statements == len(claims)
    assert sum(column.statements for column in coverage.columns) == len(claims)

    picture = read_picture(answer.rows, is_open=True)
    drawn = {slug for link in picture.marks for slug in link.events.split()}
    assert drawn <= set(events)
    # An event with an open end is not drawn, nor is one of no side on an unknown day: no mark stands on a wrong day.
    dated = [one.event for one in entries if one.event.earliest and one.event.latest]
    assert drawn >= {event.slug for event in dated if event.present or event.earliest == event.latest}

    written = json.loads(FORMATS["json"].write(filters, 1).content)
    assert [event["slug"] for event in written["events"]] == events
    assert [claim["slug"] for event in written["events"] for claim in event["claims"]] == claims
    rows = csv.DictReader(io.StringIO("".join(FORMATS["csv"].write(filters, 1).content)))
    assert [row["claim"] for row in rows] == claims
    told = [(one.event, (one.event.slug, [claim.slug for claim in one.claims])) for one in entries]
    for name, holds in {
        "jsonld": lambda date: True,
        "atom": lambda date: True,
        "ics": known_days,
        "timelinejs": bool,
    }.items():
        content = "".join(FORMATS[name].write(filters, 1).content)
        assert in_file(name, content) == [slugs for event, slugs in told if holds(event.date)], name

    for facet in answer.facets:
        for choice in facet.shown[:2]:
            alone = select(replace(filters, **{facet.name: (choice.value,)}))
            assert alone.count == choice.count, (facet.name, choice.value)


def test_events_are_filtered_by_the_format_of_the_meeting_on_the_page_and_in_files(client, db):
    for slug, fields in {"face": {"format": EventFormat.IN_PERSON}, "call": {"format": EventFormat.PHONE}}.items():
        make_claim(event=make_event(slug=slug, **fields))
    assert [one.slug for one in read_timeline(Filters(format=("phone",))).events] == ["call"]
    assert [one["slug"] for one in client.get("/timeline.json?format=in-person").json()["events"]] == ["face"]
    page = client.get("/?format=phone").content.decode()
    assert "Meeting format" in page
    assert 'value="phone" checked' in page
    assert client.get("/timeline.json?format=telepathy").status_code == 400
