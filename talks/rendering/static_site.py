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


def render_head(style: str, scripts: Iterable[str]) -> SafeString:
    """Return the end of the head of a page: relative links to a style sheet and scripts."""
    return render_to_string("static_site/head.html", {"style": style, "scripts": scripts})


def render_moved(link: str, style: str) -> SafeString:
    """Return the page at the former address of a record. Shape: ``link`` leads to the present one, from there."""
    return render_to_string("static_site/moved.html", {"link": link, "style": style})


def render_take() -> SafeString:
    """Return what copying needs on a page: its menu, its note and its field."""
    return render_to_string("statements/take.html")


def render_files(archive: str, names: Iterable[str]) -> SafeString:
    """Return the note on which files an archive holds. Shape: ``archive`` is a relative link to it."""
    return render_to_string("static_site/files.html", {"archive": archive, "names": list(names)})
