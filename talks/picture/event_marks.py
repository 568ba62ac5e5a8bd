"""The picture of few events: a mark for each event, with a title and a link.

Turns rows into items for ``geometry``, which draws them, and adds the words of ``descriptions``. ``read`` chooses
between this and ``density_bars``.
"""

from collections import defaultdict
from functools import cache

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.index import Names
from talks.letters import name_order
from talks.models.base import address as page_address
from talks.parameters import NONE
from talks.picture import descriptions
from talks.picture.geometry import DrawnLane, DrawnMark, Item, Spot, draw
from talks.picture.picture import Link, Picture, asked_days, urls_of_days, view_url
from talks.picture.sides import SideLane, lane_row, lane_rows, roles
from talks.picture.zoom import read_tools
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.timeline import Filters, PageRows
from talks.vocabulary import SPEECHES, Difference, EventKind, Role

MOST_EMPTY_LANES = 8  # a process with more lanes shows only those that have marks
RINGED = {Difference.SIDES, Difference.REPORTS}
OWN_DAY, NO_DAY = "", "none"  # instead of the day of a statement


def read_marked(rows: PageRows, shown: set[str], root: str) -> Picture:
    """Return a mark for each event, and for each other day of statements about it. Cost: that of the rows."""
    selection = rows.selection
    filters, kinds, language = selection.filters, selection.kinds_of_difference(), get_language()
    events, claims, reports = read_answer(rows)
    ringed = {event for event, found in kinds.items() if found & RINGED}
    said = _by_day(events, claims)
    lanes, lane_of = _lanes(selection.index.names, events, claims, said)
    items, sources = _items(events, said, lane_of, ringed)
    drawn_lanes = [DrawnLane(lane.name, lane.palette) for lane in lanes]
    report_items = [Item(row.slug, row.earliest, row.latest, undated=not row.published) for row in reports]
    drawing = draw(drawn_lanes, items, report_items, *asked_days(filters))
    if not drawing:
        return Picture(filters, "")

    def url(slug: str) -> str:
        return f"#e-{slug}" if slug in shown else f"{root}{page_address('event', slug)}{known}"

    known = Filters(known=filters.known).querystring()
    all_reports, whole = reverse("reports"), root + view_url(filters, "timeline")
    between = urls_of_days(filters, root)

    @cache  # a meeting has the same title on its mark and on its bar
    def title(index: int) -> str:
        event, spoken = sources[index]
        if spoken is None:
            own = said.get((event.pk, OWN_DAY), [])
            return descriptions.event_title(event, own, kinds.get(event.pk, set()), language)
        return descriptions.said_title(event, spoken, language)

    def link(mark: DrawnMark) -> Link:
        found = [sources[index][0] for index in mark.items]
        if len(found) > 1:
            href = between("", str(mark.first), str(mark.last)) if mark.first else whole
            slugs = " ".join(dict.fromkeys(event.slug for event in found))
            return Link(mark, href, descriptions.gathered_title([event.title for event in found], language), slugs)
        days = (str(mark.first or ""), str(mark.last or ""))
        return Link(mark, url(found[0].slug), title(mark.items[0]), found[0].slug, *days)

    def report_link(mark: DrawnMark) -> Link:
        found = [reports[index] for index in mark.items]
        alone = page_address("report", found[0].slug) if len(found) == 1 else all_reports
        return Link(mark, f"{root}{alone}{known}", descriptions.report_title(found, language))

    return Picture(
        filters,
        descriptions.span_words(drawing.scale.first, drawing.scale.last, language),
        drawing=drawing,
        bars=[link(mark)._replace(is_behind=True) for mark in drawing.bars],
        marks=[link(mark) for mark in drawing.marks],
        reports=[report_link(mark) for mark in drawing.reports],
        key=descriptions.key_of(drawing),
        text_alternative=[
            *descriptions.lane_sentences(lanes, events, claims, lane_of, language),
            *descriptions.picture_sentences(drawing, events, reports, ringed, language),
        ],
        tools=read_tools(selection, drawing.scale, [mark.x for mark in drawing.marks]),
    )


SaidByDay = dict[tuple[int, str], list[ClaimRow]]


def read_answer(rows: PageRows) -> tuple[dict[int, EventRow], list[ClaimRow], list[ReportRow]]:
    """Return the events by id in the order in which they happened, the statements that match, and their reports."""
    found = rows.of(rows.selection.event_pks())
    found.sort(key=lambda pair: row_order(pair[0]))
    claims = [row for event, said in found for row in rows.matching(event.pk, said)]
    claims.sort(key=lambda row: row.pk)
    reports = {row.report.pk: row.report for row in claims}
    return {event.pk: event for event, _said in found}, claims, sorted(reports.values(), key=row_order)


