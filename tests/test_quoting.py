"""Quotes: their form, whether they stand in a paragraph, and the link that opens a page at them."""

from itertools import pairwise
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from talks import quoting
from talks.quoting import folded

PARAGRAPH = (
    '"As regards the rest, we cannot,\u00a0put it this way, at present state there have been any breakthroughs, '
    'anything very promising," the spokesman said. The talks go on; the talks are slow.'
)

WORDS = st.text('abcdeéж’"“”,.;-', min_size=1, max_size=6)
WHITE = st.text(" \n\t\r\u00a0\u2009\u202f\u3000", min_size=1, max_size=3)


def code(quote: str, paragraph: str | None, **around: str) -> str:
    with pytest.raises(ValidationError) as refused:
        quoting.find(quote, paragraph, **around)
    return refused.value.code


def found(quote: str, paragraph: str = PARAGRAPH, **around: str) -> list[str]:
    text = folded(paragraph)
    return [text[start:end] for start, end in quoting.find(quote, paragraph, **around)]


# Form


@pytest.mark.parametrize("quote", ["one", "a b c d e f g h i j k l", "one […] two […] three", "one\u00a0[…]\ntwo"])
def test_up_to_twelve_words_in_up_to_three_pieces_are_a_quote(quote: str):
    quoting.check_form(quote)


@pytest.mark.parametrize(
    ("quote", "code"),
    [
        ("", "joint"),
        ("   ", "joint"),
        ("one […] ", "joint"),
        ("[…] one", "joint"),
        ("one[…]two", "joint"),
        ("one […] […] two", "joint"),
        ("a […] b […] c […] d", "pieces"),
        ("a b c d e f g h i j k l m", "words"),
        ("a b c d e f g […] h i j k l m", "words"),
    ],
)
def test_a_quote_of_another_form_is_refused(quote: str, code: str):
    with pytest.raises(ValidationError) as refused:
        quoting.check_form(quote)
    assert refused.value.code == code


def test_the_words_before_and_after_count_too():
    quoting.check_form("a b c d e f g h i j", prefix="k", suffix="l")
    with pytest.raises(ValidationError, match="these are 13"):
        quoting.check_form("a b c d e f g h i j", prefix="k", suffix="l m")


# Standing in a paragraph


def test_a_quote_stands_letter_for_letter():
    assert found("any breakthroughs, anything very promising") == ["any breakthroughs, anything very promising"]
    assert found("we cannot […] any breakthroughs") == ["we cannot", "any breakthroughs"]


@pytest.mark.parametrize(
    "quote",
    [
        "any breakthrough",  # half a word is another word
        "ny breakthroughs",
        "any breakthroughs anything",
        "Any breakthroughs",
        "any  break throughs",
        "anything very promising […] we cannot",  # in their order
        "we cannot […] we cannot",
        "“As regards the rest",  # other quotation marks
    ],
)
def test_a_quote_that_is_one_sign_off_does_not_stand(quote: str):
    assert code(quote, PARAGRAPH) == "not-found"


def test_white_space_of_any_kind_is_one_space():
    assert found("we\ncannot,\u2009put it\t this\u00a0way") == ["we cannot, put it this way"]


def test_a_letter_without_its_accent_does_not_stand():
    assert code("cafe", "The cafe\u0301 is closed.") == "not-found"


def test_scripts_without_spaces_or_with_joined_words_are_quoted_from_anywhere():
    assert found("停火", "双方同意停火协议。") == ["停火"]
    assert found("قال", "وقال المتحدث") == ["قال"]


def test_words_that_stand_twice_need_the_words_before_or_after():
    assert code("talks", PARAGRAPH) == "twice"
    assert quoting.find("talks", PARAGRAPH, suffix="are slow") == [
        (folded(PARAGRAPH).rindex("talks"), folded(PARAGRAPH).rindex("talks") + 5)
    ]
    assert found("talks", prefix="The") == ["talks"]
    assert code("talks", PARAGRAPH, prefix="Their") == "not-found"
    assert code("talks", PARAGRAPH, suffix="go on well") == "not-found"


def test_words_around_that_do_not_tell_which_are_not_enough():
    assert code("talks", "The talks go on and the talks go on.", suffix="go") == "twice"


def test_the_suffix_chooses_the_last_piece_wherever_it_stands():
    paragraph = "We talk of peace now, of peace soon, of peace later."
    spans = quoting.find("We talk […] of peace", paragraph, suffix="later")
    assert spans[-1][0] == paragraph.rindex("of peace")


def test_a_middle_piece_leaves_room_for_the_last():
    assert found("a […] b […] c", "a b c b") == ["a", "b", "c"]


def test_a_paragraph_that_is_not_there_is_named():
    assert code("one", None) == "no-paragraph"


def test_nothing_stands_nowhere():
    assert code("", "one two") == "not-found"


@given(st.lists(WORDS, min_size=1, max_size=12), st.data())
def test_what_is_found_is_what_was_quoted(words: list[str], data: st.DataObject):
    """Whatever is asked, each span holds its piece, in order, without overlap."""
    paragraph = data.draw(WHITE).join(words)
    wanted = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    quote = quoting.JOINT.join(wanted)
    around = {name: data.draw(st.sampled_from(["", *words])) for name in ("prefix", "suffix")}
    try:
        spans = quoting.find(quote, paragraph, **around)
    except ValidationError:
        return
    text = folded(paragraph)
    assert [text[start:end] for start, end in spans] == quoting.pieces(quote)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert text[: spans[0][0]].rstrip().endswith(around["prefix"])
    assert text[spans[-1][1] :].lstrip().startswith(around["suffix"])


@given(st.lists(st.from_regex(r"\A[a-z]{1,5}[0-9]{3}\Z"), min_size=1, max_size=8, unique=True), WHITE, WHITE)
def test_how_white_space_is_written_never_matters(words: list[str], one: str, other: str):
    assert quoting.find(one.join(words), other.join(words)) == [(0, len(" ".join(words)))]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=5), st.text(max_size=5))
def test_any_text_is_answered_with_spans_or_a_refusal(quote: str, paragraph: str, prefix: str, suffix: str):
    try:
        spans = quoting.find(quote, paragraph, prefix=prefix, suffix=suffix)
    except ValidationError:
        return
    text = folded(paragraph)
    assert [text[start:end] for start, end in spans] == quoting.pieces(quote)


# The link


def test_a_fragment_names_each_piece_and_the_words_around():
    assert quoting.fragment("the talks") == ":~:text=the%20talks"
    assert quoting.fragment("we cannot […] any") == ":~:text=we%20cannot&text=any"
    assert quoting.fragment("talks", prefix="The", suffix="go on") == ":~:text=The-,talks,-go%20on"


def test_letters_of_other_scripts_stand_in_a_fragment_as_in_the_quote():
    assert quoting.fragment("Зеленський […] İstanbul’da") == ":~:text=Зеленський&text=İstanbul’da"


@given(st.text("ab -,&%#“”é\u00a0", min_size=1, max_size=20).filter(str.strip))
def test_signs_with_a_meaning_in_a_fragment_are_encoded(quote: str):
    text = quoting.fragment(quote).removeprefix(":~:text=")
    assert not set(text) & set("-,&# ")
    assert unquote(text) == folded(quote)
