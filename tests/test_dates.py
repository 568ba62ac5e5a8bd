"""Uncertain dates: the standard's own examples, the words, and what the field and the database promise."""

import contextlib
import copy
import datetime
import os
import pickle
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.forms import modelform_factory
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talks.dates import (
    DerivesDates,
    EDTFError,
    EDTFField,
    bounds_check,
    certain_days,
    chronological,
    columns,
    first_text,
    heading,
    last_text,
    listed,
    machine,
    margin,
    parse,
    place,
    read_typed,
    short,
    words,
)
from talks.dates.typed import month_of
from talks.models import Article, Claim, Event


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


# Reading

# Source: https://www.loc.gov/standards/datetime/, the examples of Level 0 and Level 1.
STANDARD = [
    # Level 0: date, interval
    ("1985-04-12", "1985-04-12", "1985-04-12", "day"),
    ("1985-04", "1985-04-01", "1985-04-30", "month"),
    ("1985", "1985-01-01", "1985-12-31", "year"),
    ("1964/2008", "1964-01-01", "2008-12-31", "interval"),
    ("2004-06/2006-08", "2004-06-01", "2006-08-31", "interval"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2005-02-08", "interval"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28", "interval"),
    ("2004-02-01/2005", "2004-02-01", "2005-12-31", "interval"),
    ("2005/2006-02", "2005-01-01", "2006-02-28", "interval"),
    # Level 1: seasons
    ("2001-21", "2001-03-01", "2001-05-31", "season"),
    # Level 1: the whole date uncertain, approximate or both
    ("1984?", "1984-01-01", "1984-12-31", "year"),
    ("2004-06~", "2004-06-01", "2004-06-30", "month"),
    ("2004-06-11%", "2004-06-11", "2004-06-11", "day"),
    # Level 1: unspecified digits from the right
    ("201X", "2010-01-01", "2019-12-31", "decade"),
    ("20XX", "2000-01-01", "2099-12-31", "century"),
    ("2004-XX", "2004-01-01", "2004-12-31", "month"),
    ("1985-04-XX", "1985-04-01", "1985-04-30", "day"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31", "day"),
    # Level 1: open and unknown ends
    ("1985-04-12/..", "1985-04-12", "", "interval"),
    ("1985-04/..", "1985-04-01", "", "interval"),
    ("1985/..", "1985-01-01", "", "interval"),
    ("../1985-04-12", "", "1985-04-12", "interval"),
    ("../1985-04", "", "1985-04-30", "interval"),
    ("../1985", "", "1985-12-31", "interval"),
    ("1985-04-12/", "1985-04-12", "", "interval"),
    ("1985-04/", "1985-04-01", "", "interval"),
    ("1985/", "1985-01-01", "", "interval"),
    ("/1985-04-12", "", "1985-04-12", "interval"),
    ("/1985-04", "", "1985-04-30", "interval"),
    ("/1985", "", "1985-12-31", "interval"),
    # Level 2: one of a set
    ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "set"),
    ("[..1760-12-03]", "", "1760-12-03", "set"),
    ("[1760-12..]", "1760-12-01", "", "set"),
    ("[1760-01,1760-02,1760-12..]", "1760-01-01", "", "set"),
    ("[1667,1760-12]", "1667-01-01", "1760-12-31", "set"),
    ("[..1984]", "", "1984-12-31", "set"),
]

