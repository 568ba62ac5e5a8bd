"""Short ways for tests to what pages read, and to what stands in files."""

import json
import re
from xml.etree import ElementTree

from talks.index import current
from talks.models import Claim
from talks.picture import Picture, read_picture
from talks.rows import ClaimRow, read_claims
from talks.timeline import EventEntry, Filters, PageRows, Timeline, read_entries, select


def entries_of(answer: Timeline) -> list[EventEntry]:
    """Return the events of a page with what was said about them."""
    return read_entries(answer.rows, [event.pk for event in answer.events], answer.palette)


def picture_of(filters: Filters, shown: set[str] | None = None, root: str = "") -> Picture:
    """Return the picture of an answer."""
    return read_picture(PageRows(select(filters)), shown, root)


def row_of(claim: Claim) -> ClaimRow:
    """Return a statement as pages read it."""
    (row,) = read_claims(current(), Claim.objects.filter(pk=claim.pk))
    return row


def in_file(name: str, content: str) -> list[tuple[str, list[str]]]:
    """Return the first slugs of the events in a file, each with the slugs of its statements, in the order of the file."""
    if name == "jsonld":
        found = [
            (one["@id"], [said["identifier"] for said in one["subjectOf"]]) for one in json.loads(content)["about"]
        ]
    elif name == "atom":
        atom = "{http://www.w3.org/2005/Atom}"
        entries = ElementTree.fromstring(content).findall(f"{atom}entry")  # noqa: S314 - our own file
        found = [(one.findtext(f"{atom}id") or "", said_in(one.findtext(f"{atom}content"))) for one in entries]
    elif name == "ics":
        events = content.replace("\r\n ", "").split("\r\nBEGIN:VEVENT\r\n")[1:]
        found = [(re.findall(r"^UID:(.+)\r$", one, re.MULTILINE)[0], said_in(one)) for one in events]
    else:
        found = [(one["unique_id"], said_in(one["text"]["text"])) for one in json.loads(content)["events"]]
    return [(event.rstrip("/").rpartition("/")[2], claims) for event, claims in found]


def said_in(text: str | None) -> list[str]:
    """Return the slugs of the statements to which a text leads."""
    return re.findall(r"/claims/([a-z0-9-]+)/", text or "")
