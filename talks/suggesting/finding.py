"""Statements found in the text of a report, to be taken or not by a curator. No model is asked: rules and lists of words.

``docs/decisions/suggestions.md`` says why, and what they cannot do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import regex
from django.core.exceptions import ValidationError

from talks import quoting
from talks.models import Actor, Article, Claim
from talks.suggesting.lists import Lists, lists_of
from talks.suggesting.passages import Quotation, Sentence, Word, sentences
from talks.suggesting.phrases import Names, Phrase
from talks.suggesting.quotes import PAUSE, Quote, chosen
from talks.suggesting.speakers import JOINING, NEAR, Memory, Mention, Speaker, mentions, resolved, subject
from talks.vocabulary import Attribution, ClaimKind, QuoteMode

ITEM = regex.compile(r"[-–—•*]\s|\d+[.)]\s")
MOST_BEFORE = 2  # sentences of the paragraph before that “this was said by” is about
MOST = 30
SHORT_SPEECH = 2  # words beside a verb of saying
SPEECH = 3  # words in quotation marks, from which they are what somebody said and not a single term
LONG_SPEECH = 5
WORDS_BEFORE_HAPPENED = 6
OPENER_WITHIN = 14
ABOUT = frozenset(["о", "об", "про", "на"])  # words after the verb


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


class Unit(NamedTuple):
    """What somebody says in a sentence. Shape: words of the paragraph, and the characters of the whole clause."""

    words: Sequence[Word]
    start: int
    end: int
    speaker: Speaker | None
    cue: str
    kind: str
    reason: str
    is_quoted: bool
    is_before: bool = False  # said in the sentence before


def suggestions(
    article: Article, paragraphs: Sequence[str], claims: Iterable[Claim], names: Names, *, most: int = MOST
) -> list[Suggestion]:
    """Return the passages that look like statements and of which nothing is taken yet, in the order of the text.

    Shape: at most ``most``, those of the highest ranks. Cost: linear in the text, whatever the number of names.
    """
    lists, memory = lists_of(article.language), Memory()
    taken = _taken(paragraphs, claims)
    found: list[Suggestion] = []
    is_list = False
    last: tuple[int, str, list[Sentence]] = (0, "", [])  # the paragraph before, if nobody says what it tells
    for number, paragraph in enumerate(paragraphs, 1):
        text = quoting.folded(paragraph)
        units, free = _units(text, names, lists, memory)
        is_item = bool(ITEM.match(text))
        if is_item and is_list and not units:
            who = replace(memory.last or Speaker(), is_carried=True)
            units = [Unit(one.words, one.start, one.end, who, "", "", "list", is_quoted=False) for one in free[:1]]
        is_list = text.endswith(":") or (is_list and is_item)
        placed = [(number, text, one) for one in units if one.words]
        if units and units[0].is_before and not units[0].words:
            found = [one for one in found if one.paragraph != last[0] or not last[2]]
            placed += [(last[0], last[1], _in_the_last(units[0], one)) for one in last[2][-MOST_BEFORE:]]
        for place, where, unit in placed:
            if any(unit.start < end and start < unit.end for start, end in taken[place]):
                continue
            if quote := chosen(where, unit.words, lists):
                found.append(_suggestion(place, unit, quote, lists))
        last = (number, text, free)
    best = sorted(found, key=lambda one: (-one.rank, one.paragraph, one.start))[:most]
    return sorted(best, key=lambda one: (one.paragraph, one.start))


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


def _units(text: str, names: Names, lists: Lists, memory: Memory) -> tuple[list[Unit], list[Sentence]]:
    """Return what is said in a paragraph, and its sentences if nobody says them."""
    parts = sentences(text, lists.abbreviations)
    units: list[Unit] = []
    of_quotation: dict[int, Unit] = {}
    waiting: list[tuple[int, Sentence]] = []  # sentences that are all quotation, with the place for their unit
    before = memory.last
    last = None  # the sentence before, where nothing was found in it
    for sentence in parts:
        here = mentions(text, sentence, names, lists, memory)
        said = list(_said(text, sentence, here, names, lists, memory))
        for one in here:
            memory.met(one)
        if last and any(one.is_before for one in said):
            units = [one for one in units if one.start < last.start or one.is_quoted]  # nobody else says it
        said = [_in_the_last(one, last) if one.is_before else one for one in said]
        last = sentence
        if said:
            for number in sentence.opened:
                of_quotation.setdefault(number, said[0])
            if said[0].words and (own := _own_voice(text, sentence, here, names, lists, said[0].words[0].start)):
                units.append(own)
            units += said
        elif _is_speech(sentence):
            waiting.append((len(units), sentence))
        elif own := _own_voice(text, sentence, here, names, lists, sentence.end):
            units.append(own)
    for place, sentence in reversed(waiting):
        speakers = [of_quotation[number] for number in sentence.opened if number in of_quotation]
        near = (
            speakers
            or [one for one in reversed(units[:place]) if one.speaker]
            or [one for one in units[place:] if one.speaker]
        )
        speaker = near[0].speaker if near else before
        if speaker:
            units.insert(place, _of_quotation(sentence, replace(speaker, is_carried=not speakers)))
    said_by_none = all(one.speaker is None for one in units)
    return units, parts if said_by_none else []


def _in_the_last(unit: Unit, last: Sentence | None) -> Unit:
    """Return what “this was said by …” is about: the sentence before."""
    return unit._replace(words=last.words, start=last.start, end=last.end) if last else unit


def _is_speech(sentence: Sentence) -> bool:
    quoted = len(sentence.words) - len(sentence.own_words)
    return quoted >= LONG_SPEECH and len(sentence.own_words) <= quoted // 2


def _of_quotation(sentence: Sentence, speaker: Speaker) -> Unit:
    words = _within(sentence.words, max(sentence.quoted, key=lambda one: one.end - one.start))
    return Unit(words, sentence.start, sentence.end, speaker, "", "", "quotation", is_quoted=True)


def _within(words: Sequence[Word], span: Quotation | tuple[int, int]) -> list[Word]:
    return [word for word in words if span[0] <= word.start < span[1]]


def _said(
    text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Iterator[Unit]:
    """Yield what the verbs of saying of a sentence give, each with its speaker."""
    own = sentence.own_words
    verbs = _verbs(own, here, lists)
    found: list[tuple[Phrase, Mention | None, Speaker]] = []
    left = 0
    for place, verb in enumerate(verbs):
        right = verbs[place + 1].first if place + 1 < len(verbs) else len(own)
        one = subject(text, sentence, verb, here, lists, left, right)
        if found and _is_nested(text, own, verb, one, found[-1][0], lists):
            continue
        speaker = resolved(text, sentence.own_words, one, here, names, lists, memory) if one else None
        if verb.value.is_impersonal:
            speaker = Speaker()
        elif verb.value.is_his:
            one, speaker = None, memory.person and replace(memory.person, is_carried=True)
        elif one is None and found:
            speaker = found[-1][2]
        elif one is None and lists.subject_may_follow and not verb.value.is_before:
            speaker = memory.person and replace(memory.person, is_carried=True)
        if speaker is None:
            continue
        found.append((verb, one, speaker))
        left = verb.stop
        if speaker.actor or speaker.name or speaker.role:
            memory.said(speaker)
    if found and _is_closing(text, sentence, *found[-1][:2], lists):
        is_relayed = len(found) > 1 and not (found[-1][2].actor or found[-1][2].is_person)  # “…, an agency reported”
        found = found[:-1] if is_relayed else found[-1:]
    yield from _contents(text, sentence, found, lists)
    if not found and (unit := _beside_quotation(text, sentence, here, names, lists, memory)):
        memory.said(unit.speaker)
        yield unit


def _verbs(own: Sequence[Word], here: list[Mention], lists: Lists) -> list[Phrase]:
    """Return the verbs of saying that have a speaker: no passive without its agent, and no noun that looks like a verb."""
    found = []
    for one in lists.verbs.find(own):
        if any(other.first <= one.first < other.stop for other in here):
            continue
        following = own[one.stop].lower if one.stop < len(own) else ""
        before = own[max(0, one.first - 2) : one.first]
        if own[one.first].lower == "as" and not one.value.is_before:  # “was quoted as saying”
            found.append(one)
            continue
        if following in lists.agent and not one.value.is_before:
            value = one.value._replace(is_before=True, is_passive=True)
            found.append(Phrase(one.first, one.stop + 1, value))
            continue
        if any(word.lower in lists.passive for word in before) and not one.value.is_before:
            continue
        beside = any(other.stop == one.first and not own[other.stop - 1].is_possessive for other in here)
        if one.value.is_noun_too and not beside and following not in lists.openers:
            continue
        found.append(one)
    return found


def _is_nested(text: str, own: Sequence[Word], verb: Phrase, one: Mention | None, last: Phrase, lists: Lists) -> bool:
    """Return whether a verb belongs to what another said: “he said that Russia wanted …”."""
    if verb.value.is_passive:
        return not PAUSE.search(text[own[last.stop - 1].end : own[verb.first].start])
    if one is None or one.first < last.stop or one.first > verb.first:
        return False
    between = text[own[last.stop - 1].end : own[one.first].start]
    opener = next((word for word in own[last.stop : one.first] if word.lower in lists.openers), None)
    if opener:
        between = text[opener.end : own[one.first].start]
    return not regex.search(r"[,;:“”«»\"—–.]", between) and not last.value.is_before


def _contents(
    text: str, sentence: Sentence, found: list[tuple[Phrase, Mention | None, Speaker]], lists: Lists
) -> Iterator[Unit]:
    own = sentence.own_words
    left = sentence.start
    for place, (verb, one, speaker) in enumerate(found):
        start, end = own[verb.first].start, own[verb.stop - 1].end
        if one:
            start = min(start, own[one.first].start)
            if one.first >= verb.stop:
                end = max(end, own[one.stop - 1].end)
        right = sentence.end
        if place + 1 < len(found):
            next_verb, next_one, _speaker = found[place + 1]
            first = next_verb.first if next_one is None else min(next_verb.first, next_one.first)
            right = max(end, own[first].start)
        cue = "" if verb.value.is_before else text[own[verb.first].start : own[verb.stop - 1].end]
        before, after = (left, start), (end, right)
        first_words, spoken = _content(text, sentence, verb, before, after, lists)
        this = next(lists.about_this.find(own), None)
        if this and not (speaker.actor or speaker.is_person or speaker.role):
            continue  # an agency reports it
        if not spoken and this and abs(this.first - verb.first) <= NEAR:
            yield Unit([], left, right, speaker, cue, verb.value.kind, "verb", is_quoted=False, is_before=True)
            left = right
            continue
        if first_words:
            yield Unit(
                first_words,
                left,
                right,
                speaker,
                cue,
                verb.value.kind,
                "verb",
                is_quoted=spoken,
            )
        for further in _further(first_words, lists) if not spoken else ():
            yield Unit(further, left, right, speaker, cue, verb.value.kind, "verb", is_quoted=False)
        # Words quoted on both sides of the verb: “…,” he said, “…”.
        if spoken and first_words and first_words[-1].end <= start:
            rest = _spoken(sentence, after, LONG_SPEECH)
            if rest:
                yield Unit(rest, end, right, speaker, cue, verb.value.kind, "quotation", is_quoted=True)
        left = right


def _further(words: Sequence[Word], lists: Lists) -> Iterator[Sequence[Word]]:
    """Yield what begins with “and that” within what was said."""
    for at in range(LONG_SPEECH, len(words) - LONG_SPEECH):
        if words[at - 1].lower in JOINING and words[at].lower in lists.openers:
            yield words[at + 1 :]


def _is_closing(text: str, sentence: Sentence, verb: Phrase, one: Mention | None, lists: Lists) -> bool:
    """Return whether a sentence ends with who said it: “…, the minister said on Friday”."""
    own = sentence.own_words
    if one is None or verb.value.is_before:
        return False
    first, stop = min(one.first, verb.first), max(one.stop, verb.stop)
    before = text[sentence.start : own[first].start].rstrip()
    rest = own[stop:]
    quoted_after = any(span.start >= own[stop - 1].end for span in sentence.quoted)
    return (
        before.endswith((",", "—", "–", "-"))
        and len(before.split()) >= LONG_SPEECH
        and not quoted_after
        and (len(rest) < SPEECH or rest[0].lower in lists.prepositions)
        and not any(word.lower in lists.openers for word in rest)
    )


def _spoken(sentence: Sentence, span: tuple[int, int], least: int) -> list[Word]:
    """Return the words of the first quotation in this span that is long enough to be speech."""
    for one in sentence.quoted:
        if span[0] <= one.start < span[1]:
            words = _within(sentence.words, one)
            if len(words) >= least:
                return words
    return []


def _content(
    text: str, sentence: Sentence, verb: Phrase, before: tuple[int, int], after: tuple[int, int], lists: Lists
) -> tuple[list[Word], bool]:
    """Return the words that tell what was said, and whether they are the speaker's own."""
    own = sentence.own_words
    words_before, words_after = _within(sentence.words, before), _within(sentence.words, after)
    spans = [one for one in sentence.quoted if before[0] <= one.start + 1 and one.end <= before[1]]
    if spans and len(_within(sentence.own_words, (spans[-1].end, before[1]))) < SPEECH:
        for one in spans:
            if len(quoted := _within(sentence.words, one)) >= SHORT_SPEECH:
                return quoted, True
    if verb.value.is_passive:
        return _within(sentence.words, (before[0], after[0])), False
    if verb.value.is_before:
        if len(words_before) >= SPEECH:
            return words_before, False
        comma = text.find(",", after[0], after[1])
        rest = _within(words_after, (comma, after[1])) if comma >= 0 else []
        return (quoted, True) if (quoted := _spoken(sentence, (comma, after[1]), SPEECH)) else (rest, False)
    own_after = _within(sentence.own_words, after)
    opener = next((word for word in own_after[:OPENER_WITHIN] if word.lower in lists.openers), None)
    at = own_after.index(opener) if opener else 0
    if opener and opener.lower in ABOUT and at + 2 < len(own_after) and own_after[at + 2].lower in lists.openers:
        at += 2  # «о том, что»
        opener = own_after[at]
    if opener and at and own_after[at - 1].lower in JOINING:
        opener = None
    if at >= NEAR and not _is_circumstance(own_after[0], lists):
        opener = None
    if opener and "," in text[after[0] : own_after[max(0, at - 1)].start].rstrip(", "):
        opener = None
    quoted = _spoken(sentence, after, SPEECH)
    if quoted and (
        not opener or quoted[0].start < opener.start or not _within(sentence.own_words, (opener.end, quoted[0].start))
    ):
        return quoted, True
    if opener:
        words = _within(words_after, (opener.end, after[1]))
        if len(words) >= 2:
            return words, False
    is_closing = (
        text[before[0] : before[1]].rstrip().endswith((",", "—", "–", "-")) and len(words_before) >= LONG_SPEECH
    )
    is_over = len(own_after) < SPEECH or own_after[0].lower in lists.prepositions
    if is_closing and (is_over or next(lists.verbs.find(own_after[:1]), None)):
        return words_before, False
    if quoted:
        return quoted, True
    rest = _after_circumstances(words_after, lists)
    if all(word.lower in lists.fillers or word.lower in lists.openers for word in rest):
        rest = []
    if rest and len(rest) <= SPEECH and verb.value.kind:
        return [*own[verb.first : verb.stop], *rest], False
    if len(rest) >= 2 and not (len(rest) <= LONG_SPEECH and rest[0].lower in lists.prepositions):
        return rest, False
    is_told_before = len(words_before) >= SPEECH and not verb.value.is_impersonal
    return (words_before, False) if is_told_before else ([], False)


