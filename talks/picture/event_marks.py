"""The picture of few events: meetings, statements, unknown days and flags, each with a title and a link.

Turns rows into items for ``geometry``, which draws them, and adds the words of ``descriptions``. ``read`` chooses
between this, ``strip_marks`` and ``density_bars``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.models.base import around_slug
from talks.picture import descriptions
from talks.picture.geometry import DrawnMark, Item, Spot, draw
from talks.picture.key import first_key, more_key
from talks.picture.picture import Link, Picture, UndatedLink, asked_days, urls_of_days, view_url
from talks.picture.rail import read_rail
from talks.picture.sides import HOSTS, SideKey, SideLane, drawn, lanes_of, roles
from talks.picture.zoom import read_tools
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.timeline import Filters, PageRows
from talks.vocabulary import SPEECHES, Difference, EventKind, Role, label
from talks.wording import grouped

DIFFERING = {Difference.SIDES, Difference.REPORTS}
MANY = 5  # statements of a day from which on a speech with a short title is named
RANKS = (EventKind.ROUND_OF_TALKS, EventKind.MINISTERIAL_MEETING, EventKind.LEADERS_MEETING)
RANK_OF_MEETING, RANK_OF_INTERVIEW, RANK_OF_SPEECH = 3, 4, 5

Days = tuple[date, date]
"""The first and the last possible day of what is drawn."""


class Said(NamedTuple):
    """A statement as it is drawn. Shape: ``days`` is None if it has no day; ``at`` is the event at which it is drawn."""

    row: ClaimRow
    at: EventRow
    key: SideKey
    days: Days | None


@dataclass
class Group:
    """What one mark stands for: the events and statements of one lane and day, or of one span of days."""

    said: list[Said] = field(default_factory=list)
    events: dict[int, EventRow] = field(default_factory=dict)
    meetings: int = 0


class Source(NamedTuple):
    """The words and the target of an item. Shape: ``events`` in the order of their statements, most first."""

    title: str
    events: list[EventRow]


def read_marked(rows: PageRows, shown: set[str], root: str) -> Picture:
    """Return a mark for each meeting, each day of statements of a side, and each span. Cost: that of the rows."""
    selection = rows.selection
    filters, kinds, language = selection.filters, selection.kinds_of_difference(), get_language()
    events, claims, reports = read_answer(rows)
    differing = {event for event, found in kinds.items() if found & DIFFERING}
    said = list(_said(events, claims))
    processes = {event.process for event in events.values()}
    used, counted = _used(events, said)
    lanes, lane_of = lanes_of(selection.index, processes, used, counted, open_all=filters.lanes == "all")
    of_one_year = len(years_of(events, said, asked_days(filters))) < 2
    items, sources = Scene(events, said, lanes, lane_of, differing, kinds, language, of_one_year).items()
    undated = Counter(lane_of[one.key] for one in said if one.days is None)
    marked = {spot.lane for item in items for spot in item.spots} | undated.keys()
    opened = root + view_url(filters.asking(lanes="all"), "lanes")
    drawn_lanes = [
        drawn(lane, opened, "" if number in marked else _("nothing here"), undated[number])
        for number, lane in enumerate(lanes)
    ]
    report_items = [Item(row.slug, row.earliest, row.latest) for row in reports]
    drawing = draw(drawn_lanes, items, report_items, *asked_days(filters))
    if not drawing:
        return Picture(filters, "")

    known = Filters(known=filters.known).querystring()
    all_reports, between = reverse("reports"), urls_of_days(filters, root)

    before, after = around_slug("event")

    def url(slug: str) -> str:
        return f"#e-{slug}" if slug in shown else f"{root}{before}{slug}{after}{known}"

    def link(mark: DrawnMark) -> Link:
        found = [sources[index] for index in mark.items]
        slugs = " ".join(dict.fromkeys(event.slug for one in found for event in one.events))
        days = (str(mark.first or ""), str(mark.last or ""))
        if mark.is_gathered and len(found) > 1:
            title = descriptions.gathered_title([one.title for one in found], language)
            return Link(mark, between("", *days), title, slugs, *days)
        return Link(mark, url(found[0].events[0].slug), found[0].title, slugs, *days)

    def report_link(mark: DrawnMark) -> Link:
        found = [reports[index] for index in mark.items]
        alone = found[0].page if len(found) == 1 else all_reports
        return Link(mark, f"{root}{alone}{known}", descriptions.report_title(found, language))

    marks = [link(mark) for mark in drawing.marks]
    texts = {event.date for event in events.values()} | {row.said for row in claims}
    texts |= {row.published for row in reports} | ({filters.since, filters.until} if filters.has_span else set())
    return Picture(
        filters,
        descriptions.span_words(drawing.scale.first, drawing.scale.last, language, texts),
        drawing=drawing,
        marks=marks,
        reports=[report_link(mark) for mark in drawing.reports],
        undated=[
            UndatedLink(
                line.text_y,
                grouped(line.lane.undated, language),
                root + view_url(filters.asking(side=(lane.slug,)) if lane.slug else filters, "timeline"),
                descriptions.undated_title(line.name, line.lane.undated, language),
            )
            for line, lane in zip(drawing.lanes, lanes, strict=True)
            if line.lane.undated
        ],
        rail=read_rail(drawing, items, [one.events[0] for one in sources], lanes, url, with_year=not of_one_year),
        key=first_key(),
        more_key=more_key(drawing),
        text_alternative=[
            *descriptions.lane_sentences(lanes, events, claims, lane_of, language),
            *descriptions.picture_sentences(drawing, events, reports, differing, language),
        ],
        tools=read_tools(selection, drawing.scale),
    )


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


def _said(events: dict[int, EventRow], claims: list[ClaimRow]) -> Iterator[Said]:
    """Yield each statement of a side with the days on which it is drawn. Those in a report's own voice are not drawn.

    A statement made at another event of the answer is drawn there. One without a day is drawn at the day of its event
    if that consists of speaking. One whose day is open at an end has no day, and neither has a standing position.
    """
    for row in claims:
        if row.is_own_voice:
            continue
        occasion = events.get(row.occasion.pk) if row.occasion else None
        at = occasion or events[row.event.pk]
        first, last = row.earliest, row.latest
        if not row.said and not row.standing and (occasion or at.kind in SPEECHES):
            first, last = at.earliest, at.latest
        yield Said(row, at, (at.process, row.side.pk if row.side else None), (first, last) if first and last else None)


def _used(events: dict[int, EventRow], said: list[Said]) -> tuple[set[SideKey], Counter[SideKey]]:
    """Return the sides that have something to show, and how many marks each would have."""
    marks: set[tuple[SideKey, object]] = {(one.key, one.days) for one in said if one.days}
    used, heard = {one.key for one in said}, {one.at.pk for one in said if one.days}
    for event in events.values():
        is_drawn = event.earliest is not None and event.latest is not None
        if not event.present and is_drawn and not is_known(event) and event.pk not in heard:
            used.add((event.process, None))  # a bracket needs a lane
        for one in event.present:
            used.add((event.process, one.side))
            if is_drawn:
                marks.add(((event.process, one.side), event.pk if event.is_meeting else (event.earliest, event.latest)))
    return used, Counter(key for key, _mark in marks)


@dataclass(frozen=True)
class Scene:
    """Events and statements on their lanes, before they are drawn. ``items`` turns them into what is drawn."""

    events: dict[int, EventRow]
    said: list[Said]
    lanes: list[SideLane]
    lane_of: dict[SideKey, int]
    differing: set[int]
    kinds: dict[int, set[Difference]]
    language: str | None
    of_one_year: bool

    def items(self) -> tuple[list[Item], list[Source]]:
        """Return what is to be drawn, and beside each item its words and target."""
        groups: dict[tuple[int, Days], Group] = defaultdict(Group)
        for one in self.said:
            if one.days:
                groups[self.lane_of[one.key], one.days].said.append(one)
        found: list[tuple[Item, Source]] = []
        meetings: list[tuple[EventRow, Days]] = []
        heard = {one.at.pk for one in self.said if one.days}
        for event in self.events.values():
            if event.earliest is None or event.latest is None:
                continue
            days = (event.earliest, event.latest)
            if event.is_meeting and is_known(event):
                meetings.append((event, days))
            elif item := self._other(event, days, groups, is_heard=event.pk in heard):
                found.append((item, self._source(event)))
        meetings.sort(
            key=lambda meeting: (not meeting[0].is_certain, rank_of(meeting[0]))
        )  # the first takes what was said
        found += [self._meeting(event, days, groups) for event, days in meetings]
        found += [self._group(lane, days, group) for (lane, days), group in groups.items()]
        return [item for item, _source in found], [source for _item, source in found]

    def _other(
        self, event: EventRow, days: Days, groups: dict[tuple[int, Days], Group], *, is_heard: bool
    ) -> Item | None:
        """Return the item of an event without a meeting on known days, or add the event to the groups of its lanes."""
        lanes = sorted({self.lane_of[event.process, side] for side in roles(event)})
        differs = event.pk in self.differing
        if event.is_meeting:
            group = groups[lanes[-1], days]
            group.events[event.pk] = event
            group.meetings += 1
        elif lanes and event.lasted and days[0] != days[1]:
            return Item(event.slug, *days, tuple(map(Spot, lanes)), lasted=True, differs=differs)
        elif not lanes and is_heard and (event.kind in SPEECHES or not is_known(event)):
            pass  # the marks of those who spoke stand for it
        elif lanes or not is_known(event):
            for lane in lanes or [self.lane_of[event.process, None]]:
                groups[lane, days].events[event.pk] = event
        else:
            rank = 0 if event.kind == EventKind.CONTEXT else 1
            name = self._name(event)
            return Item(event.slug, *days, lasted=event.lasted, differs=differs, label=name, rank=rank, is_flag=True)
        return None

    def _meeting(self, event: EventRow, days: Days, groups: dict[tuple[int, Days], Group]) -> tuple[Item, Source]:
        """Return a meeting. What else its sides said and did on that day is counted in its marks."""
        spots: dict[int, Spot] = {}
        others: dict[int, EventRow] = {event.pk: event}
        spoken: list[Said] = []
        for side, role in roles(event).items():
            lane, day = self.lane_of[event.process, side], (days[0], days[0])
            if lane in spots:
                continue
            form = "host" if role in HOSTS else "head" if role == Role.PARTY else "guest"
            word = "" if form == "head" else label(Role, role, self.language).lower()
            if word and self.lanes[lane].gathered:
                names = (one.actor.side or one.actor for one in event.present if one.side == side)
                word = _("%(name)s, %(role)s") % {"name": next(names).name, "role": word}
            number = 0
            if (lane, day) in groups:
                here = groups.pop((lane, day))
                others |= {one.at.pk: one.at for one in here.said} | here.events
                spoken += here.said
                number = len(here.said)
            spots[lane] = Spot(lane, form, number, word)
        state = "" if event.is_certain else "unsure" if event.is_held else "unheld"
        item = Item(
            event.slug,
            *days,
            tuple(spots[lane] for lane in sorted(spots)),
            lasted=event.lasted and days[0] != days[1],
            met=True,
            state=state,
            differs=any(one.pk in self.differing for one in others.values() if one.earliest == one.latest == days[0])
            or event.pk in self.differing,
            label=self._name(event),
            rank=rank_of(event),
        )
        source = self._source(event)
        if spoken:
            title = f"{source.title} {descriptions.counts_words(by_side(spoken), self.language)}"
            source = Source(title, list(others.values()))
        return item, source

    def _group(self, lane: int, days: Days, group: Group) -> tuple[Item, Source]:
        """Return the statements and events of one lane and day as a dot, or of one span of days as a bracket."""
        about = Counter(one.at.pk for one in group.said)
        events = {one.at.pk: one.at for one in group.said} | group.events
        ordered = sorted(events.values(), key=lambda event: -about[event.pk])
        own = [event for event in ordered if (event.earliest, event.latest) == days]
        speech = self._speech(group, days)
        if speech:
            ordered.sort(key=lambda event: event.pk != speech.pk)
        is_day = days[0] == days[1]
        item = Item(
            (lane, *days),
            *days,
            (Spot(lane, "disc", len(group.said)),),
            state="" if group.said or not own or any(event.is_held for event in own) else "unheld",
            differs=any(event.pk in self.differing for event in own),
            label=self._name(speech) if speech else "",
            rank=rank_of(speech) if speech else 0,
            words=() if is_day else unknown(group, len(events), self.language),
        )
        kinds = {kind for event in own for kind in self.kinds.get(event.pk, ())}
        sides = by_side(group.said) or {self.lanes[lane].name: 0}
        texts = {one.row.said or one.at.date for one in group.said} | {event.date for event in group.events.values()}
        return item, Source(descriptions.group_title(sides, *days, texts, ordered, kinds, self.language), ordered)

    def _speech(self, group: Group, days: Days) -> EventRow | None:
        """Return the event of a group that is named above the lanes: an interview, or a speech with many statements."""
        if days[0] != days[1]:
            return None
        about = Counter(one.at.pk for one in group.said)
        events = {one.at.pk: one.at for one in group.said} | group.events
        found = [
            event
            for event in events.values()
            if (event.earliest, event.latest) == days
            if event.kind == EventKind.INTERVIEW
            or (event.kind in SPEECHES and event.short_title and len(group.said) >= MANY)
        ]
        return max(found, key=lambda event: (event.kind == EventKind.INTERVIEW, about[event.pk]), default=None)

    def _source(self, event: EventRow) -> Source:
        title = descriptions.event_title(event, self.kinds.get(event.pk, set()), self.language)
        return Source(title, [event])

    def _name(self, event: EventRow) -> str:
        return descriptions.name_and_day(event, self.language, with_year=not self.of_one_year)


def is_known(event: EventRow) -> bool:
    """Whether the days of an event that has both ends are known: one day, or from the first to the last."""
    return event.lasted or event.earliest == event.latest


def rank_of(event: EventRow) -> int:
    """Return the rank of an event's name: rounds of talks before other meetings, these before what was said."""
    if event.kind in RANKS:
        return RANKS.index(event.kind)
    if event.is_meeting:
        return RANK_OF_MEETING
    return RANK_OF_INTERVIEW if event.kind == EventKind.INTERVIEW else RANK_OF_SPEECH


def by_side(said: list[Said]) -> dict[str, int]:
    """Return the number of statements by the name of the side."""
    return Counter(one.row.side.name if one.row.side else _("No side named") for one in said)


def unknown(group: Group, events: int, language: str | None) -> tuple[str, ...]:
    """Return the words below a bracket, the longest first."""
    return descriptions.unknown_words(len(group.said), events, group.meetings, language)


def years_of(events: dict[int, EventRow], said: list[Said], asked: tuple[date | None, date | None]) -> set[int]:
    """Return the years of the days that are drawn."""
    since, until = asked
    days = {day for event in events.values() for day in (event.earliest, event.latest) if day}
    days |= {day for one in said if one.days for day in one.days}
    return {day.year for day in days if (not since or day >= since) and (not until or day <= until)}
