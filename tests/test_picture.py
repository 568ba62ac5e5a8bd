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
from hypothesis import given
from hypothesis import strategies as st

from talks import dates, rows
from talks.forms import FilterForm
from talks.models import Actor, Claim, Event, Lane
from talks.picture import MOST_MARKS, density_lanes
from talks.picture.descriptions import span_text
from talks.picture.geometry import (
    PLOT,
    Drawing,
    DrawnLane,
    Item,
    Label,
    Spot,
    Wanted,
    draw,
    draw_bars,
    fit,
    place_labels,
    plan_bars,
    ticks,
)
from talks.picture.geometry.places import NEAR, ROWS, Slots
from talks.picture.read import MOST_MARKED_LANES
from talks.picture.sides import roles
from talks.timeline import Filters, PageRows, read_timeline, select
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
MARCH = date(2022, 3, 29)


def on(day: date, *lanes: int, until: date | None = None, form: str = "disc", **fields) -> Item:
    """An item on one day, or from that day until another."""
    return Item("key", day, until or day, tuple(Spot(lane, form) for lane in lanes or (0,)), **fields)


def met(day: date, *lanes: int, **fields) -> Item:
    """A meeting of the sides of these lanes."""
    return on(day, *lanes, form="head", met=True, **fields)


def forms(mark) -> list[str]:
    return [shape.form for shape in (*mark.behind, *mark.shapes) if shape.form != "hit"]


def points(drawing: Drawing) -> list[tuple[int, float, float]]:
    """Lane, x and y of every spot that stands at one day and is not behind a number."""
    found = []
    for mark in drawing.marks:
        if not mark.is_gathered and mark.lane >= 0:
            for left, top in re.findall(r"M(-?[\d.]+) (-?[\d.]+)h24v24", mark.shapes[-1].d):
                y = float(top) + 12
                lane = next(n for n, line in enumerate(drawing.lanes) if line.top <= y <= line.bottom)
                found.append((lane, float(left) + 12, y))
    return found


# Hard cases


def test_one_event_has_a_mark_and_a_tick_that_names_its_year():
    drawing = draw(TWO, [on(MARCH)], [])
    assert [mark.items for mark in drawing.marks] == [(0,)]
    assert drawing.ticks[0].label == "29 Mar 2022"
    assert not drawing.breaks


def test_reports_alone_are_drawn_too():
    drawing = draw(TWO, [], [on(MARCH), on(MARCH), on(date(2022, 4, 2))])
    assert [mark.items for mark in drawing.reports] == [(0, 1), (2,)]


def test_a_thousand_on_one_day_stand_in_three_rows_and_a_number():
    drawing = draw(TWO, [on(MARCH) for _n in range(1000)], [])
    assert len(points(drawing)) == ROWS
    (rest,) = [mark for mark in drawing.marks if mark.is_gathered]
    assert [text.text for text in rest.texts] == ["+997"]
    assert len(rest.items) == 997
    assert (rest.first, rest.last) == (MARCH, MARCH)


def test_meetings_get_room_before_statements_and_these_before_unknown_days():
    items = [on(MARCH, until=date(2022, 3, 31)), *(on(MARCH) for _n in range(5)), met(MARCH, 0, 1)]
    drawing = draw(TWO, items, [])
    (rest,) = [mark for mark in drawing.marks if mark.is_gathered]
    assert 6 not in rest.items
    assert 0 in rest.items


def test_those_who_met_are_joined_by_a_broad_shaft_and_to_a_host_by_a_thin_line():
    spots = (Spot(0, "head"), Spot(1, "head"), Spot(2, "host", word="host"))
    drawing = draw([*TWO, DrawnLane("Host", 3)], [Item("key", MARCH, MARCH, spots, met=True)], [])
    (mark,) = drawing.marks
    assert forms(mark) == ["pass", "shaft", "head", "head", "host"]
    assert (mark.top, mark.bottom) == (drawing.lanes[0].y, drawing.lanes[2].y)
    assert [text.text for text in mark.texts] == ["host"]


def test_a_meeting_passes_the_lane_of_who_was_not_there_by_a_thin_line():
    (mark,) = draw([*TWO, DrawnLane("Third", 3)], [met(MARCH, 0, 2)], []).marks
    assert forms(mark) == ["pass", "head", "head"]


def test_shafts_of_meetings_that_are_near_one_another_are_thin():
    def width(*days: date) -> float:
        drawing = draw(TWO, [met(day, 0, 1) for day in days], [])
        return float(re.search(r"h([\d.]+)v", drawing.marks[0].behind[0].d)[1])

    assert width(MARCH) == 10
    assert width(MARCH, MARCH) == 10
    assert width(date(2022, 1, 1), date(2022, 1, 2), date(2022, 12, 1)) < 4


def test_what_lasted_is_a_line_and_one_unknown_day_is_a_bracket_with_no_dot():
    first, last = date(2022, 3, 1), date(2022, 3, 20)
    drawing = draw(TWO, [on(first, until=last, lasted=True), on(first, until=last)], [])
    assert {mark.items: forms(mark) for mark in drawing.marks} == {(0,): ["span"], (1,): ["bracket"]}


