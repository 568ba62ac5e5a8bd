"""Draws and writes a synthetic record a thousand events at a time, so that memory stays bounded.

Imports history, models, ``cast`` and ``affairs``; the command ``make_record`` calls it.
"""

from collections import Counter
from collections.abc import Callable
from itertools import permutations
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from talks.history import unwritten
from talks.models import Answer, Article, Claim, Event, Origin, Participation, Process, Question
from talks.models.base import SLUG
from talks.synthetic.affairs import AFFAIR, Affair, draw_affair
from talks.synthetic.cast import store_cast
from talks.synthetic.chances import RowValues

ROWS_PER_INSERT = 500  # PostgreSQL runs its triggers once for each INSERT
AFFAIRS_AT_ONCE = 50  # affairs written at a time; bounds memory


@transaction.atomic
def store(affairs: list[Affair]) -> None:
    """Write affairs. Nothing depends on the ids that the database assigns."""

    def rows(name: str) -> list[Any]:
        return [row for affair in affairs for row in getattr(affair, name)]

    origins = insert(Origin, [row["origin"] for row in rows("articles") if row["origin"]])
    for row in rows("articles"):
        row["origin_id"] = row["origin"] and origins[row["origin"]["slug"]]
    articles, events = insert(Article, rows("articles")), insert(Event, rows("events"))
    for row in rows("participations"):
        row["event_id"] = events[row["event"]]
    insert(Participation, rows("participations"))
    claims = {None: None}
    for name in ("claims", "repetitions"):
        for row in rows(name):
            row["article_id"], row["event_id"] = articles[row["article"]], events[row["event"]]
            row["occasion_id"], row["repeats_id"] = events.get(row["occasion"]), claims[row.get("repeats")]
        claims |= insert(Claim, rows(name))
    said = rows("claims") + rows("repetitions")
    tags = [{"claim_id": claims[row["slug"]], "topic_id": topic} for row in said for topic in row["topics"]]
    insert(Claim.topics.through, tags)
    Question.objects.bulk_create(affair.choices[0].question for affair in affairs if affair.choices)
    Answer.objects.bulk_create(rows("choices"))
    pairs = [pair for affair in affairs for pair in permutations(affair.choices, 2)]
    insert(Answer.excludes.through, [{"from_answer_id": one.pk, "to_answer_id": other.pk} for one, other in pairs])
    given = [{"claim_id": claims[row["slug"]], "answer_id": row["answer"].pk} for row in said if "answer" in row]
    insert(Claim.answers.through, given)


def insert(model: type[models.Model], rows: list[RowValues]) -> dict[str, int]:
    """Insert rows without model instances, which would take three times as long.

    Shape: the ids by slug, where the model has slugs. Constraints of the database apply; ``full_clean`` is not called.
    Cost: one query for each 500 rows, and one more.
    """
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    defaults = [(one.attname, one.get_db_prep_save(one.get_default(), connection)) for one in fields]
    name = connection.ops.quote_name
    into = f"{name(model._meta.db_table)} ({', '.join(name(one.column) for one in fields)})"
    line = f"({', '.join(['%s'] * len(fields))})"
    many = min(ROWS_PER_INSERT, (connection.features.max_query_params or ROWS_PER_INSERT * len(fields)) // len(fields))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), many):
            some = rows[start : start + many]
            values = [row.get(column, default) for row in some for column, default in defaults]
            # No part of the statement comes from outside: names of the models' own tables and columns.
            cursor.execute(f"INSERT INTO {into} VALUES {', '.join([line] * len(some))}", values)  # noqa: S608
    if not rows or "slug" not in rows[0]:
        return {}
    slugs = sorted(row["slug"] for row in rows)
    return dict(model.objects.filter(slug__range=(slugs[0], slugs[-1])).values_list("slug", "pk"))


def make_record(
    events: int, seed: int = 1, process: str = "synthetic", *, progress: Callable[[int], None] = lambda done: None
) -> dict[str, int]:
    """Write a record with this number of events, five times as many statements and half as many reports.

    Shape: the numbers written, by name. ``progress`` is called with the number of events written so far.
    Cost: a transaction for each 1,000 events; earlier ones stay written where a later one fails.
    Raises: ValidationError where the process is in the record already, or its slug is none.
    """
    SLUG(process)
    if events < 1 or len(process) > 60:
        raise ValidationError("Ask for at least one event, and for a process of at most 60 letters.")
    if Process.objects.filter(slug=process).exists():
        raise ValidationError(
            f"The record already contains “{process}”: choose another --process, or an empty database."
        )
    dice = Random(seed)  # noqa: S311 - data, not a secret
    with transaction.atomic(), unwritten():  # records for measuring have no history
        cast = store_cast(dice, process)
    made = Counter()
    for start in range(0, events, AFFAIRS_AT_ONCE * AFFAIR):
        stop = min(events, start + AFFAIRS_AT_ONCE * AFFAIR)
        affairs = [draw_affair(dice, cast, first, min(AFFAIR, stop - first)) for first in range(start, stop, AFFAIR)]
        store(affairs)
        for affair in affairs:
            statements = len(affair.claims) + len(affair.repetitions)
            made.update(events=len(affair.events), statements=statements, reports=len(affair.articles))
        progress(made["events"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # without new statistics the database would plan for empty tables
    return dict(made)
