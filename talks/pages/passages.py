"""The paragraphs of a report as plain data: what stands in each, and the statements taken from it, by letter.

Reads the report's text only where it may be shown. Imports models, quoting, rows and statements; ``reports`` puts the
passages on its page.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from talks import quoting
from talks.differences import read_differences
from talks.index import current
from talks.models import Article, ArticleText
from talks.palette import Palette
from talks.proof import NOT_FOUND
from talks.rows import read_claims
from talks.statements import Statement, foreign, make_statement, marks_of

GAP = " … "
LEAST_SHARED = 4  # words; fewer may stand in two places of a paragraph
OPENING_MARKS = "“„«\"'‘("  # a quote may begin after one of them


class Letter(NamedTuple):
    """The letter of a statement within its paragraph. Shape: ``name`` is its short name in the report, as in “¶3a”."""

    letter: str
    name: str
    slug: str


@dataclass(frozen=True)
class Piece:
    """A piece of a paragraph: quoted words with the letters of the statements that quote them, or words around them.

    Shape: ``id`` is empty where an earlier piece is the target of the same letters; ``lang`` is the language of quoted
    words where the report quotes in another one than its own, else empty.
    """

    text: str
    letters: tuple[Letter, ...] = ()
    id: str = ""
    palette: int = 0
    own_voice: bool = False
    lang: str = ""


class Taken(NamedTuple):
    """A statement beside its paragraph. Shape: ``passage`` is the id of the piece that it quotes, empty if it quotes none."""

    letter: Letter
    passage: str
    statement: Statement


@dataclass(frozen=True)
class Passage:
    """One paragraph of a report. Shape: ``statements`` in the order of their letters."""

    number: int
    pieces: tuple[Piece, ...]
    taken: tuple[Taken, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(one.statement for one in self.taken)


@dataclass
class Mark:
    """Words that one or several statements quote, while a paragraph is put together."""

    text: str
    of: list[int]
    """The positions of the statements within the paragraph."""


def public_text(article: Article) -> ArticleText | None:
    """Return the text of a report if it may be shown and is stored. Cost: one query, none if it may not be shown."""
    return ArticleText.objects.filter(article=article).first() if article.text_is_public else None


def read_passages(
    article: Article, text: ArticleText | None, start: int, stop: int, known: date | None, *, is_last: bool
) -> list[Passage]:
    """Return the paragraphs that the statements from ``start`` to before ``stop`` were taken from, and those between.

    Shape: begins after the page before; the last page goes on to the end of the report. ``text`` is one that may be
    shown, or None: then a paragraph has its first words and the quoted ones.
    Cost: a constant number of queries.
    """
    index, claims = current(), article.claims.public().order_by("paragraph", "slug")
    rows = read_claims(index, claims[max(start - 1, 0) : stop])
    before = rows.pop(0).paragraph if start else 0
    differences = read_differences(known, answered_by=[row.pk for row in rows])
    palette, language, by_paragraph = Palette(index.names.lanes), get_language(), defaultdict(list)
    for row in rows:
        by_paragraph[row.paragraph].append(make_statement(row, palette, marks_of(differences, [row.pk]), language))
    openings = text.paragraphs if text else article.openings.splitlines()
    first = before if before in by_paragraph else before + 1
    last = max([*by_paragraph, len(openings) if is_last else 0], default=0)
    # The letters of a paragraph that goes over two pages go on.
    lettered = claims.filter(paragraph=before, slug__lt=rows[0].slug if rows else "").count()
    passages = []
    for number in range(first, last + 1):
        said = by_paragraph.get(number, [])
        of = number - 1
        words = openings[of] if of < len(openings) else ""
        letters = name_each(number, said, lettered if number == before else 0)
        pieces = in_text(words, said, letters) if text else in_outline(words, said, letters)
        passages.append(Passage(number, pieces, taken(said, letters, pieces)))
    return passages


def name_each(number: int, statements: Iterable[Statement], before: int) -> list[Letter]:
    """Return the letter of each statement of a paragraph, after so many ``before``: a to z, then aa, ab and so on."""
    letters = []
    for at, one in enumerate(statements, before):
        letter = letter_at(at)
        letters.append(Letter(letter, f"¶{number}{letter}", one.slug))
    return letters


def letter_at(position: int) -> str:
    """Return the letter of a position from 0: a to z, then aa, ab and so on."""
    rest, last = divmod(position, len(ascii_lowercase))
    return (letter_at(rest - 1) if rest else "") + ascii_lowercase[last]


def taken(statements: Iterable[Statement], letters: Iterable[Letter], pieces: Iterable[Piece]) -> tuple[Taken, ...]:
    """Return the statements of a paragraph, each with the piece that it quotes."""
    passage_of: dict[Letter, str] = {}
    for piece in pieces:
        for letter in piece.letters:
            passage_of.setdefault(letter, piece.id)
    return tuple(Taken(one, passage_of.get(one, ""), said) for said, one in zip(statements, letters, strict=True))


# A paragraph with only its quoted words shown


def in_outline(opening: str, statements: Sequence[Statement], letters: Sequence[Letter]) -> tuple[Piece, ...]:
    """Return the first words of a paragraph and its quoted words, with dots for what is left out.

    Shape: overlapping quotes are one piece with several letters. Pieces are in the order of the letters, but what the
    paragraph begins with comes first.
    """
    marks: list[Mark] = []
    for at, one in enumerate(statements):
        if one.row.unchecked_reason != NOT_FOUND:  # else it is no passage of the report
            add(marks, one.quote, at)
    begins = opening.lstrip(OPENING_MARKS)
    leads = [mark for mark in marks if begins and mark.text.lstrip(OPENING_MARKS).startswith(begins)]
    ordered = [*leads[:1], *(mark for mark in marks if mark not in leads[:1])]
    shown = [Piece(opening)] if opening and not leads else []
    shown += marked(ordered, statements, letters)
    pieces = [piece for one in shown for piece in (one, Piece(GAP))]
    return tuple(pieces if leads or opening or not pieces else [Piece("… "), *pieces])


def add(marks: list[Mark], quote: str, at: int) -> None:
    """Add a quote to the marks of a paragraph, joined to those that it overlaps."""
    joint, of = quote, [at]
    for mark in list(marks):
        if (both := joined(mark.text, joint)) is not None:
            marks.remove(mark)
            joint, of = both, [*mark.of, *of]
    marks.append(Mark(joint, of))
    marks.sort(key=lambda mark: min(mark.of))


def joined(one: str, other: str) -> str | None:
    """Return the words of two overlapping quotes of one paragraph, or None if they certainly or possibly stand apart."""
    for whole, part in ((one, other), (other, one)):
        if holds(whole, part):
            return whole
    for first, second in ((one.split(" "), other.split(" ")), (other.split(" "), one.split(" "))):
        for shared in range(min(len(first), len(second)) - 1, LEAST_SHARED - 1, -1):
            if first[-shared:] == second[:shared]:
                return " ".join([*first, *second[shared:]])
    return None


def holds(whole: str, part: str) -> bool:
    """Return whether a quote holds another one, as whole words."""
    try:
        quoting.find(part, whole)
    except ValidationError as error:
        return error.code == "twice"
    return True


def marked(marks: Iterable[Mark], statements: Sequence[Statement], letters: Sequence[Letter]) -> list[Piece]:
    """Return marks as pieces. Shape: a piece has the id of the first of its letters that no earlier piece has."""
    pieces: list[Piece] = []
    seen: set[int] = set()
    for mark in marks:
        of = sorted(mark.of)
        new = [f"p{letters[at].name[1:]}" for at in of if at not in seen]
        lead = next((statements[at] for at in of if not statements[at].own_voice), statements[of[0]])
        of_mark = tuple(letters[at] for at in of)
        lang = foreign(lead.row.quote_language, lead.row.report.language)
        pieces.append(Piece(mark.text, of_mark, new[0] if new else "", lead.palette, lead.own_voice, lang))
        seen.update(of)
    return pieces


# A paragraph that may be shown in full


def in_text(paragraph: str, statements: Sequence[Statement], letters: Sequence[Letter]) -> tuple[Piece, ...]:
    """Return a paragraph in full, with its quoted words marked; quotes that are not in it are no part of it."""
    text, spans = quoting.folded(paragraph), []
    for at, one in enumerate(statements):
        try:
            found = quoting.find(one.quote, paragraph, prefix=one.row.prefix, suffix=one.row.suffix)
        except ValidationError:
            continue
        spans += [(start, end, at) for start, end in found]
    merged: list[tuple[int, int, Mark]] = []
    for start, end, at in sorted(spans):
        if merged and start < merged[-1][1]:
            first, last, mark = merged.pop()
            last, of = max(last, end), [*dict.fromkeys([*mark.of, at])]
            merged.append((first, last, Mark(text[first:last], of)))
        else:
            merged.append((start, end, Mark(text[start:end], [at])))
    marks = marked([mark for _start, _end, mark in merged], statements, letters)
    shown, position = [], 0
    for (start, end, _mark), piece in zip(merged, marks, strict=True):
        shown += [Piece(text[position:start]), piece]
        position = end
    shown.append(Piece(text[position:]))
    return tuple(piece for piece in shown if piece.text)