def test_six_meetings_within_a_fortnight_are_all_named_and_a_higher_rank_outweighs_two_lower_ones():
    near = [("Belarus, 28 Feb", 283), ("Pushcha, 3 Mar", 309), ("Belarus, 7 Mar", 345), ("Antalya, 10 Mar", 372)]
    wanted = [Wanted(text, x, 0) for text, x in [*near, ("Leaders, 11 Mar", 381), ("Talks, 14 Mar", 408)]]
    assert None not in place_labels(wanted, 0, 1000)
    more = [Wanted("Talks between some, about 11 Mar", 382, 2), Wanted("Corridors of some, 12 Mar", 384, 2)]
    assert None not in place_labels([*wanted, *more], 0, 1000)[: len(wanted)]


def test_the_sign_for_accounts_that_differ_stands_beyond_the_known_end_of_a_bracket():
    first, last = date(2022, 3, 1), date(2022, 3, 20)
    asked = [(None, None), (date(2022, 3, 5), None), (None, date(2022, 3, 10)), (date(2022, 3, 5), date(2022, 3, 10))]
    for since, until_ in asked:
        drawing = draw(TWO, [on(first, until=last, differs=True), on(date(2022, 3, 8))], [], since, until_)
        (mark,) = [mark for mark in drawing.marks if mark.items == (0,)]
        sign = next(shape for shape in mark.shapes if shape.form == "differs")
        middle = float(sign.d[1:].split()[0]) + 5
        assert not mark.x + 8 < middle < mark.right - 8


def test_of_a_day_with_an_open_end_nothing_is_drawn():
    open_start, open_end = (Item("key", *ends, (Spot(0),)) for ends in [(None, MARCH), (MARCH, None)])
    assert [mark.items for mark in draw(TWO, [on(MARCH), open_start, open_end], []).marks] == [(0,)]
    assert draw(TWO, [open_start], []) is None


def test_what_the_days_asked_for_cut_is_drawn_to_the_edge_and_is_no_point_where_one_day_is_left():
    item = on(date(2022, 2, 28), until=date(2022, 3, 11))
    begun = draw(TWO, [item], [item], date(2022, 3, 5), date(2022, 3, 20))
    for mark in [*begun.marks, *begun.reports]:
        assert (mark.x, mark.right) == (0, begun.scale.x(date(2022, 3, 11)))
    ended = draw(TWO, [item], [], date(2022, 3, 11), date(2022, 3, 20))
    assert forms(ended.marks[0]) == ["bracket"]


def test_what_lies_outside_the_days_asked_for_is_left_out():
    drawing = draw(TWO, [on(date(2022, 3, 1)), on(date(2022, 5, 1))], [], date(2022, 4, 1))
    assert [mark.items for mark in drawing.marks] == [(1,)]


def test_statements_without_a_day_are_a_number_in_a_column_beside_the_scale():
    lanes = [TWO[0], DrawnLane("South", 2, undated=3)]
    drawing = draw(lanes, [on(MARCH)], [])
    assert drawing.undated_x > drawing.undated_edge >= drawing.scale.width
    assert draw(TWO, [on(MARCH)], []).undated_x is None


def test_an_event_of_no_side_is_a_named_flag_below_the_lanes():
    flag = Item("key", MARCH, MARCH, label="War begins, 29 Mar", is_flag=True)
    drawing = draw(TWO, [on(MARCH), flag], [])
    (mark,) = [mark for mark in drawing.marks if mark.items == (1,)]
    assert forms(mark) == ["pole", "pennant"]
    assert mark.top > drawing.lanes[-1].bottom
    assert [text.text for text in mark.texts] == ["War begins, 29 Mar"]


def test_words_below_a_bracket_are_shortened_and_left_out_rather_than_put_over_a_shaft():
    first, last = date(2022, 3, 10), date(2022, 3, 12)
    words = ("3 statements, day unknown", "3 statements")

    def drawn(*meetings: date) -> list[str]:
        items = [on(first, until=last, words=words), *(met(day, 0, 1) for day in meetings)]
        items += [on(date(2022, 2, 10)), on(date(2022, 4, 20))]
        return [text.text for mark in draw(TWO, items, []).marks if mark.items == (0,) for text in mark.texts]

    assert drawn() == [words[0]]
    assert drawn(date(2022, 3, 6), date(2022, 3, 12)) in ([words[1]], [])
    assert drawn(date(2022, 3, 9), date(2022, 3, 11), date(2022, 3, 13)) == []


def test_two_days_far_apart_are_not_folded_away():
    assert not draw(TWO, [on(date(1920, 5, 1)), on(date(2020, 5, 1))], []).breaks
    assert not draw(TWO, [on(date(2022, month, 1)) for month in range(1, 9)], []).breaks


def test_a_century_is_folded_where_nothing_lies_and_the_break_names_its_dates():
    drawing = draw(TWO, [on(date(1920, 5, 1)), on(date(1921, 5, 1)), on(date(2020, 5, 1))], [])
    ((fold, _paths),) = drawing.breaks
    assert fold.lines == ("2 May 1921 –", "30 Apr 2020")
    assert [(one.first.year, one.last.year) for one in drawing.scale.segments] == [(1920, 1921), (2020, 2020)]


def test_a_span_of_one_unknown_day_is_folded_where_no_known_day_lies_and_is_open_there():
    known = [on(date(2022, 3, 1) + timedelta(day)) for day in (0, 15, 30)] + [
        on(date(2022, 12, day)) for day in (22, 31)
    ]
    drawing = draw(TWO, [*known, on(date(2022, 12, 1), until=date(2022, 12, 31))], [])
    ((fold, _paths),) = drawing.breaks
    assert (fold.first, fold.last) == (date(2022, 4, 1), date(2022, 12, 21))
    (mark,) = [mark for mark in drawing.marks if mark.items == (5,)]
    assert mark.x == fold.right
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+v5", mark.shapes[0].d)  # a foot at the end that is known only


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


