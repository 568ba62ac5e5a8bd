"""The first public record that has a word of a closed list, with what a reader sees of it.

Looks at the first events of the record in the order in which they happened, so that no record is too large for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from talks import dates
from talks.codebook.lists import TOPIC
from talks.index import Index
from talks.models import Actor, Article, Claim, Correction, Event, Participation, Question
from talks.sources import source_label
from talks.statements import lead_name
from talks.timeline import Filters, in_order, select
from talks.vocabulary import Attribution, CorrectionKind, Difference, Milestone, ProofState, Status

EVENTS = 500  # among which examples are looked for
STATEMENTS = 10_000  # of these events
OTHERS = 500  # questions and corrections

Word = tuple[str, str]
"""The name of a list, and one of its words."""


@dataclass(frozen=True)
class Example:
    """A record in words, and the path of its page. A statement has its speaker and report with it."""

    text: str
    address: str


def read_examples(index: Index) -> dict[Word, Example]:
    """Return an example for each word that the first events have.

    Cost: 14 queries; which records they are is cached for each version of the record.
    """
    found = index.cached(("examples of words",), lambda: _find(index))
    rows: dict[type[Model], dict[int, Any]] = {
        model: all_of.in_bulk({pk for kind, pk in found.values() if kind is model} or {0})
        for model, all_of in ROWS.items()
    }
    return {word: _shown(word, rows[model][pk]) for word, (model, pk) in found.items() if pk in rows[model]}


ROWS = {
    Event: Event.objects.all(),
    Claim: Claim.objects.select_related("article__outlet", "speaker"),
    Article: Article.objects.select_related("outlet"),
    Participation: Participation.objects.select_related("event", "actor"),
    Actor: Actor.objects.all(),
    Question: Question.objects.all(),
    Correction: Correction.objects.all(),
}

Found = tuple[Word, type[Model], int]


def _find(index: Index) -> dict[Word, tuple[type[Model], int]]:
    """Return the first record of each word, as its model and id. Cost: seven queries."""
    events = _first_events(index, Filters(), EVENTS)
    found: dict[Word, tuple[type[Model], int]] = {}
    for word, model, pk in (*_of_events(index, events), *_of_statements(events), *_of_the_rest()):
        if word[1]:
            found.setdefault(word, (model, pk))
    return found


def _first_events(index: Index, filters: Filters, number: int) -> list[int]:
    selection = select(filters, index)
    places = in_order(selection, "", 0, number).events
    return [selection.parts[one.part].segment.pks[one.number] for one in places]


def _of_events(index: Index, events: list[int]) -> Iterator[Found]:
    columns = ("kind", "occurrence", "format", "date_basis", "status")
    names = ("event-kind", "occurrence", "event-format", "basis", "status")
    rows = {pk: words for pk, *words in Event.objects.filter(pk__in=events or [0]).values_list("pk", *columns)}
    for pk in events:
        for name, word in zip(names, rows.get(pk, ()), strict=False):
            yield (name, word), Event, pk
    # Not by id, which another installation gives in another order: the codebook stands in releases.
    present = Participation.objects.filter(event__in=events or [0]).order_by("event__slug", "actor__slug", "role")
    of_event: dict[int, list[tuple]] = {}
    for event, *words in present.values_list("event", "pk", "role", "basis", "actor", "actor__kind"):
        of_event.setdefault(event, []).append(tuple(words))
    for event in events:
        for pk, role, basis, actor, kind in of_event.get(event, ()):
            yield ("role", role), Participation, pk
            yield ("basis", basis), Participation, pk
            yield ("actor-kind", kind), Actor, actor
    for difference in Difference:
        for pk in _first_events(index, Filters().asking(differ=(difference.value,)), 1):
            yield ("difference", difference), Event, pk
    for pk in _first_events(index, Filters().asking(milestone=(Milestone.YES.value,)), 1):
        yield ("milestone", Milestone.YES), Event, pk


def _of_statements(events: list[int]) -> Iterator[Found]:
    place = {pk: number for number, pk in enumerate(events)}
    about = Claim.objects.public().filter(event__in=events or [0])
    columns = ("kind", "attribution", "quote_mode", "rendering", "article__rendering", "paragraph_sha256")
    more_columns = ("said_basis", "translation_method")
    of_report = ("article", "article__origin__kind", "article__origin_basis", "article__published_basis")
    titled = ("article__headline_basis", "article__genre", "article__completeness")
    names = ("pk", "event", *columns, *more_columns, *of_report, "speaker", "speaker__kind", *titled)
    rows = sorted(about.in_reading_order().values_list(*names)[:STATEMENTS], key=lambda row: place[row[1]])
    for pk, _event, kind, attribution, mode, rendering, of_article, proof, basis, method, *more in rows:
        yield ("claim-kind", kind), Claim, pk
        yield ("attribution", attribution), Claim, pk
        yield ("quote-mode", mode), Claim, pk
        yield ("rendering", rendering or of_article), Claim, pk
        yield ("translation-method", method), Claim, pk
        yield ("proof", ProofState.FOUND if proof else ProofState.NOT_CHECKED), Claim, pk
        yield ("basis", basis), Claim, pk
        report, origin_kind, origin_basis, published_basis, speaker, speaker_kind, *of_title = more
        yield ("origin-kind", origin_kind), Article, report
        yield ("origin-basis", origin_basis), Article, report
        yield ("basis", published_basis), Article, report
        for name, word in zip(("headline-basis", "genre", "completeness"), of_title, strict=True):
            yield (name, word), Article, report
        yield ("actor-kind", speaker_kind), Actor, speaker
    order = {row[0]: number for number, row in enumerate(rows)}
    topics = Claim.topics.through.objects.filter(claim__event__in=events or [0])
    tagged = [one for one in topics.values_list("claim", "topic__slug") if one[0] in order]
    for pk, slug in sorted(tagged, key=lambda one: order[one[0]]):
        yield (TOPIC, slug), Claim, pk


def _of_the_rest() -> Iterator[Found]:
    for pk, kind in Question.objects.public().order_by("slug").values_list("pk", "kind")[:OTHERS]:
        yield ("question-kind", kind), Question, pk
    # What was corrected before a record was withdrawn has the words of that record.
    gone = Q(claim__status=Status.WITHDRAWN) | Q(event__status=Status.WITHDRAWN) | Q(article__status=Status.WITHDRAWN)
    shown = Correction.objects.public().filter(Q(kind=CorrectionKind.WITHDRAWAL) | ~gone).order_by("day", "slug")
    for pk, kind in shown.values_list("pk", "kind")[:OTHERS]:
        yield ("correction-kind", kind), Correction, pk


def _shown(word: Word, row: Any) -> Example:
    """Return what a reader sees of a record as an example of a word."""
    if isinstance(row, Claim):
        is_own = row.attribution == Attribution.OWN_VOICE
        name = lead_name(row.speaker.shown_name if row.speaker else "", row.speaker_role, is_own_voice=is_own)
        text = f"{name} {row.statement.rstrip('.')} ({source_label(row.article)}, ¶{row.paragraph})"
    elif isinstance(row, Event):
        day = dates.words(dates.parse(row.date)) if row.date else _("day not stated")
        text = _with_note(f"{row.title}, {day}", row.date_basis_note if word[0] == "basis" else "")
    elif isinstance(row, Participation):
        words = {"name": row.actor.shown_name, "event": row.event.title}
        text = _with_note(_("%(name)s in “%(event)s”") % words, row.basis_note)
        return Example(text, row.event.get_absolute_url())
    elif isinstance(row, Article):
        note = row.published_basis_note if word[0] == "basis" else row.origin_note if word[0] == "origin-basis" else ""
        text = _with_note(source_label(row), note)
    elif isinstance(row, Correction):
        day = dates.words(dates.parse(row.day.isoformat()))
        return Example(f"{day}: {row.reason}", f"{reverse('corrections')}#{row.slug}")
    else:
        text = row.text if isinstance(row, Question) else row.shown_name
    return Example(text, row.get_absolute_url())


def _with_note(text: str, note: str) -> str:
    return f"{text} ({note.rstrip('.')})" if note else text
