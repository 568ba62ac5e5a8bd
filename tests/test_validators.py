"""Fields refuse what cleaning would take out of a text, and say which character it is."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from talks.cleaning import clean
from talks.validators import plain, refuse_hidden
from tests.test_cleaning import TEXTS


def refusal(value: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        plain(value)
    return refused.value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("un\u00adacceptable", "U+00AD SOFT HYPHEN after “un”"),
        ("\u200bTalks", "U+200B ZERO WIDTH SPACE at the beginning"),
        ("the\u2060 talks", "U+2060 WORD JOINER after “the”"),
        ("the\ufeff talks", "U+FEFF ZERO WIDTH NO-BREAK SPACE after “the”"),
        ("the\u202e talks", "U+202E RIGHT-TO-LEFT OVERRIDE after “the”"),
        ("שלום\u200f!", "U+200F RIGHT-TO-LEFT MARK after “שלום”"),
        ("ta\u200dlks", "U+200D ZERO WIDTH JOINER after “ta”"),
        ("ta\x07lks", "U+0007 after “ta”"),
        ("the\u1160 talks", "U+1160 HANGUL JUNGSEONG FILLER after “the”"),
        ("the\u2800 talks", "U+2800 BRAILLE PATTERN BLANK after “the”"),
        ("the\u2028talks", "U+2028 LINE SEPARATOR after “the”"),
        ("the\u2029talks", "U+2029 PARAGRAPH SEPARATOR after “the”"),
        ("the \ue000 talks", "U+E000 after “the ”"),
    ],
)
def test_a_hidden_character_is_named_with_its_place(value: str, said: str):
    assert said in refusal(value).messages[0]
    with pytest.raises(ValidationError):
        refuse_hidden(value)


def test_a_ligature_and_an_accent_apart_are_refused_with_the_remedy():
    assert "Type “fi” in place of the single character “ﬁ”" in refusal("ﬁve").messages[0]
    assert refusal("cafe\u0301").code == "not-composed"


@pytest.mark.parametrize(
    "value", ["", "a\tb\nc\r\n", "می\u200cخواهم", "👨\u200d👩 ❤\ufe0f", "l’été\u00a0– “50 %”", "协议"]
)
def test_what_a_script_needs_is_accepted(value: str):
    plain(value)


@given(st.one_of(TEXTS, st.text("ab é\n")))
def test_a_value_is_accepted_only_if_cleaning_would_leave_it(value: str):
    try:
        plain(value)
    except ValidationError:
        return
    assert clean(value) == (value, {})


@given(st.text("abéжमक中♥👨 \u200d\u200c\ufe0f\u00ad\u200bﬁ\u0301"))
def test_a_cleaned_text_is_accepted(value: str):
    plain(clean(value).text)