def test_each_process_has_its_names_above_its_own_lanes():
    lanes = [DrawnLane("North", 1, "First talks"), DrawnLane("South", 2), DrawnLane("North", 1, "Second talks")]
    drawing = draw(lanes, [met(MARCH, 0, 1, label="One, 29 Mar"), on(MARCH, 2, label="Two, 29 Mar")], [])
    one, two = (next(text.y for text in mark.texts if "label" in text.form) for mark in drawing.marks)
    assert one < drawing.lanes[0].y < drawing.lanes[1].bottom < drawing.lanes[2].heading_y < two < drawing.lanes[2].y


@pytest.mark.parametrize(
    ("ends", "texts", "expected"),
    [
        (("0602-01-01", "0629-12-31"), ["0602/0629"], "0602/0629"),
        (("0602-01-01", "0629-03-05"), ["0602", "0629-03-05"], "0602/0629-03-05"),
        (("2022-01-01", "2022-12-31"), ["2022"], "2022"),
        (("2022-01-01", "2022-12-31"), ["2022", "2022-12-31"], "2022"),
        (("2022-01-01", "2022-12-31"), ["2022-01-01", "2022-12-31"], "2022-01-01/2022-12-31"),
        (("2022-02-24", "2022-12-31"), ["2022-02-24", "2022-03", "2022-12"], "2022-02-24/2022-12"),
        (("2022-03-29", "2022-03-29"), ["2022-03-29"], "2022-03-29"),
        (("2022-03-11", "2022-03-17"), ["[2022-03-11..2022-03-17]"], "2022-03-11/2022-03-17"),
        (("2022-03-11", "2022-03-17"), [], "2022-03-11/2022-03-17"),
        (("2020-01-01", "2029-12-31"), ["202X", ""], "202X"),
    ],
)
def test_a_span_is_as_precise_as_the_dates_at_its_ends(ends, texts, expected):
    assert span_text(*map(date.fromisoformat, ends), texts) == expected


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("0602-01-01", "0604-12-31", "602"),
        ("0602-03-01", "0604-12-31", "Mar 602"),
        ("0602-03-02", "0604-12-31", "2 Mar 602"),
    ],
)
def test_the_first_tick_names_no_day_that_may_come_from_a_month_or_a_year(first, last, label):
    scale = fit([(date.fromisoformat(first), date.fromisoformat(last)), (date(1900, 1, 1), date(2000, 1, 1))], PLOT)
    assert next(iter(ticks(scale))).label == label


# Names


def overlapping(labels: list[Label]) -> list[tuple[Label, Label]]:
    return [
        (one, other)
        for one, other in combinations(labels, 2)
        if one.row == other.row and one.left < other.right and other.left < one.right
    ]


