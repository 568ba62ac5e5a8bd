"""What was said: the words of a sentence that a verb of saying gives, and whether they are the speaker’s own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from talks.suggesting.lists import Lists
from talks.suggesting.mentions import JOINING, Mention, Speaker
from talks.suggesting.passages import Quotation, Sentence, Word
from talks.suggesting.phrases import Phrase
from talks.suggesting.speakers import NEAR

SHORT_SPEECH = 2  # words beside a verb of saying
SPEECH = 3  # words in quotation marks, from which they are what somebody said and not a single term
LONG_SPEECH = 5
OPENER_WITHIN = 14
AFTER_SPEECH = regex.compile(r"[,.!?…:–—-]")  # what divides a quotation from who said it, but not from “party”
ABOUT = frozenset(["о", "об", "про", "на"])  # words after the verb


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


def within(words: Sequence[Word], span: Quotation | tuple[int, int]) -> list[Word]:
    return [word for word in words if span[0] <= word.start < span[1]]


def further_clauses(words: Sequence[Word], lists: Lists) -> Iterator[Sequence[Word]]:
    """Yield what begins with “and that” within what was said."""
    for at in range(LONG_SPEECH, len(words) - LONG_SPEECH):
        if words[at - 1].lower in JOINING and words[at].lower in lists.openers:
            yield words[at + 1 :]


def is_closing(text: str, sentence: Sentence, verb: Phrase, one: Mention | None, lists: Lists, end: int) -> bool:
    """Return whether a sentence ends with who said it: “…, the minister said on Friday”."""
    own = sentence.own_words
    if one is None or verb.value.is_before:
        return False
    first, stop = min(one.first, verb.first), max(one.stop, verb.stop)
    before = text[sentence.start : own[first].start].rstrip()
    rest = own[stop:end]
    if rest and rest[0].lower == "to":
        return False  # “…, somebody offered to go”
    quoted_after = any(span.start >= own[stop - 1].end for span in sentence.quoted)
    return (
        before.endswith((",", "—", "–", "-"))
        and len(before.split()) >= LONG_SPEECH
        and not quoted_after
        and (len(rest) < SPEECH or rest[0].lower in lists.prepositions)
        and not any(word.lower in lists.openers for word in rest)
    )


def spoken_words(sentence: Sentence, span: tuple[int, int], least: int) -> list[Word]:
    """Return the words of the first quotation in this span that is long enough to be speech."""
    for one in sentence.quoted:
        if span[0] <= one.start < span[1]:
            words = within(sentence.words, one)
            if len(words) >= least and not _is_title(words):
                return words
    return []


def _is_title(words: list[Word]) -> bool:
    """Return whether words in quotation marks are the name of something: “Example of a Title”."""
    return len(words) <= LONG_SPEECH and all(word.is_capital for word in words if len(word.text) >= LONG_SPEECH - 1)


def content(
    text: str, sentence: Sentence, verb: Phrase, before: tuple[int, int], after: tuple[int, int], lists: Lists
) -> tuple[list[Word], bool]:
    """Return the words that tell what was said, and whether they are the speaker's own."""
    own = sentence.own_words
    words_before, words_after = within(sentence.words, before), within(sentence.words, after)
    spans = [one for one in sentence.quoted if before[0] <= one.start + 1 and one.end <= before[1]]
    is_spoken = spans and AFTER_SPEECH.search(text[spans[-1].end - 1 : before[1]])
    if is_spoken and len(within(sentence.own_words, (spans[-1].end, before[1]))) < SPEECH:
        for one in spans:
            is_first = len(within(own, (before[0], one.start))) < SPEECH
            if len(quoted := within(sentence.words, one)) >= (SHORT_SPEECH if is_first else SPEECH + 1):
                return quoted, True
    if verb.value.is_passive:
        return within(sentence.words, (before[0], after[0])), False
    if verb.value.is_before and (words := within(sentence.own_words, after)) and words[0].lower in lists.openers:
        return within(words_after, (words[0].end, after[1])), False
    if verb.value.is_before:
        if len(words_before) >= SPEECH:
            return words_before, False
        comma = text.find(",", after[0], after[1])
        rest = within(words_after, (comma, after[1])) if comma >= 0 else []
        return (quoted, True) if (quoted := spoken_words(sentence, (comma, after[1]), SPEECH)) else (rest, False)
    own_after = within(sentence.own_words, after)
    opener = next(
        (
            word
            for word, following in zip(own_after[:OPENER_WITHIN], [*own_after[1:], None], strict=False)
            if word.lower in lists.openers and not (following and following.lower in lists.days)  # “that day”
        ),
        None,
    )
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
    quoted = spoken_words(sentence, after, SPEECH)
    if quoted and (
        not opener or quoted[0].start < opener.start or not within(sentence.own_words, (opener.end, quoted[0].start))
    ):
        return quoted, True
    if opener:
        words = within(words_after, (opener.end, after[1]))
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
    if rest and (verb.value.is_stance or (len(rest) <= LONG_SPEECH and verb.value.kind)):
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
