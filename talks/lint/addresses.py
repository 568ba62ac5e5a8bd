"""Addresses of reports, so written that one report has one address.

Pure text; imports nothing of the project.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# What links from newsletters and networks add, and what does not change the page.
ADDED = re.compile(r"utm_\w+|fbclid|gclid|dclid|igshid|mc_[ce]id|ref|ref_src|src|cmpid|amp|output", re.IGNORECASE)
USUAL_PORTS = {"http": 80, "https": 443}


def normal_address(url: str) -> str:
    """Return an address without what does not tell two reports apart; empty for what is no address.

    Left out are the scheme, ``www.`` and ``m.``, the usual port, the fragment, a slash at the end, what newsletters add to
    the query, and the order of the query.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    host = re.sub(r"^(?:www\d?|m|amp)\.(?=[^.]+\.)", "", host)
    if port and port != USUAL_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = re.sub(r"/+", "/", unquote(parts.path)).rstrip("/")
    path = re.sub(r"/(?:index\.(?:html?|php)|amp)$", "", path)
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not ADDED.fullmatch(pair[0]))
    )
    return f"{host}{path}?{query}" if query else f"{host}{path}"