@pytest.mark.parametrize(
    ("xs", "least"),
    [
        ([], 0),
        ([500.0], 1),
        ([2.0], 1),
        ([1038.0], 1),
        ([500.0] * 12, 2),
        ([300 + 100 * (n % 2) + 17 * (n // 2) for n in range(4)], 4),
        ([n * 3.4 for n in range(300)], 12),
    ],
    ids=["none", "one", "left edge", "right edge", "twelve on one day", "two pairs", "three hundred"],
)
def test_as_many_names_as_fit_are_placed_and_none_over_another(xs, least):
    labels = [
        label for label in place_labels([Wanted(f"Talks, {n} Mar", x) for n, x in enumerate(xs)], -150, 1040) if label
    ]
    assert len(labels) >= least
    assert overlapping(labels) == []


def test_of_two_names_without_room_the_one_that_matters_more_stays():
    wanted = [Wanted("Interview on television, 9 Mar", 500, rank=n) for n in (5, 0, 4, 3, 2, 1)]
    placed = place_labels(wanted, 400, 600, rows=1)
    assert [bool(label) for label in placed] == [False, True, False, False, False, False]


@given(
    st.lists(
        st.builds(
            Wanted,
            st.text(min_size=1, max_size=24)
            | st.sampled_from(["Belarus, 28 Feb?", "Istanbul, 29 Mar", "北京会谈, 3月"]),
            st.floats(0, 1040, allow_nan=False),
            st.integers(0, 5),
        ),
        max_size=60,
    )
)
def test_no_two_names_overlap_all_are_inside_and_no_stem_crosses_one(wanted):
    placed = place_labels(wanted, -150, 1040)
    assert len(placed) == len(wanted)
    labels = [label for label in placed if label]
    assert overlapping(labels) == []
    assert all(label.left >= -150 and label.right <= 1040 for label in labels)
    for upper in labels:
        for lower in labels:
            assert upper.row <= lower.row or not lower.left < upper.stem < lower.right


# What holds for every picture

DAYS = st.dates(date(1900, 1, 1), date(2050, 12, 31)) | st.dates(date(2022, 2, 20), date(2022, 6, 1))
SPOTS = st.sets(st.integers(0, 3), min_size=1).map(lambda lanes: tuple(Spot(n) for n in sorted(lanes)))


@st.composite
def drawn_items(draw_one) -> Item:
    first, last = sorted([draw_one(DAYS), draw_one(DAYS)])
    form = draw_one(st.sampled_from(["day", "day", "day", "span"]))
    ends = (first, first) if form == "day" else (first, last)
    spots, is_met = draw_one(SPOTS), draw_one(st.booleans()) and form == "day"
    spots = tuple(spot._replace(form="head") for spot in spots) if is_met else spots
    if form == "span":
        spots = spots[:1]
    fields = {"lasted": draw_one(st.booleans()), "differs": draw_one(st.booleans()), "met": is_met}
    words = ("3 statements, day unknown", "3 statements") if form == "span" and not fields["lasted"] else ()
    return Item("key", *ends, spots, label="Talks, 29 Mar" if is_met else "", words=words, **fields)


ITEMS = st.lists(drawn_items(), min_size=1, max_size=40)
LANES = [DrawnLane(f"Side {n}", n) for n in range(4)]


@given(ITEMS)
def test_every_item_has_a_mark_within_bounds(items):
    drawing = draw(LANES, items, items[:3])
    assert {place for mark in drawing.marks for place in mark.items} == set(range(len(items)))
    for mark in [*drawing.marks, *drawing.reports]:
        assert 0 <= mark.x <= mark.right <= PLOT
        assert 0 <= mark.top <= mark.bottom <= drawing.height
    for lane, line in enumerate(drawing.lanes):
        assert all(line.top <= y <= line.bottom for where, _x, y in points(drawing) if where == lane)


@given(ITEMS)
def test_marks_of_a_lane_stand_apart_and_in_three_rows_at_most(items):
    drawing = draw(LANES, items, [])
    for (lane, x, y), (other_lane, other_x, other_y) in combinations(points(drawing), 2):
        if (lane, y) == (other_lane, other_y):
            assert abs(x - other_x) >= NEAR - 0.11
    rows = {(lane, y) for lane, _x, y in points(drawing)}
    assert max(Counter(lane for lane, _y in rows).values(), default=0) <= ROWS
    numbers = [(mark.lane, mark.x) for mark in drawing.marks if mark.is_gathered]
    assert all(a[0] != b[0] or abs(a[1] - b[1]) >= NEAR for a, b in combinations(numbers, 2))


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30), st.sampled_from([0, 0, 1])), max_size=40))
def test_a_mark_takes_the_first_row_in_which_none_lies_there_and_touching_is_not_lying(spans):
    slots, taken = Slots(), [[] for _row in range(ROWS)]
    for left, width, start in spans:
        right = left + width
        free = [n for n in range(start, ROWS) if all(right <= begin or end <= left for begin, end in taken[n])]
        assert slots.row(left, right, start) == (free[0] if free else None)
        if free:
            taken[free[0]].append((left, right))
    assert [row for row in slots.rows if row] == [sorted(row) for row in taken if row]


@given(ITEMS)
def test_the_scale_is_linear_rises_with_the_days_and_folds_only_what_is_empty(items):
    drawing = draw(LANES, items, [])
    scale = drawing.scale
    days = sorted({day for item in items for day in (item.first, item.last) if item.is_point or item.lasted})
    xs = [scale.x(day) for day in days]
    assert xs == sorted(xs)
    for segment in scale.segments:
        inside = [day for day in days if segment.first <= day <= segment.last]
        for day in inside:
            assert scale.x(day) == pytest.approx(segment.x + (day - segment.first).days * scale.day_width, abs=0.1)
            assert scale.day(scale.x(day)) == day or scale.day_width < 0.2
    for fold, _paths in drawing.breaks:
        for item in items:
            if item.is_point or item.lasted:  # one unknown day may be folded where no known day lies
                assert not (item.first <= fold.last and item.last >= fold.first)


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=12))
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


def texts_of(links) -> list[list[str]]:
    return [[text.text for text in link.mark.texts] for link in links]


def test_lanes_are_those_of_the_process_then_other_sides(record):
    drawing = picture_of(Filters()).drawing
    assert [(line.name, line.palette) for line in drawing.lanes] == [("Ukraine", 1), ("Russia", 2), ("Host", 0)]


def test_a_meeting_is_named_joins_its_sides_says_who_was_host_and_that_accounts_differ(record):
    picture = picture_of(Filters())
    (meeting,) = mark_of(picture, "talks")[:1]
    assert forms(meeting.mark) == ["stem", "pass", "shaft", "head", "head", "host", "differs"]
    assert texts_of([meeting]) == [["Talks in a palace, 29 Mar", "host"]]
    assert "Talks in a palace. 29 March 2022" in meeting.title
    assert "Host (host)" in meeting.title
    assert "Reports differ" in meeting.title


def test_a_short_title_is_the_name_and_a_long_title_is_cut_between_words(record):
    article = make_article()
    for slug, fields in {
        "short": {"short_title": "Antalya", "title": "Foreign ministers meet in Antalya"},
        "long": {"title": "Talks about a thousand things that matter"},
    }.items():
        event = make_event(slug=slug, date="2022-05-01", **fields)
        for side in ("russia", "ukraine"):
            make_participation(event, Actor.objects.get(slug=side))
        make_claim(event=event, article=article, attribution="own-voice")
    picture = picture_of(Filters())
    assert texts_of(mark_of(picture, "short")) == [["Antalya, 1 May"]]
    assert texts_of(mark_of(picture, "long")) == [["Talks about a thousand…, 1 May"]]
    assert [one.name for one in picture.rail][-2:] == ["Talks about a thousand things that matter", "Antalya"]


