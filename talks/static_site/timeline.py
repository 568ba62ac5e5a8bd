"""The page of all events: the pages of the timeline joined, with what stands folded there, and the values of each event.

Imports ``values`` and ``editing``. ``rewriting`` then makes it a page of the folder, and filters.js filters it.
"""

import re

from talks.palette import Palette
from talks.parameters import BY_NAME
from talks.rendering.static_site import FilterFacet, render_answers, render_filters
from talks.static_site.asking import ask, content_of
from talks.static_site.editing import Tag, edit, inside
from talks.static_site.values import EventValues, read_facets, read_values
from talks.timeline import Filters, Labels, Selection, select
from talks.timeline.answer import PAGE

HEADING = re.compile(r'<h2 class="month".*?</h2>', re.DOTALL)
EVENT, STATEMENT, FOLD = "e-", "c-", "others-"


def read_pages(selection: Selection) -> list[str]:
    """Return the pages of the timeline, which has one at least."""
    last = max(1, -(-selection.count // PAGE))
    return [content_of(ask(f"/?page={number}" if number > 1 else "/")).decode() for number in range(1, last + 1)]


def read_timeline(pages: list[str]) -> str:
    """Return the page of all events, as the site would have it. Cost: one answer for each event with folded statements."""
    selection = select(Filters())
    values = {one.slug: one for one in read_values(selection)}
    labels = Labels(selection.index, Palette(selection.index.names.lanes))
    facets = [FilterFacet(facet, BY_NAME[facet.name].about) for facet in read_facets(selection, labels)]
    return edit(
        pages[0], Joining(values, joined([inside(page, "events") for page in pages[1:]], pages[0]), facets).change
    )


def joined(lists: list[str], first: str) -> str:
    """Return the lists of further pages as one. A month that goes on from the page before has its heading there."""
    last = (HEADING.findall(first) or [""])[-1]
    pieces = []
    for one in lists:
        found = HEADING.findall(one)
        pieces.append(one.replace(last, "", 1) if found and found[0] == last else one)
        last = found[-1] if found else last
    return "".join(pieces)


class Joining:
    """Changes the tags of the page of all events."""

    def __init__(self, values: dict[str, EventValues], further: str, facets: list[FilterFacet]) -> None:
        self.values, self.further, self.facets = values, further, facets
        self.places = {slug: places for one in values.values() for slug, places in one.places.items()}

    def change(self, tag: Tag) -> str | None:
        if tag.id == "filters":
            return render_filters(self.facets)
        if tag.id == "events":
            tag.ahead = render_answers()
            tag.last = edit(self.further, self.change)
        elif tag.name == "nav" and "pager" in tag.classes:
            return ""
        elif tag.name == "li" and tag.id.startswith(EVENT) and "event" in tag.classes:
            one = self.values[tag.id.removeprefix(EVENT)]
            tag.attributes["data-values"] = " ".join(one.own)
            tag.attributes["data-said"] = ",".join(" ".join(said) for said in one.said)
        elif tag.name == "li" and "claim" in tag.classes:
            tag.attributes["data-at"] = " ".join(map(str, self.places.get(tag.id.removeprefix(STATEMENT), ())))
        elif tag.id.startswith(FOLD):
            tag.last = edit(folded(tag.id.removeprefix(FOLD)), self.change)
        elif {"hint", "rest"} <= set(tag.classes) and tag.name == "a":
            return ""  # stands where the folded statements now are
        return None


def folded(event: str) -> str:
    """Return the statements about an event that do not stand open, as htmx would receive them."""
    return content_of(ask(f"/?folded={event}", part=True)).decode()
