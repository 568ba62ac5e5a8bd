"""Who speaks: which of those named in a sentence is the subject of a verb of saying, and for whom a role or a pronoun stands."""

from dataclasses import replace

import regex

from talks.models import Actor
from talks.suggesting.lists import Lists
from talks.suggesting.mentions import FARTHEST, JOINING, Memory, Mention, Speaker, capitals, extended, is_doubtful
from talks.suggesting.passages import Sentence, Word
from talks.suggesting.phrases import Names, Phrase
from talks.vocabulary import ActorKind

NEAR = 4
PLURAL = regex.compile(r"(?:ли|лись|лися|ют|ят|ут|ють|ять|уть)$")
PLURALS = ("s", "и", "ы", "і")
TERM = regex.compile(r"[“«„\"](?:[^\s“”«»„\"]+\s?){1,3}[”»“\"]")  # a name or a term in quotation marks
BREAKS = regex.compile(r"[;:“”«»„\"—–]| - ")


def subject(
    text: str, sentence: Sentence, verb: Phrase, here: list[Mention], lists: Lists, left: int, right: int
) -> Mention | None:
    """Return who does what the verb says, among the words from ``left`` to before ``right``; None if nobody can be found."""
    words = sentence.own_words
    start, end = words[verb.first].start, words[verb.stop - 1].end
    after = [one for one in here if verb.stop <= one.first < right]
    if verb.value.is_impersonal:
        return None
    if verb.value.is_before:
        one = next((one for one in after if one.first - verb.stop <= NEAR), None)
        is_apart = one and not lists.subject_may_follow and regex.search(r"[,;:]", text[end : words[one.first].start])
        return None if one is None or is_apart else _name_after(text, words, one, after, lists, is_subject=False)
    before = [one for one in reversed(here) if left <= one.first and one.stop <= verb.first]
    relative = max((at for at in range(left, verb.first) if words[at].lower in lists.relatives), default=verb.first)
    is_relative = verb.first - relative in range(1, NEAR) and not any(relative <= one.first for one in before)
    before = [one for one in before if one.stop <= relative] or before
    if is_relative and before:
        return before[0]
    adjacent = after[0] if after and after[0].first == verb.stop and after[0].is_base else None
    is_last = adjacent and len(words) - adjacent.stop < 2  # “…, reports an agency”
    if adjacent and (lists.subject_may_follow or is_last) and text[: words[verb.first].start].rstrip().endswith(","):
        return adjacent  # «…, сообщает агентство»
    if one := _before_commas(text, words, verb, before):
        return one
    is_after_quote, is_after_sign = _follows(text, sentence, start)
    if lists.bodies_in and (body := _body(text, words, verb, here, lists)):
        return body
    previous = _before(text, words, verb, before, lists)
    following = _after(text, words, verb, after, lists, end)
    if not lists.subject_may_follow and words[verb.stop - 1].lower.endswith("ing"):
        following = None
    if following:
        following = _name_after(text, words, following, after, lists, is_subject=True)
    if following and (is_after_quote or (is_after_sign and not (previous and _is_apposed(text, words, previous)))):
        return following
    if previous and lists.subject_may_follow and following and previous.stop < verb.first - NEAR:
        return following
    if previous:
        return previous
    return following if lists.subject_may_follow or is_after_sign else None


def _name_after(
    text: str, words: list[Word], role: Mention, after: list[Mention], lists: Lists, *, is_subject: bool
) -> Mention:
    """Return the name to which a role belongs that has others behind it: «глава делегації, секретар ради Ім’я Прізвище»."""
    if not lists.subject_may_follow or role.kind != "role":
        return role
    for one in after:
        if one.first < role.stop or one.kind not in {"name", "unknown"} or is_doubtful(one):
            continue
        if is_subject and not one.is_base:
            continue
        if one.actor and one.actor.kind != ActorKind.PERSON:
            continue
        between = text[words[role.stop - 1].end : words[one.first].start]
        is_far = one.first - role.stop > FARTHEST or regex.search(r"[.;:«»“”\"—–()]", between)
        is_other = any(word.lower in lists.openers for word in words[role.stop : one.first])
        return role if is_far or is_other or between.count(",") > 1 else replace(one, role=role.text)
    return role


