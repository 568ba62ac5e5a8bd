"""The table of filter parameters. All other tables of parameters are derived from it.

An entry with a ``column`` is all that a new filter and its facet need; the index is written again when an entry
changes. Imports models. ``index`` reads the columns, ``timeline`` filters and counts, ``forms`` checks values.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talks.models import Actor, Article, Outlet, Place, Process, Topic
from talks.vocabulary import (
    Attribution,
    ClaimKind,
    Difference,
    EventFormat,
    EventKind,
    Milestone,
    Occurrence,
    QuoteMode,
    Term,
)

NONE = "none"  # in URLs, stands for a missing value


@dataclass(frozen=True)
class Parameter:
    """One parameter with a closed list of values.

    Shape: ``about`` is "event" or "claim". ``column`` is a column of that model or an annotation of ``with_side``;
    parameters without one (``differ``, ``party``, ``topic`` and ``report``) have code of their own. Values are words of
    ``terms`` or slugs of ``model``. ``missing`` is the label of the value ``none``, empty if every row has a value. A
    facet that is not open shows its values only when a reader opens it.
    """

    name: str
    about: str
    title: Any
    column: str = ""
    model: type[Model] | None = None
    missing: Any = ""
    terms: type[Term] | None = None
    is_open: bool = False
    has_colours: bool = False

    @property
    def list_page(self) -> str:
        """The URL name of the page that lists all values, empty if there is none."""
        return LIST_PAGES.get(self.model, "")


LIST_PAGES: dict[Any, str] = {Actor: "people", Topic: "positions", Article: "reports", Outlet: "reports"}

# In the order of the page, and of URLs.
PARAMETERS = (
    Parameter("process", "event", _("Negotiation"), "process", Process, is_open=True),
    Parameter("differ", "event", _("Accounts"), terms=Difference, is_open=True),
    Parameter("side", "claim", _("Speaks for"), "side_pk", Actor, _("No side"), is_open=True, has_colours=True),
    Parameter("party", "event", _("Took part"), "", Actor, _("Nobody reported"), is_open=True, has_colours=True),
    Parameter("speaker", "claim", _("Speaker"), "speaker", Actor, _("No speaker named"), is_open=True),
    Parameter("topic", "claim", _("Topic"), "", Topic, _("No topic"), is_open=True),
    Parameter("kind", "event", _("Kind of event"), "kind", terms=EventKind, is_open=True),
    Parameter("says", "claim", _("Kind of statement"), "kind", terms=ClaimKind),
    Parameter("report", "claim", _("Report"), "", Article),
    Parameter("outlet", "claim", _("Outlet"), "article__outlet", Outlet, _("Not known")),
    Parameter("agency", "claim", _("Agency"), "article__origin__house", Outlet, _("None known")),
    Parameter("place", "event", _("Place"), "place", Place, _("Not stated")),
    Parameter("milestone", "event", _("In short"), "is_milestone", terms=Milestone),
    Parameter("occurrence", "event", _("Took place"), "occurrence", terms=Occurrence),
    Parameter("format", "event", _("Meeting format"), "format", terms=EventFormat),
    Parameter(
        "target",
        "claim",
        pgettext_lazy("whom a statement is about", "About"),
        "target",
        Actor,
        _("No other side"),
        has_colours=True,
    ),
    Parameter("mode", "claim", _("Whose words"), "quote_mode", terms=QuoteMode),
    Parameter("attribution", "claim", _("How the speaker is named"), "attribution", terms=Attribution),
)

BY_NAME = {one.name: one for one in PARAMETERS}

TITLES = {one.name: one.title for one in PARAMETERS} | {
    "since": _("From"),
    "until": _("To"),
    "sure": _("Dates"),
    "known": _("Published by"),
    "q": _("Words"),
}
"""The title of each parameter on pages, including those with free values."""


MEANINGS = {
    "process": _("Events of this negotiation."),
    "differ": _("Events on which accounts differ in this way; “any” for any way."),
    "side": _("Statements for this side."),
    "party": _("Events in which this party or person took part, itself or by its people."),
    "speaker": _("Statements by this speaker."),
    "topic": _("Statements on this topic."),
    "kind": _("Events of this kind."),
    "says": _("Statements of this kind."),
    "report": _("Statements in this report."),
    "outlet": _("Statements in reports of this outlet."),
    "agency": _("Statements in reports that relay something of this agency, the house of their origin."),
    "place": _("Events at this place."),
    "milestone": _("Meetings of sides, texts handed over, and what was agreed, refused or broken off."),
    "occurrence": _("Events that were held, planned, offered, refused, postponed or cancelled."),
    "format": _("Events in this meeting format. The format of a file stands in its name."),
    "target": _("Statements about this side."),
    "mode": _("Statements whose quotation has these words: the speaker’s, the report’s, or both."),
    "attribution": _("Statements whose speaker is named in this way."),
    "since": _(
        "Events that fall into the days from this one on, certainly or possibly; “none” for events without a date."
    ),
    "until": _("Events that fall into the days up to this one, certainly or possibly."),
    "sure": _("Only events that certainly fall into the days from “since” to “until”."),
    "known": _("What was certainly published by this day. Where accounts differ is computed from it."),
    "q": _(
        "Statements in which every word is found: in the statement, its quotation, its speaker or its event. The last word "
        "may be the beginning of one; quotation marks hold a phrase together; a minus before a word leaves out what has it."
    ),
    "order": _("The day by which events are ordered; with a minus before it, the latest first."),
    "view": _("How the page shows the answer. Files are the same in each."),
    "lanes": _("How much of the picture is open. Other files are the same in each."),
    "page": _("The page, from 1 on: 50 events on a page, 500 in a JSON file."),
    "bom": _("A byte order mark before CSV, by which Excel knows UTF-8."),
}
"""What each parameter of the timeline keeps or does, for readers and programs."""


def names(about: str) -> tuple[str, ...]:
    """Return the names of the parameters about events, or about claims."""
    return tuple(one.name for one in PARAMETERS if one.about == about)


def columns(about: str) -> dict[str, str]:
    """Return the column of each parameter about events, or about claims, that has one."""
    return {one.name: one.column for one in PARAMETERS if one.about == about and one.column}


EVENT_FACETS, CLAIM_FACETS = names("event"), names("claim")
FACETS = tuple(one.name for one in PARAMETERS)
OPEN = tuple(one.name for one in PARAMETERS if one.is_open)