def test_a_year_and_a_month_are_named_as_such_and_not_by_their_first_and_last_day(record):
    Event.objects.exclude(slug="talks").update(status="draft")
    Claim.objects.exclude(slug="own").update(status="draft")
    Event.objects.filter(slug="talks").update(kind="context", **dates.columns("date", "0602/0629"))
    picture = picture_of(Filters(until="0629", lanes="open"))
    said = " ".join([picture.span, *(link.title for link in picture.marks), *picture.text_alternative])
    assert picture.span == "602–629"
    assert "602–629" in said
    assert not re.search(r"\b(January|December|Jan|Dec)\b", said)


def test_one_unknown_day_of_a_month_is_called_so(record):
    make_claim(
        slug="may", event=Event.objects.get(slug="talks"), speaker=Actor.objects.get(slug="ukraine"), said="2022-05"
    )
    assert any(link.title.startswith("Ukraine, a day in May 2022, 1 statement") for link in picture_of(Filters()).marks)


def test_a_statement_stands_at_the_day_it_was_said_or_at_its_occasion_and_is_else_counted_beside_the_scale(record):
    picture = picture_of(Filters())
    assert [(link.since, link.until) for link in mark_of(picture, "talks")] == [
        ("2022-03-29", "2022-03-29"),
        ("2022-04-02", "2022-04-02"),
    ]
    (briefing,) = mark_of(picture, "briefing")
    assert "2 statements" in briefing.title  # its own, and the one about the talks
    assert [(link.number, link.title) for link in picture.undated] == [("1", "Ukraine: 1 statement without a day")]


def test_no_mark_stands_on_a_day_that_nobody_reports(record):
    article, speaker = make_article(), Actor.objects.get(slug="peskov")
    for slug, day in {"between": "[2022-04-10..2022-04-20]", "open": "[..2022-04-20]", "month": "2022-05"}.items():
        event = make_event(slug=slug, date=day, kind="interview")
        make_claim(slug=f"in-{slug}", event=event, article=article, speaker=speaker)
    picture = picture_of(Filters())
    assert [forms(link.mark) for slug in ("between", "month") for link in mark_of(picture, slug)] == [["bracket"]] * 2
    assert texts_of(mark_of(picture, "month"))[0][0].startswith("1 statement")
    assert mark_of(picture, "open") == []
    assert any("Without a mark, because the day is open" in line for line in picture.text_alternative)


def test_what_marks_and_the_column_count_adds_up_to_the_statements_of_the_sides(record):
    article = make_article()
    days = ["2022-04-02", "2022-04-03?", "[2022-04-01..2022-04-09]", "[..2022-04-20]", "2022-04", "", "2022-03-29"]
    for number, said in enumerate(days):
        event = Event.objects.get(slug="talks")
        make_claim(
            slug=f"more-{number}", event=event, article=article, speaker=Actor.objects.get(slug="ukraine"), said=said
        )
    picture = picture_of(Filters())
    titles = " ".join(link.title for link in picture.marks)
    drawn = sum(int(n) for n in re.findall(r"(\d+) statements?", titles))
    counted = sum(int(link.number) for link in picture.undated)
    assert drawn + counted == Claim.objects.exclude(attribution="own-voice").count()


def test_statements_of_a_side_on_the_day_of_its_meeting_are_counted_in_its_mark(record):
    article, ukraine = make_article(), Actor.objects.get(slug="ukraine")
    for number in range(3):
        make_claim(
            slug=f"that-day-{number}",
            event=Event.objects.get(slug="talks"),
            article=article,
            speaker=ukraine,
            said="2022-03-29",
        )
    (meeting,) = mark_of(picture_of(Filters()), "talks")[:1]
    assert texts_of([meeting]) == [["Talks in a palace, 29 Mar", "3", "host"]]
    assert "On that day: Ukraine 3 statements." in meeting.title


def test_an_event_of_no_side_is_a_flag_with_its_name_and_stands_in_the_words(record):
    picture = picture_of(Filters())
    (war,) = mark_of(picture, "war")
    assert forms(war.mark) == ["pole", "pennant"]
    assert "24 Feb" in texts_of([war])[0][0]
    title = Event.objects.get(slug="war").title
    assert f"Events of no side: {title} (24 February 2022)." in picture.text_alternative


def test_who_negotiates_or_hosts_has_a_lane_and_an_empty_one_says_so(record):
    lanes = picture_of(Filters(speaker=("peskov",), since="2022-03-30", lanes="open")).drawing.lanes
    assert [(line.name, line.lane.note) for line in lanes] == [("Ukraine", "nothing here"), ("Russia", "")]


def test_others_with_few_marks_share_a_lane_that_a_link_opens_and_who_has_many_keeps_its_own(record):
    article = make_article()
    for slug, number in {"few": 1, "fewer": 2, "many": 3}.items():
        for day in range(number):
            side = make_actor(slug) if not day else Actor.objects.get(slug=slug)
            event = Event.objects.get(slug="talks")
            make_claim(slug=f"{slug}-{day}", event=event, article=article, speaker=side, said=f"2022-04-1{day}")
    make_actor("silent")
    picture = picture_of(Filters())
    names = [line.name for line in picture.drawing.lanes]
    assert names == ["Ukraine", "Russia", "Many", "Others"]
    others = picture.drawing.lanes[-1].lane
    assert (others.opens, others.href) == ("open 3", "/?lanes=all#lanes")
    opened = [line.name for line in picture_of(Filters(lanes="all")).drawing.lanes]
    assert opened == ["Ukraine", "Russia", "Few", "Fewer", "Host", "Many"]


