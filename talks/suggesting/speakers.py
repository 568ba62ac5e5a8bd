"""Who speaks: names, roles and pronouns of a sentence, and which of them is the subject of a verb of saying."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

import regex

from talks.models import Actor
from talks.suggesting.lists import Lists
from talks.suggesting.passages import Sentence, Word
from talks.suggesting.phrases import Names, Phrase
from talks.vocabulary import ActorKind, Attribution

FARTHEST = 12  # words between a speaker and the verb
NEAR = 4
ROLE_REACH = 6  # words of a role before or after its noun
# Endings of Cyrillic surnames that are no subject.
OBLIQUE = regex.compile(
    r"(?:ого|ому|ьому|его|ему|ым|им|ой|ою|ову|еву|ину|ові|еві|ом|ем|єм|ами|ів|ов[аы]|ев[аы]|ин[аы]|іна)$"
)
PLURAL = regex.compile(r"(?:ли|лись|лися|ют|ят|ут|ють|ять|уть)$")
TITLES = frozenset(["mr", "mrs", "ms", "dr", "sir", "lord", "пан", "пані", "господин", "госпожа"])
JOINING = frozenset(["and", "и", "та", "й", "і"])
PLURALS = ("s", "и", "ы", "і")
BREAKS = regex.compile(r"[;:“”«»„\"—–]| - ")


@dataclass(frozen=True)
class Speaker:
    """One who speaks. Shape: ``name`` is what the report writes where the record has no such actor; ``role`` as reported."""

    actor: Actor | None = None
    name: str = ""
    role: str = ""
    is_carried: bool = False

    @property
    def attribution(self) -> str:
        if self.actor:
            return Attribution.NAMED if self.actor.kind == ActorKind.PERSON else Attribution.INSTITUTION
        if self.name:
            return Attribution.NAMED
        return Attribution.DESCRIBED if self.role else Attribution.UNNAMED

    @property
    def is_person(self) -> bool:
        return self.actor.kind == ActorKind.PERSON if self.actor else " " in self.name

    def is_same(self, other: "Speaker") -> bool:
        return (self.actor, self.name, self.actor or self.name or self.role) == (
            other.actor,
            other.name,
            other.actor or other.name or other.role,
        )


@dataclass(frozen=True)
class Mention:
    """Somebody named in a sentence: words ``first`` to before ``stop`` outside its quotations."""

    first: int
    stop: int
    kind: str  # name, unknown, role, pronoun
    text: str
    actor: Actor | None = None
    role: str = ""
    head: str = ""
    is_part: bool = False
    is_base: bool = True


@dataclass
class Memory:
    """Who was met in the text so far, for pronouns, for roles without a name, and for surnames alone."""

    last: Speaker | None = None
    person: Speaker | None = None
    full_names: dict[str, str] = field(default_factory=dict)
    by_role: dict[str, list[tuple[set[str], Speaker]]] = field(default_factory=lambda: defaultdict(list))

    def said(self, speaker: Speaker) -> None:
        self.last = speaker
        if speaker.is_person:
            self.person = replace(speaker, is_carried=False)

    def met(self, mention: Mention) -> None:
        if mention.kind not in {"name", "unknown"}:
            return
        speaker = Speaker(mention.actor, "" if mention.actor else mention.text, mention.role)
        if mention.role and mention.head:
            self.by_role[mention.head].append((_capitals(mention.role), speaker))
        if mention.kind == "unknown" and " " in mention.text:
            self.full_names[mention.text.rpartition(" ")[2].lower()] = mention.text


def _capitals(text: str) -> set[str]:
    return {word for word in regex.findall(r"\p{Lu}[\p{L}]+", text) if word.lower() not in {"the", "a", "an"}}


def mentions(text: str, sentence: Sentence, names: Names, lists: Lists, memory: Memory) -> list[Mention]:
    """Return who is named in a sentence outside its quotations, in their order, a role and a name beside it as one."""
    words = sentence.own_words
    found = [_named(text, words, one, names) for one in names.find(words)]
    taken = {at for one in found for at in range(one.first, one.stop)}
    taken |= {at for one in lists.verbs.find(words) for at in range(one.first, one.stop)}
    roles = [at for at, word in enumerate(words) if word.lower in lists.roles and at not in taken]
    found += _unknown(text, words, taken, names, lists, memory)
    found += [
        Mention(at, at + 1, "pronoun", word.text)
        for at, word in enumerate(words)
        if word.lower in lists.pronouns
        or word.lower in lists.plural_pronouns
        or (word.lower == "him" and at + 1 < len(words) and words[at + 1].lower == "as")  # “quoted him as saying”
    ]
    found += [_role(text, words, at, lists) for at in roles]
    found = [_titled(text, words, one) for one in found]
    return _joined(text, words, sorted(found, key=lambda one: (one.first, -one.stop)), lists)


def _named(text: str, words: list[Word], one: Phrase, names: Names) -> Mention:
    first, last = words[one.first], words[one.stop - 1]
    whole = text[first.start : last.start + len(last.text)]
    return Mention(
        one.first,
        one.stop,
        "name" if one.value.actor else "unknown",
        whole,
        actor=one.value.actor,
        is_part=one.value.is_part,
        is_base=not last.is_possessive and names.is_base(whole),
    )


def _titled(text: str, words: list[Word], one: Mention) -> Mention:
    """Take “Mr.” to the name."""
    before = words[one.first - 1] if one.first and one.kind in {"name", "unknown"} else None
    is_titled = before and before.lower in TITLES and _adjacent(text, before, words[one.first])
    return replace(one, first=one.first - 1) if is_titled else one


def _adjacent(text: str, left: Word, right: Word) -> bool:
    between = text[left.end : right.start]
    return (
        between == " "
        or (between in {". ", "."} and len(left.text) <= 2)
        or (between == ". " and left.lower in {"mr", "mrs", "ms", "dr"})
    )


def _unknown(
    text: str, words: list[Word], taken: set[int], names: Names, lists: Lists, memory: Memory
) -> list[Mention]:
    """Return the names that the record does not have: runs of words with capital letters."""
    found = []
    at = 0

    def is_part(place: int) -> bool:
        word = words[place]
        return (
            word.is_capital
            and place not in taken
            and word.lower not in lists.no_names
            and word.lower not in lists.roles
            and word.lower not in TITLES
            and not word.text[0].isdigit()
        )

    while at < len(words):
        if not is_part(at):
            at += 1
            continue
        stop = at + 1
        while (
            stop < len(words)
            and is_part(stop)
            and _adjacent(text, words[stop - 1], words[stop])
            and not words[stop - 1].is_possessive
        ):
            stop += 1
        last = words[stop - 1]
        name = text[words[at].start : last.start + len(last.text)]
        if stop - at == 1 and names.party_of(name) and last.lower not in memory.full_names:
            at = stop  # “Russian”
            continue
        if stop - at == 1:
            name = memory.full_names.get(last.lower, name)
        is_base = not last.is_possessive and not OBLIQUE.search(last.lower)
        is_feminine = not is_base and last.lower.endswith(("ова", "ева", "ина", "іна", "ая"))
        found.append(
            Mention(
                at,
                stop,
                "unknown",
                name,
                is_part=stop - at == 1 and " " not in name,
                is_base=is_base or is_feminine,
                head="f" if is_feminine else "",
            )
        )
        at = stop
    return found


def _role(text: str, words: list[Word], at: int, lists: Lists) -> Mention:
    """Return a role with the words before it that belong to it."""
    first = at
    for place in range(at - 1, max(-1, at - 1 - ROLE_REACH), -1):
        word = words[place]
        if (
            not _adjacent(text, word, words[place + 1])
            or word.lower in lists.prepositions
            or word.lower in lists.openers
        ):
            break
        if word.lower in lists.determiners:
            first = place
            break
        if word.is_capital or word.lower in lists.roles:
            first = place
    stop = at + 1
    return Mention(
        first,
        stop,
        "role",
        text[words[first].start : words[stop - 1].end],
        head=words[at].lower,
        is_base=not words[at].is_possessive,
    )


def _joined(text: str, words: list[Word], found: list[Mention], lists: Lists) -> list[Mention]:
    """Join a role with the name that follows it, or that stands before it with a comma; drop what a role holds."""
    kept: list[Mention] = []
    covered = 0  # words, up to the end of what was met
    for one in found:
        last = kept[-1] if kept else None
        is_within, covered = one.stop <= covered, max(covered, one.stop)
        if is_within and not (last and last.kind == "role"):
            continue
        if last and last.kind == "role" and one.first < last.stop:
            if one.kind == "role" and one.stop > last.stop:  # “prime minister”: the later noun is the head
                kept[-1] = replace(one, first=last.first, text=text[words[last.first].start : words[one.stop - 1].end])
            continue
        if last and one.kind == "role" and last.kind in {"name", "unknown"} and one.first <= last.first:
            kept.pop()
            last = kept[-1] if kept else None
        if lists.subject_may_follow and one.is_base and not _is_doubtful(one):
            while len(kept) > 1 and _is_between(kept[-1]) and any(other.kind == "role" for other in kept):
                kept.pop()  # «министр Украины …»: what stands between a role and its name
            last = kept[-1] if kept else None
        if last and last.kind == "role" and one.kind in {"name", "unknown"} and _is_of(text, words, last, one, lists):
            role = text[words[last.first].start : words[one.first].start].strip(" ,")
            kept[-1] = replace(one, first=last.first, role=role, head=last.head)
            continue
        if last and one.kind == "role" and last.kind in {"name", "unknown"} and not last.role:
            role = _extended(text, words, one, lists)
            if _is_apposition(text, words[last.stop - 1].end, words[one.first].start, len(role)):
                kept[-1] = replace(last, role=role, head=one.head)
                continue
        kept.append(one)
    return kept


def _is_apposition(text: str, end: int, start: int, length: int) -> bool:
    """Return whether a role stands between commas after a name: “Somebody, the minister of …, said”."""
    following = regex.search(r"[,.;:]", text[start + length :])
    is_closed = (
        following and following[0] == "," and len(text[start : start + length + following.start()].split()) <= FARTHEST
    )
    return text[end:start] == ", " and bool(is_closed or (following and following.start() == 0))


def _is_between(one: Mention) -> bool:
    return one.kind in {"name", "unknown"} and (not one.is_base or _is_doubtful(one))


def _extended(text: str, words: list[Word], role: Mention, lists: Lists) -> str:
    """Return a role with what it is a role of: “adviser to …”."""
    stop = role.stop
    if stop < len(words) and words[stop].lower in lists.linking:
        while (
            stop < len(words)
            and stop - role.stop <= ROLE_REACH
            and _adjacent(text, words[stop - 1], words[stop])
            and words[stop].lower not in lists.auxiliaries
            and next(lists.verbs.find(words[stop : stop + 1]), None) is None
        ):
            stop += 1
    return text[words[role.first].start : words[stop - 1].end]


def _is_of(text: str, words: list[Word], role: Mention, name: Mention, lists: Lists) -> bool:
    """Return whether a role belongs to the name after it: directly, or, where cases say so, with words between."""
    between = text[words[role.stop - 1].end : words[name.first].start]
    if between in {" ", " Mr. ", " Mrs. "}:
        return not lists.subject_may_follow or (name.is_base and not _is_doubtful(name))
    return (
        lists.subject_may_follow
        and name.is_base
        and not _is_doubtful(name)
        and name.kind in {"name", "unknown"}
        and name.first - role.stop <= ROLE_REACH
        and not regex.search(r"[,.;:«»“”\"—()]", between)
        and not any(word.lower in lists.openers for word in words[role.stop : name.first])
    )


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
        return next((one for one in after if one.first - verb.stop <= NEAR), None)
    before = [one for one in reversed(here) if left <= one.first and one.stop <= verb.first]
    relative = max((at for at in range(left, verb.first) if words[at].lower in lists.relatives), default=verb.first)
    is_relative = verb.first - relative in range(1, NEAR) and not any(relative <= one.first for one in before)
    before = [one for one in before if one.stop <= relative] or before
    if is_relative and before:
        return before[0]
    if one := _before_commas(text, words, verb, before):
        return one
    is_after_quote, is_after_sign = _follows(text, sentence, start)
    if lists.bodies_in and (body := _body(text, words, verb, here, lists)):
        return body
    previous = _before(text, words, verb, before, lists)
    following = _after(text, words, verb, after, lists, end)
    if not (lists.subject_may_follow or is_after_quote) and words[verb.stop - 1].lower.endswith("ing"):
        following = None
    if following and (is_after_quote or (is_after_sign and not (previous and _is_apposed(text, words, previous)))):
        return following
    if previous and lists.subject_may_follow and following and previous.stop < verb.first - NEAR:
        return following
    if previous:
        return previous
    return following if lists.subject_may_follow or is_after_sign else None


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
    comma = up_to.rfind(",", 0, len(up_to) - 1)
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
        if BREAKS.search(between):
            break
        if not one.is_base or words[one.stop - 1].is_possessive or _is_governed(text, words, one, lists):
            continue
        if _is_doubtful(one):
            doubtful = doubtful or (one if one.stop >= verb.first - 1 else None)
            continue
        if lists.subject_may_follow and one.kind in {"name", "unknown"} and not _may_be_subject(one, words, verb):
            continue
        if any(word.lower in lists.openers for word in words[one.stop : verb.first]) and "," not in between:
            continue
        return one
    return doubtful


def _is_governed(text: str, words: list[Word], one: Mention, lists: Lists) -> bool:
    """Return whether a preposition stands before a mention, or before others that it is joined to, so that it is no subject."""
    if one.kind == "pronoun":
        return False
    at = one.first - 1
    while at >= 0 and (words[at].is_capital or words[at].lower in lists.determiners or words[at].lower in JOINING):
        at -= 1
    if at < 0:
        at = 0
    if words[at].lower not in lists.prepositions:
        return False
    return not regex.search(r"[,;:]", text[words[at].end : words[one.first].start])


def _may_be_subject(one: Mention, words: list[Word], verb: Phrase) -> bool:
    return one.head != "f" or not regex.search(r"(?:л|в|ив|ав)$", words[verb.stop - 1].lower)


def _is_doubtful(one: Mention) -> bool:
    """Return whether this is a single word with a capital letter, which may be anything but a name."""
    return one.kind == "unknown" and one.is_part and not one.role


def _after(text: str, words: list[Word], verb: Phrase, after: list[Mention], lists: Lists, end: int) -> Mention | None:
    for one in after:
        reach = FARTHEST if lists.subject_may_follow else NEAR - 1
        between = text[end : words[one.first].start]
        if one.first - verb.stop > reach or regex.search(r"[,.;:«»“”\"—–()]", between.replace("Mr.", "")):
            return None
        if any(word.lower in lists.openers for word in words[verb.stop : one.first]):
            return None
        if _is_doubtful(one) and one.first > verb.stop:
            continue
        if not one.is_base or _is_governed(text, words, one, lists) or not _may_be_subject(one, words, verb):
            continue
        return one
    return None


def resolved(
    text: str, words: list[Word], one: Mention, here: list[Mention], names: Names, lists: Lists, memory: Memory
) -> Speaker | None:
    """Return the speaker that a mention stands for: by name, by a role met before, by a pronoun; None for no speaker."""
    if one.kind == "unknown" and names.is_outlet(one.text):
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
        return replace(memory.person, is_carried=True) if memory.person else None
    if one.head in lists.not_speakers:
        return None
    return _of_role(one, _extended(text, words, one, lists), names, lists, memory)


def _of_role(one: Mention, role: str, names: Names, lists: Lists, memory: Memory) -> Speaker:
    capitals = _capitals(one.text)
    if one.head in lists.bodies:
        for word in one.text.split():
            if party := names.party_of(word):
                return Speaker(party, role=role)
    if one.head in lists.collective:
        return Speaker(role=role)
    is_definite = not regex.match(r"(?:a|an)\s", role, regex.IGNORECASE) and not one.head.endswith(PLURALS)
    if is_definite:
        for modifiers, speaker in reversed(memory.by_role.get(one.head, [])):
            if not capitals or capitals <= modifiers or not modifiers or capitals & modifiers:
                return replace(speaker, role=role, is_carried=True)
        said = memory.person
        if (
            said
            and (not capitals - {one.head.title()} or capitals & _capitals(said.role))
            and one.first >= 0
            and _is_plain(one, lists)
        ):
            return replace(said, role=role, is_carried=True)
    return Speaker(role=role)


def _is_plain(one: Mention, lists: Lists) -> bool:
    """Return whether a role is a person's, with an article or in a language without one."""
    return one.head not in lists.bodies and (lists.subject_may_follow or one.text.lower().startswith("the "))
