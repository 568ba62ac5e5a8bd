"""The question a reader asks of the timeline: which parameters there are, and one frozen value that holds them."""

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

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

COLUMNS = {
    "process": "process__slug",
    "kind": "kind",
    "occurrence": "occurrence",
    "place": "place__slug",
    "side": "side_slug",
    "speaker": "speaker__slug",
    "topic": "topics__slug",
    "says": "kind",
    "target": "target__slug",
    "attribution": "attribution",
    "outlet": "article__outlet__slug",
    "agency": "article__agency__slug",
    "report": "article__slug",
}
"""Where the value of a parameter stands, counted from the event or the claim; ``differ`` and ``party`` have ways of
their own. ``side_slug`` is an annotation of ``with_side``."""


@dataclass(frozen=True)
class Filters:
    """What is asked: only values that exist. Several values of one parameter mean any, parameters mean all."""

    q: str = ""
    since: str = ""
    until: str = ""
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

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return self != Filters()

    @property
    def asks_of_claims(self) -> bool:
        """Whether anything is asked that must hold for one and the same claim."""
        return bool(self.q) or any(getattr(self, name) for name in CLAIM_FACETS)

    def chosen(self) -> list[tuple[str, str]]:
        """Return every (parameter, value) asked for, in the order of addresses."""
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
        pairs = [*self.chosen(), *((name, value) for name, value in more.items() if value)]
        return f"?{urlencode(pairs)}" if pairs else ""
