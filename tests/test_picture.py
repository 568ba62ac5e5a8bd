"""The lanes picture: its geometry on hard cases, and that it says what the list says."""

import gzip
import re
from collections import Counter
from datetime import date, timedelta
from html import escape, unescape
from itertools import combinations, pairwise
from unittest.mock import Mock
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from talks import rows
from talks.forms import FilterForm
from talks.models import Actor, Claim, Event, Lane
from talks.picture import MOST_MARKS
from talks.picture.geometry import PLOT, Drawing, DrawnLane, Item, Spot, draw, draw_bars, fit, plan_bars, ticks
from talks.picture.geometry.places import NEAR, RAILS, ROWS, Slots
from talks.timeline import Filters, read_timeline, select
from talks.vocabulary import EventKind, Occurrence
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_process,
    make_question,
)
from tests.reading import entries_of, picture_of

TWO = [DrawnLane("North", 1), DrawnLane("South", 2)]


def on(day: date | None, *lanes: int, until: date | None = None, **fields) -> Item:
    """An item on one day, or from that day until another."""
    return Item("key", day, until or day, tuple(Spot(lane, joins=True) for lane in lanes or (0,)), **fields)


def points(drawing: Drawing) -> list[tuple[int, float, float]]:
    """Lane, x and y of every spot that stands at one day and is not behind a number."""
    found = []
    for mark in drawing.marks:
        if not mark.text and mark.x == mark.right:
            for left, top in re.findall(r"M(-?[\d.]+) (-?[\d.]+)h24", mark.shapes[-1].d):
                y = float(top) + 12
                lane = next(n for n, line in enumerate(drawing.lanes) if line.top <= y <= line.bottom)
                found.append((lane, float(left) + 12, y))
    return found


# Hard cases


def test_one_event_has_a_mark_and_a_tick_that_names_its_year():
    drawing = draw(TWO, [on(date(2022, 3, 29))], [])
    assert [mark.items for mark in drawing.marks] == [(0,)]
    assert drawing.ticks[0].label == "29 Mar 2022"
    assert not drawing.breaks


def test_reports_alone_are_drawn_too():
    drawing = draw(TWO, [], [on(date(2022, 3, 29)), on(date(2022, 3, 29)), on(date(2022, 4, 2))])
    assert [mark.items for mark in drawing.reports] == [(0, 1), (2,)]


def test_a_thousand_on_one_day_stand_in_three_rows_and_a_number():
    drawing = draw(TWO, [on(date(2022, 3, 29)) for _n in range(1000)], [])
    assert len(points(drawing)) == ROWS
    (rest,) = [mark for mark in drawing.marks if mark.text]
    assert rest.text == "+997"
    assert len(rest.items) == 997
    assert (rest.first, rest.last) == (date(2022, 3, 29), date(2022, 3, 29))


def test_what_certainly_joined_and_what_is_ringed_is_not_gathered_before_the_rest():
    items = [on(date(2022, 3, 29)) for _n in range(5)]
    items += [on(date(2022, 3, 29), 0, 1), on(date(2022, 3, 29), ringed=True)]
    (rest,) = [mark for mark in draw(TWO, items, []).marks if mark.text]
    assert not {5, 6} & set(rest.items)


def test_those_who_met_are_joined_from_the_first_lane_to_the_last():
    drawing = draw([*TWO, DrawnLane("Host", 3)], [on(date(2022, 3, 29), 0, 2)], [])
    (bar,) = drawing.bars
    assert (bar.top, bar.bottom) == (drawing.lanes[0].y, drawing.lanes[2].y)


def test_a_bar_leaves_a_gap_around_a_mark_that_it_passes_and_does_not_join():
    day = date(2022, 3, 29)
    items = [on(day, 0, 2), on(day, 1, ringed=True)]
    drawing = draw([*TWO, DrawnLane("Host", 3)], items, [])
    (bar,) = drawing.bars
    passed = drawing.lanes[1].y
    drawn = re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", bar.shapes[0].d)
    ends = [(float(top), float(bottom)) for top, bottom in drawn]
    assert len(ends) == 2
    assert ends[0][1] < passed - 8 < passed + 8 < ends[1][0]
    assert (ends[0][0], ends[1][1]) == (drawing.lanes[0].y, drawing.lanes[2].y)


