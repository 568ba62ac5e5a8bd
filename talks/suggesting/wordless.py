"""What is said without a verb of saying that is known: beside quotations, in headings, before “that”, in the first person."""

from collections.abc import Sequence

import regex

from talks.suggesting.contents import LONG_SPEECH, SPEECH, Unit, spoken_words, within
from talks.suggesting.lists import Lists
from talks.suggesting.mentions import Memory, Mention, is_doubtful
from talks.suggesting.passages import Sentence, Word
from talks.suggesting.phrases import Names
from talks.suggesting.speakers import NEAR, is_governed, resolved

SURE_SPEECH = 4  # words in quotation marks, from which anybody named beside them said it
THAT = frozenset(["that", "что", "що"])
# Forms that a verb or a predicate has before “that”.
PREDICATE = regex.compile(
    r"(?:ed|es|s|ing|ent|ain|ful|ar|ught|ld|[аеиоыуя]л[аи]?|ет|ит|ют|ят|[аиії]в|ує|ить|ють|ний|на|ні|ен|ен[аы])$"
)
DASH_BEFORE = regex.compile(r"[-–—]\s*$")
MARKS = regex.compile(r"[,.;:«»“”„\"—–()]")


def without_verb(
    text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Unit | None:
    """Return what a sentence without a known verb of saying gives, with who says it; None if nobody is named beside it."""
    for rule in (_beside_quotation, _at_end, _before_that, _by_noun):
        if (found := rule(text, sentence, here, lists)) is None:
            continue
        one, words, reason = found
        speaker = resolved(text, sentence.own_words, one, here, names, lists, memory)
        if speaker and (speaker.actor or speaker.name or speaker.role):
            is_quoted = reason == "quotation"
            return Unit(words, sentence.start, sentence.end, speaker, "", "", reason, is_quoted=is_quoted)
    return None


def goes_on(sentence: Sentence, here: list[Mention], lists: Lists) -> bool:
    """Return whether a sentence that names no speaker reads like more of what was said: a wish, a refusal, an offer …."""
    if any(one.kind in {"name", "unknown"} and not one.is_part and one.first == 0 for one in here):
        return False
    words = " ".join(word.text for word in sentence.own_words)
    return len(sentence.words) >= LONG_SPEECH and any(pattern.search(words) for _kind, pattern in lists.said_kinds)


def is_first_person(sentence: Sentence, lists: Lists) -> bool:
    """Return whether words outside quotation marks are those of somebody who speaks, as where the marks are missing."""
    own = sentence.own_words
    return len(own) >= LONG_SPEECH and any(
        word.lower in lists.first_person and (word.text != "I" or not at or not own[at - 1].is_capital)
        for at, word in enumerate(own)
    )


Found = tuple[Mention, Sequence[Word], str] | None


def _beside_quotation(text: str, sentence: Sentence, here: list[Mention], lists: Lists) -> Found:
    """“Somebody: …”; “…”, and who is named after it; somebody named before it. In languages without lists by name alone."""
    quoted = spoken_words(sentence, (sentence.start - 1, sentence.end), SPEECH)
    if not quoted:
        return None
    own = sentence.own_words
    named = [one for one in here if one.kind in {"name", "unknown"} and (one.actor or not one.is_part)]
    if lists.verbs.is_empty:
        named = [one for one in named if one.actor]
        before = [one for one in named if own[one.stop - 1].end <= quoted[0].start]
        return (before[-1] if before else named[0], quoted, "quotation") if named else None
    before = [one for one in named if own[one.stop - 1].end <= quoted[0].start]
    follows = text[own[before[-1].stop - 1].end : quoted[0].start] if before else ""
    if before and ":" in follows and len(follows.split()) <= SPEECH:
        is_first = here[0].is_base and _begins(own, here[0]) and here[0] is not before[-1]
        first = here[0] if is_first else before[-1]  # “Somebody to Norland: …”
        return first if is_governed(text, own, before[-1], lists) else before[-1], quoted, "quotation"
    quoted = spoken_words(sentence, (sentence.start - 1, sentence.end), SURE_SPEECH)
    if not quoted:
        return None
    free = [
        one
        for one in here
        if one.is_base
        and not is_doubtful(one)
        and not own[one.stop - 1].is_possessive
        and not is_governed(text, own, one, lists)
    ]
    after = [one for one in free if own[one.first].start >= quoted[-1].end]
    if after and len(within(own, (quoted[-1].end, own[after[0].first].start))) <= NEAR:
        return after[0], quoted, "quotation"
    before = [one for one in free if own[one.stop - 1].end <= quoted[0].start]
    best = [one for one in before if one.kind != "role"] or before
    return (best[0], quoted, "quotation") if best else None


def in_heading(
    text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Unit | None:
    """Return what stands in a heading after who says it: “Somebody: what they said”."""
    own = sentence.own_words
    one = here[0] if here and not lists.verbs.is_empty else None
    if one is None or one.kind == "pronoun" or not one.is_base or not _begins(own, one):
        return None
    start = own[one.stop - 1].end
    colon = text.find(":", start, sentence.end)
    between = text[start : max(colon, start)]
    is_said = next(lists.verbs.find(own[one.stop : one.stop + NEAR]), None)
    if colon < 0 or len(between.split()) > NEAR or MARKS.search(between) or is_said:
        return None
    words = within(sentence.words, (colon, sentence.end))
    is_quoted = any(one.start - colon <= SPEECH for one in sentence.quoted if one.start > colon)
    if is_quoted or len(words) < (LONG_SPEECH if is_doubtful(one) or one.kind == "role" else SPEECH):
        return None
    speaker = resolved(text, own, one, here, names, lists, memory)
    return speaker and Unit(words, colon + 1, sentence.end, speaker, "", "", "heading", is_quoted=False)


def _begins(own: list[Word], one: Mention) -> bool:
    """Return whether a sentence begins with somebody, if need be after a time of day."""
    return one.first <= 1 or all(word.text[0].isdigit() for word in own[: one.first])


def _at_end(text: str, sentence: Sentence, here: list[Mention], lists: Lists) -> Found:
    """“What they said – Somebody”."""
    own = sentence.own_words
    last = here[-1] if here and not lists.verbs.is_empty else None
    if last is None or last.kind == "pronoun" or last.stop != len(own):
        return None
    words = within(sentence.words, (sentence.start, own[last.first].start))
    is_after_dash = DASH_BEFORE.search(text[sentence.start : own[last.first].start])
    return (last, words, "heading") if is_after_dash and len(words) >= LONG_SPEECH else None


def _before_that(text: str, sentence: Sentence, here: list[Mention], lists: Lists) -> Found:
    """Somebody, any verb and “that”."""
    own = sentence.own_words
    for one in here:
        if is_doubtful(one) or not one.is_base or own[one.stop - 1].is_possessive:
            continue
        if is_governed(text, own, one, lists):
            continue
        for at in range(one.stop + 1, min(len(own) - 2, one.stop + NEAR)):
            between = text[own[one.stop - 1].end : own[at].start].rstrip()
            if own[at].lower not in THAT or MARKS.search(between.rstrip(",")):
                continue
            if any(word.lower in lists.passive or word.lower in lists.prepositions for word in own[one.stop : at]):
                continue
            if lists.subject_may_follow == between.endswith(",") and PREDICATE.search(own[at - 1].lower):
                return one, within(sentence.words, (own[at].end, sentence.end)), "that"
    return None


def _by_noun(text: str, sentence: Sentence, here: list[Mention], lists: Lists) -> Found:
    """“Somebody’s demand that …”, «предложение …»: a noun with whose it is."""
    own = sentence.own_words
    for at, word in enumerate(own[:-SPEECH]):
        if word.lower not in lists.stance_nouns:
            continue
        if lists.subject_may_follow:
            one = next((one for one in here if one.first == at + 1 and one.kind in {"name", "role"}), None)
            rest = one.stop if one else 0
        else:
            one = next((one for one in here if one.stop == at and own[at - 1].is_possessive), None)
            rest = at + 1
        words = within(sentence.words, (own[rest].start, sentence.end)) if one and rest < len(own) else []
        if one and len(words) >= SPEECH:
            return one, within(sentence.words, (own[at].start, sentence.end)), "noun"
    return None
