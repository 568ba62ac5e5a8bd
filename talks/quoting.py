"""Proof of quotations: checks the form of a quote, finds it in its paragraph, and builds the link to it.

Pure text, no database; imports nearest and validators. Models validate with it, ``check_quotes`` reports with it, pages
link with it. docs/decisions/whole-words.md says what a word is; ``verify_quotes.py`` decides as this module does.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote as percent

import regex
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from talks.nearest import enclosing, explain
from talks.validators import plain

JOINT = " […] "
WORDS_ALLOWED = 12
PIECES_ALLOWED = 3
LETTERS_IN_WORD = 15  # a longer run of letters counts as several words

# The default word boundaries of Unicode (UAX 29).
BOUNDARY = regex.compile(r"(?w)\b")
# Letters of scripts without spaces are those with a boundary on each side (Han, Hiragana, Thai, …), and Katakana.
APART = regex.compile(r"[\p{WB=Other}\p{WB=Katakana}]")
HANGUL = re.compile("[\uac00-\ud7a3]")
# One word in spite of a sign between letters: can’t, צה״ל, U.S.
WITH_SIGN = re.compile(r"[^\W\d_]+['’＇\"״׳][^\W\d_]+|[^\W\d_](\.[^\W\d_]){1,4}")
# Words that deny, in languages of talks: a denial that is missing here goes without a warning, nothing else.
DENIALS = """
not no never neither nor none nothing nobody nowhere cannot without
unable hardly scarcely barely refuse refuses refused refusing fail fails failed failing
не ні ані ніколи ніхто нічого немає без ни нет никогда никто ничего нельзя
pas jamais aucun aucune rien sans nicht kein keine keinen keiner nie niemals ohne nunca jamás nada sin non mai senza
não nem sem żaden bez değil hayır لا لم لن ليس ليست 不 没 沒 未 无 無
"""
DENYING = frozenset(DENIALS.split())
CONTRACTED = ("n't", "n’t")
MINUS = regex.compile(
    r"(?:(?:−|(?<![\w.,])[-–])|(?<!\w)(?:minus|moins|menos|meno|мінус|минус|eksi) )$", regex.IGNORECASE
)
# What else changes the value of a figure that follows.
SIGNED = regex.compile(r"(?:[±∓<>≤≥≈∼~] ?|(?<![\w.,])[.,·])$")
# A figure beside a piece: “2” beside “million”, “½” beside “3”.
FIGURE_BEFORE = regex.compile(r"\p{N}(?: ?[%‰°])?[ ‐‑–—/·-]?$")
FIGURE_AFTER = regex.compile(r"[ ‐‑–—/·-]?[$€£+−]?\p{N}")
HYPHENS = "-‐‑"
# What joins the parts of a compound word, of a span of figures, and the thousands of a large figure.
JOINED = regex.compile(r"(?<=\w)[-‐‑](?=\w)|(?<=\d)[–—/](?=\d)|(?<=(?<!\d)\d{1,3}) (?=\d{3}(?!\d))")
# Unicode breaks 10:00 at its colon, but half of an hour is another hour.
COLON = re.compile(r"(?<=\d):(?=\d)")

ASCII = re.compile(r"[\x00-\x7f]+")


def folded(value: str) -> str:
    """Return the text with each run of white space, no-break spaces included, as one space; ends trimmed."""
    return " ".join(value.split())


def pieces(quote: str) -> list[str]:
    """Return the pieces of a quote, in order, with white space folded."""
    return [folded(piece) for piece in folded(quote).split(JOINT)]


def check_form(quote: str, prefix: str = "", suffix: str = "") -> None:
    """Check that a quote has few enough words and pieces, a word in each piece, and nothing that cleaning takes out.

    Form does not decide whether a quote stands: ``find`` alone does.
    Raises: ValidationError with the code joint, no-word, pieces, words, hidden, ligature or not-composed.
    """
    for part in (quote, prefix, suffix):
        plain(part)
    parts = pieces(quote)
    if not all(parts) or "[…]" in "".join(parts):
        raise ValidationError(_("Join the pieces of a quote by “ […] ”, with words on both sides."), code="joint")
    if not all(map(words, parts)):
        raise ValidationError(_("Each piece of a quote needs a letter or a digit."), code="no-word")
    if len(parts) > PIECES_ALLOWED:
        raise ValidationError(_("Join at most three pieces."), code="pieces")
    number = counted(" ".join([*parts, prefix, suffix]))
    if number > WORDS_ALLOWED:
        raise ValidationError(
            _("Quote at most 12 words, the words before and after included; these are %(words)d."),
            code="words",
            params={"words": number},
        )


def words(text: str) -> list[tuple[int, int]]:
    """Return where words begin and end: the segments between Unicode's word boundaries that hold a letter or a digit.

    Units: characters of the text. Each letter is a segment in scripts without spaces, such as Han or Thai.
    Cost: linear. Source: Unicode Standard Annex 29.
    """
    ends = [found.start() for found in BOUNDARY.finditer(text)]
    return [(start, end) for start, end in pairwise(ends) if any(map(str.isalnum, text[start:end]))]


@lru_cache(maxsize=1024)  # one page asks of each of its quotes several times
def counted(text: str) -> int:
    """Return the number of words as the limit of a quote counts them, so that it binds however words are joined.

    Signs and figures between letters part words, but for the apostrophe of “can’t” and the dots of “U.S.”. In scripts
    without spaces two letters are a word, rounded up. Of a longer run each 15 letters begun are a word; a Korean syllable
    is three letters.
    """
    number = letters = 0
    for start, end in words(text):
        apart = [one.isalpha() and bool(APART.match(one)) for one in text[start:end]]
        letters += sum(apart)
        number += _counted("".join(one for one, is_apart in zip(text[start:end], apart, strict=True) if not is_apart))
    return number + (letters + 1) // 2


def _counted(word: str) -> int:
    if WITH_SIGN.fullmatch(word):
        runs = ["".join(filter(str.isalpha, word))]
    else:
        runs = "".join(one if one.isalpha() else "" if _is_attached(one) else " " for one in word).split()
    in_runs = sum(_of_length(len(run) + 2 * len(HANGUL.findall(run))) for run in runs)
    return max(in_runs, _of_length(sum(map(str.isalnum, word))))


def _of_length(letters: int) -> int:
    return -(-letters // LETTERS_IN_WORD)


def _is_attached(character: str) -> bool:
    """Return whether this is an accent, a vowel sign or a joiner, which belongs to the letter before it."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}


