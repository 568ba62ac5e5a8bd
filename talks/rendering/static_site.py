"""Renders what pages in a folder have and those of a server do not. ``static_site`` puts it into them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class FilterFacet(NamedTuple):
    """A facet of the form that the script of the folder answers. Shape: ``facet`` is a Facet; ``about`` as of a Parameter."""

    facet: object
    about: str


def render_filters(facets: Iterable[FilterFacet]) -> SafeString:
    """Return the form of filters, which stays hidden without its script."""
    return render_to_string("static_site/filters.html", {"facets": list(facets)})


def render_answers() -> SafeString:
    """Return what stands above the list: the chosen values, and words for where nothing is found."""
    return render_to_string("static_site/answers.html")


def render_head(styles: Iterable[str], scripts: Iterable[str]) -> SafeString:
    """Return the end of the head of a page: relative links to style sheets and scripts."""
    return render_to_string("static_site/head.html", {"styles": styles, "scripts": scripts})


def render_moved(link: str, style: Iterable[str]) -> SafeString:
    """Return the page at the former address of a record. Shape: ``link`` leads to the present one, from there."""
    return render_to_string("static_site/moved.html", {"link": link, "styles": style})
