"""Statements found in the text of a report, to be taken or not by a curator. No model is asked: rules and lists of words.

``docs/decisions/suggestions.md`` says why, and what they cannot do.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex
from django.core.exceptions import ValidationError

from talks import quoting
from talks.models import Actor, Article, Claim
from talks.suggesting.lists import Lists, lists_of
from talks.suggesting.mentions import Memory, Speaker
from talks.suggesting.passages import Sentence
from talks.suggesting.phrases import Names
from talks.suggesting.quotes import Quote, chosen
from talks.suggesting.units import Unit, in_the_last, units_of
from talks.vocabulary import Attribution, ClaimKind, QuoteMode

ITEM = regex.compile(r"[-–—•*]\s|\d+[.)]\s")
MOST_BEFORE = 2  # sentences of the paragraph before that “this was said by” is about
SHORTEST_OPENING = 2  # words of what ends with a colon, to which a list belongs; fewer are a heading
MOST = 30  # in a short report
WORDS_EACH = 60  # in a long one


@dataclass(frozen=True)
class Suggestion:
    """A passage that looks like a statement.

    Shape: ``speaker`` is an actor of the record or None; ``speaker_name`` what the report calls one whom the record does not
    have. ``rank`` is higher for what is more likely taken; ``reason`` one of ``Reason``.
    """

    paragraph: int
    quote: str
    prefix: str
    suffix: str
    speaker: Actor | None
    speaker_name: str
    role: str
    attribution: str
    kind: str
    quote_mode: str
    cue: str
    reason: str
    rank: int
    start: int
    end: int


def suggestions(article: Article, paragraphs: Sequence[str], claims: Iterable[Claim], names: Names) -> list[Suggestion]:
    """Return the passages that look like statements and of which nothing is taken yet, in the order of the text.

    Shape: at most 30, in long reports one for 60 words, those of the highest ranks.
    Cost: linear in the text, whatever the number of names.
    """
    lists, memory = lists_of(article.language), Memory()
    taken = _taken(paragraphs, claims)
    placed: list[tuple[int, str, Unit]] = []
    is_list = False
    last: tuple[int, str, list[Sentence]] = (0, "", [])  # the paragraph before, if nobody says what it tells
    for number, paragraph in enumerate(paragraphs, 1):
        text = quoting.folded(paragraph)
        units, free = units_of(text, names, lists, memory)
        is_item = bool(ITEM.match(text)) or text.endswith(";") or (is_list and last[1].endswith(";"))
        if is_item and is_list and not units:
            who = replace(memory.last or Speaker(), is_carried=True)
            units = [Unit(one.words, one.start, one.end, who, "", "", "list", is_quoted=False) for one in free[:1]]
        is_list = (text.endswith(":") and len(text.split()) > SHORTEST_OPENING) or (is_list and is_item)
        if units and units[0].is_before and not units[0].words:
            placed = [one for one in placed if one[0] != last[0] or not last[2]]
            placed += [(last[0], last[1], in_the_last(units[0], one)) for one in last[2][-MOST_BEFORE:]]
        placed += [(number, text, one) for one in units if one.words]
        last = (number, text, free)
    most = max(MOST, sum(len(paragraph.split()) for paragraph in paragraphs) // WORDS_EACH)
    found: list[Suggestion] = []
    places: set[tuple[int, int, int]] = set()
    for number, text, unit in sorted(placed, key=lambda one: -_rank(one[2])):  # to choose the words costs most
        if any(unit.start < end and start < unit.end for start, end in taken[number]):
            continue
        if len(found) >= most:
            break
        quote = chosen(text, unit.words, lists)
        if quote and (number, quote.start, quote.end) not in places:
            places.add((number, quote.start, quote.end))
            found.append(_suggestion(number, unit, quote, lists))
    return sorted(found, key=lambda one: (one.paragraph, one.start))


def untouched(paragraphs: Sequence[str], claims: Iterable[Claim]) -> list[int]:
    """Return the numbers of the paragraphs from which no statement was taken."""
    touched = {claim.paragraph for claim in claims}
    return [number for number in range(1, len(paragraphs) + 1) if number not in touched]


def _taken(paragraphs: Sequence[str], claims: Iterable[Claim]) -> dict[int, list[tuple[int, int]]]:
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for claim in claims:
        number = claim.paragraph or 0
        if not claim.quote or not 1 <= number <= len(paragraphs):
            continue
        try:
            taken[number] += quoting.find(claim.quote, paragraphs[number - 1], prefix=claim.prefix, suffix=claim.suffix)
        except ValidationError:
            continue
    return taken


def _suggestion(number: int, unit: Unit, quote: Quote, lists: Lists) -> Suggestion:
    speaker = unit.speaker or Speaker()
    return Suggestion(
        paragraph=number,
        quote=quote.text,
        prefix=quote.prefix,
        suffix=quote.suffix,
        speaker=speaker.actor,
        speaker_name=speaker.name,
        role=speaker.role,
        attribution=speaker.attribution if unit.speaker else Attribution.OWN_VOICE,
        kind=_kind(quote.text, unit, lists),
        quote_mode=_mode(quote, unit),
        cue=unit.cue,
        reason=unit.reason,
        rank=_rank(unit),
        start=quote.start,
        end=quote.end,
    )


def _mode(quote: Quote, unit: Unit) -> str:
    if unit.is_quoted:
        return QuoteMode.DIRECT
    return QuoteMode.MIXED if set(quote.text) & set('“”«»„"') else QuoteMode.INDIRECT


def _kind(words: str, unit: Unit, lists: Lists) -> str:
    """Return the kind that the verb hints at, else the one that the words do."""
    weak = {"", ClaimKind.ASSESSMENT, ClaimKind.ACCOUNT}
    if unit.kind not in weak or unit.reason == "own-voice":
        return unit.kind
    hint = next((kind for kind, pattern in lists.said_kinds if pattern.search(words)), "")
    return hint or unit.kind or ClaimKind.ASSESSMENT


def _rank(unit: Unit) -> int:
    if unit.speaker is None:
        return 1
    if unit.reason == "continued":
        return 2
    rank = 4 if unit.speaker.actor else 3 if unit.speaker.name else 2
    return rank + 2 * unit.is_quoted + bool(unit.kind) - unit.speaker.is_carried + (unit.reason == "verb")
