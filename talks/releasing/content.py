"""Reads the public record from the database, as documents and as rows of tables.

Imports ``public``, ``tables`` and ``exports.records``, whose dictionaries the documents are; ``database`` stores them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC

from django.db import models

from talks import dates
from talks.differences import read_differences
from talks.exports.csv_file import rows as statement_rows
from talks.exports.records import Serializer, day, report
from talks.index import Index
from talks.models import Actor, Answer, Article, Claim, Event, Lane, Origin, Outlet, Place, Process, Question, Topic
from talks.models.correction import KINDS
from talks.releasing.public import ROLES, Chosen, batches
from talks.releasing.tables import BY_NAME
from talks.rows import ClaimRow, read_events
from talks.spreadsheets import unguarded
from talks.statements import in_order_shown
from talks.vocabulary import Difference

KIND = {Event: "event", Claim: "claim", Article: "report", Actor: "person", Process: "process", Question: "question"}
NAMED = {model._meta.model_name: kind for model, kind in KIND.items()}
"""The kinds of record as addresses and files name them, by model and by its name; those of others are the same."""

Row = tuple[str, list]
"""The name of a table, and the values of its columns."""
Document = tuple[str, str, dict]
"""The kind and slug of a record, and what it says."""

PEOPLE = ("slug", "name", "kind", "side__slug", "side__name", "names", "spellings", "note")
ORIGINS = ("slug", "kind", "house__slug", "date", "date_basis", "date_basis_note", "note")
SIMPLE: dict[type[models.Model], tuple[str, str, tuple[str, ...]]] = {
    Process: ("processes", "process", tuple(BY_NAME["processes"].columns)),
    Outlet: ("outlets", "outlet", tuple(BY_NAME["outlets"].columns)),
    Place: ("places", "place", tuple(BY_NAME["places"].columns)),
    Actor: ("people", "person", PEOPLE),
    Topic: ("topics", "topic", tuple(BY_NAME["topics"].columns)),
    Origin: ("origins", "origin", ORIGINS),
}
"""Models whose documents are the rows of their table: its name, their kind, and the columns of the model."""


def kind_named(model: str) -> str:
    """Return the kind of record of a model's name: “report” of “article”."""
    return NAMED.get(model, model)


def read_content(index: Index, chosen: Chosen) -> Iterator[Row | Document]:
    """Yield the rows of all tables, and the documents, each after those it refers to.

    Cost: some ten queries for each 500 events; one such batch in memory, beside ids and the corrections.
    """
    yield from _names(chosen)
    yield from _questions(chosen)
    corrections = _corrections(chosen)
    yield from _reports(chosen, corrections)
    yield from _events(index, chosen)
    for of, rows in corrections.items():
        for one in rows:
            yield "corrections", [one["slug"], *of, *(one[name] for name in BY_NAME["corrections"].columns[3:])]
    for one in chosen.renames:
        yield "renames", [kind_named(one.model), one.former, one.present]
    for model, gone in chosen.withdrawn.items():
        for each in gone:
            when = each.changed.astimezone(UTC).date().isoformat()
            yield "withdrawn", [kind_named(model._meta.model_name), each.slug, when, each.reason]


def _names(chosen: Chosen) -> Iterator[Row | Document]:
    for model, (table, kind, columns) in SIMPLE.items():
        for pks in batches(chosen.rows[model]):
            found = dict(_by_pk(model._base_manager.filter(pk__in=pks).values_list("pk", *columns)))
            for pk in pks:
                values = [one.isoformat() if hasattr(one, "isoformat") else one for one in found[pk]]
                names = BY_NAME[table].columns
                yield table, values
                yield kind, values[0], dict(zip(names, values, strict=True))
    lanes = Lane.objects.filter(pk__in=chosen.rows[Lane])
    by_pk = dict(_by_pk(lanes.values_list("pk", "process__slug", "side__slug", "position", "palette")))
    for pk in chosen.rows[Lane]:
        yield "lanes", list(by_pk[pk])


def _by_pk(rows: Iterable[tuple]) -> Iterator[tuple[int, tuple]]:
    return ((pk, tuple(values)) for pk, *values in rows)


