"""The question a reader asks of the timeline, as one frozen value."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from talks import dates
from talks.parameters import CLAIM_FACETS, PARAMETERS

ORDERS = ("happened", "said", "published", "recorded")
"""The four clocks by which events can be ordered, each also backwards with a ``-`` before it; the first unless asked."""

VIEWS = ("list", "table", "coverage")


@dataclass(frozen=True)
class Filters:
    """What is asked: only values that exist. Several values of one parameter mean any, parameters mean all.

    Shape: beside these texts, a tuple of values for each line of ``parameters``. ``sure`` is ``"1"`` or empty; ``order``
    and ``view`` are empty for the first of their kind, so that two equal questions are equal values and have one address.
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

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> tuple[str, ...]: ...

    def __bool__(self) -> bool:
        """Whether anything is asked that could leave an event out."""
        return bool(self.chosen())

    @property
    def known_day(self) -> date | None:
        """The last day by which a report must have been published, or None where that is not asked."""
        return dates.parse(self.known).latest if self.known else None

    @property
    def known_words(self) -> str:
        """The day asked for by ``known``, in words; empty where it is not asked."""
        return dates.words(dates.parse(self.known)) if self.known else ""

    @property
    def asks_of_claims(self) -> bool:
        """Whether anything is asked that must hold for one and the same claim."""
        return bool(self.q) or any(getattr(self, name) for name in CLAIM_FACETS)

    def chosen(self) -> list[tuple[str, str]]:
        """Return every (parameter, value) that could leave an event out, in the order of addresses."""
        return [(name, value) for name, value in self._pairs() if name not in {"order", "view"}]

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = []
        for name in NAMES:
            value = getattr(self, name)
            if value:
                pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return pairs

    def lifted(self, name: str) -> Self:
        """Return the same question without this parameter."""
        return replace(self, **{name: type(getattr(self, name))()})

    def without(self, name: str, value: str) -> Self:
        """Return the same question without this value."""
        present = getattr(self, name)
        left = "" if isinstance(present, str) else tuple(one for one in present if one != value)
        return replace(self, **{name: left})

    def querystring(self, **more: Any) -> str:
        """Return the address of this view after the path; the one place where it is spelled. May be empty."""
        pairs = [*self._pairs(), *((name, value) for name, value in more.items() if value)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def asking(self, **changes: Any) -> Self:
        """Return the same question with other values of these parameters."""
        return replace(self, **changes)


NAMES = tuple(one.name for one in fields(Filters))
