"""What is said in a paragraph, each with who says it and the words that tell it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from talks import quoting
from talks.suggesting.contents import (
    LONG_SPEECH,
    SPEECH,
    Unit,
    content,
    further_clauses,
    is_closing,
    spoken_words,
    within,
)
from talks.suggesting.lists import Lists
from talks.suggesting.mentions import FARTHEST, JOINING, Memory, Mention, Speaker, is_doubtful, mentions
from talks.suggesting.passages import Sentence, Word, sentences
from talks.suggesting.phrases import Names, Phrase
from talks.suggesting.quotes import PAUSE
from talks.suggesting.speakers import NEAR, is_governed, resolved, subject
from talks.suggesting.wordless import SURE_SPEECH, goes_on, in_heading, is_first_person, without_verb
from talks.vocabulary import ClaimKind

WORDS_BEFORE_HAPPENED = 6
WITH = frozenset(["with", "с", "со", "з", "із", "зі"])


def units_of(text: str, names: Names, lists: Lists, memory: Memory) -> tuple[list[Unit], list[Sentence]]:
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
            if any(one.start >= last.start and one.speaker and one.speaker.is_person for one in units):
                said = [one for one in said if not one.is_before]  # that sentence says itself who said it
            else:
                units = [one for one in units if one.start < last.start or one.is_quoted]  # nobody else says it
        said = [in_the_last(one, last) if one.is_before else one for one in said]
        last = sentence
        if said:
            for number in sentence.opened:
                of_quotation.setdefault(number, said[0])
            if said[0].words and (own := _own_voice(text, sentence, here, names, lists, said[0].words[0].start)):
                units.append(own)
            units += said
        elif _is_speech(sentence):
            waiting.append((len(units), sentence))
        elif who := _who_goes_on(sentence, here, units, lists, memory):
            units.append(Unit(sentence.words, sentence.start, sentence.end, who, "", "", "continued", is_quoted=False))
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
        if speaker and (speakers or len(sentence.words) >= LONG_SPEECH):
            units.insert(place, _of_quotation(sentence, replace(speaker, is_carried=not speakers)))
    said_by_none = all(one.speaker is None for one in units)
    return units, parts if said_by_none else []


def in_the_last(unit: Unit, last: Sentence | None) -> Unit:
    """Return what “this was said by …” is about: the sentence before."""
    return unit._replace(words=last.words, start=last.start, end=last.end) if last else unit


def _is_speech(sentence: Sentence) -> bool:
    quoted = len(sentence.words) - len(sentence.own_words)
    longest = max((len(within(sentence.words, one)) for one in sentence.quoted), default=0)
    return longest >= SURE_SPEECH or (quoted >= SPEECH and len(sentence.own_words) <= quoted // 2)


def _who_goes_on(
    sentence: Sentence, here: list[Mention], units: list[Unit], lists: Lists, memory: Memory
) -> Speaker | None:
    """Return who says more in a sentence that names no speaker: who spoke just before, in this paragraph or another."""
    if is_first_person(sentence, lists):
        return memory.last and replace(memory.last, is_carried=True)
    last = units[-1] if units else None
    is_next = last and last.speaker and last.end >= sentence.start - 1 and last.reason != "continued"
    if last and is_next and goes_on(sentence, here, lists):
        return last.speaker and replace(last.speaker, is_carried=True)
    return None


def _of_quotation(sentence: Sentence, speaker: Speaker) -> Unit:
    words = within(sentence.words, max(sentence.quoted, key=lambda one: one.end - one.start))
    return Unit(words, sentence.start, sentence.end, speaker, "", "", "quotation", is_quoted=True)


def _said(
    text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Iterator[Unit]:
    """Yield what the verbs of saying of a sentence give, each with its speaker."""
    own = sentence.own_words
    verbs = _verbs(text, sentence, here, lists)
    found: list[tuple[Phrase, Mention | None, Speaker]] = []
    ends: list[int] = []  # where an agency says that it reports
    left = 0
    if heading := in_heading(text, sentence, here, names, lists, memory):
        memory.said(heading.speaker)
        yield heading
        return
    for place, verb in enumerate(verbs):
        right = verbs[place + 1].first if place + 1 < len(verbs) else len(own)
        one = subject(text, sentence, verb, here, lists, left, right)
        if found and _is_relay(text, own, verb, one):
            ends.append(own[verb.first].start)
            continue
        if found and _is_nested(text, own, verb, one, found[-1][0], lists):
            continue
        if one is None and not found and verb.first and own[verb.first - 1].lower in JOINING:
            one = _first_subject(text, own, verb, here, lists)
        speaker = resolved(text, sentence.own_words, one, here, names, lists, memory) if one else None
        if verb.value.is_impersonal:
            speaker = Speaker()
        elif verb.value.is_his:
            one, speaker = None, memory.person and replace(memory.person, is_carried=True)
        elif one is None and found:
            speaker = found[-1][2]
        elif one is None and lists.subject_may_follow and not verb.value.is_before:
            speaker = memory.person and replace(memory.person, is_carried=True)
        is_told = any(not other.value.is_stance for other in verbs[:place])  # by another, who says it
        if verb.value.is_stance and (
            is_told or one is None or not speaker or not (speaker.actor or speaker.is_person or speaker.role)
        ):
            continue
        if speaker is None:
            start = own[min(verb.first, one.first) if one else verb.first].start
            comma = text.rfind(",", sentence.start, start)
            if len(text[comma:start].split()) <= 2:  # “, the agency reported”
                ends.append(comma)
            continue
        found.append((verb, one, speaker))
        left = verb.stop
        if (speaker.actor or speaker.name or speaker.role) and not (
            verb.value.is_before and found[0][2].is_person and len(found) > 1
        ):
            memory.said(speaker)
    for place in reversed(range(len(found))):
        stop = found[place + 1][0].first if place + 1 < len(found) else len(own)
        over = min((at for at in ends if at > own[found[place][0].first].start), default=sentence.end)
        stop = min(stop, sum(word.start < over for word in own))
        if is_closing(text, sentence, *found[place][:2], lists, stop):
            is_relayed = place and not (found[place][2].actor or found[place][2].is_person)  # “…, an agency reported”
            found = found[:place] + found[place + 1 :] if is_relayed else found[place:]
            break
    told = list(_contents(text, sentence, found, ends, lists))
    yield from told
    yield from _more_quoted(sentence, found, told)
    if not found and (unit := without_verb(text, sentence, here, names, lists, memory)):
        memory.said(unit.speaker)
        yield unit


def _first_subject(text: str, own: list[Word], verb: Phrase, here: list[Mention], lists: Lists) -> Mention | None:
    """Return who a sentence begins with: “Somebody did this and said that …”."""
    first = here[0] if here else None
    if first is None or first.first > NEAR or first.stop > verb.first or not first.is_base or is_doubtful(first):
        return None
    return None if own[first.stop - 1].is_possessive or is_governed(text, own, first, lists) else first


def _more_quoted(
    sentence: Sentence, found: list[tuple[Phrase, Mention | None, Speaker]], told: list[Unit]
) -> Iterator[Unit]:
    """Yield the quotations of a sentence that are long enough to be speech and that no verb has taken."""
    own = sentence.own_words
    for one in sentence.quoted if found else ():
        words = within(sentence.words, one)
        if len(words) <= LONG_SPEECH or any(
            unit.words and unit.words[0].start < one.end and one.start <= unit.words[-1].start for unit in told
        ):
            continue
        before = [speaker for verb, _mention, speaker in found if own[verb.first].start < one.start]
        yield Unit(words, one.start, one.end, (before or [found[0][2]])[-1], "", "", "quotation", is_quoted=True)


def _verbs(text: str, sentence: Sentence, here: list[Mention], lists: Lists) -> list[Phrase]:
    """Return the verbs of saying that have a speaker: no passive without its agent, and no noun that looks like a verb."""
    own, is_quoting, found = sentence.own_words, bool(sentence.quoted), []
    for one in lists.verbs.find(own):
        if any(other.first <= one.first < other.stop for other in here):
            continue
        following = own[one.stop].lower if one.stop < len(own) else ""
        before = own[max(0, one.first - 2) : one.first]
        if own[one.first].lower == "as" and not one.value.is_before:  # “was quoted as saying”
            found.append(one)
            continue
        if one.value.needs_quotation and not is_quoting and following not in lists.openers:
            continue
        if following in lists.agent and not one.value.is_before:
            if one.value.is_stance or one.first == 0:
                continue  # “supported by many”, “Reporting by …”
            value = one.value._replace(is_before=True, is_passive=True)
            found.append(Phrase(one.first, one.stop + 1, value))
            continue
        is_going_on = own[one.first].lower.endswith("ing") and one.value.kind  # “is threatening”
        if following in WITH and not one.value.kind:
            continue  # “talked with …”
        if any(word.lower in lists.passive for word in before) and not one.value.is_before and not is_going_on:
            continue
        beside = any(other.stop == one.first and not own[other.stop - 1].is_possessive for other in here)
        is_closing = text[: own[one.first].start].rstrip().endswith((",", "”", '"'))
        if one.value.is_noun_too and not beside and not is_closing and following not in lists.openers:
            continue
        found.append(one)
    return found


def _is_relay(text: str, own: Sequence[Word], verb: Phrase, one: Mention | None) -> bool:
    """Return whether a sentence ends with where the report has it from: “…, an agency writes”."""
    is_closing = text[: own[verb.first].start].rstrip().endswith(",") and verb.value.kind in {"", ClaimKind.ACCOUNT}
    if not is_closing or (one and (one.first != verb.stop or not is_doubtful(one))):
        return False
    return 0 < len(own) - (one.stop if one else verb.stop) + bool(one) < SPEECH and not verb.value.is_before


def _is_nested(text: str, own: Sequence[Word], verb: Phrase, one: Mention | None, last: Phrase, lists: Lists) -> bool:
    """Return whether a verb belongs to what another said: “he said that Russia wanted …”."""
    if verb.value.is_passive:
        return not PAUSE.search(text[own[last.stop - 1].end : own[verb.first].start])
    if one is None and verb.first - 1 >= last.stop and own[verb.first - 1].lower in lists.openers:
        return True  # «заявил, что ожидает …»
    if one is None or one.first < last.stop or one.first > verb.first:
        return False
    between = text[own[last.stop - 1].end : own[one.first].start]
    opener = next((word for word in reversed(own[last.stop : one.first]) if word.lower in lists.openers), None)
    if opener:
        between = text[opener.end : own[one.first].start]
    return not regex.search(r"[,;:“”«»\"—–.]", between) and not last.value.is_before


def _contents(
    text: str, sentence: Sentence, found: list[tuple[Phrase, Mention | None, Speaker]], ends: list[int], lists: Lists
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
        right = min([right, *(at for at in ends if at > end)])
        cue = "" if verb.value.is_before else text[own[verb.first].start : own[verb.stop - 1].end]
        before, after = (left, start), (end, right)
        first_words, spoken = content(text, sentence, verb, before, after, lists)
        this = next(lists.about_this.find(own), None)
        if this and not (speaker.actor or speaker.is_person or speaker.role):
            continue  # an agency reports it
        is_about_this = this and abs(this.first - verb.first) <= (NEAR if this.first > 1 else FARTHEST)
        if not spoken and is_about_this:
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
        for further in further_clauses(first_words, lists) if not spoken else ():
            yield Unit(further, left, right, speaker, cue, verb.value.kind, "verb", is_quoted=False)
        # Words quoted on both sides of the verb: “…,” he said, “…”.
        if spoken and first_words and first_words[-1].end <= start:
            rest = spoken_words(sentence, after, LONG_SPEECH)
            if rest:
                yield Unit(rest, end, right, speaker, cue, verb.value.kind, "quotation", is_quoted=True)
        left = right


def _own_voice(text: str, sentence: Sentence, here: list[Mention], names: Names, lists: Lists, end: int) -> Unit | None:
    """Return what the report itself tells of a meeting, up to the place where somebody else speaks."""
    own = within(sentence.own_words, (sentence.start, end))
    lowers = {word.lower for word in own}
    is_dated = bool(lowers & lists.days) or any(word.text[0].isdigit() for word in own)
    named = [one for one in here if one.stop <= len(own) and one.kind in {"name", "unknown"}]
    is_named = any(one.actor or " " in one.text for one in named) or any(names.party_of(word.text) for word in own)
    happened = next(lists.happened.find(own), None)
    if happened is None:
        is_of_meeting = end == sentence.end and (is_dated or is_named) and lowers & lists.meetings and len(own) > SPEECH
        return (
            Unit(own, sentence.start, end, None, "", ClaimKind.ACCOUNT, "own-voice", False) if is_of_meeting else None
        )
    is_subject = any(word.lower in lists.meetings for word in own[max(0, happened.first - 2) : happened.first])
    if not (lowers & lists.meetings or own[happened.first].lower == "met") or not (is_named or is_dated or is_subject):
        return None
    pauses = [at for at in range(1, happened.first + 1) if PAUSE.search(text[own[at - 1].end : own[at].start])]
    at = max([0, *pauses])
    if happened.stop - at > quoting.WORDS_ALLOWED:
        at = happened.first - WORDS_BEFORE_HAPPENED
    first = own[at].start
    words = within(sentence.words, (first, end))
    if len(words) < SPEECH + 1:
        return None
    return Unit(words, sentence.start, end, None, "", ClaimKind.ACCOUNT, "own-voice", is_quoted=False)