def test_a_mark_of_several_sides_among_the_others_names_them(record):
    article = make_article()
    for slug in ("few", "fewer"):
        event = Event.objects.get(slug="talks")
        make_claim(slug=slug, event=event, article=article, speaker=make_actor(slug), said="2022-04-10")
    titles = [link.title for link in picture_of(Filters()).marks]
    assert any(title.startswith("Few and Fewer, 10 April 2022, 2 statements") for title in titles)


def test_lanes_are_grouped_by_process_each_with_its_own_colours(record):
    second = make_process(slug="second", title="Another negotiation")
    Lane.objects.create(process=second, side=Actor.objects.get(slug="russia"), position=1, palette=7)
    event = make_event(slug="elsewhere", process=second, date="2022-03-20")
    make_claim(event=event, article=make_article(), speaker=Actor.objects.get(slug="peskov"), said="2022-03-20")
    lanes = picture_of(Filters()).drawing.lanes
    found = [(line.lane.heading, line.name, line.palette) for line in lanes]
    assert found[0] == ("Another negotiation", "Russia", 7)
    assert ("Negotiations, 2022", "Ukraine", 1) in found
    assert ("", "Russia", 2) in found


def test_links_follow_one_another_by_day_and_then_by_lane(record):
    marks = [link for link in picture_of(Filters()).marks if link.since]
    assert [link.since for link in marks] == sorted(link.since for link in marks)


def test_a_number_that_stands_for_one_leads_to_it_and_is_in_the_key(record):
    article, sides = make_article(), [Actor.objects.get(slug=slug) for slug in ("russia", "ukraine")]
    for n in range(4):
        event = make_event(slug=f"meeting-{n}", date="2022-05-01")
        for side in sides:
            make_participation(event, side)
        make_claim(event=event, article=article, attribution="own-voice")
    picture = picture_of(Filters(), shown={f"meeting-{n}" for n in range(4)})
    one, _other = [link for link in picture.marks if link.mark.is_gathered]
    assert texts_of([one]) == [["+1"]]
    assert one.href == f"#e-{one.events}"
    assert (one.since, one.until) == ("2022-05-01", "2022-05-01")
    assert "more" in [entry.name for entry in picture.more_key]


def test_a_claim_filter_keeps_the_statements_that_match(record):
    picture = picture_of(Filters(side=("ukraine",), lanes="open"))
    assert [link.events for link in picture.marks] == ["talks", "talks"]
    assert [line.name for line in picture.drawing.lanes] == ["Ukraine", "Russia", "Host"]


# The strip


def test_a_filter_folds_the_picture_to_a_strip_that_names_what_was_found_and_opens_it(client, record):
    picture = picture_of(Filters(side=("ukraine",)), shown={"talks"})
    assert picture.is_strip
    assert [(link.events, link.href) for link in picture.marks] == [("talks", "#e-talks")]
    assert texts_of(picture.marks) == [["Talks in a palace, 29 Mar"]]
    assert picture.strip.rest.count("M") == 2  # the war and the briefing, faint
    assert picture.opens == "/?side=ukraine&lanes=open#lanes"
    opened = picture_of(Filters(side=("ukraine",), lanes="open"))
    assert (opened.is_strip, opened.folds) == (False, "/?side=ukraine")
    assert picture.opens.split("#")[0] in unescape(client.get("/?side=ukraine").content.decode())


def test_the_choice_of_a_process_or_of_what_was_known_leaves_the_picture_open(record):
    for filters in (Filters(), Filters(process=("talks",)), Filters(known="2022-12")):
        assert not picture_of(filters).is_strip