OURS = [
    ("2022-22", "2022-06-01", "2022-08-31", "season"),
    ("2022-23", "2022-09-01", "2022-11-30", "season"),
    ("2022-24", "2022-12-01", "2023-02-28", "season"),
    ("2023-24", "2023-12-01", "2024-02-29", "season"),
    ("2022-24?", "2022-12-01", "2023-02-28", "season"),
    ("2024-02", "2024-02-01", "2024-02-29", "month"),
    ("1900-02", "1900-02-01", "1900-02-28", "month"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
    ("2022-12-XX~", "2022-12-01", "2022-12-31", "day"),
    ("0001", "0001-01-01", "0001-12-31", "year"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ("2022-03-11~/2022-03-17?", "2022-03-11", "2022-03-17", "interval"),
    ("2022-03-15/2022-03", "2022-03-15", "2022-03-31", "interval"),
    ("2022-03/2022-03-15", "2022-03-01", "2022-03-15", "interval"),
    ("202X/2022-03-XX", "2020-01-01", "2022-03-31", "interval"),
    ("[2022-03-11..2022-03-17]", "2022-03-11", "2022-03-17", "set"),
    ("[2022-03-17,2022-03-11]", "2022-03-11", "2022-03-17", "set"),
    ("[2022-03-11]", "2022-03-11", "2022-03-11", "set"),
    ("[..2022-03-11,2022-03-13]", "", "2022-03-13", "set"),
    ("[2022-03-20,2022-03-11..]", "2022-03-11", "", "set"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), STANDARD + OURS)
def test_a_date_has_the_first_and_last_day_it_may_mean(text, earliest, latest, precision):
    read = parse(text)
    assert (read.earliest, read.latest, read.precision) == (day(earliest), day(latest), precision)
    assert read.text == str(read) == text


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2022-03-11", False, False),
        ("2022-03-11~", True, False),
        ("2022-03-11?", False, True),
        ("2022-03-11%", True, True),
        ("2022-03-11/2022-03-17", False, False),
        ("2022-03-11~/2022-03-17", True, False),
        ("2022-03-11/2022-03-17?", False, True),
        ("../2022-03~", True, False),
        ("[2022-03-11,2022-03-17?]", False, True),
        ("[2022-03-11~..2022-03-17]", True, False),
    ],
)
def test_marks_of_a_date_or_of_one_of_its_ends_are_kept(text, approximate, uncertain):
    assert (parse(text).approximate, parse(text).uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("", "write one such as 2022-03-29"),
        ("1985-04-12T23:20:30", "give the day only"),
        ("1985-04-12T23:20:30Z", "give the day only"),
        ("1985-04-12T23:20:30-04", "give the day only"),
        ("1985-04-12T23:20:30+04:30", "give the day only"),
        ("2022-03-29T10:00/2022-03-30", "give the day only"),
        ("+2022-03-00T00:00:00Z", "how Wikidata writes a date: write 2022-03."),
        ("Y170000002", "written without Y"),
        ("Y-170000002", "years run from 0001 to 9999"),
        ("-1985", "years run from 0001 to 9999"),
        ("0000", "years run from 0001 to 9999"),
        ("0000-05-01", "years run from 0001 to 9999"),
        ("000X", "years run from 0001 to 9999"),
        ("00XX", "years run from 0001 to 9999"),
        ("9999-24", "years run from 0001 to 9999"),
        ("10000", "write year, month and day with hyphens"),
        ("2022-13", "months are 01 to 12, seasons 21 to 24"),
        ("2022-00", "months are 01 to 12"),
        ("2022-25", "seasons 21 to 24"),
        ("2022-21-05", "seasons 21 to 24 without a day"),
        ("2022-02-29", "February 2022 has the days 01 to 28"),
        ("2022-03-00", "March 2022 has the days 01 to 31"),
        ("2022-04-31/..", "April 2022 has the days 01 to 30"),
        ("2022-1X", "whole parts from the right"),
        ("2022-XX-05", "whole parts from the right"),
        ("201X-03", "whole parts from the right"),
        ("XXXX-12", "whole parts from the right"),
        ("2XXX", "whole parts from the right"),
        ("2022-12-xx", "as a capital letter"),
        ("2004-06~-11", "one mark, at its end"),
        ("?2004", "one mark, at its end"),
        ("2022?~", "? for uncertain, ~ for about, % for both"),
        ("20220329", "with hyphens, such as 2022-03-29"),
        ("29.03.2022", "year, month and day"),
        ("29/03/2022", "“29/03/2022” is no date: write year, month and day"),
        ("2022-3-9", "such as 2022-03-29"),
        ("March 2022", "Take the spaces out"),
        (" 2022", "Take the spaces out"),
        ("2022-03-29\n", "Take the spaces out"),
        ("2022\u00a0", "Take the spaces out"),
        ("٢٠٢٢", "other signs than plain digits"),
        ("２０２２", "other signs than plain digits"),
        ("2022–2023", "other signs than plain digits"),
        ("2022-03-17/2022-03-11", "put the earlier date first"),
        ("2022/2021-12", "put the earlier date first"),
        ("[2022-03-17..2022-03-11]", "put the earlier date first"),
        ("../..", "give at least one end"),
        ("/", "give at least one end"),
        ("/..", "give at least one end"),
        ("[..]", "give at least one end"),
        ("[]", "write one such as"),
        ("[2022,]", "write one such as"),
        ("{1960,1961-12}", "record each by itself, or write [a,b]"),
        ("[2022,..2023]", "Only the first date"),
        ("[2022..,2023]", "only the last open after"),
        ("[2022..2023-05]", "two days, two months or two years"),
        ("[..2022..]", "one .. between two dates"),
        ("[2022/2023]", "Inside brackets write a..b"),
        ("[2022", "must hold the whole date"),
        ("[2022]~", "must hold the whole date"),
        ("[2022]/2023", "must hold the whole date"),
        ("2022-03-11..2022-03-17", "into brackets: [2022-03-11..2022-03-17]"),
        ("2022,2023", "into brackets"),
        ("[2022" + ",2022" * 100 + "]", "255 characters at most"),
    ],
)
def test_what_is_no_date_is_refused_with_its_remedy(text, remedy):
    with pytest.raises(EDTFError, match=re.escape(remedy)):
        parse(text)


def test_an_error_quotes_no_more_than_a_line_of_what_was_written():
    with pytest.raises(EDTFError) as error:
        parse("2022-" * 40)
    assert len(str(error.value)) < 200


def test_a_hundred_thousand_dates_are_read_within_a_second():
    first = datetime.date(1900, 1, 1).toordinal()
    days = [datetime.date.fromordinal(first + number).isoformat() for number in range(50_000)]
    texts = days + [f"{text}~" for text in days]
    parse.cache_clear()
    start = time.process_time()
    for text in texts:
        parse(text)
    assert time.process_time() - start < 1


# What holds for every text

ALPHABET = "0123456789-XxYTZ/[]{}.,?~%: \n²٣–"
marks = st.sampled_from(["", "", "?", "~", "%"])
days = st.dates().map(datetime.date.isoformat)
months = days.map(lambda text: text[:7])
years = days.map(lambda text: text[:4])
seasons = st.builds("{:04d}-{}".format, st.integers(1, 9998), st.integers(21, 24))
eras = st.builds("{:02d}{}X".format, st.integers(1, 99), st.sampled_from("0123456789X"))
exact = st.builds("{}{}".format, days, marks)
unspecified = months.map("{}-XX".format) | years.map("{}-XX".format) | years.map("{}-XX-XX".format)
coarse = st.builds("{}{}".format, months | years | seasons | eras | unspecified, marks)
simple = exact | coarse


def in_order(first: str, last: str) -> tuple[str, str]:
    return (first, last) if parse(first).earliest <= parse(last).latest else (last, first)


def spans_of(dates):
    closed = st.builds(in_order, dates, dates).map("/".join)
    return closed | st.builds("{}/{}".format, dates, st.sampled_from(["", ".."])) | dates.map("../{}".format)


def sets_of(dates):
    ranges = st.one_of(*(st.builds(in_order, kind, kind).map("..".join) for kind in (months, years, seasons)))
    members = st.lists(dates | ranges, min_size=1, max_size=5).map(",".join)
    return st.one_of(*(members.map(form.format) for form in ("[{}]", "[..1066,{}]", "[{},2099..]")))


every_date = simple | spans_of(simple) | sets_of(simple)
every_coarse_date = coarse | spans_of(coarse) | sets_of(coarse)


@given(st.text() | st.text(ALPHABET) | st.builds("{}{}{}".format, every_date, st.sampled_from(ALPHABET), every_date))
def test_no_text_raises_anything_but_the_error_for_dates(text):
    try:
        read = parse(text)
    except EDTFError:
        return
    assert read.text == text
    assert text.isascii()
    assert not re.search(r"\s", text)


@given(every_date)
def test_every_date_has_a_bound_and_its_bounds_are_in_order(text):
    read = parse(text)
    assert read.text == text
    assert read.earliest or read.latest
    assert None in (read.earliest, read.latest) or read.earliest <= read.latest


@given(simple, simple)
def test_an_interval_runs_from_the_first_day_of_its_start_to_the_last_of_its_end(one, other):
    start, end = in_order(one, other)
    read = parse(f"{start}/{end}")
    assert (read.earliest, read.latest) == (parse(start).earliest, parse(end).latest)


