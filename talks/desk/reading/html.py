"""What stands in a saved HTML page: its lines in order, what it says of itself, and where it was saved from.

Runs apart; imports lxml and trafilatura, which come with the desk's packages. Every visible block of the page is a line;
what trafilatura does not take for the report's text is only suggested to be struck out, so that nothing is lost.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from talks.desk.reading.refusing import Refused

LINES_SHOWN = 800
BLOCKS_READ = 5000
BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
        "h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul",
    )
)
CELLS = frozenset(("td", "th"))
OUT = frozenset(
    re.findall(
        r"\S+",
        "audio button canvas datalist dialog embed head iframe input math nav noscript object option script select style svg "
        "template textarea title video",
    )
)
ROLES = frozenset(re.findall(r"\S+", "alertdialog banner contentinfo dialog menu menubar navigation search toolbar"))
COOKIES = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?!\d)")
SAVED_FROM = re.compile(r"saved from url=\(\d+\)(\S+)")
ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(\d{8})\d{0,6}[a-z_]*/(\S+)")
DAY_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
)


def read(content: bytes) -> dict[str, Any]:
    """Return ``lines``, ``outside`` (numbers of lines, from 1, outside the report's text), and what the page says of itself:
    ``headline``, ``day``, ``day_guessed``, ``url``, ``archive_url``, ``captured``, ``outlet``, ``byline``, ``language``; each
    may be empty. ``content`` is UTF-8. Raises: Refused.
    """
    text = content.decode("utf-8", "replace").replace("\0", "")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        tree = lxml_html.document_fromstring(text)
    except (etree.LxmlError, ValueError) as error:
        raise Refused("empty") from error
    found = _extracted(text)
    about = _about(tree, text, found)
    blocks = list(islice(_blocks(tree), BLOCKS_READ))
    lines, outside = _chosen(blocks, found.get("text") or "", about["headline"])
    if not lines:
        raise Refused("empty")
    return {"lines": lines, "outside": outside} | about


def _extracted(text: str) -> dict[str, Any]:
    """Return what trafilatura makes of the page; nothing where it fails."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            text, favor_recall=True, include_comments=False, include_tables=True, with_metadata=True
        )
    except Exception:  # a page that it cannot take apart is read without it
        return {}
    return found.as_dict() if found else {}


# The lines


def _blocks(tree: Any) -> Iterator[tuple[str, bool]]:
    """Yield the text of each visible block, and whether it stands outside the report for certain: header, footer, form."""
    pieces: list[str] = []
    hidden = aside = 0

    def flush() -> Iterator[tuple[str, bool]]:
        text = " ".join(re.sub(r"[^\S\t]+", " ", "".join(pieces)).split(" ")).strip()
        pieces.clear()
        if text:
            yield re.sub(r" ?\t[ \t]*", "\t", text), bool(aside)

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if not hidden and element.tail:
                pieces.append(element.tail)
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        is_hidden, is_aside = (
            _is_hidden(element, tag),
            tag in ("header", "footer", "form", "aside") or _is_consent(element),
        )
        if event == "start":
            if tag in CELLS and pieces:
                pieces.append("\t")
            elif tag in BLOCKS and tag not in CELLS:
                yield from flush()
            hidden += is_hidden
            aside += is_aside
            if tag == "br":
                yield from _line_break(element, pieces, flush)
            if not hidden and element.text:
                pieces.append(element.text)
            continue
        if tag in BLOCKS and tag not in CELLS:
            yield from flush()
        hidden -= is_hidden
        aside -= is_aside
        if not hidden and element.tail:
            pieces.append(element.tail)
    yield from flush()


def _line_break(element: Any, pieces: list[str], flush: Any) -> Iterator[tuple[str, bool]]:
    """Two line breaks in a row end a paragraph; one is white space."""
    before = element.getprevious()
    if before is not None and before.tag == "br" and not (before.tail or "").strip():
        yield from flush()
    else:
        pieces.append(" ")


def _is_hidden(element: Any, tag: str) -> bool:
    return (
        tag in OUT
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or element.get("role", "").lower() in ROLES
        or bool(HIDDEN.search(element.get("style") or ""))
    )


