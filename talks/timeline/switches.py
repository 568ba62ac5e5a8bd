"""The links above the list: to its views, and to its orders."""

from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from talks.timeline.filters import ORDERS, VIEWS, Filters

VIEW_TITLES = {
    "list": gettext_lazy("List"),
    "table": gettext_lazy("Table"),
    "coverage": gettext_lazy("Coverage"),
}
ORDER_TITLES = {
    "happened": gettext_lazy("Happened"),
    "said": gettext_lazy("Said"),
    "published": gettext_lazy("Published"),
    "recorded": gettext_lazy("Recorded"),
}


class Switch(NamedTuple):
    """One of several ways to see the same answer, with its address."""

    name: str
    title: str
    href: str
    current: bool
    direction: str = ""


def read_views(filters: Filters) -> list[Switch]:
    """Return the ways to see the answer, each with its address."""
    present = filters.view or VIEWS[0]
    return [
        Switch(
            view,
            str(VIEW_TITLES[view]),
            replace(filters, view="" if view == VIEWS[0] else view).querystring() or "?",
            view == present,
        )
        for view in VIEWS
    ]


def read_orders(filters: Filters) -> list[Switch]:
    """Return the clocks to order by; the address of the present one turns it round."""
    present, backwards = filters.order.removeprefix("-") or ORDERS[0], filters.order.startswith("-")
    switches = []
    for order in ORDERS:
        current = order == present
        asked = f"-{order}" if current and not backwards else order
        href = replace(filters, order="" if asked == ORDERS[0] else asked).querystring() or "?"
        direction = ("descending" if backwards else "ascending") if current else ""
        switches.append(Switch(order, str(ORDER_TITLES[order]), href, current, direction))
    return switches