@given(st.lists(simple, min_size=1, max_size=5))
def test_a_set_runs_from_the_first_day_of_any_member_to_the_last_of_any(members):
    read = parse(f"[{','.join(members)}]")
    assert read.earliest == min(parse(member).earliest for member in members)
    assert read.latest == max(parse(member).latest for member in members)


@given(every_date)
def test_every_date_has_words_for_page_small_print_and_margin(text):
    read = parse(text)
    big, small = margin(read)
    for phrase in (words(read), words(read, weekday=True), short(read), big, *([small] if small else [])):
        assert phrase
        assert phrase == phrase.strip()
        assert "None" not in phrase
        assert "  " not in phrase


@given(every_coarse_date)
def test_no_words_make_a_day_of_a_coarser_date(text):
    read = parse(text)
    for phrase in (words(read, weekday=True), short(read), " ".join(margin(read))):
        assert not re.search(r"\b\d\d? (Jan|Dec|Feb|Mar|May|Jun|Aug|Sep|Oct|Nov)", phrase)
        assert "day " not in phrase.replace("a day in", "").replace("day not stated", "").replace(
            "on one day", ""
        ).replace("one day, ", "")


@given(every_date)
def test_the_value_for_machines_is_a_day_month_or_year_or_nothing(text):
    assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", machine(parse(text)))


# Words

WORDS = [
    # text, in full, small print
    ("2022-02-28", "28 February 2022", "28 Feb 2022"),
    ("2022-03", "March 2022", "Mar 2022"),
    ("2022", "2022", "2022"),
    ("2022-03-11~", "about 11 March 2022", "about 11 Mar 2022"),
    ("2022-12-25?", "25 December 2022, uncertain", "25 Dec 2022?"),
    ("2022-12-25%", "about 25 December 2022, uncertain", "about 25 Dec 2022?"),
    ("2022-12-XX", "a day in December 2022", "Dec 2022"),
    ("2022-XX", "a month in 2022", "2022"),
    ("2022-XX-XX", "a day in 2022", "2022"),
    ("202X", "the 2020s", "the 2020s"),
    ("19XX", "the years 1900–1999", "1900–1999"),
    ("2022-21", "spring 2022", "spring 2022"),
    ("2022-22", "summer 2022", "summer 2022"),
    ("2022-23~", "about autumn 2022", "about autumn 2022"),
    ("2022-24", "winter 2022–2023", "winter 2022–2023"),
    # it lasted
    ("2022-03-28/2022-03-30", "28–30 March 2022", "28–30 Mar 2022"),
    ("2022-02-28/2022-03-07", "28 February – 7 March 2022", "28 Feb – 7 Mar 2022"),
    ("2022-12-28/2023-01-03", "28 December 2022 – 3 January 2023", "28 Dec 2022 – 3 Jan 2023"),
    ("2021-03-11/2022-03-17", "11 March 2021 – 17 March 2022", "11 Mar 2021 – 17 Mar 2022"),
    ("2022-02/2022-03", "February – March 2022", "Feb – Mar 2022"),
    ("2022-03/2022-03", "March 2022", "Mar 2022"),
    ("2022-03-XX/2022-03-XX", "one or more days in March 2022", "Mar 2022"),
    ("2022-03-XX~/2022-03-XX~", "about one or more days in March 2022", "about Mar 2022"),
    ("2022-XX/2022-XX", "one or more months in 2022", "2022"),
    ("2022-XX-XX/2022-XX-XX", "one or more days in 2022", "2022"),
    ("2021/2022", "2021–2022", "2021–2022"),
    ("2021/2022-06", "2021 – June 2022", "2021 – Jun 2022"),
    ("2022-02-28/2022-03", "28 February – March 2022", "28 Feb – Mar 2022"),
    ("2022-02-XX/2022-03-07", "a day in February – 7 March 2022", "Feb – 7 Mar 2022"),
    ("2022-XX/2022-05", "a month in 2022 – May 2022", "2022 – May 2022"),
    ("2022-21/2022-22", "spring – summer 2022", "spring – summer 2022"),
    ("2022-21/2022-24", "spring 2022 – winter 2022–2023", "spring 2022 – winter 2022–2023"),
    ("2022-03-11~/2022-03-17", "about 11 March – 17 March 2022", "about 11 Mar – 17 Mar 2022"),
    ("2022-03-11/2022-03-17~", "11 March – about 17 March 2022", "11 Mar – about 17 Mar 2022"),
    ("1984?/2004%", "1984 (uncertain) – about 2004 (uncertain)", "1984? – about 2004?"),
    ("1984~/2004", "about 1984 – 2004", "about 1984 – 2004"),
    ("1984/2004~", "1984 – about 2004", "1984 – about 2004"),
    ("2022-03/..", "since March 2022", "since Mar 2022"),
    ("../2022-03", "until March 2022", "until Mar 2022"),
    ("2022-03/", "from March 2022, end unknown", "from Mar 2022"),
    ("/2022-03", "until March 2022, start unknown", "until Mar 2022"),
    ("2022-03?/..", "since March 2022 (uncertain)", "since Mar 2022?"),
    # one of these
    ("[2022-03-11..2022-03-17]", "on one day, 11–17 March 2022", "11–17 Mar 2022"),
    ("[2022-02-28..2022-03-11]", "on one day, 28 February – 11 March 2022", "28 Feb – 11 Mar 2022"),
    ("[2022-03-10,2022-03-11]", "10 or 11 March 2022", "10 or 11 Mar 2022"),
    ("[2022-03-10,2022-03-10]", "10 March 2022", "10 Mar 2022"),
    ("[2022-02-28,2022-03-01,2022-03-03]", "28 February, 1 or 3 March 2022", "28 Feb, 1 or 3 Mar 2022"),
    ("[2022-03-10,2022-03-12..2022-03-17]", "on one day: 10 or 12–17 March 2022", "10 or 12–17 Mar 2022"),
    ("[..2022-02-28]", "by 28 February 2022", "by 28 Feb 2022"),
    ("[2022-02-28..]", "28 February 2022 or later", "28 Feb 2022 or later"),
    ("[..2022-03-03,2022-03-05]", "on one day: by 3 March 2022 or 5 March 2022", "by 3 Mar 2022 or 5 Mar 2022"),
    ("[2022-03..2022-05]", "in one month, March – May 2022", "Mar – May 2022"),
    ("[2020..2022]", "in one year, 2020–2022", "2020–2022"),
    ("[1667,1760-12..]", "at one time: 1667 or December 1760 or later", "1667 or Dec 1760 or later"),
    ("[2022-21..2022-23]", "at one time, spring – autumn 2022", "spring – autumn 2022"),
]