def _questions(chosen: Chosen) -> Iterator[Row | Document]:
    differs = read_differences().of_question
    shown = chosen.pks(Answer)
    answers: dict[int, list[dict]] = defaultdict(list)
    excluded: dict[int, list[tuple]] = defaultdict(list)
    pairs = Answer.excludes.through.objects.values_list(
        "from_answer", "from_answer__question__slug", "from_answer__slug", "to_answer", "to_answer__slug"
    )
    for one, question, slug, other, its_slug in pairs:
        if one in shown and other in shown:
            excluded[one].append((question, slug, its_slug))
    rows = dict(_by_pk(Answer.objects.values_list("pk", "question", "question__slug", "slug", "text", "position")))
    later: list[Row] = []
    for pk in chosen.rows[Answer]:
        of, question, slug, text, position = rows[pk]
        excludes = sorted(excluded[pk])
        answers[of].append(
            {"slug": slug, "text": text, "position": position, "excludes": [one for *_its, one in excludes]}
        )
        later.append(("answers", [question, slug, text, position]))
    for pk in chosen.rows[Answer]:
        later += [("exclusions", list(one)) for one in sorted(excluded[pk])]
    for pks in batches(chosen.rows[Question]):
        found = Question.objects.select_related("process").in_bulk(pks)
        for pk in pks:
            one = found[pk]
            kinds = in_words(differs.get(pk, ()))
            values = [one.slug, one.process.slug, one.text, one.kind, one.reason, one.context, kinds]
            yield "questions", values
            document = dict(zip(BY_NAME["questions"].columns, values, strict=True))
            yield "question", one.slug, document | {"answers": answers[pk]}
    yield from later


def in_words(kinds: Iterable[Difference]) -> str:
    """Return kinds of difference for a cell."""
    return "; ".join(str(kind) for kind in Difference if kind in kinds)


def _corrections(chosen: Chosen) -> dict[tuple[str, str], list[dict]]:
    """Return the corrections by kind and slug of their record, the oldest first."""
    found: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for one in chosen.corrections:
        name = next(name for name in KINDS if getattr(one, f"{name}_id"))
        of = (kind_named(name), getattr(one, name).slug)
        words = {"field": one.field, "before": one.before, "after": one.after, "reason": one.reason}
        found[of].append({"slug": one.slug, "kind": one.kind, "day": day(one.day)} | words)
    return found


def _reports(chosen: Chosen, corrections: dict[tuple[str, str], list[dict]]) -> Iterator[Row | Document]:
    for pks in batches(chosen.rows[Article]):
        found = Article.objects.select_related("outlet", "origin__house").in_bulk(pks)
        claims: dict[int, list[str]] = defaultdict(list)
        said = Claim.objects.public().filter(article__in=pks).order_by()
        for article, _paragraph, slug in sorted(said.values_list("article", "paragraph", "slug")):
            claims[article].append(slug)
        for pk in pks:
            written = report(found[pk])
            yield "reports", [written[name] for name in BY_NAME["reports"].columns]
            own = [{"of": "report"} | without_slug(one) for one in corrections.get(("report", written["slug"]), ())]
            yield "report", written["slug"], written | {"corrections": own, "claims": claims[pk]}


def without_slug(correction: dict) -> dict:
    return {name: value for name, value in correction.items() if name != "slug"}


def _events(index: Index, chosen: Chosen) -> Iterator[Row | Document]:
    """Yield events with their statements, in the order of the timeline."""
    differs = read_differences().of_event
    for pks in batches(chosen.rows[Event]):
        found = [(event, in_order_shown(sorted(said, key=reading_order))) for event, said in read_events(index, pks)]
        serializer = Serializer(index, found)
        milestones = set(
            Event.objects.with_milestone().filter(pk__in=pks, is_milestone="1").values_list("pk", flat=True)
        )
        heads = {chosen.repeats[row.pk] for _event, said in found for row in said if row.pk in chosen.repeats}
        slugs = dict(Claim.objects.filter(pk__in=heads).values_list("pk", "slug"))
        for event, said in found:
            written = serializer.event(event)
            # By role and name: the order in which they were recorded is not in a file.
            written["participants"].sort(key=lambda one: (ROLES[one["role"]], one["actor"]))
            written |= {"milestone": event.pk in milestones, "differs": in_words(differs.get(event.pk, ()))}
            claims = [serializer.claim(row) | {"repeats": slugs.get(chosen.repeats.get(row.pk, 0))} for row in said]
            yield "events", [written[name] for name in BY_NAME["events"].columns]
            for one in written["participants"]:
                yield "participants", [written["slug"], *(one[name] for name in ("actor", "name", "role", "basis"))]
            yield "event", written["slug"], written | {"claims": [one["slug"] for one in claims]}
            yield from _claims(written, claims)


def reading_order(row: ClaimRow) -> tuple:
    """Return the key by which statements are in reading order, the same for every database."""
    spoken, published = dates.place(*row.spoken), dates.place(row.report.earliest, row.report.latest)
    return (*spoken, *published, row.report.slug, row.paragraph, row.slug)


def _claims(event: dict, claims: list[dict]) -> Iterator[Row | Document]:
    # The file of a view says whether an event falls into the days asked for. A release asks for none.
    rows = statement_rows(event, [one | {"certain": None} for one in claims])
    for one, cells in zip(claims, rows, strict=True):
        yield "statements", [unguarded(cell) if isinstance(cell, str) else cell for cell in cells]
        for topic in one["topics"]:
            yield "statement_topics", [one["slug"], topic]
        for answer in one["answers"]:
            yield "statement_answers", [one["slug"], *answer.split("/")]
        yield "claim", one["slug"], one
