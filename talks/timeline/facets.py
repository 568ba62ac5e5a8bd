"""The choices beside the timeline: each value with the number of events it gives, all other filters kept.

A facet is plain data; templates print it. Counting is done by the database, one query a facet.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.accounts import Differences
from talks.models import Actor, Article, Claim, Event, Outlet, Place, Process, Topic
from talks.statements import Palette, source_label
from talks.timeline.filters import CLAIM_FACETS, COLUMNS, FACETS, NONE, Filters
from talks.timeline.selection import participations, select
from talks.vocabulary import Attribution, ClaimKind, Difference, EventKind, Occurrence

SHOWN = 8
FOLDED = 40  # values behind a click; beyond them a page lists them all

# The pages that list every value, each with a way back to the timeline.
ELSEWHERE = {
    "side": "people",
    "party": "people",
    "speaker": "people",
    "target": "people",
    "topic": "positions",
    "report": "reports",
    "outlet": "reports",
    "agency": "reports",
}

TITLES = {
    "process": gettext_lazy("Negotiation"),
    "differ": gettext_lazy("Accounts"),
    "side": gettext_lazy("Speaks for"),
    "party": gettext_lazy("Took part"),
    "speaker": gettext_lazy("Speaker"),
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind of event"),
    "says": gettext_lazy("Kind of statement"),
    "report": gettext_lazy("Report"),
    "outlet": gettext_lazy("Outlet"),
    "agency": gettext_lazy("Agency"),
    "place": gettext_lazy("Place"),
    "occurrence": gettext_lazy("Took place"),
    "target": gettext_lazy("About"),
    "attribution": gettext_lazy("How the speaker is named"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("To"),
    "sure": gettext_lazy("Dates"),
    "known": gettext_lazy("Published by"),
    "q": gettext_lazy("Words"),
}
MISSING = {
    "side": gettext_lazy("No side"),
    "party": gettext_lazy("Nobody reported"),
    "speaker": gettext_lazy("No speaker named"),
    "topic": gettext_lazy("No topic"),
    "outlet": gettext_lazy("Not known"),
    "agency": gettext_lazy("None known"),
    "place": gettext_lazy("Not stated"),
    "target": gettext_lazy("No other side"),
}
WORDS = {"kind": EventKind, "occurrence": Occurrence, "says": ClaimKind, "attribution": Attribution}
NAMED = {
    "process": Process,
    "place": Place,
    "topic": Topic,
    "outlet": Outlet,
    "agency": Outlet,
    "report": Article,
    "side": Actor,
    "party": Actor,
    "speaker": Actor,
    "target": Actor,
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    chosen: bool
    palette: int | None = None


@dataclass(frozen=True)
class Facet:
    """One parameter with its values: those shown, the next behind a click, and how many more there are.

    Shape: ``highest`` is the largest count, by which the bars are drawn, at least 1; ``elsewhere`` names the page
    that lists the values left out.
    """

    name: str
    title: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    left_out: int
    highest: int

    @property
    def elsewhere(self) -> str:
        return ELSEWHERE.get(self.name, "")


class Labels:
    """The words for the values that a page shows. Cost: one query for each model among them, when it is asked for."""

    def __init__(self, palette: Palette, wanted: Iterable[tuple[str, str]]) -> None:
        self.palette = palette
        self._wanted: dict[type, set[str]] = defaultdict(set)
        for name, value in wanted:
            if name in NAMED:
                self._wanted[NAMED[name]].add(value)
        self._names: dict[type, dict[str, tuple[str, int]]] = {}

    def label(self, name: str, value: str) -> str:
        """Return the words for a value of a parameter; the value itself where it has none."""
        if value == NONE:
            return str(MISSING.get(name, _("None")))
        if name == "sure":
            return _("certainly in this span")
        if name == "differ":
            return _("Any difference") if value == "any" else str(Difference(value).label)
        if name in WORDS:
            return str(WORDS[name](value).label)
        return self._named(name).get(value, (value, 0))[0] if name in NAMED else value

    def colour(self, name: str, value: str) -> int | None:
        """Return the palette number of a side; None where the facet shows no colours."""
        if name not in {"side", "party", "target"} or value == NONE:
            return None
        return self.palette.number(self._named(name).get(value, ("", 0))[1])

    def _named(self, name: str) -> dict[str, tuple[str, int]]:
        model = NAMED[name]
        if model not in self._names:
            rows = model.objects.filter(slug__in=self._wanted[model])
            if model is Article:
                named = {row.slug: (source_label(row), row.pk) for row in rows.select_related("outlet")}
            else:
                named = {row.slug: (str(row), row.pk) for row in rows}
            self._names[model] = named
        return self._names[model]


def read_facets(filters: Filters, differences: Differences, palette: Palette) -> tuple[list[Facet], Labels]:
    """Return every facet that offers a choice, and the words for all that they and the filters name.

    Cost: one query a facet, two for ``party``, and those of the labels.
    """
    counted = {name: count_values(name, filters, differences) for name in FACETS}
    counted = {name: counts for name, counts in counted.items() if len(counts) > 1 or getattr(filters, name)}
    listed = {name: _listed(counts, getattr(filters, name)) for name, counts in counted.items()}
    labels = Labels(
        palette, [*filters.chosen(), *((name, value) for name, values in listed.items() for value in values)]
    )
    facets = [_facet(name, counts, listed[name], getattr(filters, name), labels) for name, counts in counted.items()]
    return facets, labels


def count_values(name: str, filters: Filters, differences: Differences) -> dict[str, int]:
    """Return for each value in the public record the number of events it gives as the only choice in its facet."""
    lifted, known = filters.lifted(name), filters.known_day
    selection = select(lifted, differences)
    if name == "differ":
        pks = set(selection.events.filter(pk__in=differences.events("any")).values_list("pk", flat=True))
        kinds = [kind for kind in ("any", *Difference.values) if differences.events(kind)]
        return {kind: len(differences.events(kind) & pks) for kind in kinds}
    if name == "party":
        rows = participations().filter(event__in=Event.objects.public(known))
        counts = _counted(rows, "party", "event", Q(event__in=selection.events.values("pk")))
        if Event.objects.public(known).filter(participations__isnull=True).exists():
            counts[NONE] = selection.events.filter(participations__isnull=True).count()
        return counts
    if name in CLAIM_FACETS:
        claims = Claim.objects.public(known).with_side()
        matching = Q(pk__in=selection.claims.values("pk")) if lifted else None
        return _counted(claims, COLUMNS[name], "event", matching)
    matching = Q(pk__in=selection.events.values("pk")) if lifted else None
    return _counted(Event.objects.public(known), COLUMNS[name], "pk", matching)


def _counted(rows, column: str, event: str, matching: Q | None) -> dict[str, int]:
    counted = rows.order_by().values_list(column).annotate(n=Count(event, distinct=True, filter=matching))
    return {value or NONE: n for value, n in counted}


def _listed(counts: dict[str, int], chosen: tuple[str, ...]) -> list[str]:
    """Return the values to be shown or folded: the chosen ones, and the most frequent."""
    frequent = heapq.nsmallest(SHOWN + FOLDED, counts, key=lambda value: (value == NONE, -counts[value], value))
    return list(dict.fromkeys([*chosen, *frequent, *([NONE] if NONE in counts else [])]))


def _facet(name: str, counts: dict[str, int], listed: list[str], chosen: tuple[str, ...], labels: Labels) -> Facet:
    choices = [
        Choice(value, labels.label(name, value), counts.get(value, 0), value in chosen, labels.colour(name, value))
        for value in listed
    ]
    # "Missing" is no answer among the others: it stands last, whatever its count.
    choices.sort(key=lambda choice: (choice.value == NONE, -choice.count, choice.label))
    shown = {choice.value for choice in choices[:SHOWN]} | {choice.value for choice in choices if choice.chosen}
    return Facet(
        name,
        str(TITLES[name]),
        tuple(choice for choice in choices if choice.value in shown),
        tuple(choice for choice in choices if choice.value not in shown),
        len(counts.keys() - set(listed)),
        max([1, *(choice.count for choice in choices)]),
    )