@pytest.mark.parametrize(("text", "full", "small"), WORDS)
def test_a_date_is_said_at_its_own_precision(text, full, small):
    assert (words(parse(text)), short(parse(text))) == (full, small)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("2022-02-28", "Monday 28 February 2022"),
        ("2022-03-11~", "about Friday 11 March 2022"),
        ("2022-12-25?", "Sunday 25 December 2022, uncertain"),
        ("2022-12-XX", "a day in December 2022"),
        ("2022", "2022"),
        ("2022-03-28/2022-03-30", "28–30 March 2022"),
        ("[2022-03-28]", "28 March 2022"),
    ],
)
def test_the_weekday_is_named_where_one_day_is_known(text, full):
    assert words(parse(text), weekday=True) == full


@pytest.mark.parametrize(
    ("text", "big", "small"),
    [
        ("2022-02-28", "28", "Monday"),
        ("2022-03-11~", "about 11", "Friday"),
        ("2022-12-25?", "25", "day uncertain"),
        ("2022-03", "March", "day not stated"),
        ("2022-03-XX", "March", "day not stated"),
        ("2022-03~", "about March", "day not stated"),
        ("2022", "2022", "month not stated"),
        ("2022-XX", "2022", "month not stated"),
        ("2022-XX-XX", "2022", "month not stated"),
        ("202X", "the 2020s", "year not stated"),
        ("19XX", "1900–1999", "year not stated"),
        ("2022-21", "spring", "day not stated"),
        ("2022-24", "winter 2022–2023", "day not stated"),
        ("2022-03-28/2022-03-30", "28–30", "over this time"),
        ("2022-02-28/2022-03-07", "28 Feb – 7 Mar", "over this time"),
        ("2022-12-28/2023-01-03", "28 Dec – 3 Jan 2023", "over this time"),
        ("2022-03-11?/2022-03-17~", "11? – about 17", "over this time"),
        ("2022-03-11~/2022-03-17", "about 11 – 17", "over this time"),
        ("2022-02/2022-03", "Feb – Mar", "over this time"),
        ("2021/2022", "2021–2022", "over this time"),
        ("2022-03-05/..", "from 5 Mar", "end open"),
        ("2022-03-05/", "from 5 Mar", "end unknown"),
        ("../2022-03-05", "until 5 Mar", "start open"),
        ("/2022-03-05", "until 5 Mar", "start unknown"),
        ("[2022-03-11..2022-03-17]", "one day, 11–17 Mar", ""),
        ("[2022-02-28..2022-03-11]", "one day, 28 Feb – 11 Mar", ""),
        ("[2022-03-10,2022-03-11]", "one day, 10 or 11 Mar", ""),
        ("[2022-02-28,2022-03-01,2022-03-03]", "one day, 28 Feb, 1 or 3 Mar", ""),
        ("[..2022-02-28]", "by 28 Feb", ""),
        ("[2022-02-28..]", "28 Feb or later", ""),
        ("[2022-03..2022-05]", "one month, Mar – May", ""),
    ],
)
def test_the_margin_says_what_its_month_heading_leaves_open(text, big, small):
    assert margin(parse(text)) == (big, small)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-03-29", "2022-03-29"),
        ("2022-03-29~", "2022-03-29"),
        ("2022-03", "2022-03"),
        ("2022-03-XX", "2022-03"),
        ("2022", "2022"),
        ("0045", "0045"),
        ("0045-03", "0045-03"),
        ("2022-XX", "2022"),
        ("2022-XX-XX", "2022"),
        ("202X", ""),
        ("20XX", ""),
        ("2022-21", ""),
        ("2022-03-28/2022-03-30", ""),
        ("[2022-03-28]", ""),
    ],
)
def test_the_time_element_gets_a_value_that_html_knows(text, value):
    assert machine(parse(text)) == value


def test_names_of_months_and_days_follow_the_language():
    with translation.override("de"):
        assert words(parse("2022-03")) == "März 2022"
        assert margin(parse("2022-03-11")) == ("11", "Freitag")
        # whoever knows the language says so, and need not be asked
        assert words(parse("2022-03-12"), language="de") == "12 März 2022"
        assert short(parse("2022-03-12"), "de") == "12 Mär 2022"
        assert margin(parse("2022-03-12"), "de") == ("12", "Samstag")
    assert words(parse("2022-03-12")) == "12 March 2022"
    with translation.override("uk"):
        # after a day the month stands in another case than alone
        assert words(parse("2022-02")) == "лютий 2022"
        assert words(parse("2022-02-28")) == "28 лютого 2022"


# The field, on a model of its own


class Dated(DerivesDates):
    date = EDTFField(blank=True)

    class Meta:
        abstract = True


class Diary(Dated):
    slug = models.SlugField()
    said = EDTFField(blank=True, interval_allowed=False)
    title = models.CharField(max_length=20, blank=True)

    class Meta:
        app_label = "test_dates"
        constraints = [bounds_check("date", "diary"), bounds_check("said", "diary")]

    def __str__(self) -> str:
        return self.slug


@pytest.fixture(scope="session")
def diary_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Diary)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Diary)


@pytest.fixture
def diary(diary_table, db):
    return Diary.objects.create(slug="a", date="2022-03", said="2022-03-11")


def stored(slug: str = "a") -> tuple:
    """What the database holds, past every model instance."""
    return Diary.objects.values_list("date", "date_earliest", "date_latest", "date_seal").get(slug=slug)


MARCH = ("2022-03", day("2022-03-01"), day("2022-03-31"), "2022-03|2022-03-01|2022-03-31")
SINCE_APRIL = ("2022-04/..", day("2022-04-01"), None, "2022-04/..|2022-04-01|")
UNDATED = ("", None, None, "||")


def refused():
    """Expect the database itself to refuse, and keep the test's transaction usable."""
    return pytest.raises(IntegrityError, match="_bounds")


