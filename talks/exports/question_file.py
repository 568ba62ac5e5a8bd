"""A question with its answers and the statements that give them, and the list of questions, as JSON.

Reads models, rows, differences and ``records``.
"""

from collections import defaultdict

from talks.differences import read_differences
from talks.exports.json_file import CONTENT_TYPE
from talks.exports.records import File, Serializer, json_line
from talks.exports.view import version_headers
from talks.index import current
from talks.models import Answer, Claim, Question
from talks.rows import read_claims, read_events
from talks.sources import public_url
from talks.vocabulary import Difference

MOST = 1_000
"""Questions in the list."""


def write_question(question: Question) -> File:
    """Return a public question. Shape: only answers that are given, in order. Cost: a constant number of queries."""
    index, answers = current(), list(question.answers.prefetch_related("excludes"))
    claims = Claim.objects.public().filter(answers__question=question).in_reading_order().distinct()
    rows = read_claims(index, Claim.objects.public().filter(pk__in=claims.order_by().values("pk")).in_reading_order())
    events = read_events(index, {row.event.pk for row in rows}, only={row.pk for row in rows})
    serializer, given = Serializer(index, events), defaultdict(list)
    for row in rows:
        for answer in serializer.answers[row.pk]:
            of, _slash, slug = answer.partition("/")
            if of == question.slug:
                given[slug].append(serializer.claim(row))
    differences = read_differences(answered_by=[row.pk for row in rows])
    kinds = differences.of_question.get(question.pk, set())
    shown = _head(question, kinds) | {"answers": [_answer(one, given) for one in answers if given[one.slug]]}
    return File(json_line({"version": index.version} | shown), CONTENT_TYPE, headers=version_headers(index))


def write_questions() -> File:
    """Return all public questions, ``MOST`` at most, without their answers. Cost: a constant number of queries."""
    index, differences = current(), read_differences()
    rows = Question.objects.public().select_related("process").order_by("text", "slug")[:MOST]
    questions = [_head(one, differences.of_question.get(one.pk, set())) for one in rows]
    return File(
        json_line({"version": index.version, "questions": questions}), CONTENT_TYPE, headers=version_headers(index)
    )


def _head(question: Question, kinds: set[Difference]) -> dict:
    return {
        "slug": question.slug,
        "process": question.process.slug,
        "text": question.text,
        "kind": question.kind,
        "context": question.context,
        "reason": question.reason,
        "differences": [kind.value for kind in Difference if kind in kinds],
        "url": public_url(question.get_absolute_url()),
    }


def _answer(answer: Answer, given: dict[str, list[dict]]) -> dict:
    """Return an answer. Shape: ``excludes`` has those that are given and cannot be true together with it."""
    excluded = sorted(one.slug for one in answer.excludes.all() if given[one.slug])
    return {"slug": answer.slug, "text": answer.text, "excludes": excluded, "claims": given[answer.slug]}
