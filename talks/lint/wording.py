"""Rules for our own words in English: titles, summaries, slugs and statements.

Pure text; imports ``vocabulary`` only. ``record`` says which text is read by which rule.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from talks.vocabulary import SayingVerb


class Spot(NamedTuple):
    """A passage of a text that a rule found, and what is wrong there. Units: characters from 0, the end excluded."""

    start: int
    end: int
    message: str


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")

# Words by which reports and speakers take sides. Whoever uses one is quoted.
LOADED = _words(
    r"aggress(?:ion|ions|ors?|ive)", r"annex(?:es|ed|ation|ations)?", r"atroci(?:ty|ties|ous)", "barbari(?:c|ans?)",
    r"butcher(?:s|ed|y)?", r"denazif(?:y|ies|ied|ication)", "ethnic cleansing", "extremists?", "fascists?",
    r"full[- ]scale", "genocid(?:e|es|al)", "illegal(?:ly)?", r"inva(?:de|des|ded|ders?|ding|sions?)", "junta",
    r"liberat(?:e|es|ed|ors?|ion)", "massacre(?:s|d)?", "nazis?", r"occup(?:ation|iers?|ied|y|ies)", "puppets?",
    "regimes?", "separatists?", r"slaughter(?:s|ed)?", "so-called", "special military operation",
    r"terror(?:ists?|ism)?", "unprovoked", "war crimes?",
)  # fmt: skip

# Acts that one side accuses another of. In a statement they may stand after “that”, as what somebody says.
ASSERTED = _words(
    "abuses?", "attack(?:s|ed)?", "blockades?", "bombings?", "bombardments?", r"cover[- ]ups?", "crimes?", "killings?", "lies",
    "murders?", "offensives?", "oppression", "persecution", "propaganda", "provocations?", "sabotage", "shelling", "threats?",
    "torture", "violations?",
)  # fmt: skip
BEFORE_THAT = re.compile(r".*?(?<!\w)that(?!\w)|.*", re.IGNORECASE | re.DOTALL)

# Verbs that imply that what follows is true, or that it is doubtful. Nouns of the same form are rare in titles.
JUDGING = _words(
    r"acknowledg(?:e|es|ed)", "admits?", "admitted", r"alleg(?:e|es|ed|edly)", "boasts?", "boasted", "claim(?:s|ed)?",
    r"complain(?:s|ed)?", r"conced(?:e|es|ed)", r"confess(?:es|ed)?", "confirm(?:s|ed)?", r"disclos(?:e|es|ed)",
    r"expos(?:e|es|ed)", "insist(?:s|ed)?", r"pretend(?:s|ed)?", "point(?:s|ed)? out", "prov(?:e|es|ed)", "purport(?:s|ed|edly)?",
    r"refut(?:e|es|ed)", r"reveal(?:s|ed)?",
)  # fmt: skip

OUTCOME = _words(
    "breakthroughs?", r"collaps(?:e|es|ed)", "constructive", "deadlock(?:ed)?", r"fail(?:s|ed|ures?)?", "fruitful",
    "fruitless", "headway", "impasse", "productive", "progress(?:es|ed)?", "stalemate",
    r"succe(?:ed|eds|eded|ss|sses|ssful|ssfully)", "unsuccessful(?:ly)?", r"with(?:out| no) (?:a )?results?",
)  # fmt: skip

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COUNTED = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
)
NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|[0-9]{1,2}|[ivx]{1,4}"
ORDINAL = _words(
    rf"(?:{COUNTED}|[0-9]{{1,2}}(?:st|nd|rd|th))(?! (?:of )?(?:{MONTHS}))",
    rf"(?:rounds?|meetings?|sessions?) (?:no\.? ?)?(?:{NUMBERS})(?! (?:{MONTHS}))",
    "(?:one|the other) of (?:two|three|four|five)",
)

# Words that may stand before the verb.
BEFORE_VERB = {"again", "also", "further", "later", "repeatedly"}


def loaded(text: str, disputed: Iterable[str] = ()) -> Iterator[Spot]:
    """Find words that take a side, and names that the record itself has as disputed, outside quotation marks."""
    bare, own = unquoted(text), [re.escape(words) for words in disputed]
    found = {
        match.span(): match
        for pattern in [LOADED, *([_words(*own)] if own else [])]
        for match in pattern.finditer(bare)
    }
    for _span, match in sorted(found.items()):
        yield _spot(match, "takes a side: quote it, or choose a word that all sides could use.")


def asserted(title: str) -> Iterator[Spot]:
    """Find acts that a title tells as facts."""
    for found in ASSERTED.finditer(unquoted(title)):
        yield _spot(found, "is told as a fact: say who says so, or leave it to statements.")


def asserted_in(statement: str) -> Iterator[Spot]:
    """Find acts that a statement tells as facts: before its first “that”, where the speaker is not yet the one who tells."""
    before = BEFORE_THAT.match(unquoted(statement))
    yield from asserted(statement[: before.end()] if before else "")


def judging(text: str) -> Iterator[Spot]:
    """Find verbs that imply truth or doubt."""
    for found in JUDGING.finditer(unquoted(text)):
        yield _spot(found, "implies that something is true, or that it is doubtful.")


def outcome(text: str) -> Iterator[Spot]:
    """Find words that say what came of an event."""
    for found in OUTCOME.finditer(unquoted(text)):
        yield _spot(found, "says what came of the event: leave that to statements.")


def ordinal(text: str) -> Iterator[Spot]:
    """Find words that count, in a title or in a slug."""
    for found in ORDINAL.finditer(text.replace("-", " ")):
        yield _spot(found, "counts: which one it was is a statement of somebody.")


def verb(statement: str) -> Iterator[Spot]:
    """Find the leading verb of a statement that is not one of the list, in either number."""
    found = leading(statement)
    if found and number_of(statement) is None:
        hint = " It implies truth or doubt." if JUDGING.fullmatch(found[0]) else ""
        yield _spot(found, f"is not in the list of neutral verbs of saying.{hint}")


def agreement(statement: str, subject: str) -> Iterator[Spot]:
    """Find a leading verb whose number is not that of the name or role that stands before it."""
    found, number = leading(statement), number_of(statement)
    plural = is_plural(subject)
    if not found or plural is None:
        return
    if number is None:  # not in the list; then its ending tells
        number = "plural" if found[0].lower() in {"are", "have", "do"} else _number_by_ending(found[0])
    if number and number != ("plural" if plural else "singular"):
        wanted = "plural" if plural else "singular"
        yield _spot(found, f"is {number}, but “{subject}” is {wanted}.")


# Parts of a text


def unquoted(text: str) -> str:
    """Return the text with spaces in the place of what stands in quotation marks, so that positions stay."""
    return QUOTED.sub(lambda found: " " * len(found[0]), text)


def quoted(texts: Iterable[str]) -> list[str]:
    """Return the passages in quotation marks, without the marks, each once."""
    passages = (found[0][1:-1].strip(" .,;") for text in texts for found in QUOTED.finditer(text))
    return list(dict.fromkeys(passage for passage in passages if passage))


def leading(statement: str) -> re.Match[str] | None:
    """Return the first word of a statement, after words such as “also”; with “is” or “are”, the word after it too."""
    for found in re.finditer(r"(?:is|are) \w+|[\w’']+", statement):
        if found[0].lower() not in BEFORE_VERB:
            return found
    return None


def number_of(statement: str) -> str | None:
    """Return “singular” or “plural”, by the form of the leading verb; None for a verb that is not in the list."""
    found = leading(statement)
    return FORMS.get(found[0].lower()) if found else None


def singular_of(verb: str) -> str:
    """Return the form of a regular verb for one speaker."""
    if verb.endswith(("s", "sh", "ch", "x")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


FORMS = {"is reported": "singular", "are reported": "plural"}
for _verb in SayingVerb.values:
    if "-" not in _verb:
        FORMS |= {_verb: "plural", singular_of(_verb): "singular"}


def _number_by_ending(word: str) -> str | None:
    return "singular" if word.lower().endswith("s") and not word.lower().endswith("ss") else None


# One or many

HEAD_ENDS = re.compile(
    r",|\(|\b(?:about|at|briefed|by|close|familiar|for|from|in|inside|involved|near|of|on|speaking|that|to|which|who|with|within)\b"
)
PLURALS = {"children", "men", "people", "police", "spokesmen", "spokespeople", "spokeswomen", "women"}
SINGULARS = {"emirates", "headquarters", "hamas", "nations", "netherlands", "news", "philippines", "reuters", "states"}
EITHER = {"media", "staff", "team"}


def is_plural(subject: str) -> bool | None:
    """Return whether an English name or role stands for several speakers; None where its form does not tell.

    The head counts: of “sources in the ministry” it is “sources”.
    """
    head = HEAD_ENDS.split(subject, maxsplit=1)[0]
    words = re.findall(r"[\w.]+(?:[’'](?!s\b)\w+)*", head.lower())
    if not words or not re.search("[a-z]", words[-1]):
        return None
    last = words[-1].strip(".")
    if "and" in words[1:-1]:
        return True
    if last in EITHER:
        return None
    ends_as_plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return last in PLURALS or (ends_as_plural and last not in SINGULARS)


def is_english(texts: Iterable[str]) -> bool:
    """Return whether at least half of these texts have one of the commonest English words; false for no text."""
    counted = [bool(COMMON.search(text)) for text in texts]
    return bool(counted) and sum(counted) * 2 >= len(counted)


COMMON = _words("the", "that", "of", "for", "with", "says?")


def _spot(found: re.Match[str], says: str) -> Spot:
    return Spot(found.start(), found.end(), f"“{found[0]}” {says}")