def test_assigning_a_date_derives_its_days_at_once():
    diary = Diary(date="2022-03")
    assert (diary.date_earliest, diary.date_latest) == (day("2022-03-01"), day("2022-03-31"))
    diary.date = "2022-04/.."
    assert (diary.date_earliest, diary.date_latest) == (day("2022-04-01"), None)
    diary.date = ""
    assert (diary.date_earliest, diary.date_latest) == (None, None)
    assert diary.date_seal == Diary().date_seal == "||"


def test_two_dates_of_one_model_do_not_touch_each_other():
    diary = Diary(date="2022-03", said="2023")
    diary.date = "2021"
    assert (diary.date, diary.date_earliest.year) == ("2021", 2021)
    assert (diary.said, diary.said_earliest.year) == ("2023", 2023)


def test_derived_days_cannot_be_given_from_outside():
    diary = Diary(date="2022-03", date_earliest=day("1999-01-01"), date_latest=None, date_seal="forged")
    assert (diary.date_earliest, diary.date_latest, diary.date_seal) == MARCH[1:]
    diary = Diary(date_earliest=day("1999-01-01"))
    assert diary.date_earliest is None


def test_a_date_read_or_a_plain_day_may_be_assigned():
    assert Diary(date=parse("2022-03")).date == "2022-03"
    assert Diary(date=day("2022-03-11")).date == "2022-03-11"


def test_saving_writes_text_and_days(diary):
    assert stored() == MARCH
    diary.date = "2022-04/.."
    diary.save()
    assert stored() == SINCE_APRIL
    diary.date = ""
    diary.save()
    assert stored() == UNDATED


@pytest.mark.parametrize("names", [["date"], ("date", "title"), {"date"}, (name for name in ["date"])])
def test_saving_the_text_alone_writes_its_days_too(diary, names):
    diary.date = "2022-04/.."
    diary.said = "1999"
    diary.save(update_fields=names)
    assert stored() == SINCE_APRIL
    assert Diary.objects.get().said == "2022-03-11"


def test_saving_other_fields_alone_leaves_the_date(diary):
    diary.date = "2022-04/.."
    diary.title = "new"
    diary.save(update_fields=["title"])
    assert stored() == MARCH
    diary.save(update_fields=[])
    assert stored() == MARCH


def test_update_or_create_writes_text_and_days(diary):
    Diary.objects.update_or_create(slug="a", defaults={"date": "2022-04/.."})
    assert stored() == SINCE_APRIL
    Diary.objects.update_or_create(slug="b", defaults={"date": "2022-03"})
    assert stored("b") == MARCH


def test_bulk_create_and_raw_saves_write_text_and_days(diary_table, db):
    Diary.objects.bulk_create([Diary(slug="a", date="2022-03"), Diary(slug="b", date="2022-04/..")])
    assert (stored("a"), stored("b")) == (MARCH, SINCE_APRIL)
    Diary(slug="c", date="2022-03").save_base(raw=True)
    assert stored("c") == MARCH


def test_a_row_read_back_is_whole(diary):
    again = Diary.objects.get()
    assert (again.date, again.date_earliest, again.date_latest, again.date_seal) == MARCH
    assert not again.get_deferred_fields()


def test_reading_the_text_alone_gives_its_days_without_a_query(diary, django_assert_num_queries):
    again = Diary.objects.only("date").get()
    with django_assert_num_queries(0):
        assert (again.date, again.date_earliest, again.date_latest) == MARCH[:3]


def test_a_deferred_text_is_fetched_when_it_is_read(diary, django_assert_num_queries):
    again = Diary.objects.only("date_earliest").get()
    assert again.date_earliest == day("2022-03-01")
    assert "date" in again.get_deferred_fields()
    with django_assert_num_queries(1):
        assert again.date == "2022-03"
    assert again.date_latest == day("2022-03-31")


def test_a_deferred_text_is_saved_once_it_was_assigned(diary):
    again = Diary.objects.defer("date", "date_latest").get()
    again.title = "new"
    again.save()
    assert stored() == MARCH
    again.date = "2022-04/.."
    again.save()
    assert stored() == SINCE_APRIL


def test_refreshing_takes_text_and_days_from_the_database(diary):
    Diary.objects.update(**columns("date", "2022-04/.."))
    diary.refresh_from_db(fields=["date"])
    assert (diary.date, diary.date_earliest, diary.date_latest, diary.date_seal) == SINCE_APRIL
    Diary.objects.update(**columns("date", "2022-03"))
    diary.refresh_from_db()
    assert (diary.date, diary.date_earliest, diary.date_latest, diary.date_seal) == MARCH


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda event: pickle.loads(pickle.dumps(event))])  # noqa: S301
def test_a_copy_has_days_of_its_own(twin):
    event = Event(date="2022-03")
    other = twin(event)
    other.date = "2022-04/.."
    assert (event.date, event.date_earliest) == MARCH[:2]
    assert (other.date, other.date_earliest, other.date_latest) == SINCE_APRIL[:3]


def test_a_bad_text_stays_on_the_instance_and_is_reported_beside_its_field(diary):
    diary.date = "2022-02-30"
    assert (diary.date, diary.date_earliest, diary.date_latest) == ("2022-02-30", None, None)
    with pytest.raises(ValidationError) as error:
        diary.full_clean()
    assert list(error.value.message_dict) == ["date"]
    assert "February 2022 has the days 01 to 28" in error.value.message_dict["date"][0]


def test_a_form_reports_a_bad_text_beside_its_field_and_saves_a_good_one(diary):
    form_class = modelform_factory(Diary, fields=["slug", "date", "said", "title"])
    form = form_class({"slug": "a", "date": "29.03.2022", "said": "2022-03-10/2022-03-11"}, instance=diary)
    assert set(form.errors) == {"date", "said"}
    assert 'value="29.03.2022"' in str(form["date"])
    diary.refresh_from_db()
    form = form_class({"slug": "a", "date": " 2022-04/.. ", "said": "2022-03-10"}, instance=diary)
    assert form.is_valid(), form.errors
    form.save()
    assert stored() == SINCE_APRIL


def test_no_form_offers_the_derived_columns():
    assert list(modelform_factory(Diary, fields="__all__").base_fields) == ["date", "slug", "said", "title"]


def test_full_clean_accepts_what_fits_and_derives_stale_days_again(diary):
    diary.full_clean()
    Diary(slug="b").full_clean()
    diary.date_latest = None
    with pytest.raises(ValidationError, match="assign the date again"):
        diary.validate_constraints()
    diary.full_clean()
    assert diary.date_latest == day("2022-03-31")


