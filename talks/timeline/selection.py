"""From the question to rows: which events answer it, and by which of their statements.

Page, facets and exports start from here, so that they cannot disagree. Nothing here is about HTTP or words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from talks import dates, search
from talks.accounts import Differences
from talks.models import Claim, Event, Participation
from talks.timeline.filters import CLAIM_FACETS, COLUMNS, EVENT_FACETS, NONE, Filters


def is_any_of(path: str) -> Callable[[tuple[str, ...]], Q]:
    """Return the condition that a column, or the slug it leads to, has one of the values; ``none`` is its absence."""

    def condition(values: tuple[str, ...]) -> Q:
        found = Q(**{f"{path}__in": [value for value in values if value != NONE]})
        return found | Q(**{f"{path}__isnull": True}) if NONE in values else found

    return condition


def has_topic(values: tuple[str, ...]) -> Q:
    """Return the condition on a claim's topics, as a subquery so that no row is doubled."""
    tagged = Claim.topics.through.objects.filter(claim=OuterRef("pk"))
    found = Q(Exists(tagged.filter(topic__slug__in=values)))
    return found | ~Q(Exists(tagged)) if NONE in values else found


def has_party(values: tuple[str, ...]) -> Q:
    """Return the condition that one of the parties took part, itself or by its people."""
    present = participations().filter(event=OuterRef("pk"))
    found = Q(Exists(present.filter(party__in=values)))
    return found | ~Q(Exists(present)) if NONE in values else found


def participations() -> QuerySet[Participation]:
    """Return participations annotated with the slug of the ``party`` they count for."""
    return Participation.objects.annotate(party=Coalesce("actor__side__slug", "actor__slug"))


CONDITIONS = {name: is_any_of(path) for name, path in COLUMNS.items()} | {"topic": has_topic, "party": has_party}


@dataclass(frozen=True)
class Selection:
    """The events that answer a question, and the statements by which they do."""

    events: QuerySet[Event]
    claims: QuerySet[Claim]


def select(filters: Filters, differences: Differences) -> Selection:
    """Return the rows that answer the question: unordered, each once.

    What is asked of a claim holds for one and the same claim. ``claims`` are those that match, or every public
    one of the events where nothing is asked of claims. Cost: no query until they are read.
    """
    events = Event.objects.public().filter(event_condition(filters, differences))
    claims = Claim.objects.public().with_side()
    if filters.asks_of_claims:
        claims = claims.filter(claim_condition(filters))
        events = events.filter(pk__in=claims.values("event"))
    return Selection(events, claims.filter(event__in=events.values("pk")))


def event_condition(filters: Filters, differences: Differences) -> Q:
    """Return what is asked of the event itself."""
    since = dates.parse(filters.since) if filters.since else None
    until = dates.parse(filters.until) if filters.until else None
    condition = dates.touches("date", since, until) if since or until else Q()
    for name in EVENT_FACETS:
        if name != "differ" and (values := getattr(filters, name)):
            condition &= CONDITIONS[name](values)
    if filters.differ:
        differing = set().union(*(differences.events(kind) for kind in filters.differ))
        condition &= Q(pk__in=differing)
    return condition


def claim_condition(filters: Filters) -> Q:
    """Return what is asked of one and the same claim; for a queryset ``with_side``."""
    condition = search.matching(filters.q) if filters.q else Q()
    for name in CLAIM_FACETS:
        if values := getattr(filters, name):
            condition &= CONDITIONS[name](values)
    return condition
