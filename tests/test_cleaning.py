"""Cleaning: what goes, what stays where a script needs it, and that nothing is cleaned twice."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talks.cleaning import CLEANING, clean, paragraph_hash, text_hash

SOFT, ZWSP, JOINER, BOM, ZWNJ, ZWJ, RLM = "\u00ad", "\u200b", "\u2060", "\ufeff", "\u200c", "\u200d", "\u200f"

# Letters of many scripts, marks, what is invisible, symbols and white space.
CHARACTERS = (
    "aéЖй中日ابیक्षകതមក가ᄀ가a\u0301\u0327\u064b 12.'’-\u00a0\n♥❤👨👩🏽#\u20e3\ufe0e\ufe0f\U000e0100"
    f"{SOFT}{ZWSP}{JOINER}{BOM}{ZWNJ}{ZWJ}{RLM}\u034f\u115f\u180b\u180e\u1820\u3164ﬁﬃﻻﷲ\u1160\u1161\u11a8\u2800⠓\x07\x92\u212b\u2126\U000e0041"
)
TEXTS = st.one_of(st.text(CHARACTERS, max_size=40), st.text(max_size=40))


@pytest.mark.parametrize(
    ("text", "cleaned", "kind"),
    [
        (f"un{SOFT}acceptable", "unacceptable", "soft hyphens"),
        (f"un{ZWSP}accept{JOINER}able", "unacceptable", "zero-width spaces and word joiners"),
        (f"{BOM}The talks", "The talks", "byte order marks"),
        (f"{RLM}שלום{RLM}", "שלום", "direction marks"),
        ("the\u202e talks\u202c", "the talks", "direction marks"),
        (f"the ta{ZWJ}lks", "the talks", "joiners"),
        ("tal\ufe0fks", "talks", "variation selectors"),
        ("the ta\x07lks", "the talks", "control characters"),
        ("the\u3164 talks", "the talks", "other invisible characters"),
        ("the\u1160 ta\u115flks", "the talks", "Hangul fillers"),
        ("가\u1160나", "가나", "Hangul fillers"),
        ("the\u2800\u2800 talks", "the talks", "Braille blanks"),
        ("ﬁve oﬃces", "five offices", "ligatures"),
        ("ﻻ", "لا", "ligatures"),
        ("cafe\u0301", "café", "words with accents composed (NFC)"),
    ],
)
def test_what_is_cleaned_is_counted_by_its_kind(text: str, cleaned: str, kind: str):
    assert clean(text).text == cleaned
    assert list(clean(text).changes) == [kind]


def test_the_count_is_of_characters_and_for_accents_of_words():
    assert clean(f"a{SOFT}b{SOFT}c e\u0301e\u0301 o\u0308").changes == {
        "soft hyphens": 2,
        "words with accents composed (NFC)": 2,
    }


@pytest.mark.parametrize(
    "text",
    [
        f"می{ZWNJ}خواهم",  # Persian writes “I want” with it
        f"ශ්{ZWJ}රී",  # Sinhala conjunct
        f"क्{ZWNJ}ष",  # Devanagari
        "👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈",
        "葛\U000e0100城",  # a variant of a Han character, as in names
        "ᠬᠠᠭᠠᠨ\u180eᠠ",
        "\u115f\u1161 \u1100\u1160 \u115f\u1160\u11a8",  # letters of old Korean alone
        "⠓⠊\u2800⠞⠓⠑⠗⠑",
    ],
)
def test_what_a_script_or_an_emoji_needs_stays(text: str):
    assert clean(text) == (text, {})


@pytest.mark.parametrize(
    "text", ["", "The talks go on.", "l’Ukraine – “да” 50\u00a0000", "a\tb\u2028c\x85d", "٪ \u0600١"]
)
def test_what_is_seen_stays_as_it_is_and_so_does_white_space(text: str):
    assert clean(text) == (text, {})


@given(TEXTS)
def test_what_was_cleaned_is_clean(text: str):
    once = clean(text).text
    assert clean(once) == (once, {})
    assert unicodedata.is_normalized("NFC", once)


@given(TEXTS)
def test_a_text_changes_if_and_only_if_a_change_is_counted(text: str):
    cleaned = clean(text)
    assert (cleaned.text != text) == bool(cleaned.changes)


@given(TEXTS, st.sampled_from([SOFT, ZWSP, JOINER, BOM, RLM, "\u034f", "\u202d", "\x08"]), st.integers(0, 40))
def test_an_invisible_character_put_anywhere_goes_without_a_trace(text: str, sign: str, at: int):
    assert clean(text[:at] + sign + text[at:]).text == clean(text).text


def test_hashes_are_those_of_the_cleaned_text_and_name_the_version_of_the_rules():
    assert paragraph_hash(f"the cafe\u0301{SOFT}") == paragraph_hash("the café")
    assert paragraph_hash("talks").startswith(f"{CLEANING}:")
    assert len(paragraph_hash("talks")) == 66
    assert text_hash(["one", f"t{SOFT}wo"]) == text_hash(["one", "two"]) != text_hash(["onetwo"])
    # Known values keep stored hashes valid: whoever changes them raises CLEANING.
    assert paragraph_hash("The talks go on.") == ("2:5954b33de4627e841db69c204233832c92cc74722eac2ff959a7587b5f883b4e")
    assert text_hash(["one", "two"]) == "21066d108d5319ecb5a1fc4454f42ef22fc5f1c7df49c31d90294950e0ea8b2c"