@pytest.mark.parametrize("text", ["2022-02-30", "2022-03-29T10:00", "x"])
def test_a_bad_text_is_never_saved(diary, text):
    diary.date = text
    for save in (
        diary.save,
        diary.save_base,
        lambda: Diary.objects.bulk_create([Diary(slug="b", date=text)]),
        lambda: Diary.objects.bulk_update([diary], ["date"]),
        lambda: Diary.objects.update(date=text),
        lambda: Diary.objects.update(**columns("date", text)),
    ):
        with pytest.raises(EDTFError), transaction.atomic():
            save()
    assert stored() == MARCH


def test_a_date_that_is_one_day_refuses_what_lasted(diary):
    message = "This is one day: write [a..b] for a day not known exactly."
    diary.said = "2022-03-10/2022-03-11"
    assert diary.said_earliest is None
    with pytest.raises(ValidationError) as error:
        diary.full_clean()
    assert error.value.message_dict == {"said": [message]}
    with pytest.raises(EDTFError, match=re.escape(message)):
        diary.save()
    diary.said = "[2022-03-10..2022-03-11]"
    diary.full_clean()


# The database's own guard


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2022-04"},
        {"date": ""},
        {"date_earliest": day("2022-03-02")},
        {"date_earliest": None},
        {"date_latest": day("2022-04-01")},
        {"date_latest": None},
        {"date_seal": "||"},
        {"date": F("title")},
        columns("date", "2022-04") | {"date_latest": day("2022-03-31")},
        # all of one mind, but backwards
        {
            "date_earliest": day("2022-04-02"),
            "date_latest": day("2022-04-01"),
            "date_seal": "2022-03|2022-04-02|2022-04-01",
        },
    ],
)
def test_the_database_refuses_days_that_do_not_belong_to_the_text(diary, change):
    with refused(), transaction.atomic():
        Diary.objects.update(**change)
    assert stored() == MARCH


@pytest.mark.parametrize("text", ["2022-04/..", "../0001-01-01", "", "[2022-03-11,2022-03-12]", "9999-12-31%"])
def test_an_update_of_all_four_columns_is_accepted(diary, text):
    Diary.objects.update(**columns("date", text))
    assert stored()[:2] == (text, parse(text).earliest if text else None)


def test_the_database_refuses_bulk_update_of_the_text_alone(diary):
    diary.date = "2022-04/.."
    with refused(), transaction.atomic():
        Diary.objects.bulk_update([diary], ["date"])
    Diary.objects.bulk_update([diary], list(columns("date", "")))
    assert stored() == SINCE_APRIL


def test_the_database_refuses_days_assigned_past_the_text(diary):
    diary.date_earliest = day("2022-03-02")
    with refused(), transaction.atomic():
        diary.save()


def test_the_guard_does_not_depend_on_how_a_session_writes_days(diary):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a DateStyle")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle TO 'SQL, DMY'")
    diary.date = "2022-04/.."
    diary.save()
    diary.full_clean()
    assert Diary.objects.values_list("date_seal", flat=True).get() == SINCE_APRIL[3]


def test_the_database_refuses_an_expression_in_place_of_the_text(diary):
    diary.date = F("title")
    with refused(), transaction.atomic():
        diary.save()


# Order


IN_ORDER = [
    "2021",
    "[..2022-02-24]",
    "../2022-02-24",
    "2022-02-24",
    "2022-02-24~",
    "[2022-02-24..2022-02-28]",
    "2022-02-24/2022-03-07",
    "2022-03-11",
    "[2022-03-11..]",
    "2022-03-12",
    "",
]


def test_order_is_by_first_day_then_last_day_then_slug_with_undated_last(diary_table, db):
    texts = dict(zip("abcdefghijk", IN_ORDER, strict=True))
    Diary.objects.bulk_create(Diary(slug=slug, date=texts[slug]) for slug in "kajbicdhefg")
    found = Diary.objects.order_by(*chronological("date", "slug")).values_list("slug", flat=True)
    assert "".join(found) == "abcdefghijk"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(every_date.filter(lambda text: len(text) <= 64) | st.sampled_from(IN_ORDER), max_size=8))
def test_python_and_the_database_sort_dates_alike(diary_table, db, texts):
    Diary.objects.all().delete()
    Diary.objects.bulk_create(Diary(slug=f"{number:02}", date=text) for number, text in enumerate(texts))
    rows = list(Diary.objects.order_by(*chronological("date", "slug")))
    assert rows == sorted(rows, key=lambda row: (place(row.date_earliest, row.date_latest), row.slug))


# Headings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-03-11", "2022-03"),
        ("2022-03", "2022-03"),
        ("2022-03-XX?", "2022-03"),
        ("[2022-02-28..2022-03-11]", "2022-02"),
        ("[..2022-02-28]", "2022-02"),
        ("0451-10-09", "0451-10"),
        ("2021", "2021"),
        ("2021~", "2021"),
        ("2022-XX", "2022"),
        ("2022-XX-XX", "2022"),
        ("2021/2022-03", "2021"),
        ("2022-03/2023", "2022-03"),
        ("[..2021]", "2021"),
        ("../2021", "2021"),
        ("[2021,2022-03-05]", "2021"),
        ("2022-21", "2022-21"),
        ("2022-24", "2022-24"),
        ("[..2022-24]", "2022-24"),
        ("../2022-22", "2022-22"),
        ("/2022-23", "2022-23"),
        ("202X", "202X"),
        ("../202X", "202X"),
        ("20XX", "20XX"),
    ],
)
def test_a_list_shows_a_date_under_the_month_or_the_wider_date_that_is_known(text, expected):
    assert heading(parse(text)) == expected


@given(every_date)
def test_a_heading_covers_the_day_by_which_a_date_is_ordered(text):
    read = parse(text)
    found = parse(heading(read))
    assert found.earliest <= (read.earliest or read.latest) <= found.latest
    assert heading(found) == found.text


# Spans


