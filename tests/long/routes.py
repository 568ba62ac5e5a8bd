"""The form of every address of the site, as the table of addresses has it."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.long.asking import quoted


def routes(patterns: list | None = None, before: str = "") -> list[str]:
    """Return the form of every address of the site, as ``events/<str:slug>/``."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(route)
    return found


OF_CURATORS = [route for route in routes() if route.startswith(f"{settings.ADMIN_PATH}/")]
OF_READERS = [route for route in routes() if route not in OF_CURATORS]
WITH_A_VALUE = [route for route in OF_READERS if "<" in route]


def filled(route: str, value: str) -> str:
    """Return an address of this form, with the value wherever it takes one."""
    before, _open, rest = route.partition("<")
    return f"/{before}{quoted(value)}{filled(rest.partition('>')[2], value)[1:]}" if _open else f"/{route}"