def _follows(text: str, sentence: Sentence, at: int) -> tuple[bool, bool]:
    """Return whether this place follows a quotation, and whether it follows one, a comma or a dash."""
    before = text[sentence.start : at].rstrip()
    is_quote = before.rstrip(" ,—–-").endswith(("”", "»", '"', "“", "’", "'"))
    return is_quote, is_quote or before.endswith((",", "—", "–", "-"))


def _before_commas(text: str, words: list[Word], verb: Phrase, before: list[Mention]) -> Mention | None:
    """Return the name before what stands between two commas: “Somebody, also a minister, said”."""
    up_to = text[: words[verb.first].start].rstrip()
    if not up_to.endswith(","):
        return None
    comma, last = up_to.rfind(",", 0, len(up_to) - 1), len(up_to) - 1
    for one in before:  # “the negotiator of …, Somebody, said”
        if one.kind in {"name", "unknown"} and words[one.stop - 1].end == last and words[one.first - 1].end == comma:
            return one
    return next(
        (one for one in before if one.kind in {"name", "unknown"} and one.is_base and words[one.stop - 1].end == comma),
        None,
    )


def _is_apposed(text: str, words: list[Word], one: Mention) -> bool:
    """Return whether a comma follows, as where a role does."""
    return bool(one.role) or text[words[one.stop - 1].end :].startswith(",")


def _body(text: str, words: list[Word], verb: Phrase, here: list[Mention], lists: Lists) -> Mention | None:
    """Return the body in which, by a verb in the plural, something was said."""
    if not PLURAL.search(words[verb.stop - 1].lower):
        return None
    for one in here:
        at = one.first - 1
        if one.kind == "pronoun" or at < 0 or words[at].lower not in lists.bodies_in:
            continue
        if text[words[at].end : words[one.first].start] != " ":
            continue
        if at == verb.stop or 0 <= verb.first - one.stop <= NEAR:
            return one
    return None


def _before(text: str, words: list[Word], verb: Phrase, before: list[Mention], lists: Lists) -> Mention | None:
    doubtful = None  # taken only where nobody else is there
    for one in before:
        if verb.first - one.stop > FARTHEST:
            break
        between = text[words[one.stop - 1].end : words[verb.first].start]
        if BREAKS.search(TERM.sub("", between)):
            break
        begins = one.stop == verb.first and one.first and words[one.first - 1].lower in lists.clause_openers
        if not one.is_base or words[one.stop - 1].is_possessive:
            continue
        if not begins and is_governed(text, words, one, lists):  # but “as Norland demands that …”
            continue
        if is_doubtful(one):
            doubtful = doubtful or (one if one.stop >= verb.first - 1 else None)
            continue
        if lists.subject_may_follow and one.kind in {"name", "unknown"} and not _may_be_subject(one, words, verb):
            continue
        if any(word.lower in lists.openers for word in words[one.stop : verb.first]) and "," not in between:
            continue
        return one
    return doubtful


def is_governed(text: str, words: list[Word], one: Mention, lists: Lists) -> bool:
    """Return whether a preposition stands before a mention, or before others that it is joined to, so that it is no subject."""
    if one.kind == "pronoun":
        return False
    at = one.first - 1
    crosses = not lists.subject_may_follow  # there the case of a name tells
    while (
        crosses
        and at >= 0
        and (words[at].is_capital or words[at].lower in lists.determiners or words[at].lower in JOINING)
    ):
        at -= 1
    if at < 0:
        at = 0
    if words[at].lower not in lists.prepositions:
        return False
    return not regex.search(r"[,;:]", text[words[at].end : words[one.first].start])


def _may_be_subject(one: Mention, words: list[Word], verb: Phrase) -> bool:
    return one.head != "f" or not regex.search(r"(?:л|в|ив|ав)$", words[verb.stop - 1].lower)