def row_order(row: EventRow | ReportRow) -> tuple[dates.Place, int, str]:
    """Return the sort key of a row: its date, then the place of an event within its day, then the slug."""
    return dates.place(row.earliest, row.latest), row.sequence if isinstance(row, EventRow) else 0, row.slug


def _lanes(
    names: Names, events: dict[int, EventRow], claims: list[ClaimRow], said: SaidByDay
) -> tuple[list[SideLane], dict[int | None, int]]:
    """Return the lanes (those of the processes, other sides, no side), and the index of the lane of each side."""
    defined = lane_rows(names, {event.process for event in events.values()})
    present = {one.side for event in events.values() for one in event.present}
    used = present | {row.side.pk for row in claims if row.side and not row.is_own_voice}
    lanes = [lane for side, lane in defined.items() if side in used or len(defined) <= MOST_EMPTY_LANES]
    others = [lane_row(names, side) for side in used - defined.keys()]
    lanes += sorted(others, key=lambda lane: (name_order(lane.name), lane.slug))
    lane_of: dict[int | None, int] = {lane.side: index for index, lane in enumerate(lanes)}
    alone = any(not event.present and (event.pk, OWN_DAY) not in said for event in events.values())
    if alone or any(row.side is None and not row.is_own_voice for row in claims):
        lanes.append(SideLane(None, NONE, _("No side named"), 0))
        lane_of[None] = len(lanes) - 1
    return lanes, lane_of


def _by_day(events: dict[int, EventRow], claims: list[ClaimRow]) -> SaidByDay:
    """Return the statements by the event and the day at which they are drawn; ``OWN_DAY`` is the day of the event.

    A statement made at another event of the answer is drawn there. One without a day is drawn at the day of its event
    if that consists of speaking, else it has no day. Statements in a report's own voice are not drawn.
    """
    said: SaidByDay = defaultdict(list)
    for row in claims:
        if row.is_own_voice:
            continue
        occasion = events.get(row.occasion.pk) if row.occasion else None
        there, event = occasion is not None, occasion or events[row.event.pk]
        if row.said:
            day = OWN_DAY if (row.earliest, row.latest) == (event.earliest, event.latest) else row.said
        else:
            day = OWN_DAY if there or event.kind in SPEECHES else NO_DAY
        said[event.pk, day].append(row)
    return said


def _items(
    events: dict[int, EventRow],
    said: SaidByDay,
    lane_of: dict[int | None, int],
    ringed: set[int],
) -> tuple[list[Item], list[tuple[EventRow, list[ClaimRow] | None]]]:
    """Return an item for each event at its own day, and one for each other day of statements about it.

    Shape: beside the items, the event and the statements of each; None stands for an event at its own day.
    """
    items: list[Item] = []
    sources: list[tuple[EventRow, list[ClaimRow] | None]] = []
    by_event: dict[int, list[str]] = defaultdict(list)
    for pk, day in said:
        by_event[pk].append(day)
    for event in events.values():
        spots = _spots(event, said.get((event.pk, OWN_DAY), []), lane_of)
        undated = not event.date
        own = Item(event.slug, event.earliest, event.latest, spots, event.lasted, event.pk in ringed, undated)
        items.append(own)
        sources.append((event, None))
        for day in by_event[event.pk]:
            if day != OWN_DAY:
                spoken = said[event.pk, day]
                spots = tuple(Spot(lane, "disc", n) for lane, n in _numbers(spoken, lane_of).items())
                items.append(
                    Item((event.slug, day), spoken[0].earliest, spoken[0].latest, spots, undated=day == NO_DAY)
                )
                sources.append((event, spoken))
    return items, sources


def _numbers(spoken: list[ClaimRow], lane_of: dict[int | None, int]) -> dict[int, int]:
    numbers: dict[int, int] = defaultdict(int)
    for row in spoken:
        numbers[lane_of[row.side.pk if row.side else None]] += 1
    return dict(sorted(numbers.items()))


def _spots(event: EventRow, spoken: list[ClaimRow], lane_of: dict[int | None, int]) -> tuple[Spot, ...]:
    """Return the spots of an event: on the lanes of participants and of speakers, else on the lane for no side."""
    numbers = _numbers(spoken, lane_of)
    usual = "square" if event.kind == EventKind.CONTEXT else "disc" if event.is_certain else "hollow"
    spots = {}
    for side, role in roles(event).items():
        form = str(role) if role != Role.PARTY and event.kind != EventKind.CONTEXT else usual
        lane = lane_of[side]
        spots[lane] = Spot(lane, form, numbers.pop(lane, 0), joins=event.is_meeting)
    for lane, number in numbers.items():
        spots[lane] = Spot(lane, "disc", number)
    if not spots:
        spots[lane_of[None]] = Spot(lane_of[None], usual)
    return tuple(spots[lane] for lane in sorted(spots))