def _is_circumstance(word: Word, lists: Lists) -> bool:
    return word.lower in lists.prepositions or word.lower in lists.determiners or word.lower in lists.days


def _after_circumstances(words: list[Word], lists: Lists) -> list[Word]:
    """Leave out when and to whom it was said: “on Friday”, “reporters”."""
    at = 0
    while at < len(words):
        told = next(
            (place for place in range(at, at + 3) if words[place:] and words[place].lower in lists.not_speakers), None
        )
        if told is not None:
            at = told + 1
        elif words[at].lower in lists.days:
            at += 1
        elif words[at].lower in lists.prepositions and at + 1 < len(words) and words[at + 1].lower in lists.days:
            at += 2
        else:
            break
    return words[at:]


def _beside_quotation(
    text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Unit | None:
    """Return a quotation beside a name without a verb that is known: “Somebody: …”, and all languages without lists."""
    quoted = _spoken(sentence, (sentence.start - 1, sentence.end), SPEECH)
    if not quoted or not here:
        return None
    own = sentence.own_words
    named = [one for one in here if one.kind in {"name", "unknown"} and (one.actor or not one.is_part)]
    before = [one for one in named if own[one.stop - 1].end <= quoted[0].start]
    follows = text[own[before[-1].stop - 1].end : quoted[0].start] if before else ""
    if before and ((":" in follows and len(follows.split()) <= SPEECH) or (lists.verbs.is_empty and before[-1].actor)):
        one = before[-1]
    elif lists.verbs.is_empty and (after := [one for one in named if one.actor]):
        one = after[0]
    else:
        return None
    speaker = resolved(text, sentence.own_words, one, here, names, lists, memory)
    return speaker and Unit(quoted, sentence.start, sentence.end, speaker, "", "", "quotation", is_quoted=True)


def _own_voice(text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, end: int) -> Unit | None:
    """Return what the report itself tells of a meeting, up to the place where somebody else speaks."""
    own = _within(sentence.own_words, (sentence.start, end))
    happened = next(lists.happened.find(own), None)
    if happened is None:
        return None
    lowers = {word.lower for word in own}
    is_dated = bool(lowers & lists.days) or any(word.text[0].isdigit() for word in own)
    is_named = any(one.actor for one in here if one.stop <= len(own)) or any(names.party_of(word.text) for word in own)
    is_subject = any(word.lower in lists.meetings for word in own[max(0, happened.first - 2) : happened.first])
    if not (lowers & lists.meetings or own[happened.first].lower == "met") or not (is_named or is_dated or is_subject):
        return None
    pauses = [at for at in range(1, happened.first + 1) if PAUSE.search(text[own[at - 1].end : own[at].start])]
    at = max([0, *pauses])
    if happened.stop - at > quoting.WORDS_ALLOWED:
        at = happened.first - WORDS_BEFORE_HAPPENED
    first = own[at].start
    words = _within(sentence.words, (first, end))
    return Unit(words, sentence.start, end, None, "", ClaimKind.ACCOUNT, "own-voice", is_quoted=False)


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
    rank = 4 if unit.speaker.actor else 3 if unit.speaker.name else 2
    return rank + 2 * unit.is_quoted + bool(unit.kind) - unit.speaker.is_carried + (unit.reason == "verb")