@pytest.mark.parametrize(
    ("text", "since", "until", "certain"),
    [
        ("2022-03-11", "2022-03-11", "2022-03-11", True),
        ("2022-03-11~", "2022-03-11", "2022-03-11", False),
        ("2022-03-11~", "2022", "2022", False),
        ("2022-03-11?", "2022", "2022", False),
        ("2022-03", "2022-03", "2022-03", True),
        ("2022-03", "2022-03-01", "2022-03-30", False),
        ("[2022-02-28..2022-03-11]", "2022-03", "2022-03", False),
        ("[2022-02-28..2022-03-11]", "2022-02-28", "2022-03-11", True),
        ("[2022-03-20..]", "2022-03", "2022-03", False),
        ("[2022-03-20..]", "2022-03", "", True),
        ("[..2022-03-20]", "2022-03", "2022-03", False),
        ("[..2022-03-20]", "", "2022-03", True),
        # what lasted: any of its certain days
        ("2022-02-28/2022-03-11", "2022-03", "2022-03", True),
        ("2022-02-28/2022-03-11", "2022-03-05", "2022-03-05", True),
        ("2022-02-28/2022-03-11", "2022-03-12", "2022-03-31", False),
        ("2022-03/2022-05", "2022-04", "2022-04", True),
        ("2022-03/2022-05", "2022-03-15", "2022-03-15", False),
        ("2022-03/2022-03", "2022-03", "2022-03", True),
        ("2022-03/2022-03", "2022-03-01", "2022-03-30", False),
        ("2022-03-20/..", "2022-03", "2022-03", True),
        ("2022-03-20/..", "2022-04", "2022-04", False),
        ("2022-03-20/", "2022-03", "2022-03", True),
        ("../2022-03-20", "2022-03", "2022-03", True),
        ("../2022-03-20", "2022-02", "2022-02", False),
        # a marked end is not known; the other is
        ("2022-03-11~/2022-03-17", "2022-03-17", "2022-03-17", True),
        ("2022-03-11~/2022-03-17", "2022-03-11", "2022-03-16", False),
        ("2022-03-11~/2022-03-17?", "2022", "2022", False),
    ],
)
def test_a_date_falls_certainly_into_a_span_or_only_possibly(text, since, until, certain):
    first, last = since and parse(since).earliest, until and parse(until).latest
    assert certain_days(parse(text)).are_within(first or None, last or None) is certain


@given(every_date, exact, exact)
def test_what_falls_certainly_into_a_span_possibly_does_and_a_wider_span_keeps_it(text, one, other):
    read = parse(text)
    first, last = sorted([parse(one).earliest, parse(other).latest])
    if certain_days(read).are_within(first, last):
        assert read.earliest is None or read.earliest <= last
        assert read.latest is None or read.latest >= first
        assert certain_days(read).are_within(first, None)
        assert certain_days(read).are_within(None, last)


# As people type them


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("29.03.2022", "2022-03-29"),
        ("9.3.2022", "2022-03-09"),
        ("29/03/2022", "2022-03-29"),
        ("03/04/2022", "2022-04-03"),
        ("29-03-2022", "2022-03-29"),
        ("29. 3. 2022", "2022-03-29"),
        ("2022/03/29", "2022-03-29"),
        ("2022-3-9", "2022-03-09"),
        ("29 March 2022", "2022-03-29"),
        ("29 MARCH, 2022", "2022-03-29"),
        ("29th of March 2022", "2022-03-29"),
        ("March 29, 2022", "2022-03-29"),
        ("Mar. 29th 2022", "2022-03-29"),
        ("Tuesday 29 March 2022", "2022-03-29"),
        ("Tue, 29 Mar 2022", "2022-03-29"),
        ("29\u00a0 March  2022", "2022-03-29"),
        ("2022 March 29", "2022-03-29"),
        ("March 2022", "2022-03"),
        ("Sept 2022", "2022-09"),
        ("may 2022", "2022-05"),
        ("3/2022", "2022-03"),
        ("03.2022", "2022-03"),
        ("2022/3", "2022-03"),
        (" 2022 ", "2022"),
        ("0451", "0451"),
        ("1 May 0451", "0451-05-01"),
        ("29 березня 2022", "2022-03-29"),
        ("29 березня 2022 року", "2022-03-29"),
        ("березень 2022 р.", "2022-03"),
        ("1 лютого 2022", "2022-02-01"),
        ("лип. 2022", "2022-07"),
        ("29 марта 2022 г.", "2022-03-29"),
        ("Март 2022 года", "2022-03"),
        ("9 мая 2022", "2022-05-09"),
        ("5 СЕНТ 2022", "2022-09-05"),
        ("2022 год", "2022"),
        ("29-Mar-2022", "2022-03-29"),
        ("١١ مارس ٢٠٢٢", "2022-03-11"),
        ("٢٩/٠٣/٢٠٢٢", "2022-03-29"),
        ("۲۰۲۲-۰۳-۲۹", "2022-03-29"),
        ("11 آذار 2022", "2022-03-11"),
        ("١ تشرين الأول ٢٠٢٢ م", "2022-10-01"),
        ("أكتوبر 2022", "2022-10"),
        # EDTF stays
        ("2022-03-11~", "2022-03-11~"),
        ("[2022-03-11..2022-03-17]", "[2022-03-11..2022-03-17]"),
        ("2022-03/..", "2022-03/.."),
    ],
)
def test_a_date_is_read_as_people_type_it(typed, text):
    assert read_typed(typed) == text