def test_two_meetings_on_one_day_have_bars_side_by_side_and_a_hundred_stay_near_their_day():
    day = date(2022, 3, 29)

    def bars_at(number: int) -> list[float]:
        drawing = draw(TWO, [on(day, 0, 1) for _n in range(number)], [])
        return [float(bar.shapes[0].d[1:].split()[0]) - drawing.scale.x(day) for bar in drawing.bars]

    assert bars_at(1) == [0]
    assert bars_at(2) == [-2.5, 2.5]
    assert max(map(abs, bars_at(100))) <= 5


def test_a_span_rises_beside_the_rows_of_the_lane_above_and_never_into_them():
    day = date(2022, 3, 29)
    rows = [on(day) for _n in range(3)]
    beside = on(day + timedelta(10), 1, until=day + timedelta(20))
    below = on(day - timedelta(1), 1, until=day + timedelta(20))

    def drawn(*items: Item) -> Drawing:
        return draw(TWO, [*rows, *items, on(day + timedelta(20), 1)], [])

    tight, wide, bare = drawn(beside), drawn(below), drawn()
    assert tight.lanes[1].y == bare.lanes[1].y < wide.lanes[1].y
    (span,) = [mark for mark in wide.marks if mark.items == (3,)]
    assert span.top > wide.lanes[0].y + 2 * NEAR + 12


def test_what_lasted_is_a_line_and_one_unknown_day_is_a_bracket_with_no_dot():
    first, last = date(2022, 3, 1), date(2022, 3, 20)
    drawing = draw(TWO, [on(first, until=last, lasted=True), on(first, until=last)], [])
    forms = {mark.items: [shape.form for shape in mark.shapes] for mark in drawing.marks}
    assert forms == {(0,): ["span", "hit"], (1,): ["bracket", "hit"]}


def test_an_open_end_is_an_arrow_beside_the_end_that_is_known_and_needs_no_room():
    open_start = Item("key", None, date(2022, 12, 31), (Spot(0),))
    drawing = draw(TWO, [on(date(2022, 3, 1)), open_start, on(date(2022, 12, 1))], [])
    (span,) = [mark for mark in drawing.marks if mark.items == (1,)]
    assert [shape.form for shape in span.shapes] == ["bracket", "arrow", "hit"]
    assert span.right == drawing.scale.x(date(2022, 12, 31))
    assert len(drawing.breaks) == 1


def test_what_reaches_beyond_the_days_asked_for_on_both_sides_fills_the_picture():
    item = on(date(2021, 1, 1), until=date(2023, 1, 1), lasted=True)
    (mark,) = draw(TWO, [item], [], date(2022, 1, 1), date(2022, 6, 30)).marks
    assert (mark.x, mark.right) == (0, PLOT)
    assert [shape.form for shape in mark.shapes] == ["span", "arrow", "hit"]


def test_what_the_days_asked_for_cut_is_drawn_to_the_edge_and_is_no_point_where_one_day_is_left():
    item = on(date(2022, 2, 28), until=date(2022, 3, 11))
    begun = draw(TWO, [item], [item], date(2022, 3, 5), date(2022, 3, 20))
    for mark in [*begun.marks, *begun.reports]:
        assert (mark.x, mark.right) == (0, begun.scale.x(date(2022, 3, 11)))
    assert [shape.form for shape in begun.marks[0].shapes] == ["bracket", "arrow", "hit"]
    ended = draw(TWO, [item], [], date(2022, 3, 11), date(2022, 3, 20))
    assert [shape.form for shape in ended.marks[0].shapes] == ["bracket", "arrow", "hit"]


def test_what_lies_outside_the_days_asked_for_is_left_out():
    drawing = draw(TWO, [on(date(2022, 3, 1)), on(date(2022, 5, 1))], [], date(2022, 4, 1))
    assert [mark.items for mark in drawing.marks] == [(1,)]


def test_what_has_no_date_stands_beside_the_scale():
    drawing = draw(TWO, [on(date(2022, 3, 1)), Item("key", None, None, (Spot(1),), undated=True)], [])
    (mark,) = [mark for mark in drawing.marks if mark.items == (1,)]
    assert mark.x == drawing.undated_x > drawing.scale.width


def test_of_nothing_but_undated_events_there_is_no_picture():
    assert draw(TWO, [Item("key", None, None, (Spot(1),), undated=True)], []) is None


