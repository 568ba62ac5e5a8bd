"""Atom: one entry for each event with its matching statements, 500 events for each page.

An entry has the event's ``id`` for ever, and is new when the event or a statement shown changes. Reads ``view`` and
``words``; Django's generator writes the XML.
"""

import re
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from talks.exports.records import File
from talks.exports.view import (
    Page,
    address_of,
    address_of_view,
    changed_of,
    filters_in_words,
    headers_of,
    licence_of,
    page_of,
    title_of,
)
from talks.exports.words import as_html, newest, newest_change
from talks.timeline import Filters

NEVER = "1970-01-01T00:00:00Z"
"""When a record that holds nothing last changed: Atom has to name a time, and no file depends on that of its request."""
# Source: https://www.w3.org/TR/xml/#charsets
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """An Atom feed with content, pages (RFC 5005) and the time at which the record last changed."""

    content_type = "application/atom+xml; charset=utf-8"

    def latest_post_date(self) -> datetime:
        """Return when the feed last changed, which Django would take from the clock for a feed without entries."""
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def write_atom(filters: Filters, page: int) -> File:
    """Return one page of the view as a feed. Cost: a constant number of queries. Raises: ValueError past the end."""
    shown = page_of(filters, "atom", page)
    entries = [(event, as_html(event, claims), newest_change(event, claims)) for event, claims in shown.records]
    updated = newest([changed_of(shown.selection) or NEVER, *(when for _event, _html, when in entries)])
    feed = Feed(
        title=for_xml(title_of(shown.selection)),
        link=address_of_view(filters),
        description=None,
        subtitle=for_xml(_(" · ").join(filters_in_words(shown.selection))) or None,
        language=get_language(),
        author_name=_("Talks"),
        feed_url=shown.address(),
        feed_guid=address_of(filters, "atom"),  # the same on each page
        feed_copyright=for_xml(licence_of(shown.selection)) or None,
        updated=datetime.fromisoformat(updated),
        pages=pages_around(shown),
    )
    for event, html, when in entries:
        feed.add_item(
            title=for_xml(event["title"]),
            link=event["url"],
            description=None,
            unique_id=event["id"],
            pubdate=datetime.fromisoformat(event["recorded"]),
            updateddate=datetime.fromisoformat(when),
            content=for_xml(html),
        )
    return File(feed.writeString("utf-8"), feed.content_type, headers=headers_of(shown.selection))


def pages_around(page: Page) -> dict[str, str]:
    """Return the public URLs of the other pages by their relation to this one. Source: RFC 5005, section 3."""
    pages = {"first": page.address(1)}
    if page.number > 1:
        pages["previous"] = page.address(page.number - 1)
    if page.next:
        pages["next"] = page.next
    return pages | {"last": page.address(page.last)}


def for_xml(text: str) -> str:
    """Return a text without the characters that no XML may hold."""
    return NOT_IN_XML.sub("", text)
