"""Quotes: their form, whether they stand in a paragraph, and the link that opens a page at them."""

from itertools import pairwise
from time import process_time
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
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


@pytest.mark.parametrize(
    "quote",
    [
        "one",
        "a b c d e f g h i j k l",
        "カタカナ" * 6,
        "We can’t, U.S.S.R. won’t, l’Ukraine d e f g h i",
        "one […] two […] three",
        "one\u00a0[…]\ntwo",
    ],
)
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
        ("カタカナ" * 7, "words"),
        ("대통령" * 21, "words"),
        ("x" * 181, "words"),
        ("1" * 181, "words"),
        ("we.agree.to.a.peace.that.holds.and.so.on.for.all.of.us", "words"),
        ("a'b'c'd'e'f'g'h'i'j'k'l'm", "words"),
        ("—", "no-word"),
        ("peace […] 😀", "no-word"),
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


LETTERS = st.text("abcdeжéابक", min_size=1, max_size=4)


@given(
    st.lists(LETTERS, min_size=1, max_size=16),
    st.sampled_from([" ", "—", "/", "-", "–", "\n", "…", ", ", ".", ":", "_", "'", "·"]),
)
def test_twelve_words_bind_however_they_are_joined(parts: list[str], joint: str):
    quote = joint.join(parts)
    if len(parts) <= 12:
        quoting.check_form(quote)
    else:
        with pytest.raises(ValidationError) as refused:
            quoting.check_form(quote)
        assert refused.value.code == "words"


@pytest.mark.parametrize("letter", ["协", "の", "ท", "ຄ", "က", "ខ"])
def test_two_letters_of_a_script_without_spaces_are_one_word(letter: str):
    quoting.check_form(letter * 24)
    quoting.check_form(f"{letter * 22} talks")
    for longer in (letter * 25, f"{letter * 23} talks"):
        with pytest.raises(ValidationError, match="these are 13"):
            quoting.check_form(longer)


def test_words_are_the_segments_with_a_letter_or_a_digit():
    text = "The U.S. can’t pay $50.5 — 停火 face-to-face 😀"
    assert [text[start:end] for start, end in quoting.words(text)] == [
        *("The", "U.S", "can’t", "pay", "50.5", "停", "火", "face", "to", "face")
    ]
    assert quoting.words("") == []


INVISIBLE = st.sampled_from([*"\u00ad\u200b\u2060\ufeff\u200e\u200f\u202e\u2066\u200c\u200d\u034f\x07\ufe0f"])


@given(st.text("abж é", min_size=1, max_size=10).filter(str.strip), INVISIBLE, st.data())
def test_an_invisible_character_is_refused_in_a_quote_and_in_the_words_around(
    text: str, sign: str, data: st.DataObject
):
    at = data.draw(st.integers(0, len(text)))
    spoilt = text[:at] + sign + text[at:]
    for around in ({"quote": spoilt}, {"quote": "a", "prefix": spoilt}, {"quote": "a", "suffix": spoilt}):
        with pytest.raises(ValidationError, match=f"U\\+{ord(sign):04X}") as refused:
            quoting.check_form(**around)
        assert refused.value.code == "hidden"