def find(quote: str, paragraph: str | None, *, prefix: str = "", suffix: str = "") -> list[tuple[int, int]]:
    """Find the pieces of a quote in a paragraph, letter for letter and as whole words.

    Shape: one (start, end) per piece, in order. A quote of several pieces may occur more than once: the result is then
    the first occurrence that fits the prefix and suffix.
    Units: characters of the paragraph with white space folded.
    Cost: linear in the length of the paragraph, for each occurrence of the first piece.
    Raises: ValidationError with the code no-paragraph, not-found (a piece is missing or out of order) or twice (a quote
    of one piece occurs more than once, and prefix and suffix do not decide).
    """
    if paragraph is None:
        raise ValidationError(_("The stored text has no such paragraph."), code="no-paragraph")
    text, parts = folded(paragraph), pieces(quote)
    before, after = folded(prefix), folded(suffix)
    starts = (start for start in _positions(parts[0], text) if _is_preceded(text, start, before))
    found = [spans for start in starts if (spans := _follow(parts, text, start, after))]
    if not found:
        # To explain costs more than to find, and most callers only ask whether a quote stands.
        raise ValidationError(_explained(parts, text, before, after), code="not-found")
    if len(found) > 1 and len(parts) == 1:
        raise ValidationError(_("These words stand there twice: add the words before or after."), code="twice")
    return found[0]


def _positions(piece: str, text: str, start: int = 0) -> Iterator[int]:
    """Yield the positions of a piece as whole words, since browsers do not highlight half a word."""
    at = text.find(piece, start) if piece else -1
    while at >= 0:
        if _may_begin(text, at) and _may_end(text, at + len(piece)):
            yield at
        at = text.find(piece, at + 1)


def _may_begin(text: str, at: int) -> bool:
    return _is_boundary(text, at) and not _is_hyphen(text, at)


def _may_end(text: str, at: int) -> bool:
    return _is_boundary(text, at) and not _is_hyphen(text, at - 1)


def _is_hyphen(text: str, at: int) -> bool:
    """Return whether a hyphen stands here between letters or digits, so that “anti-” or “-1” would be half of a word."""
    if not 0 < at < len(text) - 1 or text[at] not in HYPHENS or not text[at + 1].isalnum():
        return False
    before = at - 1
    while before > 0 and _is_attached(text[before]):
        before -= 1
    return text[before].isalnum()


def _is_boundary(text: str, at: int) -> bool:
    """Return whether a quote may begin or end here: not inside a word, a figure or a time of day."""
    if not 0 < at < len(text):
        return True
    return bool(BOUNDARY.match(text, at)) and not (COLON.match(text, at) or COLON.match(text, at - 1))


def _is_preceded(text: str, start: int, before: str) -> bool:
    end = start - (text[start - 1 : start] == " ")
    return not before or (text.endswith(before, 0, end) and _may_begin(text, end - len(before)))


def _is_followed(text: str, end: int, after: str) -> bool:
    start = end + (text[end : end + 1] == " ")
    return not after or (text.startswith(after, start) and _may_end(text, start + len(after)))


