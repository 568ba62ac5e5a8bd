"""SVG: the lanes picture as a file of its own, with title, filters, key and source.

Colours are attributes, because no style sheet goes with the file; links are absolute URLs. Reads ``picture``.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from talks import dates
from talks.exports.records import File
from talks.exports.view import address_of_view, changed_of, filters_in_words, headers_of, refuse_pages, title_of
from talks.picture import Link, Picture, read_picture
from talks.picture.geometry import NAMES, PLOT, Shape, Words, wrap
from talks.timeline import Counts, Filters, PageRows, Selection, read_counts, select

EDGE = 24.0
LINE = 18.0
LINE_LENGTH = 150  # characters across the page, in the small size
KEY_CHARACTER = 6.4

INK, SOFT, FAINT, RULE, LINES, SHEET, DISPUTE = (
    "#1d1b18",
    "#565147",
    "#6b6559",
    "#e3ded3",
    "#878174",
    "#ffffff",
    "#b3261e",
)
SIDE_COLOURS = (FAINT, "#8f6400", "#24599c", "#6a4f99", "#1f7a5c", "#5b6670", "#8c3f6b", "#4f6b12", "#0f6f7d")

# Fill, stroke, width and dashes of each form. "side" stands for the colour of the lane.
PAINT = {
    "shaft": (INK, INK, "1", ""),
    "shaft unsure": (SHEET, INK, "2", ""),
    "shaft unheld": (SHEET, INK, "2", "4 3"),
    "pass": ("none", INK, "2.5", ""),
    "pass unsure": ("none", INK, "2.5", ""),
    "pass unheld": ("none", INK, "2.5", "4 3"),
    "head": ("side", SHEET, "1.5", ""),
    "disc": ("side", SHEET, "1.5", ""),
    "host": (SHEET, "side", "2.2", ""),
    "guest": (SHEET, "side", "2.2", ""),
    "unsure": (SHEET, "side", "2.2", ""),  # of heads, discs, hosts and guests
    "unheld": (SHEET, "side", "2.2", "3 2"),
    "stem": ("none", LINES, "1", ""),
    "bracket": ("none", "side", "1.2", ""),
    "span": ("none", "side", "5", ""),
    "differs": ("none", DISPUTE, "1.8", ""),
    "pole": ("none", LINES, "1", "1 3"),
    "pennant": (SOFT, "none", "", ""),
    "fold": ("none", LINES, "1.2", ""),
    "report": ("none", SOFT, "2", ""),
    "report-bracket": ("none", SOFT, "1", ""),
    "hit": ("#000", "none", "", ""),
}


class Lettering(NamedTuple):
    """How a text is painted."""

    fill: str
    size: str
    weight: str
    has_halo: bool = False


LETTERING = {
    "label": Lettering(INK, "13", "600"),
    "label said": Lettering(INK, "13", "500"),
    "in": Lettering(SHEET, "11", "600"),
    "in hollow": Lettering(INK, "11", "600"),
    "word": Lettering(SOFT, "12.5", "400", has_halo=True),
    "tally": Lettering(SOFT, "12", "400", has_halo=True),
    "flag": Lettering(SOFT, "12.5", "400", has_halo=True),
    "more": Lettering(INK, "12.5", "600", has_halo=True),
}


@dataclass(frozen=True, slots=True)
class Painted:
    """One path with its colours and stroke."""

    d: str
    fill: str
    stroke: str
    width: str
    dashes: str
    is_hit: bool


def write_svg(filters: Filters, page: int) -> File:
    """Return the picture of the whole view. Cost: a constant number of queries.

    Raises: ValueError for any page but the first, since there is only one.
    """
    refuse_pages(page)
    selection = select(filters)
    counts = read_counts(selection, in_full=True)
    picture = read_picture(PageRows(selection), root=settings.SITE_URL, is_open=True)
    drawn = picture.drawn
    title = wrap(title_of(selection), 84, 2)
    asked = wrap(question_words(selection, picture), LINE_LENGTH, 4)
    top = EDGE + 26 * len(title) + LINE * len(asked) + 14
    key, key_height = placed_key(picture)
    below = top + (drawn.height if drawn else 40) + 10
    address = address_of_view(filters)
    changed = changed_of(selection)[:10]
    source = wrap(citation(title_of(selection), counts, changed), LINE_LENGTH, 3)
    context = {
        "picture": picture,
        "drawn": drawn,
        "title": [(line, EDGE + 20 + 26 * place) for place, line in enumerate(title)],
        "asked": [(line, EDGE + 26 * len(title) + 14 + LINE * place) for place, line in enumerate(asked)],
        "top": top,
        "key": key,
        "key_top": below,
        "source": [(line, below + key_height + 16 + LINE * place) for place, line in enumerate(source)],
        "address": address,
        "address_words": wrap(address, LINE_LENGTH, 1)[0],
        "address_y": below + key_height + 16 + LINE * len(source),
        "width": EDGE * 2 + NAMES + PLOT,
        "height": below + key_height + 16 + LINE * len(source) + EDGE,
        "left": EDGE,
        "names_left": EDGE + NAMES,
        "colours": {"ink": INK, "soft": SOFT, "rule": RULE, "lines": LINES, "sheet": SHEET, "wash": "#f2eee5"},
        "lanes": [(lane, SIDE_COLOURS[lane.palette]) for lane in drawn.lanes] if drawn else [],
        "groups": [painted_links(links) for links in (picture.marks, picture.reports)],
        "shafts": [paint(shape) for link in picture.marks for shape in link.mark.behind],
        "columns": [(SIDE_COLOURS[one.lane.palette], one) for one in picture.columns],
    }
    return File(render_to_string("picture/file.svg", context), "image/svg+xml", headers=headers_of(selection))


def painted_links(links: list[Link]) -> list[tuple[Link, list[Painted], list[tuple[Words, Lettering]]]]:
    """Return each link with its painted shapes and texts."""
    return [
        (link, [paint(shape) for shape in link.mark.shapes], [(text, LETTERING[text.form]) for text in link.mark.texts])
        for link in links
    ]


def paint(shape: Shape) -> Painted:
    fill, stroke, width, dashes = PAINT.get(shape.form) or PAINT[shape.form.split()[-1]]
    colour = SIDE_COLOURS[shape.palette]
    return Painted(
        shape.d,
        colour if fill == "side" else fill,
        colour if stroke == "side" else stroke,
        width,
        dashes,
        shape.form == "hit",
    )


def placed_key(picture: Picture) -> tuple[list[tuple], float]:
    """Return the entries of the key with their shapes and positions, and the height of the key."""
    placed, x, y = [], 0.0, 0.0
    for entry in [*picture.key, *picture.more_key]:
        width = entry.width + 8 + KEY_CHARACTER * len(entry.words) + 20
        if x and x + width > NAMES + PLOT:
            x, y = 0.0, y + 24
        placed.append((entry, [paint(shape) for shape in entry.shapes], round(x, 1), y, entry.width + 8))
        x += width
    return placed, y + 24 if placed else 0.0


def question_words(selection: Selection, picture: Picture) -> str:
    """Return the days shown and the filters in words."""
    parts = [picture.span or _("Nothing to draw"), *filters_in_words(selection)]
    if picture.note:
        parts.append(picture.note)
    return _(" · ").join(parts)


def citation(title: str, counts: Counts, changed: str) -> str:
    """Return the source of the picture, for citation."""
    return _("Talks, “%(title)s”: %(events)s, %(statements)s. Record of %(day)s.") % {
        "title": title,
        "events": counts.events_line,
        "statements": counts.statements_line,
        "day": dates.short(dates.parse(changed)) if changed else _("no date"),
    }
