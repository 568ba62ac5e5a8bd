"""The warnings of what curators are at: the records that changed last and that readers do not see yet, or changed lately.

Imports models and ``record``. The front page of the desk shows them, where the lint of a whole record would take seconds.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from talks.lint.finding import Finding
from talks.lint.record import Lint
from talks.models import Claim, Event
from talks.vocabulary import Status

LATEST = 40  # statements, and as many events; each takes up to a millisecond


class Warned(NamedTuple):
    """A record with the warnings of it that no exception silences."""

    record: Event | Claim
    findings: list[Finding]


def lint_latest(since: datetime, most: int = LATEST) -> Iterator[Warned]:
    """Find the warnings of the statements and events that changed last: the hidden ones, and those that changed since.

    Shape: at most ``most`` statements are looked at, then as many events; those without a warning are left out. What all
    of a report's statements take together is not measured.
    Cost: two queries, and three for each negotiation among them.
    """
    looked_at = Q(changed__gte=since) | ~Q(status__in=[Status.PUBLISHED, Status.WITHDRAWN])
    looked_at &= ~Q(status=Status.WITHDRAWN) & Q(lint_reason="")
    related = ("event__process", "occasion", "speaker", "repeats__speaker", "article__text")
    rules: dict[int, Lint] = {}
    claims = Claim.objects.filter(looked_at).select_related(*related)
    events = Event.objects.filter(looked_at).select_related("process")
    for record in [*claims.order_by("-changed", "-pk")[:most], *events.order_by("-changed", "-pk")[:most]]:
        process = record.event.process if isinstance(record, Claim) else record.process
        if process.pk not in rules:
            rules[process.pk] = Lint(process)
        lint = rules[process.pk]
        found = list(lint.claim(record) if isinstance(record, Claim) else lint.event(record))
        if found:
            yield Warned(record, found)
