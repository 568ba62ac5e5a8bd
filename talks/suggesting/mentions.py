"""Who is named in a sentence: names, roles and pronouns, a role and the name beside it as one; and who was met before."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

import regex

from talks.models import Actor
from talks.suggesting.lists import Lists
from talks.suggesting.passages import Sentence, Word
from talks.suggesting.phrases import Names, Phrase
from talks.vocabulary import ActorKind, Attribution

ROLE_REACH = 6  # words of a role before or after its noun
FARTHEST = 16  # words between a speaker and the verb
# Endings of Cyrillic surnames that are no subject.
OBLIQUE = regex.compile(
    r"(?:ого|ому|ьому|его|ему|ым|им|ой|ою|ову|еву|ину|ові|еві|ом|ем|єм|ами|ів|ов[аы]|ев[аы]|ин[аы]|іна)$"
)
GENITIVE = regex.compile(r"[аяиіїы]$")
PATRONYMIC = regex.compile(r"(?:вич|вна)$")
ADJECTIVE = regex.compile(r"(?:ий|ый|ой|ая|яя|ька|ие|ые|ькі)$")
TITLES = frozenset(["mr", "mrs", "ms", "dr", "sir", "lord", "пан", "пані", "господин", "госпожа"])
JOINING = frozenset(["and", "и", "та", "й", "і"])


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
    named: Speaker | None = None  # the person named last, whether or not they spoke
    full_names: dict[str, str] = field(default_factory=dict)
    by_role: dict[str, list[tuple[set[str], Speaker]]] = field(default_factory=lambda: defaultdict(list))

    def said(self, speaker: Speaker) -> None:
        before = self.person
        if before and not speaker.role and (before.actor, before.name) == (speaker.actor, speaker.name):
            speaker = replace(speaker, role=before.role)
        self.last = speaker
        if speaker.is_person:
            self.person = replace(speaker, is_carried=False)

    def met(self, mention: Mention) -> None:
        if mention.kind not in {"name", "unknown"}:
            return
        speaker = Speaker(mention.actor, "" if mention.actor else mention.text, mention.role)
        if speaker.is_person:
            self.named = speaker
        if mention.first == 0 and mention.is_base and speaker.is_person:
            self.person = speaker  # whom the sentence is about
        if mention.role and mention.head:
            self.by_role[mention.head].append((capitals(mention.role), speaker))
        if mention.kind == "unknown" and " " in mention.text:
            self.full_names[mention.text.rpartition(" ")[2].lower()] = mention.text


def capitals(text: str) -> set[str]:
    return {word for word in regex.findall(r"\p{Lu}[\p{L}]+", text) if word.lower() not in {"the", "a", "an"}}


def mentions(text: str, sentence: Sentence, names: Names, lists: Lists, memory: Memory) -> list[Mention]:
    """Return who is named in a sentence outside its quotations, in their order, a role and a name beside it as one."""
    words = sentence.own_words
    found = [_named(text, words, one, names) for one in names.find(words)]
    taken = {at for one in found for at in range(one.first, one.stop)}
    of_verbs = {at for one in lists.verbs.find(words) for at in range(one.first, one.stop)}
    taken |= of_verbs
    roles = [at for at, word in enumerate(words) if word.lower in lists.roles and at not in taken]
    found += _unknown(text, words, taken, names, lists, memory)
    found += [
        Mention(at, at + 1, "pronoun", word.text)
        for at, word in enumerate(words)
        if word.lower in lists.pronouns
        or word.lower in lists.plural_pronouns
        or (word.lower == "him" and at + 1 < len(words) and words[at + 1].lower == "as")  # “quoted him as saying”
    ]
    found += [_role(text, words, at, of_verbs, lists) for at in roles]
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
        or (between in {". ", "."} and (len(left.text) <= 2 or "." in left.text))
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
            and not any(
                len(one.text) > 1 and one.text.isupper() for one in words[stop - 1 : stop + 1]
            )  # “NATO Somebody”
        ):
            stop += 1
        if lists.subject_may_follow and stop - at > 2 and _begins_with_place(words, at, lists):
            at += 1
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


def _begins_with_place(words: list[Word], at: int, lists: Lists) -> bool:
    """Return whether a run of names begins with a place: «у Місті Ім’я Прізвище», «канцлер Країни Ім’я Прізвище»."""
    before = words[at - 1].lower if at else ""
    is_of = before in lists.roles and GENITIVE.search(words[at].lower) and not PATRONYMIC.search(words[at + 1].lower)
    return before in lists.prepositions or bool(is_of)


def _role(text: str, words: list[Word], at: int, of_verbs: set[int], lists: Lists) -> Mention:
    """Return a role with the words before it that belong to it."""
    first = at
    for place in range(at - 1, max(-1, at - 1 - ROLE_REACH), -1):
        word = words[place]
        if lists.subject_may_follow and first != place + 1:
            break
        if (
            not _adjacent(text, word, words[place + 1])
            or word.lower in lists.prepositions
            or word.lower in lists.openers
            or place in of_verbs
            or (lists.subject_may_follow and word.lower in lists.no_names)
            or (lists.subject_may_follow and word.is_capital and place and words[place - 1].lower in lists.prepositions)
        ):
            break
        if word.lower in lists.determiners:
            first = place
            break
        if word.is_capital or word.lower in lists.roles or (lists.subject_may_follow and ADJECTIVE.search(word.lower)):
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
        if not lists.subject_may_follow and one.kind in {"name", "unknown"} and not is_doubtful(one):
            place = _outer_role(text, words, kept, one, lists)
            if place is not None:
                del kept[place + 1 :]
                role = kept[place]
                words_between = text[words[role.first].start : words[one.first].start].strip(" ,")
                kept[place] = replace(one, first=role.first, role=words_between, head=role.head)
                continue
        if lists.subject_may_follow and one.is_base and not is_doubtful(one):
            while len(kept) > 1 and _is_between(kept[-1]) and any(other.kind == "role" for other in kept):
                kept.pop()  # «министр Украины …»: what stands between a role and its name
            last = kept[-1] if kept else None
        if last and last.kind == "role" and one.kind in {"name", "unknown"} and _is_of(text, words, last, one, lists):
            role = text[words[last.first].start : words[one.first].start].strip(" ,")
            kept[-1] = replace(one, first=last.first, role=role, head=last.head)
            continue
        if last and one.kind == "role" and last.kind in {"name", "unknown"} and not last.role:
            role = extended(text, words, one, lists)
            if _is_apposition(text, words[last.stop - 1].end, words[one.first].start, len(role)):
                kept[-1] = replace(last, role=role, head=one.head)
                continue
        kept.append(one)
    return kept


def _outer_role(text: str, words: list[Word], kept: list[Mention], name: Mention, lists: Lists) -> int | None:
    """Return the place of the role to which a name belongs over what it is a role of: “Minister of Foreign Affairs …”."""
    before = words[name.first - 1] if name.first else None
    if (
        before is None
        or not (before.is_capital or before.lower in lists.collective)
        or (before.lower in lists.roles and before.lower not in lists.collective)
    ):
        return None
    allowed, best = lists.linking | lists.determiners | JOINING, None
    for place in range(len(kept) - 1, -1, -1):
        role = kept[place]
        between = words[role.stop : name.first]
        if len(between) > FARTHEST or regex.search(
            r"[,.;:()“”]", text[words[role.stop - 1].end : words[name.first].start]
        ):
            break
        is_joined = between and between[0].lower in lists.linking
        if (
            role.kind == "role"
            and is_joined
            and all(word.is_capital or word.lower in allowed or word.lower in lists.roles for word in between)
        ):
            best = place
    return best


def _is_apposition(text: str, end: int, start: int, length: int) -> bool:
    """Return whether a role stands between commas after a name: “Somebody, the minister of …, said”."""
    following = regex.search(r"[,.;:]", text[start + length :])
    is_closed = (
        following and following[0] == "," and len(text[start : start + length + following.start()].split()) <= FARTHEST
    )
    return text[end:start] == ", " and bool(is_closed or (following and following.start() == 0))


def _is_between(one: Mention) -> bool:
    return one.kind in {"name", "unknown"} and (not one.is_base or is_doubtful(one))


def extended(text: str, words: list[Word], role: Mention, lists: Lists) -> str:
    """Return a role with what it is a role of: “adviser to …”."""
    stop = role.stop
    if lists.subject_may_follow:  # «представитель Кремля»
        while stop < len(words) and words[stop].is_capital and _adjacent(text, words[stop - 1], words[stop]):
            stop += 1
    elif stop < len(words) and words[stop].lower in lists.linking:
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
    if between == ", " and not lists.subject_may_follow and " " in name.text:
        return text[words[name.stop - 1].end :].startswith((",", "."))  # “Norland’s minister, Some Body, …”
    if between in {" ", " Mr. ", " Mrs. "}:
        return not lists.subject_may_follow or (name.is_base and not is_doubtful(name))
    return (
        lists.subject_may_follow
        and name.is_base
        and not is_doubtful(name)
        and name.kind in {"name", "unknown"}
        and name.first - role.stop <= ROLE_REACH
        and not regex.search(r"[,.;:«»“”\"—()]", between)
        and not any(word.lower in lists.openers for word in words[role.stop : name.first])
    )


def is_doubtful(one: Mention) -> bool:
    """Return whether this is a single word with a capital letter, which may be anything but a name."""
    return one.kind == "unknown" and one.is_part and not one.role
