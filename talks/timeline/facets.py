"""The choices beside the timeline: each value with the number of events it gives, all other filters kept.

A facet is plain data, and prints itself by a template. What is counted is what is shown: the most frequent values of the facets
that stand open, and all of one facet when a reader asks for them.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from talks.index import Index, Key, current
from talks.models import Article
from talks.statements import Palette, source_label
from talks.stencils import Stencil, joined
from talks.text import grouped
from talks.timeline.filters import CLAIM_FACETS, FACETS, NONE, WORDS, Filters
from talks.timeline.selection import Selection, key_of, known_ordinal, select, value_of
from talks.vocabulary import Attribution, ClaimKind, Difference, EventKind, Occurrence

SHOWN = 8
LISTED = 60  # values that are listed when a reader asks for the rest; beyond them a page lists them all
COMPARED = 1_000  # values, the most frequent of the record, among which the most frequent of an answer are looked for
READ_THROUGH = (
    200_000  # statements of an answer whose reports are all counted; beyond, reports are taken from the first of them
)
OPEN = ("process", "differ", "side", "party", "speaker", "topic", "kind")
"""Facets that stand open; of the others a reader opens those that matter, or has chosen from them already."""

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
LISTS = {"kind": EventKind, "occurrence": Occurrence, "says": ClaimKind, "attribution": Attribution}


FACET = Stencil("_facet.html", "name", "title", "choices", "more", "others", "rest")
CHOICE = Stencil("_choice.html", "name", "value", "label", "count", "highest", "number", "counted", "chosen", "palette")


@dataclass(frozen=True)
class Choice:
    """One value of a facet, in the facet of that name whose largest count is ``highest``."""

    name: str
    value: str
    label: str
    count: int
    chosen: bool
    highest: int
    palette: int | None = None

    def print(self, language: str | None) -> SafeString:
        """Return the check box with its count."""
        palette = "" if self.palette is None else str(self.palette)
        flags = ("1" if self.count else "", "1" if self.chosen else "")
        numbers = (str(self.count), str(self.highest), grouped(self.count))
        return CHOICE.print([self.name, self.value, self.label, *numbers, *flags, palette], language)


def print_choices(choices: Iterable[Choice]) -> SafeString:
    """Return the check boxes of some values; a page has dozens."""
    language = get_language()
    return joined([choice.print(language) for choice in choices])


@dataclass(frozen=True)
class Facet:
    """One parameter with the values that are shown, and how many there are more.

    Shape: ``rest`` are values that a reader asked for beyond those; ``more`` is the address that shows them, nothing
    where all are shown; ``left_out`` is the number of those that no address lists, ``elsewhere`` the page that does.
    ``is_folded`` tells that none of it is shown unless a reader asks for it.
    """

    name: str
    title: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    others: int
    more: str
    left_out: int
    is_folded: bool

    @property
    def elsewhere(self) -> str:
        return ELSEWHERE.get(self.name, "")

    @property
    def shown_html(self) -> SafeString:
        return print_choices(self.shown)

    @property
    def rest_html(self) -> SafeString:
        return print_choices(self.rest)

    @property
    def html(self) -> SafeString:
        """The facet as it is printed."""
        others = ngettext("%(n)s more", "%(n)s more", self.others) % {"n": grouped(self.others)}
        rest = render_to_string("_facet_rest.html", {"facet": self}) if self.rest else ""
        return FACET.print([self.name, self.title, self.shown_html, self.more, others, rest])


class Labels:
    """The words for the values that a page shows. Cost: a query for reports, once for all that are learned together."""

    def __init__(self, index: Index, palette: Palette) -> None:
        self.palette = palette
        self._names, self._reports = index.names, {}

    def learn(self, reports: Iterable[str]) -> None:
        """Look up the words for reports, by their slugs."""
        if wanted := set(reports) - self._reports.keys():
            rows = Article.objects.filter(slug__in=wanted).select_related("outlet")
            self._reports |= {row.slug: source_label(row) for row in rows}

    def label(self, name: str, value: str) -> str:
        """Return the words for a value of a parameter; the value itself where it has none."""
        if value == NONE:
            return str(MISSING.get(name, _("None")))
        if name == "sure":
            return _("certainly in this span")
        if name == "differ":
            return _("Any difference") if value == "any" else str(Difference(value).label)
        if name in WORDS:
            return str(LISTS[name](value).label)
        if name == "report":
            self.learn([value])
            return self._reports.get(value, value)
        found = self._names.of_slug(name, value) if name in self._names.OF else None
        return found.label if found else value

    def colour(self, name: str, value: str) -> int | None:
        """Return the palette number of a side; None where the facet shows no colours."""
        if name not in {"side", "party", "target"} or value == NONE:
            return None
        found = self._names.of_slug(name, value)
        return self.palette.number(found.pk if found else 0)


def read_facets(selection: Selection, labels: Labels, more: str = "") -> list[Facet]:
    """Return every facet that offers a choice; those that are folded without their values, but for the one ``more``.

    Cost: none in queries, but one where reports are among the values.
    """
    facets = []
    for name in FACETS:
        number = number_of_values(selection, name)
        if number > 1 or getattr(selection.filters, name):
            is_shown = name == more or not is_folded(selection, name)
            address = more_address(selection.filters, name)
            folded = Facet(name, str(TITLES[name]), (), (), others=number, more=address, left_out=0, is_folded=True)
            facets.append(read_facet(selection, labels, name, name == more) if is_shown else folded)
    return facets


def is_folded(selection: Selection, name: str) -> bool:
    """Whether a facet shows no values unless a reader asks for them."""
    return name not in OPEN and not getattr(selection.filters, name)


def read_facet(selection: Selection, labels: Labels, name: str, in_full: bool) -> Facet:
    """Return one facet with the values of the most events, and ``in_full`` with as many as are ever listed."""
    chosen = getattr(selection.filters, name)
    lifted = selection.lifted(name)
    counted = dict(most_frequent(lifted, name, SHOWN + LISTED if in_full else SHOWN))
    for value in chosen:
        counted.setdefault(value, count_value(lifted, name, value))
    if name == "report":
        labels.learn(counted)
    highest = max([1, *counted.values()])
    choices = [
        Choice(name, value, labels.label(name, value), count, value in chosen, highest, labels.colour(name, value))
        for value, count in counted.items()
    ]
    # "Missing" is no answer among the others: it stands last, whatever its count.
    choices.sort(key=lambda choice: (choice.value == NONE, -choice.count, choice.label))
    shown = {choice.value for choice in choices[:SHOWN]} | {choice.value for choice in choices if choice.chosen}
    rest = tuple(choice for choice in choices if choice.value not in shown) if in_full else ()
    number = len(counted) if name == "report" else number_of_values(selection, name)
    others = max(number - len(shown), 0)
    return Facet(
        name,
        str(TITLES[name]),
        tuple(choice for choice in choices if choice.value in shown),
        rest,
        others,
        "" if in_full or not others else more_address(selection.filters, name),
        others - len(rest) if in_full else 0,
        is_folded(selection, name),
    )


def more_address(filters: Filters, name: str) -> str:
    """Return the address of the same view with all of one facet."""
    return filters.querystring(more=name)


# Counting


def most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    """Return the values that most events of the answer have, with how many; those that are missing last.

    Of a facet with very many values, those are compared that are the most frequent of the whole record. Cost: for each
    value one operation, and a projection for those that may be among the most frequent.
    """
    if name == "report":
        return heapq.nsmallest(number, count_reports(selection).items(), key=lambda pair: (-pair[1], pair[0]))
    if name == "differ":
        return list(count_values(selection, name).items())
    return selection.remembered(("frequent", name, number), lambda: _most_frequent(selection, name, number))


def _most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    keys, tallies = public_keys(selection, name), selection.tallies(name)
    # What a count cannot exceed, then less and less of it, then the count: each step dearer than the one before, and
    # taken only for a value that could still be the next.
    steps = [partial(selection.count_of, name)]
    if selection.asks_statements_of(name):
        steps.insert(0, lambda key: sum([tally.bound(key) for tally in tallies]))
        steps.insert(1, lambda key: sum([tally.closer_bound(key) for tally in tallies]))
    valued = ((key, value_of(selection.index, name, key)) for key in keys if key is not None)
    waiting = [(-selection.total_of(name, key), value, 0, key) for key, value in valued]
    heapq.heapify(waiting)
    counted: list[tuple[str, int]] = []
    while waiting and len(counted) < number:
        count, value, step, key = waiting[0]
        if step == len(steps) or not count:
            counted.append((value, -count))
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (-steps[step](key), value, step + 1, key))
    if None in keys and len(counted) < number:
        counted.append((NONE, selection.count_of(name, None)))
    return counted


def count_value(selection: Selection, name: str, value: str) -> int:
    """Return the number of events that answer with this value as well."""
    if name == "report":
        return select(replace(selection.filters, report=(value,)), selection.index).count
    if name == "differ":
        return selection.differing([value])
    return selection.count_of(name, key_of(selection.index, name, value))


def count_values(selection: Selection, name: str) -> dict[str, int]:
    """Return for each value in the public record the number of events it gives, for a selection with its facet lifted."""
    if name == "report":
        return dict.fromkeys(public_reports(selection), 0) | count_reports(selection)
    if name == "differ":
        whole = select(Filters(known=selection.filters.known), selection.index)
        kinds = [kind for kind in ("any", *Difference.values) if whole.differing([kind])]
        return {kind: selection.differing([kind]) for kind in kinds}
    return {value_of(selection.index, name, key): selection.count_of(name, key) for key in public_keys(selection, name)}


def number_of_values(selection: Selection, name: str) -> int:
    """Return how many values a facet has in the public record."""
    if name == "report":
        return sum(part.segment.report_count for part in selection.parts)
    if name == "differ":
        return len(count_values(selection, name))
    return len(public_keys(selection, name))


def public_keys(selection: Selection, name: str) -> list[Key]:
    """Return the values that stand in the public record, as far as it was known; of very many the most frequent ones."""
    known = known_ordinal(selection.filters)
    if known is None and len(selection.parts) == 1 and not selection.parts[0].segment.gone:
        return selection.parts[0].segment.family(name).keys[:COMPARED]
    keys: dict[Key, None] = {}
    for part in selection.parts:
        segment = part.segment
        family = segment.family(name)
        for key in family.keys[:COMPARED]:
            if known is None:
                is_public = not segment.gone or segment.count_of(name, key) > 0
            elif name in CLAIM_FACETS:
                is_public = not segment.known_by(known).isdisjoint(family.claims(key))
            else:
                is_public = not segment.events_known_by(known).isdisjoint(family.events(key))
            if is_public:
                keys[key] = None
    return list(keys)


# Reports: too many for a bitmap each


def count_reports(selection: Selection) -> dict[str, int]:
    """Return for reports that statements of the answer stand in, by slug, the number of events.

    Of a very large answer, for those reports that are the most frequent among its first statements. Cost: a look at each
    statement, as many as are read through, and a query.
    """
    if sum(len(part.matching) for part in selection.parts) <= READ_THROUGH:
        counted: dict[int, int] = {}
        for part in selection.parts:
            for report, count in part.segment.events_by_report(part.matching).items():
                counted[report] = counted.get(report, 0) + count
        return _by_slug(counted)
    first = selection.parts[0]
    some = first.segment.events_by_report(first.matching[:READ_THROUGH])
    frequent = heapq.nlargest(SHOWN + LISTED, some, key=some.__getitem__)
    slugs = Article.objects.filter(pk__in=frequent).values_list("slug", flat=True)
    return {slug: count_value(selection, "report", slug) for slug in slugs}


def public_reports(selection: Selection) -> Iterable[str]:
    """Return the slugs of all public reports, as far as they were known."""
    whole = select(Filters(known=selection.filters.known), selection.index)
    return count_reports(whole)


def _by_slug(counted: dict[int, int]) -> dict[str, int]:
    slugs = Article.objects.in_bulk(counted) if counted else {}
    return {slugs[pk].slug: count for pk, count in counted.items()}


def public_values(name: str, slugs: list[str], index: Index | None = None) -> set[str]:
    """Return which of these values stand in the public record. Cost: one query for reports, else none."""
    if not slugs:
        return set()
    if name == "report":
        return set(Article.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
    index = index or current()
    keys = {slug: key_of(index, name, slug) for slug in slugs}
    return {slug for slug, key in keys.items() if any(segment.count_of(name, key) for segment in index.segments)}
