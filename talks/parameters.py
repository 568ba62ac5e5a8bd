"""The table of filter parameters. All other tables of parameters are derived from it.

An entry with a ``column`` is all that a new filter and its facet need; the index is written again when an entry
changes. Imports models. ``index`` reads the columns, ``timeline`` filters and counts, ``forms`` checks values.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from talks.models import Actor, Article, Outlet, Place, Process, Topic
from talks.vocabulary import Attribution, ClaimKind, Difference, EventKind, Occurrence, Term

NONE = "none"  # in URLs, stands for a missing value


@dataclass(frozen=True)
class Parameter:
    """One parameter with a closed list of values.

    Shape: ``about`` is "event" or "claim". ``column`` is a column of that model or an annotation of ``with_side``;
    parameters without one (``differ``, ``party``, ``topic`` and ``report``) have code of their own. Values are words of
    ``terms`` or slugs of ``model``. ``missing`` is the label of the value ``none``, empty if every row has a value.
    ``list_page`` is the URL name of the page that lists all values. A facet that is not open shows its values only when
    a reader opens it.
    """

    name: str
    about: str
    title: Any
    column: str = ""
    terms: type[Term] | None = None
    model: type[Model] | None = None
    missing: Any = ""
    list_page: str = ""
    is_open: bool = False
    has_colours: bool = False


PARAMETERS = (
    Parameter("process", "event", _("Negotiation"), "process", model=Process, is_open=True),
    Parameter("differ", "event", _("Accounts"), terms=Difference, is_open=True),
    Parameter(
        *("party", "event", _("Took part")),
        model=Actor,
        missing=_("Nobody reported"),
        list_page="people",
        is_open=True,
        has_colours=True,
    ),
    Parameter("kind", "event", _("Kind of event"), "kind", terms=EventKind, is_open=True),
    Parameter("occurrence", "event", _("Took place"), "occurrence", terms=Occurrence),
    Parameter("place", "event", _("Place"), "place", model=Place, missing=_("Not stated")),
    Parameter(
        *("side", "claim", _("Speaks for"), "side_pk"),
        model=Actor,
        missing=_("No side"),
        list_page="people",
        is_open=True,
        has_colours=True,
    ),
    Parameter(
        *("speaker", "claim", _("Speaker"), "speaker"),
        model=Actor,
        missing=_("No speaker named"),
        list_page="people",
        is_open=True,
    ),
    Parameter("topic", "claim", _("Topic"), model=Topic, missing=_("No topic"), list_page="positions", is_open=True),
    Parameter("says", "claim", _("Kind of statement"), "kind", terms=ClaimKind),
    Parameter(
        *("target", "claim", _("About"), "target"),
        model=Actor,
        missing=_("No other side"),
        list_page="people",
        has_colours=True,
    ),
    Parameter("attribution", "claim", _("How the speaker is named"), "attribution", terms=Attribution),
    Parameter(
        "outlet", "claim", _("Outlet"), "article__outlet", model=Outlet, missing=_("Not known"), list_page="reports"
    ),
    Parameter(
        "agency", "claim", _("Agency"), "article__agency", model=Outlet, missing=_("None known"), list_page="reports"
    ),
    Parameter("report", "claim", _("Report"), model=Article, list_page="reports"),
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


def names(about: str) -> tuple[str, ...]:
    """Return the names of the parameters about events, or about claims."""
    return tuple(one.name for one in PARAMETERS if one.about == about)


def columns(about: str) -> dict[str, str]:
    """Return the column of each parameter about events, or about claims, that has one."""
    return {one.name: one.column for one in PARAMETERS if one.about == about and one.column}


EVENT_FACETS, CLAIM_FACETS = names("event"), names("claim")
FACETS = (
    *("process", "differ", "side", "party", "speaker", "topic", "kind", "says", "report", "outlet", "agency", "place"),
    *("occurrence", "target", "attribution"),
)
"""Every parameter with a closed list of values, in the order of the page."""

OPEN = tuple(name for name in FACETS if BY_NAME[name].is_open)