@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ("31.02.2022", "February 2022 has the days 01 to 28"),
        ("30 февраля 2022", "February 2022 has the days 01 to 28"),
        ("2022-13", "months are 01 to 12"),
        ("13/2022", "months are 01 to 12"),
        ("0.3.2022", "March 2022 has the days 01 to 31"),
        ("03/29/2022", "write “03/29/2022” as 29.03.2022 or 2022-03-29"),
        ("29.03.22", "with four digits"),
        ("29-Mar-22", "with four digits"),
        ("44651", "it counts days and means 2022-03-31: format the cell as a date"),
        ("44651.75", "means 2022-03-31"),
        ("Marhc 2022", "write 29 March 2022, 29.03.2022, March 2022"),
        ("ма 2022", "write 29 March 2022"),
        ("29 March", "write 29 March 2022"),
        ("yesterday", "write 29 March 2022"),
        ("about 29 March 2022", "write 29 March 2022"),
        ("2022-03-29T10:00", "give the day only"),
        ("+2022-03-00T00:00:00Z", "write 2022-03."),
        ("2022-03-00T00:00:00Z", "write 2022-03."),
        ("+2022-00-00T00:00:00Z", "write 2022."),
        ("+2022-03-29T00:00:00Z", "write 2022-03-29."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_cure(typed, cure):
    with pytest.raises(EDTFError, match=re.escape(cure)):
        read_typed(typed)


@given(st.dates())
def test_every_day_is_read_in_every_language_and_order(day):
    names, year = [name for name, number in month_of().items() if number == day.month], f"{day.year:04}"
    assert len(names) == 7, names  # one in English, two each in Ukrainian, Russian and Arabic
    for name in names:
        forms = [
            f"{day.day} {name} {year}",
            f"{name} {day.day}, {year}",
            f"{day.day}.{day.month}.{year}",
            f"{name} {year}",
        ]
        assert [read_typed(form) for form in forms] == [day.isoformat()] * 3 + [day.isoformat()[:7]]


@given(st.text() | st.text(ALPHABET) | st.text("0123456789./- marchберезня,", max_size=20))
def test_no_typed_text_raises_anything_but_the_error_for_dates(text):
    with contextlib.suppress(EDTFError):
        assert parse(read_typed(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-03-29", "2022-03-29", "2022-03-29"),
        ("2022-XX", "2022", "2022"),
        ("2022-03-XX~", "2022-03", "2022-03"),
        ("2022-03/2022-05-11?", "2022-03", "2022-05-11"),
        ("../2022", "", "2022"),
        ("[2022-03-05,2022-03-01..]", "2022-03-01", ""),
    ],
)
def test_a_question_has_the_simplest_text_for_its_first_or_its_last_day(text, first, last):
    assert (first_text(parse(text)), last_text(parse(text))) == (first, last)


# Migrations and fixtures, in a project of their own

TOY_SETTINGS = """
import os
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["TOY"] + "/toy.sqlite3"}}
INSTALLED_APPS = ["toy"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""
TOY_FIRST_MODELS = """
from django.db import models
from talks.dates import DerivesDates, EDTFField, bounds_check

class Base(DerivesDates):
    date = EDTFField(blank=True)
    class Meta:
        abstract = True

class Entry(Base):
    class Meta:
        constraints = [bounds_check("date", "entry")]

class Other(Base):
    pass
"""
TOY_SECOND_MODELS = TOY_FIRST_MODELS.replace(
    """class Entry(Base):
    class Meta:
        constraints = [bounds_check("date", "entry")]
""",
    """class Entry(Base):
    added = EDTFField(blank=True, max_length=40, interval_allowed=False)
    class Meta:
        constraints = [bounds_check("date", "entry"), bounds_check("added", "entry")]
""",
)


@pytest.fixture
def toy(tmp_path):
    """A project with one app `toy`; call it with a command of manage.py to get what that printed."""
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "__init__.py").touch()
    (tmp_path / "toy_settings.py").write_text(TOY_SETTINGS)
    root = Path(__file__).parents[1]
    environment = os.environ | {
        "TOY": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(root)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "toy_settings",
    }

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "django", *command], env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run.folder = tmp_path
    return run


@pytest.mark.slow
def test_migrations_name_each_column_once_and_an_added_date_fits_old_rows(toy):
    models_file = toy.folder / "toy" / "models.py"
    fixture = toy.folder / "rows.json"
    fixture.write_text('[{"model": "toy.entry", "pk": 1, "fields": {"date": "2022-03"}}]')

    models_file.write_text(TOY_FIRST_MODELS)
    toy("makemigrations", "toy", "--name", "first")
    toy("migrate", "--verbosity", "0")
    toy("makemigrations", "--check", "--dry-run")
    first = (toy.folder / "toy" / "migrations" / "0001_first.py").read_text()
    assert first.count("'date_earliest', models.DateField") == 2, "once for each of two models"

    # A fixture holds the text only; loading derives the rest, and the database checks it.
    toy("loaddata", str(fixture))
    dumped = toy("dumpdata", "toy.entry")
    assert '"date": "2022-03"' in dumped
    assert "earliest" not in dumped
    assert "seal" not in dumped
    show = "from toy.models import Entry; print(Entry.objects.values_list('date_earliest', 'date_latest').get())"
    assert "datetime.date(2022, 3, 1), datetime.date(2022, 3, 31)" in toy("shell", "-c", show)

    models_file.write_text(TOY_SECOND_MODELS)
    toy("makemigrations", "toy", "--name", "second")
    toy("migrate", "--verbosity", "0")
    toy("makemigrations", "--check", "--dry-run")
    assert "(None, None, '||')" in toy(
        "shell",
        "-c",
        "from toy.models import Entry; print(Entry.objects.values_list('added_earliest', 'added_latest', 'added_seal').get())",
    )
    toy("migrate", "toy", "zero", "--verbosity", "0")


def test_a_migration_knows_whether_a_date_may_have_lasted():
    _name, path, _args, kwargs = Diary._meta.get_field("said").deconstruct()
    assert (path, kwargs["interval_allowed"], kwargs["adds_columns"]) == ("talks.dates.EDTFField", False, False)
    _name, _path, _args, kwargs = Diary._meta.get_field("date").deconstruct()
    assert "interval_allowed" not in kwargs


def test_a_seal_has_room_for_the_longest_text_and_two_days():
    class Letter(DerivesDates):
        sent = EDTFField(max_length=200)

        class Meta:
            abstract = True

    assert Letter._meta.get_field("sent").max_length == 200
    assert Letter._meta.get_field("sent_seal").max_length == 200 + len("|2022-03-01|2022-03-31")


@pytest.mark.parametrize(("model", "name"), [(Event, "date"), (Claim, "said"), (Article, "published")])
def test_every_date_of_the_record_is_guarded_and_saved_whole(model, name):
    label = model._meta.model_name
    assert bounds_check(name, label) in model._meta.constraints
    assert issubclass(model, DerivesDates)
    assert model._meta.get_field(name).interval_allowed is (model is Event)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-03-29", "29 Mar 2022"),
        ("2022-03-05/2022-03-06", "5–6 Mar 2022"),
        ("[2022-02-24..2022-02-28]", "one day, 24–28 Feb 2022"),
        ("[2022-02..2022-04]", "one month, Feb – Apr 2022"),
        ("[..2022-03-07]", "by 7 Mar 2022"),
    ],
)
def test_in_a_list_a_set_of_days_says_that_it_is_one_of_them(text, expected):
    assert listed(parse(text)) == expected