@pytest.mark.parametrize(("quote", "code"), [("ﬁve talks", "ligature"), ("cafe\u0301", "not-composed")])
def test_a_quote_that_cleaning_would_change_is_refused(quote: str, code: str):
    with pytest.raises(ValidationError) as refused:
        quoting.check_form(quote)
    assert refused.value.code == code


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


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("We can", "We can’t accept it"),
        ("We can", "We can't accept it"),
        ("об", "не обʼєкт торгу"),
        ("50", "some 50.5 tons"),
        ("50", "some 50,000 people"),
        ("000 people", "some 50,000 people"),
        ("00", "at 10:00 sharp"),
        ("10", "at 10:00 sharp"),
        ("acceptable", "un\u00adacceptable"),
        ("go", "the file go_on is"),
        ("Press TV", "on Press TV’s site"),
        ("Ukraine", "l’Ukraine refuse"),
        ("cafe", "cafe\u0301 closed"),
        ("قال", "وقال المتحدث"),
        ("カナ", "カタカナ"),
        ("Rossiya-", "on Rossiya-1 today"),
        ("-1 today", "on Rossiya-1 today"),
        ("an anti-", "an anti-war rally"),
        ("‑war rally", "an anti‑war rally"),
        ("हिन्दी-", "हिन्दी-चीनी"),
    ],
)
def test_half_of_a_word_or_of_a_figure_does_not_stand(quote: str, paragraph: str):
    assert code(quote, paragraph) == "not-found"


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("U.S. envoy spoke", "A U.S. envoy spoke."),
        ("can’t accept", "We can’t accept it"),
        ("10:00", "at 10:00 sharp"),
        ("50,000 people", "some 50,000 people"),
        ("50", "some 50, perhaps"),
        ("aggression pact", "a non-aggression pact"),
        ("-5 degrees", "at -5 degrees"),
        ("anti-", "anti- and pro-war"),
        ("Press TV’s", "on Press TV’s site"),
        ("l’Ukraine", "l’Ukraine refuse"),
        ("“We want peace”", "He said: “We want peace”."),
        ("停火", "双方同意停火协议。"),
        ("ไทย", "ประเทศไทยยอมรับ"),
    ],
)
def test_whole_words_stand_and_any_letters_where_a_script_has_no_spaces(quote: str, paragraph: str):
    assert found(quote, paragraph) == [quote]


CUT = [
    r"[a-zéж]{2,6}",
    r"[a-z]{1,4}['’.:·][a-z]{2,4}",
    r"[0-9]{1,3}([.,;:][0-9]{2,3}){1,2}",
    r"[a-z]{1,3}_[a-z0-9]{1,3}",
    "[א-ת]{2,5}",
]


@given(st.one_of(*(st.from_regex(rf"\A{pattern}\Z") for pattern in CUT)), st.data())
def test_no_part_of_any_word_or_figure_stands(word: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    assume(any(sign.isalnum() for sign in word[start:end]))  # a sign alone is refused by its form
    paragraph = f"“– {word}, …”"
    if word[start:end] == word:
        assert found(word, paragraph) == [word]
    else:
        assert code(word[start:end], paragraph) == "not-found"


def test_words_before_and_after_are_whole_words_too():
    assert found("talks", "The talks ended; other talks end", suffix="end") == ["talks"]
    assert code("talks", "these talks go, the talks end", prefix="ese") == "not-found"
    assert code("talks", "these talks go, the talks end", suffix="en") == "not-found"


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


# Why it does not stand


def reason(quote: str, paragraph: str, **around: str) -> str:
    with pytest.raises(ValidationError) as refused:
        quoting.find(quote, paragraph, **around)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("quote", "paragraph", "said"),
    [
        (
            "We can't accept",
            "No. We can’t accept it",
            "“We can’t accept”: it has ’ (U+2019 RIGHT SINGLE QUOTATION MARK) where the quote has ' (U+0027 APOSTROPHE)",
        ),
        (
            "the акция today",
            "So the aкция today",
            "it has a (U+0061 LATIN SMALL LETTER A) where the quote has а (U+0430 CYRILLIC SMALL LETTER A)",
        ),
        ("they accept, it seems", "they accept it seems", "it lacks , (U+002C COMMA), which the quote has"),
        ("they accept it seems", "they accept, it seems", "it has , (U+002C COMMA), which the quote lacks"),
        (
            "these unacceptable talks",
            "these un\u00adacceptable talks",
            "it has U+00AD SOFT HYPHEN, which the quote lacks",
        ),
        ("the talks last", "The talks last", "it has T (U+0054 LATIN CAPITAL LETTER T) where the quote has t"),
        ("We can", "We can’t", "part of “We can’t”"),
        ("50 tons", "some 1.50 tons", "part of “1.50 tons”"),
        ("they met […] in May", "In in May they met", "not in this order"),
    ],
)
def test_a_refusal_shows_the_nearest_passage_and_the_character_that_differs(quote: str, paragraph: str, said: str):
    assert said in reason(quote, paragraph)


