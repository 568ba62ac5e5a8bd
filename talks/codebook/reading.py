"""Puts the lists, their hard cases and examples from the record together."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from talks.codebook.examples import Example, read_examples
from talks.codebook.hard_cases import Cases, HardCase, read_cases
from talks.codebook.lists import LISTS, TOPIC, WordList
from talks.exports import fields
from talks.exports.csv_file import PROOF
from talks.letters import name_order
from talks.models import Topic
from talks.parameters import PARAMETERS
from talks.timeline import Filters, Selection, select

TOPICS = 500  # more stand in no codebook; a record has some dozen


@dataclass(frozen=True)
class CodebookWord:
    """One word. Shape: ``query`` leads to all that have it, empty if nothing has or no parameter asks for it."""

    word: str
    anchor: str
    label: Any
    definition: Any
    example: Example | None
    cases: tuple[HardCase, ...]
    query: str = ""


@dataclass(frozen=True)
class CodebookList:
    """One list. Shape: ``fields`` are names in JSON, as in “claim.kind”; ``parameter`` may be empty."""

    name: str
    title: Any
    fields: tuple[str, ...]
    parameter: str
    cases: tuple[HardCase, ...]
    words: tuple[CodebookWord, ...]


@dataclass(frozen=True)
class FieldMeaning:
    """What a field means in one kind of object. Shape: ``of`` is “event”, ``list`` that of its words, or empty."""

    of: str
    type: str
    meaning: Any
    list: str


@dataclass(frozen=True)
class CodebookField:
    """A field of files, in every kind of object that has it.

    Shape: its anchor is its name, as the terms of JSON-LD have it, unless a list has that name and explains it.
    """

    name: str
    meanings: tuple[FieldMeaning, ...]

    @property
    def anchor(self) -> str:
        """The anchor of the field on the page, empty if that of a list is the same."""
        return "" if self.name in {one.name for one in LISTS} else self.name


@dataclass(frozen=True)
class Codebook:
    """All lists, the topics last, and all fields."""

    lists: tuple[CodebookList, ...]
    fields: tuple[CodebookField, ...]


def read_codebook() -> Codebook:
    """Return the codebook of the record. Cost: a constant number of queries."""
    selection = select(Filters())
    examples, cases = read_examples(selection.index), read_cases(selection.index)
    lists = [_list(one, examples, cases) for one in LISTS]
    return Codebook((*lists, _topics(selection, examples, cases)), read_fields())


TABLES = {
    "event": fields.EVENT,
    "claim": fields.CLAIM,
    "report": fields.REPORT,
    "participant": fields.PARTICIPANT,
    "proof": fields.PROOF,
    "claim in CSV and JSON-LD": {name: fields.PROOF[of_proof] for name, of_proof in PROOF.items()},
    "correction": fields.CORRECTION,
    "event and claim": fields.IN_VIEW,
    "view": fields.VIEW,
}
"""The objects of files, by what they are of."""


def read_fields() -> tuple[CodebookField, ...]:
    """Return every field once, in the order of files. Cost: no query."""
    lists = {one.terms: one.name for one in LISTS}
    meanings: dict[str, list[FieldMeaning]] = {}
    for of, table in TABLES.items():
        for name, field in table.items():
            words = lists.get(field.terms, "") if field.terms else ""
            meanings.setdefault(name, []).append(FieldMeaning(of, field.type, field.meaning, words))
    return tuple(CodebookField(name, tuple(found)) for name, found in meanings.items())


def _list(one: WordList, examples: dict, cases: Cases) -> CodebookList:
    parameter = next((known.name for known in PARAMETERS if known.terms is one.terms), "")
    words = tuple(_word(one.name, parameter, term, term.label, term.definition, examples, cases) for term in one.terms)
    of_list = cases.get((one.name, ""), ())
    return CodebookList(one.name, one.title, fields.with_words_of(one.terms), parameter, of_list, words)


def _word(
    name: str, parameter: str, word: str, label: Any, definition: Any, examples: dict, cases: Cases
) -> CodebookWord:
    example = examples.get((name, word))
    query = Filters().asking(**{parameter: (str(word),)}).querystring() if parameter and example else ""
    of_word = cases.get((name, str(word)), ())
    return CodebookWord(str(word), f"{name}-{word}", label, definition, example, of_word, query)


def _topics(selection: Selection, examples: dict, cases: Cases) -> CodebookList:
    """Return the topics of public statements, by name."""
    public = {
        pk
        for part in selection.parts
        for pk in part.segment.family(TOPIC).keys
        if pk and part.segment.claims_of(TOPIC, (pk,))
    }
    rows = Topic.objects.filter(pk__in=public or {0}).order_by("name", "slug")[:TOPICS]
    named = sorted(rows, key=lambda one: name_order(one.shown_name))
    words = tuple(_word(TOPIC, TOPIC, one.slug, one.shown_name, one.definition, examples, cases) for one in named)
    return CodebookList(TOPIC, _("Topic"), ("claim.topics",), TOPIC, cases.get((TOPIC, ""), ()), words)
