"""A page that a browser saved as one file (MHTML): the page itself, its encoding and its address. Standard library only."""

from email import message_from_bytes, policy
from typing import NamedTuple


class SavedPage(NamedTuple):
    content: bytes
    encoding: str
    url: str


def is_saved_page(content: bytes) -> bool:
    head = content[:4000].lower()
    return b"multipart/related" in head and b"mime-version:" in head


def page_of(content: bytes) -> SavedPage | None:
    """Return the first part that is HTML, or None. Cost: linear."""
    try:
        message = message_from_bytes(content, policy=policy.compat32)
    except RecursionError:  # parts within parts within parts
        return None
    url = str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return SavedPage(page, part.get_content_charset() or "", url or str(part.get("Content-Location") or ""))
    return None
