"""The facets beside the timeline: each value with the number of events it gives together with all other filters.

Imports ``counting`` and ``palette``; templates show the result. Only values that are shown are counted: the most
frequent ones of open facets, and more of one facet when a reader asks for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.index import Index
from talks.letters import name_order
from talks.models import Article
from talks.palette import Palette
from talks.parameters import BY_NAME, FACETS, NONE, TITLES
from talks.sources import source_label
from talks.timeline.counting import LISTED, SHOWN, count_value, most_frequent, number_of_values
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection
from talks.vocabulary import Difference
from talks.wording import grouped


@dataclass(slots=True)
class FacetChoice:
    """One value of a facet.

    Shape: ``number`` is the count as text; ``highest`` is the largest count of the facet; ``palette`` is None if the
    facet has no colours.
    """

    name: str
    value: str
    label: str
    count: int
    number: str
    chosen: bool
    highest: int
    palette: int | None
    has_colour: bool


@dataclass(slots=True)
class Facet:
    """One parameter with its values.

    Shape: ``shown`` are the most frequent and the chosen values, ``rest`` further ones if a reader asked for them.
    ``others`` says how many further ones there are, and ``more`` is the URL that shows them, empty if all are shown.
    ``left_out`` says how many are listed nowhere here, and ``elsewhere`` is the page that lists all. A facet that
    ``is_folded`` shows no values until a reader opens it.
    """

    name: str
    title: str
    shown: list[FacetChoice]
    rest: list[FacetChoice]
    others: str
    more: str
    left_out: str
    elsewhere: str
    is_folded: bool


class Labels:
    """The labels of values. Cost: one query per call of ``learn``, and for each report that was not learned before."""

    def __init__(self, index: Index, palette: Palette) -> None:
        self.palette = palette
        self._names = index.names
        self._reports: dict[str, str] = {}

    def learn(self, reports: Iterable[str]) -> None:
        """Look up the labels of reports, given by their slugs."""
        if wanted := set(reports) - self._reports.keys():
            rows = Article.objects.filter(slug__in=wanted).select_related("outlet")
            self._reports |= {row.slug: source_label(row) for row in rows}

    def label(self, name: str, value: str) -> str:
        """Return the label of a value; the value itself if it has none."""
        parameter = BY_NAME.get(name)
        if name == "sure":
            return _("certainly in these days")
        if name in {"since", "until", "known"}:
            return dates.words(dates.parse(value)) if value != NONE else _("not known")
        if not parameter:
            return value
        if value == NONE:
            return str(parameter.missing or _("None"))
        if name == "differ":
            return _("Any difference") if value == "any" else str(Difference(value).label)
        if parameter.terms:
            return str(parameter.terms(value).label)
        if name == "report":
            self.learn([value])
            return self._reports.get(value, value)
        found = self._names.of_slug(name, value)
        return found.name if found else value

    def colour(self, name: str, value: str) -> int | None:
        """Return the palette number of a side, or None if the facet has no colours."""
        if not BY_NAME[name].has_colours or value == NONE:
            return None
        found = self._names.of_slug(name, value)
        return self.palette.number(found.pk if found else 0)


def read_facets(selection: Selection, labels: Labels, more: str = "") -> list[Facet]:
    """Return every facet with more than one value or a chosen one. Folded ones have no values, except ``more``.

    Cost: one query if reports are among the values, else none.
    """
    facets = []
    for name in FACETS:
        number = number_of_values(selection, name)
        if number > 1 or getattr(selection.filters, name):
            if name == more or not is_folded(selection, name):
                facets.append(read_facet(selection, labels, name, in_full=name == more))
            else:
                url = more_url(selection.filters, name)
                facets.append(Facet(name, str(TITLES[name]), [], [], "", url, "", "", is_folded=True))
    return facets


def is_folded(selection: Selection, name: str) -> bool:
    """Return whether a facet shows no values until a reader opens it, as it does if nothing was found."""
    return not getattr(selection.filters, name) and not (BY_NAME[name].is_open and selection.count)


def read_facet(selection: Selection, labels: Labels, name: str, in_full: bool) -> Facet:
    """Return one facet with its most frequent values, and ``in_full`` with up to ``LISTED`` more."""
    chosen = getattr(selection.filters, name)
    lifted = selection.lifted(name)
    counted = dict(most_frequent(lifted, name, SHOWN + LISTED if in_full else SHOWN))
    for value in chosen:
        counted.setdefault(value, count_value(lifted, name, value))
    if name == "report":
        labels.learn(counted)
    highest = max([1, *counted.values()])
    numbers = {count: grouped(count) for count in counted.values()}
    choices = [
        FacetChoice(
            name=name,
            value=value,
            label=labels.label(name, value),
            count=count,
            number=numbers[count],
            chosen=value in chosen,
            highest=highest,
            palette=palette,
            has_colour=palette is not None,
        )
        for value, count, palette in ((value, count, labels.colour(name, value)) for value, count in counted.items())
    ]
    # The missing value comes last, whatever its count: it is not an answer like the others.
    choices.sort(key=lambda choice: (choice.value == NONE, -choice.count, name_order(choice.label)))
    shown = {choice.value for choice in choices[:SHOWN]} | {choice.value for choice in choices if choice.chosen}
    rest = [choice for choice in choices if choice.value not in shown] if in_full else []
    number = len(counted) if name == "report" else number_of_values(selection, name)
    others = max(number - len(shown), 0)
    left_out = others - len(rest) if in_full else 0
    page = BY_NAME[name].list_page
    return Facet(
        name=name,
        title=str(TITLES[name]),
        shown=[choice for choice in choices if choice.value in shown],
        rest=rest,
        others=ngettext("%(n)s more", "%(n)s more", others) % {"n": grouped(others)},
        more="" if in_full or not others else more_url(selection.filters, name),
        left_out=left_out_words(left_out),
        elsewhere=reverse(page) if page else "",
        is_folded=is_folded(selection, name),
    )


def left_out_words(number: int) -> str:
    """Return how many values are not listed, in words; empty if all are."""
    if not number:
        return ""
    words = ngettext("%(n)d more is not listed here.", "%(n)d more are not listed here.", number)
    return words % {"n": number}


def more_url(filters: Filters, name: str) -> str:
    """Return the URL of the same view with one facet in full."""
    return filters.querystring(more=name)
