"""From the question to rows: which events answer it, and by which of their statements.

Page, facets and exports start from here, so that they cannot disagree. Nothing here is about HTTP or words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

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
    asked = event_condition(filters, differences)
    claims = Claim.objects.public(filters.known_day).with_side()
    if filters.asks_of_claims:
        claims = claims.filter(claim_condition(filters))
        # A public claim makes its event public: nothing more is asked of it.
        events = Event.objects.filter(asked, pk__in=claims.values("event"))
    else:
        events = Event.objects.public(filters.known_day).filter(asked)
    return Selection(events, claims.filter(event__in=Event.objects.filter(asked).values("pk")) if asked else claims)


def in_order(selection: Selection, order: str) -> QuerySet[Event]:
    """Return the events in the order asked for, annotated with ``day``: when the clock asked for stands for them.

    What was said or published is taken from the statements that match: the first of them forwards, the last of them
    backwards. Events without such a day come last both ways.
    """
    clock, backwards = order.removeprefix("-") or "happened", order.startswith("-")
    claims = selection.claims.filter(event=OuterRef("pk")).order_by().values("event")
    ends = ("latest", "earliest") if backwards else ("earliest", "latest")
    extreme = Max if backwards else Min
    day = {
        "happened": Coalesce("date_earliest", "date_latest"),
        "said": Subquery(claims.annotate(day=extreme(Coalesce(*(f"said_{end}" for end in ends)))).values("day")),
        "published": Subquery(
            claims.annotate(day=extreme(Coalesce(*(f"article__published_{end}" for end in ends)))).values("day")
        ),
        "recorded": TruncDate("recorded", tzinfo=UTC),
    }[clock]
    sort = F("day").desc(nulls_last=True) if backwards else F("day").asc(nulls_last=True)
    return selection.events.annotate(day=day).order_by(sort, "-slug" if backwards else "slug")


def event_condition(filters: Filters, differences: Differences) -> Q:
    """Return what is asked of the event itself."""
    since = dates.parse(filters.since) if filters.since else None
    until = dates.parse(filters.until) if filters.until else None
    condition = (dates.inside if filters.sure else dates.touches)("date", since, until)
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
