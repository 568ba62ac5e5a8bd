"""The links above the list: to its views and orders. Imports ``filters``; templates show them."""

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
    """One of several views or orders of the same answer, with its URL."""

    name: str
    title: str
    href: str
    current: bool
    direction: str = ""


def read_views(filters: Filters) -> list[Switch]:
    """Return the views of the answer."""
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
    """Return the clocks to order by. The URL of the current one reverses the order."""
    present, backwards = filters.order.removeprefix("-") or ORDERS[0], filters.order.startswith("-")
    switches = []
    for order in ORDERS:
        current = order == present
        asked = f"-{order}" if current and not backwards else order
        href = replace(filters, order="" if asked == ORDERS[0] else asked).querystring() or "?"
        direction = ("descending" if backwards else "ascending") if current else ""
        switches.append(Switch(order, str(ORDER_TITLES[order]), href, current, direction))
    return switches