def _follow(parts: list[str], text: str, start: int, after: str) -> list[tuple[int, int]] | None:
    """Return the spans of a quote whose first piece starts here, or None if the other pieces do not follow.

    Take each piece at its first position, which leaves most text for the rest; take the last piece before the suffix.
    """
    spans = [(start, start + len(parts[0]))]
    for part in parts[1:-1]:
        at = next(_positions(part, text, spans[-1][1]), None)
        if at is None:
            return None
        spans.append((at, at + len(part)))
    if len(parts) > 1:
        last = parts[-1]
        positions = _positions(last, text, spans[-1][1])
        at = next((start for start in positions if _is_followed(text, start + len(last), after)), None)
        return None if at is None else [*spans, (at, at + len(last))]
    return spans if _is_followed(text, spans[-1][1], after) else None


def warnings(quote: str, paragraph: str | None, *, prefix: str = "", suffix: str = "") -> list[str]:
    """Return what a curator should look at in a quote that stands: its form, or a sign, part of a word or denial left out.

    Shape: sentences; none for a quote that does not stand. Cost: that of find.
    """
    try:
        spans = find(quote, paragraph, prefix=prefix, suffix=suffix)
    except ValidationError:
        return []
    text = folded(paragraph or "")
    told = [*_form_told(quote, prefix, suffix), *filter(None, (_cut(text, spans, at) for at in range(len(spans))))]
    for (_start, left), (right, _end) in pairwise(spans):
        gap = text[left:right]
        denials = [gap[start:end] for start, end in words(gap) if denies(gap[start:end])]
        if denials:
            shown = {"denial": denials[0], "before": text[:left][-40:], "after": text[right:][:40]}
            told.append(_("Between “… %(before)s” and “%(after)s …” the quote leaves out “%(denial)s”.") % shown)
    return [str(one) for one in told]


def _form_told(quote: str, prefix: str, suffix: str) -> Iterator[str]:
    """Yield what is wrong with the form of a quote that stands: one of an older record may be too long."""
    try:
        check_form(quote, prefix, suffix)
    except ValidationError as error:
        if error.code == "words":
            shown = error.params | {"allowed": WORDS_ALLOWED}
            yield _("It stands; %(words)d words, at most %(allowed)d are allowed.") % shown
        else:
            yield _("It stands; but: %(message)s") % {"message": " ".join(error.messages)}


def _cut(text: str, spans: list[tuple[int, int]], at: int) -> str:
    """Return what one piece leaves out of the word or figure in which it stands, or beside it; empty if nothing."""
    start, end = spans[at]
    # What another piece shows is not left out.
    left, right = spans[at - 1][1] if at else 0, spans[at + 1][0] if at + 1 < len(spans) else len(text)
    piece, before = text[start:end], text[max(left, start - 12) : start]
    if piece[0].isdecimal() and MINUS.search(before):
        return _("“%(piece)s” leaves out the minus before it.") % {"piece": piece}
    first, last = start - bool(start and JOINED.match(text, start - 1)), end + bool(JOINED.match(text, end))
    if (first, last) == (start, end):
        sign = SIGNED.search(before) if piece[0].isdecimal() else None
        if figure := sign or FIGURE_BEFORE.search(before):
            first -= len(figure[0])
        if figure := FIGURE_AFTER.match(text, end, right):
            last = figure.end()
    if (first, last) == (start, end):
        return ""
    return _("“%(piece)s” is cut out of “%(whole)s”.") % {"piece": piece, "whole": enclosing(text, first, last)}


def denies(word: str) -> bool:
    """Return whether a word says that something is not so, in one of the languages of the lists."""
    return word.lower() in DENYING or word.lower().endswith(CONTRACTED)


_explained = lazy(lambda parts, text, before, after: explain(parts, text, before, after, _positions), str)


def fragment(quote: str, prefix: str = "", suffix: str = "") -> str:
    """Return the text fragment that makes a browser open a page at the quoted words.

    Shape: one directive per piece, with ``-`` and ``,`` percent-encoded. Letters beyond ASCII are not encoded: URLs in
    HTML may contain them, and they are then a third as long and readable.
    Source: WICG, URL Fragment Text Directives.
    """
    directives = [f"text={_encoded(piece)}" for piece in pieces(quote)]
    if prefix:
        directives[0] = f"text={_encoded(folded(prefix))}-,{directives[0].removeprefix('text=')}"
    if suffix:
        directives[-1] = f"{directives[-1]},-{_encoded(folded(suffix))}"
    return ":~:" + "&".join(directives)


def _encoded(text: str) -> str:
    # Skip words that need no encoding: a page encodes thousands, and most do not.
    words = [word if word.isalnum() else ASCII.sub(_percent, word) for word in text.split(" ")]
    return "%20".join(words).replace("-", "%2D")


def _percent(found: re.Match[str]) -> str:
    return percent(found[0], safe="")
