"""Compares a quotation with one of the record: does it stand there, does it hold the whole of it, how near is it?

Pure text; imports quoting and ``tokens``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from django.core.exceptions import ValidationError

from talks import quoting
from talks.checking_quotes.tokens import CUT, LEFT, RIGHT, Token, has_more, line_of, tokens_of

LEAST_ALIKE = 0.6
"""Words of the shorter quotation that the other one must have too."""
LEAST_SHARED = 2
MARGIN = 2  # words by which a passage may be longer than the quotation that is compared with it
FEW_MORE = 2  # words more than the whole: rather an alteration than a longer quotation
BEFORE = 6  # words before a part, cuts not counted, among which a denial is told
NEARBY = 3  # words beside a quotation, among which a denial would turn it round
TELLING = 4  # letters; a shared word as long is no mere “of”
TURNING = frozenset(
    """
    avoid avoids avoided avoiding reject rejects rejected rejecting deny denies denied denying
    уникає уникають відкидає відкидають відкинув заперечує заперечують заперечив
    избегает избегают отвергает отвергают отверг отрицает отрицают отрицал
    """.split()  # noqa: SIM905 - three lines rather than thirty
)
"""Words that turn what stands beside them, besides the denials that curators are warned of."""


Run = tuple[str, list[Token]]


class Piece(NamedTuple):
    """A run of words in a marked difference. Shape: ``where`` is both, draft, record, or around (the rest of the record's)."""

    where: str
    text: str


@dataclass(frozen=True)
class Compared:
    """How a quotation of a draft compares with one of the record, best first when sorted by ``rank``.

    Shape: ``kind`` is stands, longer or near; ``denial`` a word that denies before a part, or beside it where that is all that
    the draft lacks; ``only`` is
    capitals or signs where nothing else differs; ``is_weighty`` if a figure or a denial is among what differs.
    """

    kind: str
    shared: int = 0
    alike: float = 1.0
    pieces: tuple[Piece, ...] = ()
    denial: str = ""
    only: str = ""
    is_weighty: bool = False
    is_part: bool = False

    @property
    def rank(self) -> tuple[bool, int, bool, float]:
        """What stands first, then what shares most words; of two that share as many, the one that stands whole."""
        return self.kind != "stands", -self.shared, self.kind == "near", -self.alike


class Prepared:
    """A quotation made ready for many comparisons."""

    def __init__(self, quotation: str) -> None:
        self.tokens = tokens_of(quotation)
        self.line = line_of(self.tokens)
        self.is_cut = has_more(quotation)
        # Parts of a compound are words of their own here. Each has the place of its token.
        parts = [(part, at) for at, one in enumerate(self.tokens) for part in one.word.split("-") if part]
        self.words = [part for part, _at in parts]
        self.places = [at for _part, at in parts]


def compare(draft: Prepared, record: Prepared) -> Compared | None:
    """Return how a quotation of a draft compares with one of the record, None if they are not alike. Cost: below 1 ms."""
    if not draft.words or not record.words:
        return None
    spans = _spans(draft.line, record.line)
    if spans is not None and not draft.is_cut and not _is_turned(record.line, spans):
        before, after = _beside(record.line[: spans[0][0]]), _beside(record.line[spans[-1][1] :])
        denied = _denial(" ".join([*before[-1:], *after[:1]]))
        is_part = len(draft.words) < len(record.words)
        if not denied:
            far = [one for one in before if one != CUT][-BEFORE:]
            return Compared("stands", denial=_denial(" ".join(far)), is_part=is_part)
        # Without its denial it says the opposite.
        pieces = _joined(list(_difference(draft.tokens, record.tokens, (0, len(draft.tokens)))))
        return Compared("near", len(draft.words), 1.0, tuple(pieces), denied, is_weighty=True, is_part=is_part)
    shared, passage = _shared(draft, record)
    alike = shared / min(len(draft.words), len(record.words))
    if alike < LEAST_ALIKE and spans is None:
        return None
    is_in_draft = len(draft.words) > len(record.words)
    within = _within(draft, passage) if is_in_draft else (0, len(draft.tokens))
    pieces = list(_difference(draft.tokens, record.tokens, within))
    if _is_longer(draft, record):
        return Compared("longer", shared, alike, tuple(_joined(pieces)))
    found = _near(draft, record, pieces, Compared("near", shared, alike, tuple(_joined(pieces))))
    is_turned = spans is not None and _is_turned(record.line, spans)
    return replace(found, is_weighty=found.is_weighty or is_turned)


# Does it stand?


def _beside(text: str) -> list[str]:
    """Return the words and cuts of a text, without marks that stand alone, such as a quotation mark before the next word."""
    return [one for one in text.split() if one == CUT or any(map(str.isalnum, one))]


def _spans(quotation: str, text: str) -> list[tuple[int, int]] | None:
    """Return where the pieces of a quotation stand in a text, whole words in order; None if they do not."""
    try:
        return quoting.find(quotation, text)
    except ValidationError as error:
        if error.code != "twice":
            return None
    start = text.find(quotation)
    return [(start, start + len(quotation))]


def _is_turned(text: str, spans: list[tuple[int, int]]) -> bool:
    """Return whether what is cut changes the matter: a denial between two pieces, or the minus of a figure."""
    cut = any(_denial(text[left:right]) for (_start, left), (right, _end) in pairwise(spans))
    return cut or any(text[start].isdecimal() and quoting.MINUS.search(text[:start]) for start, _end in spans)


def _denial(text: str) -> str:
    return next((text[start:end] for start, end in quoting.words(text) if _denies(text[start:end])), "")


def _denies(word: str) -> bool:
    return quoting.denies(word) or word.casefold() in TURNING


def _is_longer(draft: Prepared, record: Prepared) -> bool:
    """Return whether the draft has the whole quotation of the record, and some words more that do not turn it round."""
    more = len(draft.words) - len(record.words)
    if more <= FEW_MORE or len(record.words) <= LEAST_SHARED:
        return False
    spans = _spans(record.line, draft.line)
    if spans is None:
        return False
    ends = [
        " ".join(draft.line[: spans[0][0]].split()[-NEARBY:]),
        " ".join(draft.line[spans[-1][1] :].split()[:NEARBY]),
    ]
    within = [draft.line[left:right] for (_start, left), (right, _end) in pairwise(spans)]
    is_signed = any(draft.line[start].isdecimal() and quoting.MINUS.search(draft.line[:start]) for start, _end in spans)
    return not is_signed and not any(map(_denial, [*ends, *within]))


# How near is it?


def _shared(draft: Prepared, record: Prepared) -> tuple[int, tuple[int, int]]:
    """Return how many of the shorter one's words a passage of the longer one has, and which one (words)."""
    shorter, longer = sorted((draft.words, record.words), key=len)
    size = len(shorter) + MARGIN
    known = set(shorter)
    sums = [0, *accumulate(word in known for word in longer)]
    starts = range(max(1, len(longer) - size + 1))
    start = max(starts, key=lambda at: sums[min(at + size, len(longer))] - sums[at])
    shared = Counter(shorter) & Counter(longer[start : start + size])
    number = sum(shared.values())
    is_telling = any(len(word) >= TELLING or word.isdigit() for word in shared)
    if number < LEAST_SHARED or not (is_telling or len(longer) <= size):
        return 0, (0, 0)
    return number, (start, min(start + size, len(longer)))


def _near(draft: Prepared, record: Prepared, pieces: Sequence[Run], found: Compared) -> Compared:
    other = [one for where, some in pieces if where in ("draft", "record") for one in some]
    only, spans = "", _spans(draft.line.casefold(), record.line.casefold())
    if spans is not None and not _is_turned(record.line, spans):
        only = "capitals"
    elif f" {' '.join(draft.words)} " in f" {' '.join(record.words)} " and _cuts(pieces) == 0:
        only = "signs"
    # A denial that both have, in capitals or in brackets, denies in both.
    denials = [
        Counter(one.word for where, some in pieces if where == side for one in some if _denies(one.word))
        for side in ("draft", "record")
    ]
    is_weighty = denials[0] != denials[1] or any(any(map(str.isdigit, one.key)) for one in other)
    return replace(found, only=only, is_weighty=is_weighty)


def _cuts(pieces: Sequence[tuple[str, list[Token]]]) -> int:
    return sum(one.is_cut for where, some in pieces if where != "both" for one in some)


def _difference(draft: list[Token], record: list[Token], within: tuple[int, int]) -> Iterator[Run]:
    """Yield runs of tokens of both, of the draft alone and of the record alone.

    Shape: what the record has before and after is ``around``; so is what a cut of the draft leaves out of it, if that has no
    figure and no denial. What the draft has outside of ``within`` is the draft's alone.
    """
    start, stop = within
    keys = [[one.bare for one in some] for some in (record, draft[start:stop])]
    codes = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
    others = [one for code in codes if code[0] != "equal" for one in draft[start + code[3] : start + code[4]]]
    moved = {one.word for one in others}
    yield "draft", draft[:start]
    for number, (code, first, last, begin, end) in enumerate(codes):
        here, yours = record[first:last], draft[start + begin : start + end]
        if code == "equal":
            yield from _signs(draft, record, start + begin, first, last - first)
            continue
        is_end = number in (0, len(codes) - 1) and not yours and not any(one.word in moved for one in here)
        is_cut = [one.key for one in yours] == [CUT] and not any(one.is_weighty for one in here)
        yield "both" if is_cut else "draft", yours
        yield "around" if is_end or is_cut else "record", [] if is_cut else here
    yield "draft", draft[stop:]


def _signs(draft: list[Token], record: list[Token], start: int, first: int, size: int) -> Iterator[Run]:
    """Yield words that both have; each alone where the signs beside it differ, unless a piece of one of them ends there."""
    for one, at, other, place in zip(
        draft[start:], range(start, start + size), record[first:], range(first, first + size), strict=False
    ):
        begins = _begins(draft, at) or _begins(record, place)
        ends = _ends(draft, at) or _ends(record, place)
        sided = [_sided(key, begins, ends) for key in (one.key, other.key)]
        is_same = sided[0] == sided[1] and not (begins and ends and one.key.count('"') - other.key.count('"') == 2)
        if is_same:
            yield "both", [one]
        else:
            yield "draft", [one]
            yield "record", [other]


def _begins(tokens: list[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].is_cut


def _ends(tokens: list[Token], at: int) -> bool:
    return at == len(tokens) - 1 or tokens[at + 1].is_cut


def _sided(key: str, begins: bool, ends: bool) -> str:
    """Return a key without the signs at that side of it where a piece begins or ends: they belong to the sentence around."""
    key = LEFT.sub("", key) if begins else key
    return RIGHT.sub("", key) if ends else key


def _within(draft: Prepared, passage: tuple[int, int]) -> tuple[int, int]:
    """Return the tokens of a passage that is given in words, with a margin."""
    first, last = draft.places[passage[0]], draft.places[passage[1] - 1]
    return max(0, first - MARGIN), min(len(draft.tokens), last + 1 + MARGIN)


def _joined(runs: Iterable[Run]) -> Iterator[Piece]:
    """Yield runs as text, neighbours of one kind together."""
    for where, some in groupby(((where, one) for where, tokens in runs for one in tokens), key=itemgetter(0)):
        tokens = [one for _where, one in some]
        yield Piece(where, "".join(one.text if one.is_joined else f" {one.text}" for one in tokens).strip())
