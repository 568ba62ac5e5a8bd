"""The page about the data as plain data: what the record holds, and what the timeline can be asked.

Counts come from the functions that the timeline and the page about the record use, so that figures cannot disagree.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talks.models import Claim
from talks.pages.about import AboutProcess, count_reports, read_about
from talks.parameters import BY_NAME, MEANINGS, NONE, TITLES
from talks.timeline import LANES, ORDERS, VIEWS, Counts, Filters, Selection, in_order, read_counts, select
from talks.timeline.filters import NAMES
from talks.timeline.negotiations import shown_processes
from talks.wording import grouped

MOST = 100_000  # statements of a record in which proved quotations, reports and their origins are counted

CHOICES: dict[str, tuple[str, ...]] = {
    "sure": ("1",),
    "bom": ("1",),
    "order": tuple(f"{sign}{order}" for order in ORDERS for sign in ("", "-")),
    "view": VIEWS,
    "lanes": LANES,
}
"""The values of the parameters that are neither facets nor free."""


@dataclass(frozen=True)
class ShownParameter:
    """One parameter of the timeline.

    Shape: ``values`` are all words that it takes. Where they are empty, ``values_in`` says what it takes, and
    ``values_page`` is the path of a page that lists these, if there is one. ``is_repeated``: it may stand several times.
    """

    name: str
    title: Any
    meaning: Any
    values: tuple[str, ...] = ()
    values_in: Any = ""
    values_page: str = ""
    is_repeated: bool = False


@dataclass(frozen=True)
class Proved:
    """How many quotations were found in the text of their report."""

    number: str
    of: str
    percent: int


@dataclass(frozen=True)
class Held:
    """What the record holds. Shape: ``outlets``, ``languages`` and ``proved`` are None in a record too large to count them."""

    counts: Counts
    outlets: int | None
    has_unknown_outlet: bool
    languages: int | None
    proved: Proved | None

    @property
    def events(self) -> str:
        """The number of events as text."""
        return self.counts.number

    @property
    def statements(self) -> str:
        """The number of statements as text."""
        return grouped(self.counts.statements)

    @property
    def own_voice(self) -> str:
        """The number of statements that are the reports' own as text, empty if there is none."""
        return grouped(self.counts.own_voice) if self.counts.own_voice else ""


@dataclass(frozen=True)
class ExampleSlugs:
    """The slugs of the first event, of its first statement, and of the report of that."""

    event: str
    claim: str
    report: str


@dataclass(frozen=True)
class DataPage:
    """What the page computes. Shape: ``example`` is None while the record is empty."""

    held: Held
    processes: tuple[AboutProcess, ...]
    parameters: tuple[ShownParameter, ...]
    example: ExampleSlugs | None


def read_data(filters: Filters) -> DataPage:
    """Return what the page about the data computes, for all negotiations or those chosen. Cost: five queries."""
    selection = select(Filters(process=filters.process))
    return DataPage(
        held=_held(selection),
        processes=read_about(filters).processes,
        parameters=read_parameters(),
        example=_example(selection),
    )


def _held(selection: Selection) -> Held:
    if selection.statements > MOST:
        return Held(read_counts(selection), None, False, None, None)
    counted = count_reports(selection.index)
    processes = shown_processes(selection)
    # A negotiation with too many reports to count has no entry.
    reports = [report for one in processes for report in counted.get(one.pk, ())]
    is_whole = all(one.pk in counted for one in processes)
    outlets = {outlet for outlet, *_others in reports}
    return Held(
        read_counts(selection, in_full=True),
        len(outlets - {None}) if is_whole else None,
        None in outlets,
        len({language for *_others, language in reports}) if is_whole else None,
        _proved(selection),
    )


def _proved(selection: Selection) -> Proved | None:
    """Return how many quotations are proved; cached for each version of the record. Cost: one query."""
    rows = Claim.objects.public().exclude(paragraph_sha256="")
    if selection.filters.process:
        rows = rows.filter(event__process__slug__in=selection.filters.process)
    number = selection.cached(("proved",), rows.count)
    if not selection.statements:
        return None
    percent = 100 * number // selection.statements  # never says 100 before all are
    return Proved(grouped(number), grouped(selection.statements), percent)


def _example(selection: Selection) -> ExampleSlugs | None:
    """Return the first event in order with its first statement. Cost: one query."""
    places = in_order(selection, "", 0, 1).events
    events = [selection.parts[one.part].segment.pks[one.number] for one in places]
    about = Claim.objects.public().filter(event__in=events or [0]).in_reading_order()
    first = about.values_list("event__slug", "slug", "article__slug").first()
    return ExampleSlugs(*first) if first else None


def read_parameters() -> tuple[ShownParameter, ...]:
    """Return every parameter of the timeline, in the order of its addresses."""
    return tuple(_parameter(name) for name in (*NAMES, "page", "bom"))


TYPED_DAY = _("a day, a month, a year or any EDTF date, also as people type them")
FREE = {
    "since": _("a day, a month, a year or any EDTF date, also as people type them; or “none”"),
    "until": TYPED_DAY,
    "known": TYPED_DAY,
    "q": _("words"),
    "page": _("a number"),
}
"""What the parameters take that are free."""
OTHER_TITLES = {"order": _("Order"), "view": _("View"), "lanes": _("Picture"), "page": _("Page"), "bom": _("CSV")}


def _parameter(name: str) -> ShownParameter:
    one = BY_NAME.get(name)
    if one is None:
        title = TITLES.get(name) or OTHER_TITLES[name]
        return ShownParameter(name, title, MEANINGS[name], CHOICES.get(name, ()), "" if name in CHOICES else FREE[name])
    if one.terms:
        words = tuple(one.terms.values)
        return ShownParameter(
            name, one.title, MEANINGS[name], ("any", *words) if name == "differ" else words, is_repeated=True
        )
    page = reverse(one.list_page) if one.list_page else ""
    slugs = _("slugs, or “%(none)s”") % {"none": NONE} if one.missing else _("slugs")
    return ShownParameter(name, one.title, MEANINGS[name], (), slugs, page, is_repeated=True)
