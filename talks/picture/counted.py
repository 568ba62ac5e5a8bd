"""The picture of many: for each lane and bin the number of events, with a link to exactly these.

One pass over (side, event) of the statements that match; `lanes` counts, `shown` spells the addresses.
"""

from collections import Counter
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences
from talks.lanes import Density, Lane, box, count_bars
from talks.picture import rows, words
from talks.picture.rows import LaneRow
from talks.picture.shown import BarLink, Picture, RailLink, address_of_days, asked_days
from talks.picture.tools import read_tools
from talks.timeline import NONE, Filters, Selection


def read_counted(filters: Filters, selection: Selection, differences: Differences, root: str) -> Picture:
    """Return bars of the events on which each side has a matching statement; a side whose lane shows none took
    part without a statement.

    Cost: three queries, one more for sides without a lane.
    """
    # Dates as texts: what the database converts for each row is read here once for each text.
    found = set(selection.claims.order_by().values_list("side_pk", "event", "event__date", "event__process"))
    totals = Counter(side for side, *_event in found)
    defined = rows.read_lane_rows({process for *_event, process in found})
    present = rows.read_present_sides(defined.keys() - totals.keys(), {event for _side, event, *_rest in found})
    lanes = [lane for side, lane in defined.items() if side in totals or side in present]
    lanes += rows.read_other_lanes({side for side in totals if side} - defined.keys())
    if None in totals:
        lanes.append(LaneRow(None, NONE, _("No side named"), 0))
    places = {lane.side: place for place, lane in enumerate(lanes)}
    dated = Counter((side, text) for side, _event, text, _process in found if text)
    flat = [(places[side], *_ends(text), many) for (side, text), many in dated.items()]
    if not flat:
        return Picture(filters, "")
    drawn_lanes = [Lane(lane.name, lane.palette) for lane in lanes]
    density = count_bars(drawn_lanes, flat, *asked_days(filters), bool(filters.sure))
    spans = [words.bar_span(one.since, one.until) for one in density.bins]
    counts = {count: words.events_words(count) for count in {bar.count for bar in density.bars}}
    links: list[list[BarLink]] = [[] for _lane in lanes]
    hrefs = [address_of_days(replace(filters, side=(lane.slug,)), root) for lane in lanes]
    for bar in density.bars:
        one, lane = density.bins[bar.place], bar.lane
        title = f"{lanes[lane].name}, {spans[bar.place]}: {counts[bar.count]}"
        links[lane].append(BarLink(bar.d, hrefs[lane](one.since, one.until), title))
    return Picture(
        filters,
        words.span_words(density.scale.first, density.scale.last),
        density=density,
        columns=list(zip(drawn_lanes, links, strict=True)),
        rail=_rail(filters, density, root),
        note=words.density_key(density),
        twin=words.twin_of_density(density, [totals[lane.side] for lane in lanes]),
        tools=read_tools(filters, density.scale, [], differences),
    )


def _ends(text: str) -> tuple[date | None, date | None]:
    read = dates.parse(text)
    return read.earliest, read.latest


def _rail(filters: Filters, density: Density, root: str) -> list[RailLink]:
    address = address_of_days(filters, root)
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = words.bar_span(one.since, one.until)
        links.append(RailLink(d, round((left + right) / 2, 1), label, address(one.since, one.until), title))
    return links
