"""Sorts the statements of several reports into lines: which belong together, by their ids alone.

Imports models and differences; ``compare`` puts the lines into words.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talks.differences import Differences, read_pairs
from talks.models import Claim, Question
from talks.querysets import ClaimQuerySet
from talks.vocabulary import Attribution, Difference


class Taken(NamedTuple):
    """A statement as the comparison sorts it. Shape: ``words`` are equal for the same words of the same speaker."""

    pk: int
    event: int
    report: int
    utterance: int
    words: tuple[str, int | None, bool]


@dataclass
class Group:
    """Statements that belong in one line."""

    claims: list[Taken]
    is_utterance: bool
    is_same_words: bool
    differs: bool

    @property
    def reports(self) -> set[int]:
        return {one.report for one in self.claims}

    @property
    def order(self) -> tuple[bool, bool]:
        """What comes first within an event: what differs, then what was said once, then the rest."""
        return not self.differs, not self.is_utterance


def read_taken(claims: ClaimQuerySet, order: dict[int, int]) -> list[Taken]:
    """Return the statements of the reports, by report in this order, then by paragraph. Cost: one query."""
    columns = ("pk", "event", "article", "repeats", "quote", "speaker", "attribution")
    rows = claims.order_by("article", "paragraph", "slug").values_list(*columns)
    taken = [
        Taken(pk, event, article, repeats or pk, (quote, speaker, attribution == Attribution.OWN_VOICE))
        for pk, event, article, repeats, quote, speaker, attribution in rows
    ]
    return sorted(taken, key=lambda one: order[one.report])


def read_differing(reports: Collection[int], known: date | None) -> tuple[Differences, list[tuple[int, int]]]:
    """Return how statements of different reports among these differ, and the pairs that do.

    Cost: three queries; quadratic in the statements of these reports that answer one question.
    """
    claims = Claim.objects.public(known).filter(article__in=reports)
    report_of = dict(claims.filter(answers__isnull=False).values_list("pk", "article").distinct())
    of_claim: dict[int, set[tuple[Difference, int]]] = defaultdict(set)
    pairs = []
    for kind, one, other in read_pairs(known, reports=reports):
        if report_of[one.claim] != report_of[other.claim]:
            pairs.append((one.claim, other.claim))
            for account in (one, other):
                of_claim[account.claim].add((kind, account.question))
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    return Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=dict(of_claim)), pairs


def grouped_lines(taken: Iterable[Taken], pairs: Iterable[tuple[int, int]], differing: Collection[int]) -> list[Group]:
    """Group statements into lines: one utterance, the same words of one speaker on one event, or accounts that differ.

    Shape: groups in the order of their first statement; each statement is in exactly one. Accounts of different events
    that differ stay apart.
    """
    by_pk = {one.pk: one for one in taken}
    lead = {pk: pk for pk in by_pk}

    def find(pk: int) -> int:
        while lead[pk] != pk:
            lead[pk] = pk = lead[lead[pk]]
        return pk

    first: dict[object, int] = {}
    for one in by_pk.values():
        for key in (one.utterance, (one.event, one.words)):
            lead[find(one.pk)] = find(first.setdefault(key, one.pk))
    for pk, other in pairs:
        if by_pk[pk].event == by_pk[other].event:
            lead[find(pk)] = find(other)
    groups: dict[int, list[Taken]] = defaultdict(list)
    for pk, one in by_pk.items():
        groups[find(pk)].append(one)
    return [_group(claims, differing) for claims in groups.values()]


def _group(claims: list[Taken], differing: Collection[int]) -> Group:
    reports_of: dict[object, set[int]] = defaultdict(set)
    for one in claims:
        reports_of[one.utterance].add(one.report)
        reports_of[one.words].add(one.report)
    return Group(
        claims,
        is_utterance=any(len(reports_of[one.utterance]) > 1 for one in claims),
        is_same_words=any(len(reports_of[one.words]) > 1 for one in claims),
        differs=any(one.pk in differing for one in claims),
    )