def test_zooming_keeps_the_middle_and_leaves_the_picture_open(record):
    picture = picture_of(Filters(since="2022-03-20", until="2022-03-31", lanes="open"))
    nearer, wider, everything = picture.tools
    assert [tool.words for tool in picture.tools] == ["Zoom in", "Zoom out", "All days"]
    first, last = (date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", nearer.href))
    assert abs((first - date(2022, 3, 20)) - (date(2022, 3, 31) - last)) <= timedelta(1)
    assert "lanes=open" in nearer.href
    assert "lanes=open" in wider.href
    assert everything.href == "/"


def test_marks_lead_to_the_list_where_it_shows_the_event_and_else_to_its_page(record):
    picture = picture_of(Filters(known="2022-12"), shown={"talks"})
    assert {link.href for link in mark_of(picture, "talks")} == {"#e-talks"}
    assert [link.href for link in mark_of(picture, "briefing")] == ["/events/briefing/?known=2022-12"]


def test_every_event_of_the_answer_has_a_mark(client, record):
    for filters in [Filters(), Filters(side=("russia",)), Filters(since="2022-03-30"), Filters(until="2022-03")]:
        picture = picture_of(filters.asking(lanes="open"))
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


def test_the_page_shows_ticks_names_the_key_and_the_same_names_as_a_list(client, record):
    page = client.get("/").content.decode()
    picture = picture_of(Filters())
    drawing = picture.drawing
    for tick in drawing.ticks:
        assert f'd="M{tick.x} {drawing.tick_top}V{drawing.tick_bottom}"' in page
        assert f'<text x="{tick.label_x}" y="{drawing.label_y}">{tick.label}</text>' in page
    for line in drawing.lanes:
        for one in line.names:
            assert f'<text class="name" x="-136" y="{one.y}">{one.text}</text>' in page
    assert len(picture.key) == 4
    for entry in [*picture.key, *picture.more_key]:
        assert page.count(f"</svg>{entry.words}</li>") == 1
    rail = page.split('<ol class="rail">')[1].split("</ol>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", rail) == [one.name for one in picture.rail] != []


def test_no_style_and_no_script_stands_in_the_picture(client, record):
    page = client.get("/").content.decode()
    region = re.search(r'<section id="lanes".*?</section>', page, re.DOTALL)[0]
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", region)


def test_a_side_that_was_host_as_well_is_shown_as_the_host(record):
    article = make_article()
    for number, shown in enumerate(
        [("host", "mediator", "party"), ("party", "mediator", "host"), ("party", "mediator")]
    ):
        event = make_event(slug=f"visit-{number}", date=f"2022-05-{number + 1:02}")
        for role in shown:
            make_participation(event, make_actor(f"{role}-{number}", side=Actor.objects.get(slug="host")), role)
        make_claim(event=event, article=article, attribution="own-voice")
    found = [
        roles(event)
        for event, _said in PageRows(select(Filters())).of(list(Event.objects.values_list("pk", flat=True)))
    ]
    host = Actor.objects.get(slug="host").pk
    assert [one[host] for one in found if host in one and len(one) == 1] == ["host", "host", "mediator"]


def test_of_statements_too_many_to_be_named_the_same_match(record, monkeypatch):
    def drawn() -> list:
        picture = picture_of(Filters(side=("ukraine",), lanes="open"))
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
    with translation.override("uk"):
        assert "29 березня 2022. Russia, Ukraine і Host" in said()
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
    words |= {"unchecked_reason": "no text is stored"}
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
        Filters(since="2021-02-10", until="2022-07-05", lanes="open"),
        Filters(side=("side-01", "side-05"), sure="1", until="2023", lanes="open"),
        Filters(kind=("visit",), known="2030", order="-said", view="table", lanes="open"),
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
def test_of_many_events_the_most_frequent_sides_have_lanes_and_a_link_opens_those_of_the_others():
    make_dense(600)
    counts = Counter(Claim.objects.values_list("event", "speaker__name").distinct().values_list("speaker__name"))
    lanes = picture_of(Filters()).density.lanes
    names = [line.name for line in lanes]
    assert len(names) == 9
    assert names[-1] == "Others"
    left_out = {name for (name,) in counts} - set(names)
    assert max(counts[name,] for name in left_out) <= min(counts[name,] for name in names[:-1])
    assert (lanes[-1].lane.opens, lanes[-1].lane.href) == ("open 6", "/?lanes=all#lanes")
    assert len(picture_of(Filters(lanes="all")).density.lanes) == 14


@pytest.mark.django_db
def test_few_events_on_more_lanes_than_marks_have_room_for_are_bars_too_unless_a_reader_opens_the_lanes():
    make_dense(60)
    event = make_event(slug="round", process=Event.objects.first().process, date="2021-03-01")
    make_claim(event=event)
    parts = [make_participation(event, side, "party") for side in Actor.objects.filter(slug__startswith="side-")]
    assert len(parts) > MOST_MARKED_LANES
    assert picture_of(Filters()).density
    assert len(picture_of(Filters(lanes="all")).drawing.lanes) > len(parts)
    for part in parts[4:]:
        part.delete()
    assert picture_of(Filters()).drawing


@pytest.mark.django_db
def test_of_many_events_who_negotiates_or_hosts_keeps_a_lane_however_seldom_it_speaks():
    make_dense(300)
    seldom = make_actor("seldom", name="Seldom")
    Lane.objects.create(process=Event.objects.first().process, side=seldom, position=20, palette=1)
    event = make_event(slug="round", process=Event.objects.first().process, date="2021-03-01")
    make_claim(event=event, speaker=seldom)
    assert "Seldom" not in [line.name for line in picture_of(Filters()).density.lanes]
    make_participation(event, seldom, "host")
    names = [line.name for line in picture_of(Filters()).density.lanes]
    assert "Seldom" in names
    assert len(names) == 9


@pytest.mark.django_db
def test_of_more_others_than_a_question_can_name_a_bar_leads_to_its_days_with_all_lanes(monkeypatch):
    make_dense(300)
    monkeypatch.setattr(density_lanes, "VALUES_ALLOWED", 5)
    href = picture_of(Filters()).columns[-1].links[0].href
    assert href == "/?since=2021-01&until=2021-01&lanes=all#timeline"


@pytest.mark.parametrize(("number", "pitch"), [(1, 40), (8, 40), (10, 32), (16, 20), (40, 20)])
def test_many_lanes_of_bars_are_lower_but_never_too_low_for_their_names(number, pitch):
    plan = plan_bars(date(2021, 1, 1), date(2022, 12, 31))
    lanes = [DrawnLane(f"Side with a rather long name {n}", n % 9) for n in range(number)]
    density = draw_bars(lanes, plan, [[7] * len(plan.bins)] * number)
    assert {line.bottom - line.top for line in density.lanes} == {pitch}
    tallest = max(float(re.search(r"v-([\d.]+)H", bar.d)[1]) for bar in density.bars)
    for above, line in pairwise(density.lanes):
        assert above.y <= line.y - tallest
        assert above.names[-1].y + 10 <= line.names[0].y  # letters are about ten pixels high


def test_the_link_to_the_others_stands_below_their_name_and_above_the_next_lane():
    plan = plan_bars(date(2021, 1, 1), date(2022, 12, 31))
    lanes = [DrawnLane(f"Side {n}") for n in range(15)] + [
        DrawnLane("Others", opens="open 3", href="?"),
        DrawnLane("None"),
    ]
    *_sides, others, last = draw_bars(lanes, plan, [[7] * len(plan.bins)] * 17).lanes
    assert others.names[-1].y + 10 <= others.opens_y <= last.names[0].y - 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    "filters",
    [Filters(kind=("visit",)), Filters(since="2021-02-10", until="2022-07"), Filters(until="2023", sure="1", q="says")],
)
def test_a_filter_that_finds_many_has_a_strip_of_bars_that_lead_to_exactly_the_events_they_count(filters):
    make_dense(900)
    select(filters)
    with CaptureQueriesContext(connection) as queries:
        picture = picture_of(filters)
    assert picture.is_strip
    assert picture.opens.endswith("lanes=open#lanes")
    ((_lane, y, links),) = [(one.lane, one.y, one.links) for one in picture.columns]
    assert y == picture.strip.line_y
    assert len(links) == len(picture.strip.bars) > 10
    for link in links:
        assert int(re.search(r": (\d+) event", link.title)[1]) == answers_to(link.href)
    assert not any("talks_event" in query["sql"] and "ORDER BY" in query["sql"] for query in queries)
    found = [float(re.search(r"v-([\d.]+)H", bar.d)[1]) for bar in picture.strip.bars]
    assert 0 < max(found) < picture.strip.line_y


