"""Maps days to x: one linear scale without its long empty stretches, and ticks whose labels never overlap.

Imports `dates` for the names of months. `marks` and `bars` draw on this scale.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from django.utils.translation import get_language

from talks import dates
from talks.picture.geometry.shapes import number

WIDEST_DAY = 96.0
MARGIN = 18.0  # before the first and after the last day of a segment, so that no mark is clipped
BREAK = 88.0  # room for the two lines that name the dates
QUIET_DAYS = 28  # as in the list of events
FEWEST_DAYS = 7  # left outside the folds; with fewer, the distance itself is what the picture shows
MOST_BREAKS = 6
CHARACTER = 7.0  # width of a letter in a label, generously
LABEL_GAP = 8.0

# The least width of a day at which the labels of a step have room.
DAY_STEPS = ((24.0, tuple(range(1, 32))), (5.8, (1, 8, 15, 22, 29)), (2.8, (1, 15)))
MONTH_STEPS = ((1.15, 1), (0.42, 3))
YEAR_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000)
YEAR_LABEL = 44.0


class ScaleSegment(NamedTuple):
    """A stretch of the scale without a fold.

    Shape: ``x`` is the position of ``first``; ``left`` and ``right`` include the margins.
    Units: pixels of the plot, here and below.
    """

    first: date
    last: date
    x: float
    left: float
    right: float


class Break(NamedTuple):
    """A stretch cut out of the scale: its first and last day, and their names in two lines."""

    first: date
    last: date
    left: float
    right: float
    lines: tuple[str, str]

    @property
    def x(self) -> float:
        return round((self.left + self.right) / 2, 1)


class ScaleTick(NamedTuple):
    """A line at a day, and its label, which begins at ``label_x``."""

    x: float
    label: str
    label_x: float

    @property
    def label_end(self) -> float:
        return self.label_x + CHARACTER * len(self.label)


@dataclass(frozen=True)
class Scale:
    """The x of each day. Shape: one segment or more, in order; ``_starts`` has the first day of each."""

    segments: tuple[ScaleSegment, ...]
    day_width: float
    width: float
    breaks: tuple[Break, ...] = ()
    _starts: list[date] = field(default_factory=list)

    def x(self, day: date) -> float:
        """Return the x of a day, which never decreases. A day in a fold is at the edge of the fold."""
        segment = self.segment(day)
        x = segment.x + (day - segment.first).days * self.day_width
        return round(min(max(x, segment.left), segment.right), 1)

    def segment(self, day: date) -> ScaleSegment:
        """Return the segment of a day, or for a day in a fold the segment before the fold."""
        return self.segments[max(0, bisect_right(self._starts, day) - 1)]

    def fold(self, day: date) -> Break | None:
        """Return the fold in which a day lies, or None."""
        return next((one for one in self.breaks if one.first <= day <= one.last), None)

    def day(self, x: float) -> date:
        """Return the day at x, clamped to the days of the scale. In a fold it is a day at its edge."""
        for segment in self.segments:
            if x < segment.right or segment is self.segments[-1]:
                days = round((x - segment.x) / self.day_width)
                return min(
                    max(
                        segment.first + timedelta(min(max(days, 0), (segment.last - segment.first).days)), segment.first
                    ),
                    segment.last,
                )
        raise AssertionError("A scale has at least one segment.")

    @property
    def first(self) -> date:
        return self.segments[0].first

    @property
    def last(self) -> date:
        return self.segments[-1].last


def with_spans(days: list[tuple[date, date]], spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return what the scale must cover: the known days, the first and the last of all, and spans without a known day.

    Shape: ``spans`` are those of one unknown day. Another one is drawn as far as it lies near known days: the rest of it
    may be folded.
    """
    ends = [day for span in (*days, *spans) for day in span]
    days = [*days, (min(ends), min(ends)), (max(ends), max(ends))]
    starts = sorted(days)
    firsts = [first for first, _last in starts]
    reach = list(accumulate((last for _first, last in starts), max))

    def holds_a_day(first: date, last: date) -> bool:
        place = bisect_right(firsts, last)
        return place > 0 and reach[place - 1] >= first

    return starts + [span for span in spans if not holds_a_day(*span)]


def fit(occupied: Iterable[tuple[date, date]], width: float, *, folds: bool = True, margin: float = MARGIN) -> Scale:
    """Return a scale that covers all these spans and folds the longest stretches between them.

    A stretch is folded if it is longer than four weeks and at least a third of the days shown, if enough days are left
    without it, and if the break needs at most half of its room.
    Shape: spans are (first, last), both included; at least one.
    """
    spans = _merged(occupied)
    cuts: set[int] = set()
    while folds and len(cuts) < MOST_BREAKS:
        stretches = _split(spans, cuts)
        shown = sum((last - first).days for first, last in stretches)
        gaps = [((spans[i + 1][0] - spans[i][1]).days, -i) for i in range(len(spans) - 1) if i not in cuts]
        days, negative = max(gaps, default=(0, 0))
        room = days * _day_width(stretches, width, margin)
        if days <= QUIET_DAYS or days * 3 < shown or shown - days < FEWEST_DAYS or room < 2 * BREAK:
            break
        cuts.add(-negative)
    stretches = _split(spans, cuts)
    return _laid_out(stretches, _day_width(stretches, width, margin), width, margin)


