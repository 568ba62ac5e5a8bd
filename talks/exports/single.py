"""One public event, statement or report for a file, with the names and values that files of a view have."""

from dataclasses import dataclass

from django.db.models import Model

from talks.exports.records import Serializer, report
from talks.index import current
from talks.models import Article, Claim, Event
from talks.rows import read_claims, read_events
from talks.statements import in_order_shown


@dataclass(frozen=True)
class Record:
    """A record as dictionaries, by the names of ``records``.

    Shape: ``kind`` is "event", "claim" or "report", and ``claims`` has its public statements: of an event in the order of
    its page, of a report in the order of its paragraphs, and a statement itself. ``event`` is None for a report; ``report``
    is None for an event.
    """

    kind: str
    claims: list[dict]
    event: dict | None = None
    report: dict | None = None


def read_record(row: Model) -> Record:
    """Return a public record with all its public statements. Cost: a constant number of queries."""
    index = current()
    if isinstance(row, Event):
        [(event, said)] = read_events(index, [row.pk])
        said = in_order_shown(said)
        serializer = Serializer(index, [(event, said)])
        return Record("event", list(map(serializer.claim, said)), event=serializer.event(event))
    wanted = {"pk": row.pk} if isinstance(row, Claim) else {"article": row}
    said = read_claims(index, Claim.objects.public().filter(**wanted).order_by("paragraph", "slug"))
    events = read_events(index, {one.event.pk for one in said}, only={one.pk for one in said})
    serializer = Serializer(index, events)
    written = list(map(serializer.claim, said))
    if isinstance(row, Claim):
        return Record("claim", written, event=serializer.event(events[0][0]), report=report(row.article))
    assert isinstance(row, Article)  # noqa: S101 - there is no fourth kind
    return Record("report", written, report=report(row))
