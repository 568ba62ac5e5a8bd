"""The values that events and their statements have in each facet, from the index, as the page of all events carries them.

Imports the index and ``timeline``; the script of that page filters and counts by them as ``timeline.selection`` does.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from talks.index import KINDS
from talks.models import Claim
from talks.parameters import CLAIM_FACETS, EVENT_FACETS, FACETS, NONE
from talks.timeline import Labels, Selection, read_facet
from talks.timeline.counting import count_values, number_of_values, spelled
from talks.timeline.facets import Facet
from talks.timeline.selection import FAMILIES, Part

Values = dict[int, list[str]]
"""The values of events or statements by number, each as “parameter:value”."""


@dataclass(frozen=True)
class EventValues:
    """One event with its values.

    Shape: ``own`` and each of ``said`` are values as “parameter:value”; ``places`` has, for each statement by its slug,
    where the statements of its utterance are in ``said``.
    """

    slug: str
    own: list[str]
    said: list[list[str]]
    places: dict[str, list[int]]


def read_values(selection: Selection) -> list[EventValues]:
    """Return every event of a selection with its values and those of its statements. Cost: linear in both; one query."""
    rows = {
        pk: (slug, report)
        for pk, slug, report in Claim.objects.public().values_list("pk", "slug", "article__slug").order_by("pk")
    }
    found = []
    for part, differing in zip(selection.parts, selection.differing_events, strict=True):
        of_events = _read(selection, part, EVENT_FACETS)
        of_claims = _read(selection, part, CLAIM_FACETS)
        for kind, events in zip(KINDS, differing, strict=True):
            for number in events:
                of_events[number].append(f"differ:{kind}")
        for number in part.segment.bits.union(*differing):
            of_events[number].append("differ:any")
        for number in part.events:
            said, places = [], defaultdict(list)
            for claim, pk, first in part.segment.said_about(number):
                slug, report = rows[pk]
                places[first].append((slug, len(said)))
                said.append([*of_claims[claim], f"report:{report}"])
            of_slug = {
                slug: [place for _slug, place in together] for together in places.values() for slug, _place in together
            }
            found.append(EventValues(part.segment.slug(number).decode(), of_events[number], said, of_slug))
    return found


def _read(selection: Selection, part: Part, names: tuple[str, ...]) -> Values:
    values: Values = defaultdict(list)
    for name in names:
        if name not in FAMILIES:
            continue
        family, slugs = part.segment.family(name), spelled(selection, name)
        for key in family.keys:
            having = family.claims(key) if name in CLAIM_FACETS else family.events(key)
            for number in having or ():
                values[number].append(f"{name}:{NONE if key is None else slugs[key]}")
    return values


def read_facets(selection: Selection, labels: Labels) -> list[Facet]:
    """Return every facet with more than one value, in full."""
    return [
        read_facet(selection, labels, name, in_full=True) for name in FACETS if number_of_values(selection, name) > 1
    ]


def values_of_all(selection: Selection) -> frozenset[tuple[str, str]]:
    """Return the (parameter, value) pairs that every event has; filtering by one changes nothing."""
    counted: dict[str, Mapping[str, int]] = {name: count_values(selection, name) for name in FACETS}
    return frozenset(
        (name, value)
        for name, values in counted.items()
        for value, count in values.items()
        if len(values) == 1 and count == selection.count
    )
