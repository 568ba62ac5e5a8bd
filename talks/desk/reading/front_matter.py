"""Lines ``key: value`` before a line ``---`` at the beginning of a text, as clippers of pages and archives write them.

Imports dates and vocabulary. A text without that line is left alone, and so is one of whose keys none is known here.
"""

import re
from dataclasses import dataclass, field

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from talks.dates import EDTFError
from talks.dates.typed import read_typed
from talks.desk.reading.facts import ADDRESS, LABELS, TIME, WEEKDAY
from talks.vocabulary import Basis, Completeness, Genre, HeadlineBasis

LINES_ALLOWED = 80
END = re.compile(r"-{3,}\s*")
PAIR = re.compile(r"([^\W\d_][\w .-]{0,40}?)\s*:(?:\s+(.*))?")
CONTINUED = re.compile(r"(?:\s+|-\s+)(?:-\s+)?(\S.*)")
# Keys without case, blanks, hyphens and underscores, by the field that each fills, beside those that a text may have inside.
KEYS = {
    "url": "permalink canonical",
    "archive_url": "archive archived archiveurl archivedcopy",
    "outlet": "site sitename website publication newspaper",
    "published": "publisheddate datepublished publicationdate",
    "published_basis_note": "datebasis publishedbasis",
    "byline": "authors by авторка",
    "completeness_note": "completeness",
    "genre": "genre type",
}
FIELD_OF = {key.replace(" ", ""): name for name, keys in LABELS.items() for key in keys.split("|")}
FIELD_OF |= {key: name for name, keys in KEYS.items() for key in keys.split()}
EITHER = "source"  # an address, or else an outlet
# A remark that says that a title is none: “(from the address)”.
REMARK = re.compile(r"\s*\(((?:from|described|inferred|supplied|translated|no headline)\b[^()]*)\)$", re.IGNORECASE)
STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d.*")
IN_BRACKETS = re.compile(r"(.*\d.*?)\s*\(([^()]+)\)")
SPAN = re.compile(r"([^/]+)/([^/]+)")
# What the first word of a reason says of the basis; any other one is what a day was inferred from.
BASES = {Basis.STATED: "stated page text dateline byline", Basis.ELSEWHERE: "elsewhere known store archive metadata"}
BASIS_OF = {word: basis for basis, words in BASES.items() for word in words.split()}
# What words on completeness say of it.
WHOLE, CUT = (
    re.compile(r"\b(?:complete|whole|full)\b", re.IGNORECASE),
    re.compile(r"\bcut\b|\btruncated\b", re.IGNORECASE),
)
QUOTED = re.compile(r"""(["'])(.*)\1""")


@dataclass
class FrontMatter:
    """Values by the name of their field; what no field can take, in words; how many lines of the text it is."""

    fields: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    length: int = 0


def front_matter(text: str) -> FrontMatter:
    """Return what stands before the line ``---``; nothing, of length 0, where there is no such beginning."""
    pairs, length = _pairs(text)
    found = FrontMatter(length=length)
    left = []
    for key, value in pairs:
        name = FIELD_OF.get(_plain(key), "")
        if _plain(key) == EITHER:
            name = "url" if ADDRESS.fullmatch(value) else "outlet"
        if not value:
            continue
        if not name or (name in found.fields and name != "published_basis_note"):
            left.append(f"{key}: {value}")
        elif name == "published":
            _add_day(found, value)
        elif name == "headline":
            _add_headline(found, value)
        elif name == "genre":
            found.fields |= {name: value} if value in Genre.values else {}
        elif name == "completeness_note":
            found.fields |= _completeness(value)
        elif name in ("url", "archive_url") and not ADDRESS.fullmatch(value):
            left.append(f"{key}: {value}")
        else:
            found.fields[name] = language_code(value) if name == "language" else value
    if left:
        found.notes.append(_("The file also says, which is not taken over: %(said)s.") % {"said": "; ".join(left)})
    _settle_basis(found)
    return found


