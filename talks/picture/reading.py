"""From the question to the picture: items for the geometry, and what each mark says and where it leads.

Reads `rows`, asks `lanes` to draw and `words` to speak. The page and the file show what comes out.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences, read_differences
from talks.lanes import Density, Drawing, Item, Lane, Mark, Scale, Spot, box, count_bars, draw
from talks.picture import rows, words
from talks.picture.rows import ClaimRow, EventRow, LaneRow
from talks.timeline import NONE, Filters, select
from talks.vocabulary import Difference, Role

MOST_MARKS = 300  # events; above it the picture counts instead
MOST_EMPTY_LANES = 8  # of a process whose lanes are kept though nothing lies on them
RINGED = {Difference.SIDES, Difference.REPORTS}
OWN_DAY, NO_DAY = "", "none"  # in place of the day said


@dataclass(frozen=True, slots=True)
class Link:
    """One mark with where it leads and what it says. Shape: ``events`` are the slugs that light up with it."""

    mark: Mark
    href: str
    title: str
    events: str = ""
    days: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class BarLink:
    """One bar of the density picture."""

    d: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class RailLink:
    """One year in the rail below the bars; ``label`` is empty where there is no room for it."""

    d: str
    x: float
    label: str
    href: str
    title: str


@dataclass(frozen=True)
class Tool:
    """A button of the picture: where it leads, nowhere when it would change nothing."""

    name: str
    words: str
    sign: str
    href: str


@dataclass(frozen=True)
class Picture:
    """All that is shown of the lanes; ``drawing`` or ``density`` is None, or both where nothing has a date."""

    filters: Filters
    span: str
    drawing: Drawing | None = None
    density: Density | None = None
    bars: list[Link] = field(default_factory=list)
    marks: list[Link] = field(default_factory=list)
    reports: list[Link] = field(default_factory=list)
    columns: list[tuple[Lane, list[BarLink]]] = field(default_factory=list)
    rail: list[RailLink] = field(default_factory=list)
    key: list[words.KeyEntry] = field(default_factory=list)
    note: str = ""
    twin: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)

    @property
    def drawn(self) -> Drawing | Density | None:
        return self.drawing or self.density

    @property
    def is_chosen(self) -> bool:
        """Whether days are chosen."""
        return bool(self.filters.since or self.filters.until)

    @property
    def scale(self) -> str:
        """The scale for scripts: the width of a day, then of each segment x, left, right, first and last day."""
        scale = self.drawn.scale
        parts = [f"{one.x} {one.left} {one.right} {one.first} {one.last}" for one in scale.segments]
        return f"{scale.day_width:.4f};{';'.join(parts)}"


Address = Callable[[str], str]


def read_picture(filters: Filters, count: int | None = None, shown: set[str] | None = None, root: str = "") -> Picture:
    """Return the picture of the answer; ``count`` is the number of its events where it is known already.

    Events in ``shown`` stand on the same page and are linked there, the others at their own address. ``root`` stands
    before every address, for a picture that leaves the site. Cost: a number of queries that does not depend on the
    size of the answer; above ``MOST_MARKS`` events one pass over (event, side), below over the statements.
    """
    differences = read_differences(filters.known_day)
    selection = select(filters, differences)
    count = selection.events.count() if count is None else count
    if not count:
        return Picture(filters, "")
    if count > MOST_MARKS:
        return _counted(filters, selection, differences, root)
    return _marked(filters, selection, differences, shown or set(), root)


def _asked(filters: Filters) -> tuple[date | None, date | None]:
    since = dates.parse(filters.since).earliest if filters.since else None
    until = dates.parse(filters.until).latest if filters.until else None
    return since, until


# Marks


def _marked(filters: Filters, selection, differences: Differences, shown: set[str], root: str) -> Picture:
    events = rows.read_event_rows(selection)
    claims = rows.read_claim_rows(selection)
    reports = rows.read_report_rows({row.article for row in claims})
    ringed = {event.pk for event in events.values() if differences.of_event.get(event.pk, set()) & RINGED}
    said = _by_day(events, claims)
    lanes, lane_of = _lanes(events, claims, said)
    items, sources = _items(events, said, lane_of, ringed)
    drawn_lanes = [Lane(lane.name, lane.palette) for lane in lanes]
    report_items = [Item(row.slug, row.first, row.last, undated=not row.published) for row in reports]
    drawing = draw(drawn_lanes, items, report_items, *_asked(filters))
    if not drawing:
        return Picture(filters, "")

    def address(slug: str) -> str:
        return f"#e-{slug}" if slug in shown else f"{root}{reverse('event', args=[slug])}{kept}"

    kept = Filters(known=filters.known).querystring()
    titles = []
    for event, rows_said in sources:
        own = rows_said is None
        titles.append(
            words.event_title(event, said.get((event.pk, OWN_DAY), []), differences)
            if own
            else words.said_title(event, rows_said)
        )

    def link(mark: Mark) -> Link:
        slugs = " ".join(dict.fromkeys(sources[place][0].slug for place in mark.items))
        if mark.text:
            href = root + _view(_between(filters, mark.first, mark.last), "timeline")
            return Link(mark, href, words.gathered_title([sources[place][0].title for place in mark.items]), slugs)
        place = mark.items[0]
        days = (str(mark.first or ""), str(mark.last or ""))
        return Link(mark, address(sources[place][0].slug), titles[place], slugs, days)

    def report_link(mark: Mark) -> Link:
        found = [reports[place] for place in mark.items]
        alone = reverse("report", args=[found[0].slug]) if len(found) == 1 else reverse("reports")
        return Link(mark, f"{root}{alone}{kept}", words.report_title(found))

    return Picture(
        filters,
        words.span_words(drawing.scale.first, drawing.scale.last),
        drawing=drawing,
        bars=[link(mark) for mark in drawing.bars],
        marks=[link(mark) for mark in drawing.marks],
        reports=[report_link(mark) for mark in drawing.reports],
        key=words.key_of(drawing),
        twin=[
            *words.twin_of_lanes(lanes, events, claims, lane_of),
            *words.twin_of_whole(drawing, events, reports, ringed),
        ],
        tools=_tools(filters, drawing.scale, [mark.x for mark in drawing.marks], selection, differences),
    )


def _view(filters: Filters, anchor: str) -> str:
    return f"{reverse('timeline')}{filters.querystring()}#{anchor}"


def _between(filters: Filters, first: date | None, last: date | None) -> Filters:
    """Return the same question for these days; unchanged where there are none."""
    if first is None or last is None:
        return filters
    return replace(filters, since=str(first), until=str(last))


Said = dict[tuple[int, str], list[ClaimRow]]


def _lanes(
    events: dict[int, EventRow], claims: list[ClaimRow], said: Said
) -> tuple[list[LaneRow], dict[int | None, int]]:
    """Return the lanes and the place of each side among them: those of the process, other sides, then no side."""
    defined = rows.read_lane_rows({event.process for event in events.values()})
    present = {side for event in events.values() for side, _name, _role in event.present}
    used = present | {row.side for row in claims if row.side and not row.own_voice}
    lanes = [lane for side, lane in defined.items() if side in used or len(defined) <= MOST_EMPTY_LANES]
    lanes += rows.read_other_lanes(used - defined.keys())
    lane_of: dict[int | None, int] = {lane.side: place for place, lane in enumerate(lanes)}
    alone = any(not event.present and (event.pk, OWN_DAY) not in said for event in events.values())
    if alone or any(row.side is None and not row.own_voice for row in claims):
        lanes.append(LaneRow(None, NONE, _("No side named"), 0))
        lane_of[None] = len(lanes) - 1
    return lanes, lane_of


def _by_day(events: dict[int, EventRow], claims: list[ClaimRow]) -> Said:
    """Return the statements by where they are drawn: an event and a day said, ``OWN_DAY`` for the event's own.

    What was said at another event is drawn there, where that one is in the answer. A statement without a day has the
    event's own where the event is that of speaking; elsewhere it has none. A report's own voice has no place.
    """
    said: Said = defaultdict(list)
    for row in claims:
        if row.own_voice:
            continue
        there = row.occasion in events
        event = events[row.occasion if there else row.event]
        if row.said:
            day = OWN_DAY if (row.first, row.last) == (event.first, event.last) else row.said
        else:
            day = OWN_DAY if there or event.is_speech else NO_DAY
        said[event.pk, day].append(row)
    return said


def _items(
    events: dict[int, EventRow],
    said: Said,
    lane_of: dict[int | None, int],
    ringed: set[int],
) -> tuple[list[Item], list[tuple[EventRow, list[ClaimRow] | None]]]:
    """Return an item for each event at its own day, and one for each other day on which it was spoken of."""
    items, sources = [], []
    by_event: dict[int, list[str]] = defaultdict(list)
    for pk, day in said:
        by_event[pk].append(day)
    for event in events.values():
        spots = _spots(event, said.get((event.pk, OWN_DAY), []), lane_of)
        undated = not event.date
        own = Item(event.slug, event.first, event.last, spots, event.lasted, event.pk in ringed, undated)
        items.append(own)
        sources.append((event, None))
        for day in by_event[event.pk]:
            if day != OWN_DAY:
                spoken = said[event.pk, day]
                spots = tuple(Spot(lane, "disc", n) for lane, n in _numbers(spoken, lane_of).items())
                items.append(Item((event.slug, day), spoken[0].first, spoken[0].last, spots, undated=day == NO_DAY))
                sources.append((event, spoken))
    return items, sources


def _numbers(spoken: list[ClaimRow], lane_of: dict[int | None, int]) -> dict[int, int]:
    numbers: dict[int, int] = defaultdict(int)
    for row in spoken:
        numbers[lane_of[row.side]] += 1
    return dict(sorted(numbers.items()))


def _spots(event: EventRow, spoken: list[ClaimRow], lane_of: dict[int | None, int]) -> tuple[Spot, ...]:
    """Return where an event stands: with those who took part, with those who spoke, else where no side is."""
    numbers = _numbers(spoken, lane_of)
    usual = "square" if event.is_context else "disc" if event.is_certain else "hollow"
    spots = {}
    for side, role in rows.roles(event).items():
        form = str(role) if role != Role.PARTY and not event.is_context else usual
        lane = lane_of[side]
        spots[lane] = Spot(lane, form, numbers.pop(lane, 0), joins=event.is_meeting)
    for lane, number in numbers.items():
        spots[lane] = Spot(lane, "disc", number)
    if not spots:
        spots[lane_of[None]] = Spot(lane_of[None], usual)
    return tuple(spots[lane] for lane in sorted(spots))


# Bars


def _counted(filters: Filters, selection, differences: Differences, root: str) -> Picture:
    # Dates as texts: what the database converts for each row is read here once for each text.
    found = set(selection.claims.order_by().values_list("side_pk", "event", "event__date", "event__process"))
    totals = Counter(side for side, *_event in found)
    defined = rows.read_lane_rows({process for *_event, process in found})
    lanes = [lane for side, lane in defined.items() if side in totals]
    lanes += rows.read_other_lanes({side for side in totals if side} - defined.keys())
    if None in totals:
        lanes.append(LaneRow(None, NONE, _("No side named"), 0))
    places = {lane.side: place for place, lane in enumerate(lanes)}
    dated = Counter((side, text) for side, _event, text, _process in found if text)
    flat = [(places[side], *_ends(text), many) for (side, text), many in dated.items()]
    if not flat:
        return Picture(filters, "")
    drawn_lanes = [Lane(lane.name, lane.palette) for lane in lanes]
    density = count_bars(drawn_lanes, flat, *_asked(filters), bool(filters.sure))
    spans = [words.bar_span(one.since, one.until) for one in density.bins]
    counts = {count: words.events_words(count) for count in {bar.count for bar in density.bars}}
    links: list[list[BarLink]] = [[] for _lane in lanes]
    hrefs = [_pattern(replace(filters, side=(lane.slug,)), root) for lane in lanes]
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
        tools=_tools(filters, density.scale, [], selection, differences),
    )


def _ends(text: str) -> tuple[date | None, date | None]:
    read = dates.parse(text)
    return read.earliest, read.latest


def _rail(filters: Filters, density: Density, root: str) -> list[RailLink]:
    address = _pattern(filters, root)
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = words.bar_span(one.since, one.until)
        links.append(RailLink(d, round((left + right) / 2, 1), label, address(one.since, one.until), title))
    return links


def _pattern(filters: Filters, root: str) -> Callable[[str, str], str]:
    """Return what spells the address of this view for any two days, as ``querystring`` would."""
    since, until = "1111-11-11", "2222-12-22"
    view = _view(replace(filters, since=since, until=until), "timeline")
    head, middle = view.split(f"since={since}", 1)
    middle, tail = middle.split(f"until={until}", 1)
    return lambda one, other: f"{root}{head}since={one}{middle}until={other}{tail}"


# Choosing days


def _tools(filters: Filters, scale: Scale, xs: list[float], selection, differences: Differences) -> list[Tool]:
    """Return the buttons that choose fewer days, more days and all of them. Cost: one query where days are chosen."""
    chosen = bool(filters.since or filters.until)
    everything = replace(filters, since="", until="", sure="")
    nearer = _nearer(scale, xs)
    wider = ""
    if chosen:
        known = select(everything, differences).events.aggregate(first=Min("date_earliest"), last=Max("date_latest"))
        wider = _wider(scale, known["first"], known["last"])
    tools = [
        ("zoom-in", _("Fewer days"), "+", _address(_between(filters, *nearer)) if nearer else ""),
        (
            "zoom-out",
            _("More days"),
            "−",
            _address(_between(filters, *wider) if wider else everything) if chosen else "",
        ),
        ("zoom-all", _("All days"), "", _address(everything) if chosen else ""),
    ]
    return [Tool(*one) for one in tools]


def _address(filters: Filters) -> str:
    return f"{reverse('timeline')}{filters.querystring()}"


def _nearer(scale: Scale, xs: list[float]) -> tuple[date, date] | None:
    """Return half of the days shown: the middle, unless more lies in another half. Nothing where one day is left."""
    if scale.first == scale.last:
        return None
    end = scale.x(scale.last)
    halves = [(end / 4, 3 * end / 4), (0, end / 2), (end / 2, end)]
    best = max(halves, key=lambda half: sum(half[0] <= x <= half[1] for x in xs))
    days = scale.day(best[0]), scale.day(best[1])
    return days if days != (scale.first, scale.last) else (scale.first, scale.last - timedelta(1))


def _wider(scale: Scale, first: date | None, last: date | None) -> tuple[date, date] | None:
    """Return twice the days shown, or nothing where that would be all of them."""
    half = max((scale.last - scale.first).days // 2, 1)
    low = max(scale.first.toordinal() - half, date.min.toordinal())
    high = min(scale.last.toordinal() + half, date.max.toordinal())
    low, high = date.fromordinal(low), date.fromordinal(high)
    if first and last and low <= first and high >= last:
        return None
    return low, high