def _is_consent(element: Any) -> bool:
    return element.tag not in ("html", "body") and bool(
        COOKIES.search(f"{element.get('id') or ''} {element.get('class') or ''}")
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _chosen(blocks: list[tuple[str, bool]], text: str, headline: str) -> tuple[list[str], list[int]]:
    """Return the lines, and the numbers of those that are not in the text that was extracted.

    What stands before the headline and after the last line of that text is left away, unless that would be the text.
    """
    whole, heading = _squeezed(text), _squeezed(headline)
    taken = [
        bool(_squeezed(line)) and _squeezed(line) in whole and not (aside and len(line) < 40) for line, aside in blocks
    ]
    if not any(taken):
        lines = [line for line, _aside in blocks][:LINES_SHOWN]
        return lines, [number for number, (_line, aside) in enumerate(blocks[:LINES_SHOWN], 1) if aside]
    first, last = taken.index(True), len(taken) - taken[::-1].index(True)
    headings = [at for at, (line, _aside) in enumerate(blocks[:last]) if heading and _squeezed(line) == heading]
    first = min([first, *headings])
    shown = list(zip(blocks, taken, strict=True))[first : last + 20]  # a text that ends too early can be restored
    if len(shown) > LINES_SHOWN:
        shown = [one for one in shown if one[1]][:LINES_SHOWN]
    lines = [line for (line, _aside), _is_taken in shown]
    return lines, [
        number
        for number, ((line, _aside), is_taken) in enumerate(shown, 1)
        if not is_taken and _squeezed(line) != heading
    ]


# What the page says of itself


def _about(tree: Any, text: str, found: dict[str, Any]) -> dict[str, Any]:
    data = _linked_data(tree)
    meta = _meta(tree)
    day = _day(data.get("datePublished")) or next(filter(None, (_day(meta.get(name)) for name in DAY_NAMES)), "")
    if not day:
        marked = tree.xpath("//*[@itemprop='datePublished']")
        day = next(filter(None, (_day(one.get("content") or one.get("datetime")) for one in marked)), "")
    guessed = _day(found.get("date")) if not day else ""
    return {
        "headline": _headline(tree, data, meta) or found.get("title") or "",
        "day": day or guessed,
        "day_guessed": bool(guessed),
        "outlet": _clean(meta.get("og:site_name")) or _name(data.get("publisher")) or _clean(found.get("sitename")),
        "byline": _name(data.get("author")) or _clean(meta.get("author")) or _clean(found.get("author")),
        "language": _language(tree, meta),
    } | _addresses(tree, text, data, meta)


def _clean(value: Any) -> str:
    return " ".join(str(value).split())[:300] if value else ""


def _day(value: Any) -> str:
    match = DAY.match(value) if isinstance(value, str) else None
    return match[1] if match else ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        return _clean(", ".join(filter(None, map(_name, value[:10]))))
    if isinstance(value, dict):
        return _clean(value.get("name")) if isinstance(value.get("name"), str) else ""
    return _clean(value) if isinstance(value, str) and not value.startswith("http") else ""


def _linked_data(tree: Any) -> dict[str, Any]:
    """Return the object of the page's JSON-LD that says when the report was published, else an empty one."""
    objects: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and len(objects) < 1000:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                objects.append(value)
                waiting += [value[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in value]
    dated = [one for one in objects if _day(one.get("datePublished"))]
    kinds = re.compile(r"Article|Posting|Report")
    return next((one for one in dated if kinds.search(str(one.get("@type")))), (dated or [{}])[0])


def _meta(tree: Any) -> dict[str, str]:
    """Return the first content of each meta element, by its property or name in small letters."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower().strip()
        if name and element.get("content"):
            found.setdefault(name, element.get("content").strip())
    return found


def _headline(tree: Any, data: dict[str, Any], meta: dict[str, str]) -> str:
    headings = [_clean(one.text_content()) for one in tree.iter("h1")]
    headings = [one for one in headings if one]
    named = _clean(data.get("headline")) if isinstance(data.get("headline"), str) else ""
    title = named or _clean(meta.get("og:title")) or _clean(tree.findtext(".//title"))
    for heading in headings:  # as readers see it: other places have it shortened, or with the name of the site
        if title and (title.startswith(heading) or heading.startswith(title.rstrip("….")) or heading in title):
            return heading
    return title or (headings[0] if len(headings) == 1 else "")


def _language(tree: Any, meta: dict[str, str]) -> str:
    named = tree.get("lang") or meta.get("og:locale") or meta.get("content-language") or ""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", named)
    return match[1].lower() if match else ""


def _addresses(tree: Any, text: str, data: dict[str, Any], meta: dict[str, str]) -> dict[str, str]:
    named = data.get("url") if isinstance(data.get("url"), str) else ""
    saved = SAVED_FROM.search(text[:20_000])
    canonical = [
        one.get("href", "") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()
    ]
    addresses = [*canonical, meta.get("og:url", ""), saved[1] if saved else "", named]
    addresses = [address.strip() for address in addresses if address and re.match(r"\s*https?://", address)]
    for address in addresses:
        if archived := ARCHIVED.match(address):
            day = archived[1]
            url = archived[2] if archived[2].startswith("http") else f"http://{archived[2]}"
            return {"url": url, "archive_url": address, "captured": f"{day[:4]}-{day[4:6]}-{day[6:8]}"}
    return {"url": addresses[0] if addresses else "", "archive_url": "", "captured": ""}
