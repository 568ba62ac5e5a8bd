"""Puts the lists, their hard cases and examples from the record together."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from talks.codebook.examples import Example, read_examples
from talks.codebook.hard_cases import CASES, HardCase
from talks.codebook.lists import LISTS, TOPIC
from talks.models import Topic
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
class Codebook:
    """All lists, the topics last."""

    lists: tuple[CodebookList, ...]


def read_codebook() -> Codebook:
    """Return the codebook of the record. Cost: a constant number of queries."""
    selection = select(Filters())
    examples = read_examples(selection.index)
    lists = [
        CodebookList(
            one.name,
            one.title,
            one.fields,
            one.parameter,
            CASES.get((one.name, ""), ()),
            tuple(_word(one.name, one.parameter, term, term.label, term.definition, examples) for term in one.terms),
        )
        for one in LISTS
    ]
    return Codebook((*lists, _topics(selection, examples)))


def _word(name: str, parameter: str, word: str, label: Any, definition: Any, examples: dict) -> CodebookWord:
    example = examples.get((name, word))
    query = Filters().asking(**{parameter: (str(word),)}).querystring() if parameter and example else ""
    cases = CASES.get((name, word), ())
    return CodebookWord(str(word), f"{name}-{word}", label, definition, example, cases, query)


def _topics(selection: Selection, examples: dict) -> CodebookList:
    """Return the topics of public statements, by name."""
    public = {
        pk
        for part in selection.parts
        for pk in part.segment.family(TOPIC).keys
        if pk and part.segment.claims_of(TOPIC, (pk,))
    }
    rows = Topic.objects.filter(pk__in=public or {0}).order_by("name", "slug")[:TOPICS]
    words = tuple(_word(TOPIC, TOPIC, one.slug, one.name, one.definition, examples) for one in rows)
    return CodebookList(TOPIC, _("Topic"), ("claim.topics",), TOPIC, (), words)
