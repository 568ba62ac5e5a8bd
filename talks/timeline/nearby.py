"""What to go on with where nothing is found: words near to those that were typed, and topics.

Imports ``selection`` and ``search``. ``views`` shows the result in the place of events.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import get_language, ngettext

from talks.index import Index
from talks.letters import fold
from talks.models import Event
from talks.search import NearWords, parts_of
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, select
from talks.wording import grouped

WORDS = 4  # near words for one that is not found
TOPICS = 8
TITLES = 2_000  # events, the last recorded, whose titles are looked through for near words


class Offer(NamedTuple):
    """A link to another question, with the number of its events, also in words."""

    label: str
    href: str
    events: int
    number: str


@dataclass(frozen=True)
class Nearby:
    """Shape: ``words`` nearest first, ``topics`` by number of events; only what finds something."""

    words: list[Offer]
    topics: list[Offer]


def read_nearby(selection: Selection) -> Nearby | None:
    """Return what to go on with, None if something is found or no word was asked for.

    Cost: one query for titles in each version of the record; one for each near word.
    """
    if selection.count or not selection.filters.q:
        return None
    return Nearby(near_words(selection), topics(selection))


def near_words(selection: Selection) -> list[Offer]:
    """Return the words near to those that nothing holds, as questions with the word replaced."""
    index, filters, offers = selection.index, selection.filters, []
    titles = index.cached("words of titles", read_title_words)
    for terms in selection.words[0]:
        if any(part.segment.holding(terms) for part in selection.parts):
            continue
        typed = terms[0].text
        near = [*index.stored_names.words.near(typed, WORDS), *titles.near(typed, WORDS)]
        for word in list({fold(one): one for one in reversed(near)}.values())[::-1][:WORDS]:
            before, _typed, after = filters.q.partition(typed)
            offers.append(offer(word, replace(filters, q=f"{before}{word}{after}"), index))
    return [one for one in offers if one.events]


def topics(selection: Selection) -> list[Offer]:
    """Return the most frequent topics of the record, within the chosen process and day of ``known``."""
    index, filters = selection.index, selection.filters
    scope = filters.scope

    def count() -> list[Offer]:
        found = [offer(one.name, scope.asking(topic=(one.slug,)), index) for one in index.names.topics.values()]
        return sorted((one for one in found if one.events), key=lambda one: -one.events)[:TOPICS]

    return index.cached(("topics", scope, get_language()), count)


def offer(label: str, filters: Filters, index: Index) -> Offer:
    """Return a link to a question."""
    events = select(filters, index).count
    words = ngettext("%(n)s event", "%(n)s events", events) % {"n": grouped(events)}
    return Offer(label, filters.querystring(), events, words)


def read_title_words() -> NearWords:
    """Return the words in titles of events, the last recorded. Cost: one query."""
    titles = Event.objects.public().order_by("-pk").values_list("title", flat=True)[:TITLES]
    return NearWords(word for title in titles for word in parts_of(title))