def _merged(occupied: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    for first, last in sorted(occupied):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans


def _split(spans: list[tuple[date, date]], cuts: set[int]) -> list[tuple[date, date]]:
    stretches, first = [], spans[0][0]
    for index, (_start, last) in enumerate(spans):
        if index in cuts:
            stretches.append((first, last))
            first = spans[index + 1][0]
    return [*stretches, (first, spans[-1][1])]


def _day_width(stretches: list[tuple[date, date]], width: float, margin: float) -> float:
    room = width - BREAK * (len(stretches) - 1) - 2 * margin * len(stretches)
    days = sum((last - first).days for first, last in stretches)
    return min(WIDEST_DAY, room / days) if days else WIDEST_DAY


def _laid_out(stretches: list[tuple[date, date]], day_width: float, width: float, margin: float) -> Scale:
    segments: list[ScaleSegment] = []
    breaks, left = [], 0.0
    for first, last in stretches:
        if segments:
            cut = segments[-1].last + timedelta(1), first - timedelta(1)
            breaks.append(Break(*cut, segments[-1].right, left, _cut_words(*cut)))
        right = left + 2 * margin + (last - first).days * day_width
        segments.append(ScaleSegment(first, last, left + margin, left, right))
        left = right + BREAK
    final = segments[-1]
    segments[-1] = ScaleSegment(final.first, final.last, final.x, final.left, width)
    return Scale(tuple(segments), day_width, width, tuple(breaks), [segment.first for segment in segments])


def _cut_words(first: date, last: date) -> tuple[str, str]:
    """Name the ends of a fold in two short lines. The first has its year only if the years differ."""
    start, end = (dates.short(dates.parse(day.isoformat())) for day in (first, last))
    if first.year == last.year:
        start = start.removesuffix(str(first.year)).rstrip()
    return f"{start} –", end


# Ticks


def ticks(scale: Scale) -> list[ScaleTick]:
    """Return ticks at years, months or days, whichever the scale has room for. Their labels never overlap.

    The first tick after the edge or after a fold names its month and year.
    Shape: in order of x.
    """
    wanted, language = [], get_language()
    for segment in scale.segments:
        found = list(_days(segment, scale))
        if not found and segment.left == 0:
            # The first of a month may come from a date without a day, so no day is named there.
            step = "day" if segment.first.day > 1 else "month" if segment.first.month > 1 else "year"
            found = [(segment.first, step)]
        if not any(step != "day" for _day, step in found) and segment.first not in {day for day, _step in found}:
            found = [(segment.first, "day"), *found]
        for index, (day, step) in enumerate(found):
            opens = index == 0
            # Years and months first, since days mean nothing without them; then the tick that opens a segment.
            rank = {"year": 0, "month": 1, "day": 3}[step] if step != "month" or day.month != 1 else 0
            if opens and step == "day":
                rank = 2 if any(other != "day" for _day, other in found) else 0
            wanted.append((rank, day, _label(day, step, scale.day_width, opens, language), opens))
    placed: list[ScaleTick] = []
    for _rank, day, label, opens in sorted(wanted, key=lambda one: one[:2]):
        tick = _tick(scale, day, label, opens)
        if tick.label_end <= scale.width and all(_is_clear(tick, other) for other in placed):
            placed.append(tick)
    return sorted(placed, key=lambda tick: tick.x)


def _tick(scale: Scale, day: date, label: str, opens: bool) -> ScaleTick:
    x = scale.x(day)
    label_x = x + 4
    if opens:  # only this tick tells the year, so its label must fit
        label_x = max(0.0, min(label_x, scale.width - CHARACTER * len(label)))
    return ScaleTick(x, label, round(label_x, 1))


def _is_clear(one: ScaleTick, other: ScaleTick) -> bool:
    return one.label_end + LABEL_GAP <= other.label_x or other.label_end + LABEL_GAP <= one.label_x


def _label(day: date, step: str, day_width: float, opens: bool, language: str | None) -> str:
    if step == "year":
        return str(day.year)
    if step == "month":
        name = dates.short(dates.parse(day.isoformat()[: len("2022-03")]), language)
        weeks = day_width >= DAY_STEPS[-1][0]
        return name if opens or weeks or day.month == 1 else name.removesuffix(str(day.year)).rstrip()
    return dates.short(dates.parse(day.isoformat()), language) if opens else str(day.day)


def _days(segment: ScaleSegment, scale: Scale) -> Iterator[tuple[date, str]]:
    """Yield the days of a segment that may get a tick, each with what it starts: year, month or day."""
    day_width = scale.day_width
    for least, days in DAY_STEPS:
        if day_width >= least:
            for ordinal in range(segment.first.toordinal(), segment.last.toordinal() + 1):
                day = date.fromordinal(ordinal)
                if day.day in days:
                    yield day, "month" if day.day == 1 else "day"
            return
    for least, step in MONTH_STEPS:
        if day_width >= least:
            for year in range(segment.first.year, segment.last.year + 1):
                for month in range(1, 13, step):
                    if segment.first <= date(year, month, 1) <= segment.last:
                        yield date(year, month, 1), "month"
            return
    step = next((step for step in YEAR_STEPS if step * 365 * day_width >= YEAR_LABEL), YEAR_STEPS[-1])
    start = -(-segment.first.year // step) * step
    for year in range(max(start, 1), segment.last.year + 1, step):
        if segment.first <= date(year, 1, 1) <= segment.last:
            yield date(year, 1, 1), "year"


def zigzag(x: float, top: float, bottom: float) -> str:
    """Return the path of the line at a fold."""
    path, y, way = [f"M{number(x - 3)} {number(top)}"], top, 6
    while y < bottom:
        step = min(14.0, bottom - y)
        path.append(f"l{way} {number(step)}")
        y, way = y + step, -way
    return "".join(path)
