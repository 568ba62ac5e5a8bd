"""The table of filter parameters. All other tables of parameters are derived from it.

An entry with a ``column`` is all that a new filter and its facet need; the index is written again when an entry
changes. Imports models. ``index`` reads the columns, ``timeline`` filters and counts, ``forms`` checks values.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from talks.models import Actor, Article, Outlet, Place, Process, Topic
from talks.vocabulary import Attribution, ClaimKind, Difference, EventFormat, EventKind, Occurrence, Term

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


PEOPLE = {"model": Actor, "list_page": "people"}
SIDES = PEOPLE | {"has_colours": True}
OUTLETS = {"model": Outlet, "list_page": "reports"}

# In the order of the page, and of URLs.
PARAMETERS = (
    Parameter("process", "event", _("Negotiation"), "process", model=Process, is_open=True),
    Parameter("differ", "event", _("Accounts"), terms=Difference, is_open=True),
    Parameter("side", "claim", _("Speaks for"), "side_pk", **SIDES, missing=_("No side"), is_open=True),
    Parameter("party", "event", _("Took part"), **SIDES, missing=_("Nobody reported"), is_open=True),
    Parameter("speaker", "claim", _("Speaker"), "speaker", **PEOPLE, missing=_("No speaker named"), is_open=True),
    Parameter("topic", "claim", _("Topic"), model=Topic, missing=_("No topic"), list_page="positions", is_open=True),
    Parameter("kind", "event", _("Kind of event"), "kind", terms=EventKind, is_open=True),
    Parameter("says", "claim", _("Kind of statement"), "kind", terms=ClaimKind),
    Parameter("report", "claim", _("Report"), model=Article, list_page="reports"),
    Parameter("outlet", "claim", _("Outlet"), "article__outlet", **OUTLETS, missing=_("Not known")),
    Parameter("agency", "claim", _("Agency"), "article__agency", **OUTLETS, missing=_("None known")),
    Parameter("place", "event", _("Place"), "place", model=Place, missing=_("Not stated")),
    Parameter("occurrence", "event", _("Took place"), "occurrence", terms=Occurrence),
    Parameter("format", "event", _("Meeting format"), "format", terms=EventFormat),
    Parameter("target", "claim", _("About"), "target", **SIDES, missing=_("No other side")),
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


def names(about: str) -> tuple[str, ...]:
    """Return the names of the parameters about events, or about claims."""
    return tuple(one.name for one in PARAMETERS if one.about == about)


def columns(about: str) -> dict[str, str]:
    """Return the column of each parameter about events, or about claims, that has one."""
    return {one.name: one.column for one in PARAMETERS if one.about == about and one.column}


EVENT_FACETS, CLAIM_FACETS = names("event"), names("claim")
FACETS = tuple(one.name for one in PARAMETERS)
OPEN = tuple(one.name for one in PARAMETERS if one.is_open)