def test_two_days_far_apart_are_not_folded_away():
    assert not draw(TWO, [on(date(1920, 5, 1)), on(date(2020, 5, 1))], []).breaks
    assert not draw(TWO, [on(date(2022, month, 1)) for month in range(1, 9)], []).breaks


def test_a_century_is_folded_where_nothing_lies_and_the_break_names_its_dates():
    drawing = draw(TWO, [on(date(1920, 5, 1)), on(date(1921, 5, 1)), on(date(2020, 5, 1))], [])
    ((fold, _path),) = drawing.breaks
    assert fold.lines == ("2 May 1921 –", "30 Apr 2020")
    assert [(one.first.year, one.last.year) for one in drawing.scale.segments] == [(1920, 1921), (2020, 2020)]


def test_leap_days_have_a_place_of_their_own():
    days = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    xs = [draw(TWO, [on(day) for day in days], []).scale.x(day) for day in days]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.11)
    assert xs == sorted(set(xs))


def test_the_ends_of_the_calendar_are_days_like_others():
    drawing = draw(TWO, [on(date.min), on(date.max)], [])
    assert len(drawing.marks) == 2
    assert drawing.ticks


def test_fourteen_sides_have_fourteen_lanes_one_below_the_other():
    lanes = [DrawnLane(f"Side with a rather long name {n}", n % 9) for n in range(14)]
    drawing = draw(lanes, [on(date(2022, 3, 1), *range(14))], [])
    assert [line.top for line in drawing.lanes] == sorted({line.top for line in drawing.lanes})
    assert all(len(line.names) == 2 for line in drawing.lanes)


# What holds for every picture

DAYS = st.dates(date(1900, 1, 1), date(2050, 12, 31)) | st.dates(date(2022, 2, 20), date(2022, 6, 1))
SPOTS = st.sets(st.integers(0, 3), min_size=1).map(lambda lanes: tuple(Spot(n, joins=True) for n in sorted(lanes)))


@st.composite
def drawn_items(draw_one) -> Item:
    first, last = sorted([draw_one(DAYS), draw_one(DAYS)])
    form = draw_one(st.sampled_from(["day", "day", "day", "span", "from", "until", "undated"]))
    ends = {"day": (first, first), "span": (first, last), "from": (first, None), "until": (None, last)}
    fields = {"lasted": draw_one(st.booleans()), "ringed": draw_one(st.booleans()), "undated": form == "undated"}
    return Item("key", *ends.get(form, (None, None)), draw_one(SPOTS), **fields)


ITEMS = st.lists(drawn_items(), min_size=1, max_size=40).filter(lambda items: not all(item.undated for item in items))
LANES = [DrawnLane(f"Side {n}", n) for n in range(4)]


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_every_item_has_a_mark_within_bounds(items):
    drawing = draw(LANES, items, items[:3])
    assert {place for mark in drawing.marks for place in mark.items} == set(range(len(items)))
    for mark in [*drawing.marks, *drawing.bars, *drawing.reports]:
        assert 0 <= mark.x <= mark.right <= PLOT
        assert 0 <= mark.top <= mark.bottom <= drawing.height
    for lane, line in enumerate(drawing.lanes):
        assert all(line.top <= y <= line.bottom for where, _x, y in points(drawing) if where == lane)


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_marks_of_a_lane_stand_apart_and_in_three_rows_at_most(items):
    drawing = draw(LANES, items, [])
    for (lane, x, y), (other_lane, other_x, other_y) in combinations(points(drawing), 2):
        if (lane, y) == (other_lane, other_y):
            assert abs(x - other_x) >= NEAR - 0.11
    rows = {(lane, y) for lane, _x, y in points(drawing)}
    assert max(Counter(lane for lane, _y in rows).values(), default=0) <= ROWS
    numbers = [(mark.lane, mark.x) for mark in drawing.marks if mark.text]
    assert all(a[0] != b[0] or abs(a[1] - b[1]) >= NEAR for a, b in combinations(numbers, 2))


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 30)), max_size=40))
def test_a_span_takes_the_first_rail_on_which_none_lies_there_and_touching_is_not_lying(spans):
    slots, taken = Slots([], [[]], []), [[] for _rail in range(RAILS)]
    for left, width in spans:
        right = left + width
        free = [n for n, rail in enumerate(taken) if all(right <= start or end <= left for start, end in rail)]
        assert slots.rail(left, right) == (free[0] if free else None)
        if free:
            taken[free[0]].append((left, right))
    assert slots.rails == [sorted(rail) for rail in taken if rail]


