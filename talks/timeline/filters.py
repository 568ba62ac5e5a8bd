"""The question a reader asks of the timeline: which parameters there are, and one frozen value that holds them."""

from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from talks import dates

NONE = "none"  # the value that stands for a missing one

EVENT_FACETS = ("process", "differ", "party", "kind", "occurrence", "place")
CLAIM_FACETS = ("side", "speaker", "topic", "says", "target", "attribution", "outlet", "agency", "report")
FACETS = (
    "process",
    "differ",
    "side",
    "party",
    "speaker",
    "topic",
    "kind",
    "says",
    "report",
    "outlet",
    "agency",
    "place",
    "occurrence",
    "target",
    "attribution",
)
"""Every parameter with a closed list of values, in the order in which readers meet them."""

ORDERS = ("happened", "said", "published", "recorded")
"""The four clocks by which events can be ordered, each also backwards with a ``-`` before it; the first unless asked."""

VIEWS = ("list", "table", "coverage")

WORDS = ("kind", "occurrence", "says", "attribution")
"""Parameters whose values are words of a closed list; those of the others are slugs, but of ``differ``."""


@dataclass(frozen=True)
class Filters:
    """What is asked: only values that exist. Several values of one parameter mean any, parameters mean all.

    Shape: ``sure`` is ``"1"`` or empty; ``order`` and ``view`` are empty for the first of their kind, so that two
    equal questions are equal values and have one address.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    sure: str = ""
    known: str = ""
    process: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    occurrence: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    order: str = ""
    view: str = ""

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
        for field in fields(self):
            value = getattr(self, field.name)
            pairs += [(field.name, one) for one in ([value] if isinstance(value, str) and value else value)]
        return pairs

    def lifted(self, name: str) -> "Filters":
        """Return the same question without this parameter."""
        return replace(self, **{name: type(getattr(self, name))()})

    def without(self, name: str, value: str) -> "Filters":
        """Return the same question without this value."""
        present = getattr(self, name)
        left = "" if isinstance(present, str) else tuple(one for one in present if one != value)
        return replace(self, **{name: left})

    def querystring(self, **more: str | int) -> str:
        """Return the address of this view after the path; the one place where it is spelled. May be empty."""
        pairs = [*self._pairs(), *((name, value) for name, value in more.items() if value)]
        return f"?{urlencode(pairs)}" if pairs else ""