def _after(text: str, words: list[Word], verb: Phrase, after: list[Mention], lists: Lists, end: int) -> Mention | None:
    for one in after:
        reach = FARTHEST if lists.subject_may_follow else NEAR - 1
        between = text[end : words[one.first].start]
        if one.first - verb.stop > reach or regex.search(r"[,.;:«»“”\"—–()]", between.replace("Mr.", "")):
            return None
        if any(word.lower in lists.openers for word in words[verb.stop : one.first]):
            return None
        if is_doubtful(one) and one.first > verb.stop:
            continue
        if not one.is_base or is_governed(text, words, one, lists) or not _may_be_subject(one, words, verb):
            continue
        return one
    return None


def resolved(
    text: str, words: list[Word], one: Mention, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Speaker | None:
    """Return the speaker that a mention stands for: by name, by a role met before, by a pronoun; None for no speaker."""
    if one.kind == "unknown":
        parts = regex.split(r"[\s-]", one.text.lower())
        if names.is_outlet(one.text) or parts[0] in lists.agencies or parts[-1] in lists.agencies:
            return None
    if one.kind in {"name", "unknown"}:
        return Speaker(one.actor, "" if one.actor else one.text, one.role)
    if one.kind == "pronoun":
        if one.text.lower() in lists.plural_pronouns:
            return replace(memory.last, is_carried=True) if memory.last else None
        near = [
            other
            for other in here
            if other.stop <= one.first
            and other.kind in {"name", "unknown"}
            and (not other.actor or other.actor.kind == ActorKind.PERSON)
        ]
        if near and near[-1].actor:
            return Speaker(near[-1].actor, "", near[-1].role, is_carried=True)
        who = memory.person or memory.named
        return replace(who, is_carried=True) if who else None
    if one.head in lists.not_speakers:
        return None
    return _of_role(one, extended(text, words, one, lists), names, lists, memory)


def _of_role(one: Mention, role: str, names: Names, lists: Lists, memory: Memory) -> Speaker:
    written, sides = capitals(one.text), _sides(role, names)
    if one.head in lists.bodies:
        for word in one.text.split():
            if party := names.party_of(word):
                return Speaker(party, role=role)
    if one.head in lists.collective:
        return Speaker(role=role)
    is_definite = not regex.match(r"(?:a|an)\s", role, regex.IGNORECASE) and not one.head.endswith(PLURALS)
    if is_definite:
        for modifiers, speaker in reversed(memory.by_role.get(one.head, [])):
            others = _sides(" ".join(modifiers), names)
            if sides and others and not sides & others:
                continue  # a minister of another country
            if not written or written <= modifiers or not modifiers or written & modifiers:
                return replace(speaker, role=role, is_carried=True)
        said = memory.person
        if (
            said
            and (not written - {one.head.title()} or written & capitals(said.role) or _is_of_side(written, said, names))
            and one.first >= 0
            and _is_plain(one, lists)
            and _may_be_of(one, said, names)
        ):
            return replace(said, role=role, is_carried=True)
    return Speaker(role=role)


def _is_of_side(written: set[str], said: Speaker, names: Names) -> bool:
    side = said.actor and said.actor.speaks_for
    return bool(side) and any(names.party_of(word) == side for word in written)


def _sides(role: str, names: Names) -> set[Actor]:
    return {party for word in role.split() if (party := names.party_of(word))}


def _may_be_of(one: Mention, said: Speaker, names: Names) -> bool:
    """Return whether a role is of nobody's side, or of the speaker's."""
    sides = _sides(one.text, names)
    if not sides:
        return True
    if said.actor:
        return said.actor.speaks_for in sides
    return any(names.party_of(word) in sides for word in said.role.split())


def _is_plain(one: Mention, lists: Lists) -> bool:
    """Return whether a role is a person's, with an article or in a language without one."""
    return one.head not in lists.bodies and (lists.subject_may_follow or one.text.lower().startswith("the "))
