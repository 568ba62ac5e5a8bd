"""Dates in English, Ukrainian and Russian: each form of a date in its case, and read again as it was written."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from talks.dates import a_day_in, listed, margin, parse, read_typed, short, words
from talks.dates.typed import LANGUAGES
from talks.picture.descriptions import group_title
from talks.timeline.months import heading
from talks.wording import grouped
from tests.test_dates import every_date

TABLE = (Path(__file__).parent / "data" / "dates_in_languages.txt").read_text(encoding="utf-8")
ROWS = [
    (text, line[: len("uk")], line[len("uk: ") :])
    for text, *lines in (block.splitlines() for block in TABLE.strip().split("\n\n")[1:])
    for line in lines
]

languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize(("text", "language", "expected"), ROWS)
def test_a_date_stands_in_the_case_that_its_place_asks_for(text, language, expected):
    read = parse(text)
    with translation.override(language):
        assert " | ".join(filter(None, [words(read), short(read), listed(read), *margin(read)])) == expected


def test_the_table_has_every_date_in_every_language():
    assert len(ROWS) == len(set(ROWS)) > 150
    assert {language for _text, language, _expected in ROWS} == set(LANGUAGES)
    assert len(ROWS) % len(LANGUAGES) == 0


@pytest.mark.parametrize(
    ("text", "ukrainian", "russian"),
    [
        ("2022-02-28", "понеділок, 28 лютого 2022", "понедельник, 28 февраля 2022"),
        ("2022-03-11~", "приблизно п’ятниця, 11 березня 2022", "примерно пятница, 11 марта 2022"),
        ("2022-12-25?", "неділя, 25 грудня 2022, дата непевна", "воскресенье, 25 декабря 2022, дата под вопросом"),
        ("2022-03", "березень 2022", "март 2022"),
    ],
)
def test_a_weekday_stands_before_its_date(text, ukrainian, russian):
    with translation.override("uk"):
        assert words(parse(text), weekday=True) == ukrainian
    with translation.override("ru"):
        assert words(parse(text), weekday=True) == russian


@pytest.mark.parametrize(
    ("text", "english", "ukrainian", "russian"),
    [
        ("2022-03", "March 2022", "березня 2022", "марта 2022"),
        ("2022-24", "winter 2022–2023", "зими 2022–2023", "зимы 2022–2023"),
        ("2022", "2022", "2022 року", "2022 года"),
        ("200X", "the 2000s", "2000-х років", "2000-х годов"),
        ("19XX", "the years 1900–1999", "1900–1999 років", "1900–1999 годов"),
    ],
)
def test_an_unknown_day_of_a_longer_time_names_that_time_in_its_case(text, english, ukrainian, russian):
    phrases = (f"a day in {english}", f"один із днів {ukrainian}", f"один из дней {russian}")
    for language, phrase in zip(LANGUAGES, phrases, strict=True):
        with translation.override(language):
            assert a_day_in(parse(text)) == phrase


@given(every_date, st.sampled_from(["uk", "ru"]))
def test_no_word_of_a_date_is_left_in_english(text, language):
    read = parse(text)
    with translation.override(language):
        forms = [words(read), words(read, weekday=True), short(read), listed(read), *margin(read)]
    for form in forms:
        assert not re.search(r"[A-Za-z']", form)
        assert "  " not in form
        assert form == form.lower(), "a date stands within a sentence"


@given(st.dates(min_value=parse("1000").earliest), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_a_day_a_month_and_a_year_are_read_as_every_language_words_them(day, language, of_page):
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        read = parse(text)
        with translation.override(language):
            forms = [words(read), words(read, weekday=True), short(read)]
        with translation.override(of_page):
            assert [read_typed(form) for form in forms] == [text] * 3
            assert read_typed(words(read).upper()) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("28 лютого 2022 року", "2022-02-28"),
        ("28 лют. 2022 р.", "2022-02-28"),
        ("лютий 2022 року", "2022-02"),
        ("2022 рік", "2022"),
        ("2022 р.", "2022"),
        ("2022 бер", "2022-03"),
        ("9 трав 2022", "2022-05-09"),
        ("9 листопада 2022", "2022-11-09"),
        ("П'ятниця, 11 березня 2022", "2022-03-11"),
        ("пт, 11 березня 2022 р.", "2022-03-11"),
        ("28 февраля 2022 года", "2022-02-28"),
        ("28 февр. 2022 г.", "2022-02-28"),
        ("28 фев 2022", "2022-02-28"),
        ("9 мая 2022г.", "2022-05-09"),
        ("май 2022", "2022-05"),
        ("понедельник 28 февраля 2022 года", "2022-02-28"),
        ("28.02.2022 г.", "2022-02-28"),
        ("28-лют-2022", "2022-02-28"),
    ],
)
@languages
def test_a_date_is_read_on_pages_of_every_language(language, typed, text):
    with translation.override(language):
        assert read_typed(typed) == text


@pytest.mark.parametrize(("language", "month"), [("en", "March 2022"), ("uk", "Березень 2022"), ("ru", "Март 2022")])
def test_a_heading_of_a_month_begins_with_a_capital_letter(language, month):
    with translation.override(language):
        assert heading("2022-03", "") == heading("2022-03", "-happened") == month
        assert heading("2022-21", "") == words(parse("2022-21"))


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "a day in March 2022"), ("uk", "один із днів березня 2022"), ("ru", "один из дней марта 2022")],
)
def test_a_group_of_an_unknown_day_names_its_month_in_its_case(language, day):
    read = parse("2022-03")
    with translation.override(language):
        assert day in group_title({"Kyiv": 1}, read.earliest, read.latest, ["2022-03"], [], set(), language)


@pytest.mark.parametrize(("language", "expected"), [("en", "1,234,567"), ("uk", "1 234 567"), ("ru", "1 234 567")])
def test_thousands_are_grouped_as_the_language_does(language, expected):
    with translation.override(language):
        assert grouped(1234567).replace("\N{NO-BREAK SPACE}", " ") == expected
        assert " " not in grouped(1234567), "a number is not broken at the end of a line"


@pytest.mark.parametrize(
    ("language", "wrong", "says"),
    [
        ("uk", "2022-02-30", "Дня 30 у «2022-02-30» не існує. Лютий 2022 має дні від 01 до 28."),
        ("ru", "2022-02-30", "Дня 30 в «2022-02-30» не существует. Февраль 2022 – это дни от 01 до 28."),
        (
            "uk",
            "29 лип",
            "«29 лип» – не дата: напишіть 29 березня 2022, 29.03.2022, березень 2022, 2022 або 2022-03-29.",
        ),
        ("ru", "29 июл", "«29 июл» – не дата: напишите 29 марта 2022, 29.03.2022, март 2022, 2022 или 2022-03-29."),
    ],
)
def test_what_is_no_date_is_refused_in_the_language_of_the_page(language, wrong, says):
    with translation.override(language), pytest.raises(ValueError, match=re.escape(says)):
        read_typed(wrong)
