"""The question that a reader asks of the timeline, as one frozen value.

Imports ``dates`` and ``parameters``. ``forms`` makes it of a query string, ``selection`` finds the answer.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from talks import dates
from talks.parameters import CLAIM_FACETS, NONE, PARAMETERS

ORDERS = ("happened", "said", "published", "recorded")
"""The four clocks by which events can be ordered; the first is the default, and ``-`` before a name reverses it."""

VIEWS = ("list", "table", "coverage")

LANES = ("open", "all")
"""How much of the picture is open: it with a filter too, and also the lanes of the others."""

AS_SHOWN = frozenset({"order", "view", "lanes"})
"""The parameters that change how an answer is shown, not what it is."""

VALUES_ALLOWED = 50  # of one parameter; no reader chooses more

SCOPE = frozenset({"process", "known"})
"""The parameters that say which record is shown; any other filter asks for something in it."""


@dataclass(frozen=True)
class Filters:
    """A question, checked. An event must match every parameter, and any of the values of one parameter.

    Shape: besides these texts, a tuple of values for each of ``PARAMETERS``. ``since``, ``until`` and ``known`` are EDTF;
    ``since`` may be ``none``, for events without a date. ``sure`` is ``"1"`` or empty. ``order``, ``view`` and ``lanes``
    are empty for the default, so that equal questions are equal values with the same URL.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    sure: str = ""
    known: str = ""
    for _parameter in PARAMETERS:
        __annotations__[_parameter.name] = tuple[str, ...]
        vars()[_parameter.name] = ()
    del _parameter
    order: str = ""
    view: str = ""
    lanes: str = ""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> tuple[str, ...]:
            """Stand for the fields of ``PARAMETERS``, which the checker cannot see. Set them with ``asking``."""

    def __bool__(self) -> bool:
        """Return whether any filter is set."""
        return bool(self.chosen())

    @property
    def is_undated(self) -> bool:
        """Whether only events without a date are asked for."""
        return self.since == NONE

    @property
    def has_span(self) -> bool:
        """Whether a span of days is chosen."""
        return bool(self.since or self.until) and not self.is_undated

    @property
    def span(self) -> tuple[date | None, date | None]:
        """The first and the last chosen day, None if that end is open."""
        if not self.has_span:
            return None, None
        first = dates.parse(self.since).earliest if self.since else None
        return first, dates.parse(self.until).latest if self.until else None

    @property
    def is_narrowed(self) -> bool:
        """Whether something is asked for in the record, rather than the whole of it."""
        return any(name not in SCOPE for name, _value in self.chosen())

    @property
    def scope(self) -> Self:
        """The question for the whole of the record in which something is asked for."""
        return type(self)(**{name: getattr(self, name) for name in SCOPE})

    @property
    def known_day(self) -> date | None:
        """The day by which reports must have been published, or None if that is not asked."""
        return dates.parse(self.known).latest if self.known else None

    @property
    def known_words(self) -> str:
        """The day of ``known`` in words, empty if that is not asked: “2022”, not “a month in 2022”."""
        read = dates.parse(self.known) if self.known else None
        return dates.words(dates.parse(dates.last_text(read) or read.text)) if read else ""

    @property
    def asks_of_claims(self) -> bool:
        """Whether any filter asks about statements; all of these must hold for the same statement."""
        return bool(self.q) or any(getattr(self, name) for name in CLAIM_FACETS)

    def chosen(self) -> list[tuple[str, str]]:
        """Return (parameter, value) of every filter that is set, in the order of the query string."""
        return [(name, value) for name, value in self._pairs() if name not in AS_SHOWN]

    def _pairs(self) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for name in NAMES:
            value = getattr(self, name)
            if value:
                pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return pairs

    def lifted(self, name: str) -> Self:
        """Return the same question without this parameter."""
        return self.asking(**{name: type(getattr(self, name))()})

    def without(self, name: str, value: str) -> Self:
        """Return the same question without this value."""
        present: str | tuple[str, ...] = getattr(self, name)
        left = "" if isinstance(present, str) else tuple(one for one in present if one != value)
        return self.asking(**{name: left})

    def querystring(self, **more: Any) -> str:
        """Return the query string of this view with its ``?``, or the empty string. All URLs of views use it."""
        pairs = [*self._pairs(), *((name, value) for name, value in more.items() if value)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def asking(self, **changes: Any) -> Self:
        """Return the same question with other values of these parameters. Shape: tuples for ``PARAMETERS``."""
        return replace(self, **changes)


NAMES = tuple(one.name for one in fields(Filters))