@given(st.lists(st.integers(0, 200), max_size=40))
def test_a_point_takes_the_first_row_in_which_none_stands_near(xs):
    slots, taken = Slots([], [[]], []), [[] for _row in range(ROWS)]
    for x in xs:
        free = [n for n, row in enumerate(taken) if all(abs(other - x) >= NEAR for other in row)]
        assert slots.row(x) == (free[0] if free else None)
        if free:
            taken[free[0]].append(x)
    assert [row for row in slots.rows if row] == [sorted(row) for row in taken if row]


@given(ITEMS)
@settings(max_examples=150, deadline=None)
def test_the_scale_is_linear_rises_with_the_days_and_folds_only_what_is_empty(items):
    drawing = draw(LANES, items, [])
    scale = drawing.scale
    days = sorted({day for item in items for day in (item.first, item.last) if day})
    xs = [scale.x(day) for day in days]
    assert xs == sorted(xs)
    for segment in scale.segments:
        inside = [day for day in days if segment.first <= day <= segment.last]
        for day in inside:
            assert scale.x(day) == pytest.approx(segment.x + (day - segment.first).days * scale.day_width, abs=0.1)
            assert scale.day(scale.x(day)) == day or scale.day_width < 0.2
    for fold, _path in drawing.breaks:
        assert not any(fold.first <= day <= fold.last for day in days)
        for item in items:
            assert not (item.first and item.last and item.first <= fold.last and item.last >= fold.first)


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_ticks_never_overlap_nor_leave_the_picture_and_there_is_always_one(spans):
    scale = fit([tuple(span) for span in spans], PLOT)
    found = ticks(scale)
    assert found
    assert all(tick.label_x >= 0 and tick.label_end <= PLOT + 0.01 for tick in found)
    for one, other in combinations(found, 2):
        assert one.label_end < other.label_x or other.label_end < one.label_x
    # Somewhere a year is named, and what is named is the day where it stands.
    assert any(re.search(r"\d{4}$", tick.label) for tick in found)