def _pairs(text: str) -> tuple[list[tuple[str, str]], int]:
    pairs: list[tuple[str, str]] = []
    lines = text.split("\n")[:LINES_ALLOWED]
    begins = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if begins < len(lines) and END.fullmatch(lines[begins]):
        begins += 1
    for at, line in enumerate(lines[begins:], begins):
        if END.fullmatch(line):
            is_known = any(_plain(key) in FIELD_OF or _plain(key) == EITHER for key, _value in pairs)
            return ([(key, _bare(value)) for key, value in pairs], at + 1) if is_known else ([], 0)
        if pair := PAIR.fullmatch(line.rstrip()):
            pairs.append((pair[1], (pair[2] or "").strip()))
        elif pairs and (more := CONTINUED.fullmatch(line.rstrip())):
            key, value = pairs[-1]
            pairs[-1] = (key, ", ".join(filter(None, [value.rstrip(">|").strip(), _bare(more[1])])))
        elif line.strip() and not line.startswith("#"):
            break
    return [], 0


def _plain(key: str) -> str:
    return re.sub(r"[\s_.-]+", "", key).casefold()


def _bare(value: str) -> str:
    """Return a value without the quotation marks or brackets in which such files write it."""
    if value.startswith("[") and value.endswith("]") and re.search(r"[^\W\d]", value):  # else it is a set of days
        return ", ".join(_bare(one.strip()) for one in value[1:-1].split(","))
    quoted = QUOTED.fullmatch(value)
    return (quoted[2] if quoted else value).removeprefix("[[").removesuffix("]]")


def _add_headline(found: FrontMatter, value: str) -> None:
    if remark := REMARK.search(value):
        note = _("The file says of its headline: “%(said)s”. Compare it with the text.")
        found.notes.append(note % {"said": remark[1]})
        words = remark[1].casefold()
        basis = HeadlineBasis.ADDRESS if words.startswith("from the address") else HeadlineBasis.DESCRIBED
        found.fields["headline_basis"] = basis
    found.fields["headline"] = REMARK.sub("", value)


def _completeness(value: str) -> dict[str, str]:
    """Return what words on how much of a report there is say for the two fields; the words themselves where they tell more."""
    if CUT.search(value):
        return {"completeness": Completeness.BEGINNING, "completeness_note": value}
    if WHOLE.search(value):
        return {"completeness": Completeness.WHOLE} | ({"completeness_note": value} if ";" in value else {})
    return {"completeness_note": value}


def _add_day(found: FrontMatter, value: str) -> None:
    if said := IN_BRACKETS.fullmatch(value):  # “8 March 2022 (from the address)”
        value = said[1]
        found.fields.setdefault("published_basis_note", said[2])
    typed = TIME.sub("", WEEKDAY.sub("", STAMP.sub(r"\1", value)))
    is_span = SPAN.fullmatch(typed)
    try:
        found.fields["published"] = read_typed(f"[{is_span[1]}..{is_span[2]}]" if is_span else typed)
    except EDTFError:
        try:
            found.fields["published"] = read_typed(typed)
        except EDTFError as error:
            found.notes.append(
                _("The file's day “%(day)s” is not taken over: %(why)s") % {"day": value, "why": str(error)}
            )
            return
    if is_span and found.fields["published"].startswith("["):
        found.notes.append(_("The file's day “%(day)s” is taken as one day of that span.") % {"day": value})


def _settle_basis(found: FrontMatter) -> None:
    """Say of a day what its basis is, from the first word of the reason that the file gives."""
    reason = found.fields.get("published_basis_note", "")
    if "published" in found.fields:
        first = re.split(r"\W", reason.casefold(), maxsplit=1)[0]
        found.fields["published_basis"] = BASIS_OF.get(first, Basis.INFERRED) if reason else Basis.STATED
    elif reason:
        found.notes.append(_("The file also says, which is not taken over: %(said)s.") % {"said": reason})
        del found.fields["published_basis_note"]


def language_code(named: str) -> str:
    """Return the code of a language that is named by its code, or by its English or own name."""
    plain = named.strip().casefold()
    for code, known in LANG_INFO.items():
        if plain in {str(known.get(name, "")).casefold() for name in ("name", "name_local")}:
            return code
    return named.strip().replace("_", "-")