@pytest.mark.django_db
def test_the_strip_of_bars_stands_in_the_page_with_the_link_that_opens_the_picture(client):
    make_dense(300)
    region = re.search(r'<section id="lanes".*?</section>', client.get("/?kind=visit").content.decode(), re.DOTALL)[0]
    bars = picture_of(Filters(kind=("visit",))).strip.bars
    assert region.count('<path class="column"') == len(bars)
    assert 'href="/?kind=visit&amp;lanes=open#lanes"' in region


@pytest.mark.django_db
def test_a_filter_for_many_events_without_a_date_has_no_bars_but_the_link(client):
    make_dense(300)
    Event.objects.update(**dates.columns("date", ""), date_basis="")
    picture = picture_of(Filters(since="none"))
    assert (picture.strip, picture.columns) == (None, [])
    assert picture.opens
    assert client.get("/?since=none").status_code == 200


@pytest.mark.django_db
def test_narrow_screens_have_a_bar_for_each_period_with_events_that_leads_to_them(client):
    make_dense(600)
    picture = picture_of(Filters())
    assert picture.rail_note == "Each bar counts the events of a year."
    assert [bar.period for bar in picture.rail_bars] == ["2021", "2022", "2023", "2024"]
    assert [int(bar.number) for bar in picture.rail_bars] == [answers_to(bar.href) for bar in picture.rail_bars]
    widths = [float(re.search(r"h([\d.]+)v10", bar.d)[1]) for bar in picture.rail_bars]
    assert max(widths) == 100
    assert min(widths) >= 1
    page = client.get("/").content.decode()
    rail = page.split('<ol class="rail-bars">')[1].split("</ol>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", rail) == [bar.period for bar in picture.rail_bars]


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
def test_a_row_below_the_bars_leads_to_each_period_and_names_it(client):
    make_dense(1200)
    page = client.get("/").content.decode()
    periods = picture_of(Filters()).periods
    assert [link.label for link in periods] == ["2021", "2022", "2023", "2024"]
    for link in periods:
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
    stood = re.findall(r'transform="translate\(0 ([\d.]+)\)"><a [^>]*><title>(?:Side|Others)', drawn)
    assert len(lines) == 9
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
        "perhaps": {"date": "2022-04-10?"},
        "about": {"date": "2022-05-10~"},
        "one-of-days": {"date": "[2022-03-10..2022-03-12]"},
        "planned": {"date": "2022-06-10", "occurrence": Occurrence.PLANNED},
        "proposal": {"date": "2022-03-10", "kind": EventKind.PROPOSAL},
    }
    sides = [make_actor("russia"), make_actor("ukraine")]
    for slug, fields in cases.items():
        event = make_event(slug=slug, **fields)
        for side in sides:
            make_participation(event, side)
        make_claim(event=event)
    entries = entries_of(read_timeline(Filters()))
    assert {one.event.slug for one in entries if not one.event.is_meeting} == {"proposal"}
    assert {one.event.slug for one in entries if one.is_uncertain} == {"perhaps", "about", "one-of-days", "planned"}
    drawn = picture_of(Filters())
    joined = {link.events: {shape.form for shape in link.mark.behind} - {"stem"} for link in drawn.marks}
    assert {slug for slug, found in joined.items() if found == {"shaft"}} == {"met", "lasted"}
    assert {slug for slug, found in joined.items() if found == {"shaft unsure"}} == {"perhaps", "about"}
    assert {slug for slug, found in joined.items() if found == {"shaft unheld"}} == {"planned"}
