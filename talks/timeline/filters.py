"""The question a reader asks of the timeline, as one frozen value."""

from dataclasses import fields, make_dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from talks import dates
from talks.parameters import CLAIM_FACETS, PARAMETERS

ORDERS = ("happened", "said", "published", "recorded")
"""The four clocks by which events can be ordered, each also backwards with a ``-`` before it; the first unless asked."""

VIEWS = ("list", "table", "coverage")


class Question:
    """What is asked: only values that exist. Several values of one parameter mean any, parameters mean all.

    Shape: ``Filters`` has a tuple of values for each line of ``parameters``, and texts. ``sure`` is ``"1"`` or empty;
    ``order`` and ``view`` are empty for the first of their kind, so that two equal questions are equal values and have
    one address.
    """

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


TEXTS = ("q", "since", "until", "sure", "known")
Filters = make_dataclass(
    "Filters",
    [
        *((name, str, "") for name in TEXTS),
        *((one.name, tuple[str, ...], ()) for one in PARAMETERS),
        ("order", str, ""),
        ("view", str, ""),
    ],
    bases=(Question,),
    namespace={"__module__": __name__, "__doc__": Question.__doc__},
    frozen=True,
)
NAMES = tuple(one.name for one in fields(Filters))