def test_a_refusal_says_when_only_the_words_around_are_wrong():
    assert "not beside the words given" in reason("talks", "the talks go on", prefix="no")


def test_a_refusal_shows_nothing_where_nothing_is_alike():
    assert reason("停火协议", "The talks go on") == "These words do not stand in the paragraph, letter for letter."


def test_a_refusal_in_a_very_long_paragraph_is_explained_at_bounded_cost():
    paragraph = "The talks go on today. " * 200_000
    start = process_time()
    assert "“talks go on today.”" in reason("talks went on today", paragraph)
    assert process_time() - start < 2


@given(st.text(max_size=80), st.text(max_size=200))
def test_any_refusal_can_be_read(quote: str, paragraph: str):
    told: list[str] = []
    try:
        quoting.find(quote, paragraph)
    except ValidationError as error:
        told = error.messages
    assert all(told)


# What a curator should look at


@pytest.mark.parametrize(
    ("quote", "paragraph", "said"),
    [
        ("5 degrees", "at −5 degrees", "the minus"),
        ("5 degrees", "at -5 degrees", "the minus"),
        ("aggression pact", "a non-aggression pact", "“non-aggression pact”"),
        ("a non", "a non-aggression pact", "“a non-aggression”"),
        ("60 men", "some 50–60 men", "“50–60 men”"),
        ("000 men", "some 50 000 men", "“50 000 men”"),
        ("some 50", "some 50\u00a0000 men", "“some 50 000”"),
        ("million men", "some 2 million men", "“2 million men”"),
        ("Article", "under Article 5", "“Article 5”"),
        ("Rossiya", "on Rossiya-1 today", "“Rossiya-1”"),
        ("people", "in 2022 people", "“2022 people”"),
        ("5 km", "some .5 km", "“.5 km”"),
        ("50", "some 50·5 km", "“50·5”"),
        ("3", "some 3½ km", "“3½”"),
        ("5 km", "some ±5 km", "“±5 km”"),
        ("5 km", "some <5 km", "“<5 km”"),
        ("CO", "less CO₂ now", "“CO₂”"),
        ("5 degrees", "at minus 5 degrees", "the minus"),
        ("They […] accept", "They refuse to accept", "“refuse”"),
        ("They […] accept", "They are unable to accept", "“unable”"),
        ("They […] accept", "They could hardly accept", "“hardly”"),
        ("They […] accept", "They fail to accept", "“fail”"),
        ("We will […] accept", "We will not accept", "“not”"),
        ("We did […] it […] now", "We did reject it, and don’t now", "“don’t”"),
        ("Ми […] приймаємо", "Ми цього не приймаємо", "“не”"),
        ("我们 […] 接受", "我们不接受", "“不”"),
    ],
)
def test_a_quote_that_stands_but_may_mislead_has_a_warning(quote: str, paragraph: str, said: str):
    (warning,) = quoting.warnings(quote, paragraph)
    assert said in warning


@pytest.mark.parametrize(
    ("quote", "paragraph"),
    [
        ("We will not accept", "We will not accept it"),
        ("5 degrees", "at 5 degrees"),
        ("non-aggression pact", "a non-aggression pact"),
        ("19", "1 – 19"),
        ("they will", "We do not stand there"),
        ("We […] accept", "We shall accept"),
    ],
)
def test_a_quote_that_leaves_nothing_out_has_no_warning(quote: str, paragraph: str):
    assert quoting.warnings(quote, paragraph) == []


def test_a_quote_that_stands_but_is_of_another_form_has_a_warning():
    long = "a b c d e f g h i j k l m n"
    assert quoting.warnings(long, long) == ["It stands; 14 words, at most 12 are allowed."]
    assert quoting.warnings("—", "peace — war") == ["It stands; but: Each piece of a quote needs a letter or a digit."]


def test_a_figure_that_another_piece_shows_is_not_left_out():
    assert quoting.warnings("some 2 […] million", "some 2 million") == []


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