@pytest.mark.slow
@given(
    st.tuples(DAYS, DAYS).map(sorted),
    DAYS | st.none(),
    DAYS | st.none(),
    st.lists(st.lists(st.integers(0, 40), min_size=120, max_size=120), min_size=4, max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_bins_hold_every_day_once_and_each_count_has_a_bar_of_its_height(days, since, until, counts):
    if since and until and since > until:
        since, until = until, since
    plan = plan_bars(*days, since, until)
    assert 1 <= len(plan.bins) <= 120
    assert all(one.last + timedelta(1) == other.first for one, other in pairwise(plan.bins))
    assert plan.bins[0].first <= plan.first <= plan.last <= plan.bins[-1].last
    assert not since or plan.bins[0].first >= since
    assert not until or plan.bins[-1].last <= until
    rows = [row[: len(plan.bins)] for row in counts]
    density = draw_bars(LANES, plan, rows, since, until)
    drawn = {(bar.lane, bar.bin_index): bar for bar in density.bars}
    assert {place: bar.events for place, bar in drawn.items()} == {
        (lane, place): count for lane, row in enumerate(rows) for place, count in enumerate(row) if count
    }
    heights = {bar.events: float(re.search(r"v-([\d.]+)H", bar.d)[1]) for bar in drawn.values()}
    assert [heights[count] for count in sorted(heights)] == sorted(heights.values())
    assert density.highest == max([1, *heights])
    assert all(re.fullmatch(r"M[\d.]+ 0v-[\d.]+H[\d.]+V0z", bar.d) for bar in density.bars)


# From the record


@pytest.fixture
def record(db):
    """Two sides with lanes and one without; a meeting, a briefing about it, a context without anybody, a report."""
    process = make_process()
    russia, ukraine, host = (make_actor(slug) for slug in ("russia", "ukraine", "host"))
    for place, side in enumerate([ukraine, russia], 1):
        Lane.objects.create(process=process, side=side, position=place, palette=place)
    peskov = make_actor("peskov", side=russia)
    article = make_article(outlet=make_outlet("tass"), published="2022-03-31")
    talks = make_event(slug="talks", date="2022-03-29", title="Talks in a palace")
    for side, role in [(russia, "party"), (ukraine, "party"), (host, "host")]:
        make_participation(talks, side, role)
    briefing = make_event(slug="briefing", date="2022-03-30", kind="briefing")
    make_participation(briefing, peskov)
    _question, (yes, no) = make_question()
    own = {"article": article, "event": talks}
    make_claim(slug="own", attribution="own-voice", answers=[yes], **own)
    make_claim(slug="there", speaker=peskov, occasion=briefing, said="2022-03-30", answers=[no], **own)
    make_claim(slug="later", speaker=ukraine, said="2022-04-02", **own)
    make_claim(slug="never-dated", speaker=ukraine, **own)
    make_claim(slug="briefing-own", event=briefing, article=article, speaker=peskov, said="2022-03-30")
    make_claim(
        event=make_event(slug="war", kind="context", date="2022-02-24"), article=article, attribution="own-voice"
    )


def mark_of(picture, *items: str):
    return [link for link in picture.marks if link.events == " ".join(items)]


def test_lanes_are_those_of_the_process_then_other_sides_then_no_side(record):
    drawing = picture_of(Filters()).drawing
    assert [(line.name, line.palette) for line in drawing.lanes] == [
        ("Ukraine", 1),
        ("Russia", 2),
        ("Host", 0),
        ("No side named", 0),
    ]


def test_a_meeting_joins_its_lanes_and_shows_the_host_and_the_ring(record):
    picture = picture_of(Filters())
    meeting = mark_of(picture, "talks")[0]
    assert [shape.form for shape in meeting.mark.shapes] == ["disc", "disc", "host", "ring", "hit"]
    assert len(picture.bars) == 1
    assert "Talks in a palace. 29 March 2022" in meeting.title
    assert "Host (host)" in meeting.title
    assert "Reports differ" in meeting.title


def test_a_statement_stands_at_the_day_it_was_said_or_at_its_occasion_and_else_beside_the_scale(record):
    picture = picture_of(Filters())
    found = mark_of(picture, "talks")
    days = [(link.mark.x == picture.drawing.undated_x, (link.since, link.until)) for link in found]
    assert days == [
        (False, ("2022-03-29", "2022-03-29")),
        (False, ("2022-04-02", "2022-04-02")),
        (True, ("", "")),
    ]
    (briefing,) = mark_of(picture, "briefing")
    assert "2 statements" in briefing.title  # its own, and the one about the talks


def test_a_number_that_stands_for_one_leads_to_it_and_is_in_the_key(record):
    article, speaker = make_article(), make_actor("speaker")
    for n in range(4):
        event = make_event(slug=f"visit-{n}", date="2022-05-01")
        make_claim(event=event, article=article, speaker=speaker, said="2022-05-01")
    picture = picture_of(Filters(), shown={f"visit-{n}" for n in range(4)})
    (one,) = [link for link in picture.marks if link.mark.text]
    assert one.mark.text == "+1"
    assert one.href == f"#e-{one.events}"
    assert (one.since, one.until) == ("2022-05-01", "2022-05-01")
    assert "more" in [entry.name for entry in picture.key]


def test_a_claim_filter_keeps_the_statements_that_match(record):
    picture = picture_of(Filters(side=("ukraine",)))
    assert [link.events for link in picture.marks] == ["talks", "talks", "talks"]
    assert [line.name for line in picture.drawing.lanes] == ["Ukraine", "Russia", "Host"]


def test_marks_lead_to_the_list_where_it_shows_the_event_and_else_to_its_page(record):
    picture = picture_of(Filters(known="2022-12"), shown={"talks"})
    assert {link.href for link in mark_of(picture, "talks")} == {"#e-talks"}
    assert [link.href for link in mark_of(picture, "briefing")] == ["/events/briefing/?known=2022-12"]


def test_every_event_of_the_answer_has_a_mark(client, record):
    for filters in [Filters(), Filters(side=("russia",)), Filters(since="2022-03-30"), Filters(until="2022-03")]:
        picture = picture_of(filters)
        events = Event.objects.filter(pk__in=select(filters).event_pks()).values_list("slug", flat=True)
        assert {slug for link in picture.marks for slug in link.events.split()} == set(events)


def test_an_answer_without_events_has_no_picture_and_the_page_says_no_more(client, record):
    page = client.get("/", {"since": "2030"}).content.decode()
    assert '<section id="lanes"' in page
    assert "<svg class=" not in page.split('id="lanes"')[1].split("</section>")[0]


def test_the_picture_follows_the_list_in_both_answers(client, record):
    whole = client.get("/", {"side": "russia"}).content.decode()
    part = client.get("/", {"side": "russia"}, headers={"HX-Request": "true"}).content.decode()

    def region(page: str) -> str:
        return re.search(r'<section id="lanes".*?</section>', page, re.DOTALL)[0]

    assert region(part).replace(' data-hx-swap-oob="true"', "") == region(whole)


def test_the_page_shows_ticks_names_and_the_key_for_wide_and_narrow_screens(client, record):
    page = client.get("/").content.decode()
    picture = picture_of(Filters())
    drawing = picture.drawing
    for tick in drawing.ticks:
        assert f'd="M{tick.x} {drawing.tick_top}V{drawing.tick_bottom}"' in page
        assert f'<text x="{tick.label_x}" y="{drawing.label_y}">{tick.label}</text>' in page
    for line in drawing.lanes:
        named = "".join(f'<text x="14" y="{y}">{name}</text>' for name, y in line.names)
        assert f'<g class="side-{line.palette}"><title>{line.name}</title>{named}<path class="swatch"' in page
    assert [page.count(f"</svg>{entry.words}</li>") for entry in picture.key] == [2] * len(picture.key)


def test_no_style_and_no_script_stands_in_the_picture(client, record):
    page = client.get("/").content.decode()
    region = re.search(r'<section id="lanes".*?</section>', page, re.DOTALL)[0]
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", region)


def test_a_side_that_was_host_as_well_is_shown_as_the_host(record):
    article = make_article()
    for number, roles in enumerate(
        [("host", "mediator", "party"), ("party", "mediator", "host"), ("party", "mediator")]
    ):
        event = make_event(slug=f"visit-{number}", date=f"2022-05-{number + 1:02}")
        for role in roles:
            make_participation(event, make_actor(f"{role}-{number}", side=Actor.objects.get(slug="host")), role)
        make_claim(event=event, article=article, attribution="own-voice")
    picture = picture_of(Filters())
    forms = [mark_of(picture, f"visit-{number}")[0].mark.shapes[0].form for number in range(3)]
    assert forms == ["host", "host", "mediator"]


def test_of_statements_too_many_to_be_named_the_same_match(record, monkeypatch):
    def drawn() -> list:
        picture = picture_of(Filters(side=("ukraine",)))
        return [picture.marks, picture.reports, picture.text_alternative]

    named = drawn()
    monkeypatch.setattr(rows, "MOST_NAMED", 0)
    assert drawn() == named


def test_the_picture_speaks_the_language_of_the_reader_whoever_read_before(record):
    def said() -> str:
        picture = picture_of(Filters())
        return " ".join([mark_of(picture, "talks")[0].title, *picture.text_alternative, picture.span])

    english = said()
    assert "29 March 2022. Russia, Ukraine and Host" in english
    with translation.override("de"):
        assert "29 März 2022. Russia, Ukraine und Host" in said()
    assert said() == english


LOOKED_UP = ("get_language", "gettext", "ngettext")


def test_a_picture_asks_for_the_language_as_often_whether_it_shows_few_or_many(record, monkeypatch):
    asked = [Mock(wraps=getattr(translation._trans, name)) for name in LOOKED_UP]
    for name, look_up in zip(LOOKED_UP, asked, strict=True):
        monkeypatch.setattr(translation._trans, name, look_up)

    def lookups() -> list[int]:
        picture_of(Filters())  # so that what is said of these days and numbers is cached
        before = [one.call_count for one in asked]
        assert picture_of(Filters()).marks
        return [one.call_count - count for one, count in zip(asked, before, strict=True)]

    before = lookups()
    side, article = make_actor("fourth"), make_article()
    for n in range(20):
        event = make_event(date=f"2022-04-{n + 3:02}", slug=f"event-{n}")
        make_claim(event=event, speaker=side, article=article, said=f"2022-04-{n + 4:02}")
    assert lookups() == before


def test_the_number_of_queries_does_not_grow_with_the_record(client, record):
    def queries() -> int:
        picture_of(Filters())  # so that the index is there
        with CaptureQueriesContext(
            connection,
        ) as found:
            picture_of(Filters())
        return len(found)

    before = queries()
    side, article = make_actor("fourth"), make_article()
    for n in range(20):
        make_claim(event=make_event(date=f"2022-05-{n + 1:02}"), speaker=side, article=article)
    assert queries() == before <= 10


def test_numbers_in_the_picture_are_written_the_same_in_every_language(client, record, settings):
    settings.LANGUAGE_CODE = "de"
    page = client.get("/").content.decode()
    assert re.findall(r'(?:viewBox|x|y|d|data-scale)="[^"]*\d,\d', page) == []


# The picture of many


def make_dense(number: int, sides: int = 14) -> None:
    """Make that many events over three years, with two statements each by sides in turn; every tenth lasted."""
    process, article = make_process(), make_article()
    actors = [make_actor(f"side-{n:02}", name=f"Side number {n}") for n in range(sides)]
    for place, side in enumerate(actors, 1):
        Lane.objects.create(process=process, side=side, position=place, palette=place % 8 + 1)
    events = []
    for n in range(number):
        day = date(2021, 1, 1) + timedelta(days=n * 7919 % 1100)
        text = f"{day}/{day + timedelta(days=40)}" if n % 10 == 0 else "" if n % 97 == 0 else str(day)
        fields = {"slug": f"dense-{n}", "title": f"Event {n}", "kind": "visit", "date": text, "status": "published"}
        events.append(Event(process=process, date_basis="stated" if text else "", **fields))
    Event.objects.bulk_create(events)
    words = {"kind": "account", "statement": "says so.", "quote": "so", "quote_mode": "direct", "paragraph": 1}
    Claim.objects.bulk_create(
        Claim(
            slug=f"dense-{n}-{turn}",
            event=event,
            article=article,
            speaker=actors[(n * (3 + turn) + turn) % sides],
            attribution="institution",
            status="published",
            **words,
        )
        for n, event in enumerate(events)
        for turn in range(2)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, a minute later


def answers_to(href: str) -> int:
    """The number of events in the list that a link leads to."""
    filters = FilterForm(QueryDict(href.split("?")[1].split("#")[0])).filters
    return select(filters).count


@pytest.mark.django_db
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(since="2021-02-10", until="2022-07-05"),
        Filters(side=("side-01", "side-05"), sure="1", until="2023"),
        Filters(kind=("visit",), known="2030", order="-said", view="table"),
    ],
)
def test_each_bar_leads_to_exactly_the_list_whose_count_it_shows(filters):
    make_dense(1200)
    picture = picture_of(filters)
    assert picture.drawing is None
    links = [link for column in picture.columns for link in column.links]
    assert links
    for link in links[:: max(1, len(links) // 25)]:
        assert int(re.search(r": (\d+) event", link.title)[1]) == answers_to(link.href)
        assert FilterForm(QueryDict(link.href.split("?")[1].split("#")[0])).notices == {}


@pytest.mark.django_db
def test_the_picture_counts_only_where_there_are_too_many_events():
    make_dense(MOST_MARKS)
    assert picture_of(Filters()).drawing
    make_claim(event=make_event())
    assert picture_of(Filters()).density


@pytest.mark.slow
@pytest.mark.django_db
def test_a_picture_of_thousands_is_small(client):
    make_dense(5000)
    page = client.get("/").content.decode()
    region = re.search(r'<section id="lanes".*?</section>', page, re.DOTALL)[0]
    assert len(gzip.compress(region.encode(), 1)) < 60_000
    assert len(gzip.compress(client.get("/timeline.svg").content, 1)) < 60_000


@pytest.mark.django_db
def test_the_rail_leads_to_each_period_and_names_it(client):
    make_dense(1200)
    page = client.get("/").content.decode()
    rail = picture_of(Filters()).rail
    assert [link.label for link in rail] == ["2021", "2022", "2023", "2024"]
    for link in rail:
        assert f'<a href="{escape(link.href)}"><title>{link.title}</title><path class="period" d="{link.d}"/>' in page
        assert (
            f'<text x="{link.x}" y="{picture_of(Filters()).density.last_y}" aria-hidden="true">{link.label}</text>'
            in page
        )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/timeline.svg"])
def test_the_bars_of_a_lane_stand_on_its_line(client, address):
    make_dense(1200)
    drawn = client.get(address).content.decode()
    lines = re.findall(r'd="M0 ([\d.]+)H1040"', drawn)
    stood = re.findall(r'transform="translate\(0 ([\d.]+)\)"><a [^>]*><title>Side', drawn)
    assert len(lines) == 14
    assert [float(y) for y in stood] == [float(y) for y in lines]


# The file

SVG = "{http://www.w3.org/2000/svg}"


def test_the_file_stands_alone_with_title_question_dates_key_and_source(client, record, settings):
    settings.SITE_URL = "https://talks.example.org"
    response = client.get("/timeline.svg", {"side": "russia", "q": "says"})
    assert response["Content-Type"] == "image/svg+xml"
    text = response.content.decode()
    root = ElementTree.fromstring(text)  # noqa: S314  (our own)
    words = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    for expected in ("Negotiations, 2022", "Speaks for: Russia", "March 2022", "accounts differ", "2 events"):
        assert expected in words, expected
    hrefs = {unescape(link.attrib["href"]) for link in root.iter(f"{SVG}a")}
    assert all(href.startswith("https://talks.example.org/") for href in hrefs)
    assert "https://talks.example.org/?q=says&side=russia" in hrefs
    assert not re.search(r"\sstyle=|\sclass=|<style|<script|var\(", text)


def test_the_file_has_the_marks_of_the_page_and_one_page(client, record):
    page, file = client.get("/").content.decode(), client.get("/timeline.svg").content.decode()
    region = re.search(r'<section id="lanes".*?</section>', page, re.DOTALL)[0]

    def shapes(text: str) -> list[str]:
        return re.findall(r'<path[^>]* d="([^"]+)"', re.sub(r"<svg class=.names.*?</svg>", "", text, flags=re.DOTALL))

    marks = region.split('class="marks"')[1].split("</svg>")[0]
    assert set(shapes(marks)) <= set(re.findall(r' d="([^"]+)"', file))
    assert client.get("/timeline.svg", {"page": "2"}).status_code == 400


def test_a_file_of_an_empty_answer_is_a_file(client, record):
    response = client.get("/timeline.svg", {"since": "2030"})
    assert response.status_code == 200
    ElementTree.fromstring(response.content)  # noqa: S314


@pytest.mark.parametrize(("gap", "folds"), [(59, 0), (60, 1)])
def test_a_stretch_is_folded_from_a_third_of_the_days_shown_on(gap, folds):
    """With the gap 2 x 60 days are shown beside it: 60 of 180 are a third, 59 of 179 are less."""
    start = date(2022, 1, 1)
    middle = start + timedelta(60)
    spans = [(start, middle), (middle + timedelta(gap), middle + timedelta(gap + 60))]
    assert len(fit(spans, PLOT).segments) - 1 == folds


def test_list_and_picture_agree_on_what_is_a_meeting_and_what_is_certain(db):
    cases = {
        "met": {"date": "2022-03-10"},
        "lasted": {"date": "2022-03-10/2022-03-12"},
        "perhaps": {"date": "2022-03-10?"},
        "about": {"date": "2022-03-10~"},
        "one-of-days": {"date": "[2022-03-10..2022-03-12]"},
        "planned": {"date": "2022-03-10", "occurrence": Occurrence.PLANNED},
        "proposal": {"date": "2022-03-10", "kind": EventKind.PROPOSAL},
    }
    sides = [make_actor("russia"), make_actor("ukraine")]
    for slug, fields in cases.items():
        event = make_event(slug=slug, **fields)
        for side in sides:
            make_participation(event, side)
        make_claim(event=event)
    entries = entries_of(read_timeline(Filters()))
    assert {one.event.slug for one in entries if not one.is_meeting} == {"proposal"}
    assert {one.event.slug for one in entries if one.is_uncertain} == {"perhaps", "about", "one-of-days", "planned"}
    drawn = picture_of(Filters())
    joined = {link.events: {shape.form for shape in link.mark.shapes} for link in drawn.bars}
    assert {slug for slug in joined if "bar" in joined[slug]} == {"met"}
    assert {slug for slug in joined if "bar-dashed" in joined[slug]} == {"perhaps", "about", "planned"}
