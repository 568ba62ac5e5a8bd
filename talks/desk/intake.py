"""What was sent to the page on which a report is brought in, with what its file or pasted text says filled in.

What the curator typed stays: only empty fields are filled in, and those that a former reading of the file filled.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from talks.cleaning import clean
from talks.desk import texts
from talks.desk.choosing import choose, values_of
from talks.desk.held import Held, held_file, hold, release
from talks.desk.reading import documents
from talks.desk.reading.documents import Document
from talks.desk.reading.encodings import ENCODINGS
from talks.desk.reading.furniture import reasons_of
from talks.models import Article
from talks.vocabulary import Basis

NAME_SHOWN = 120
REMARK = re.compile(r"\s*\([^()]*\)")
# A time may follow the day, as in 20220310175947.
DAY_IN_ADDRESS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|$|(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d))"
)
# What a form has in these fields before anybody types.
DEFAULTS = {
    name: str(Article._meta.get_field(name).default) for name in ("language", "completeness", "headline_basis")
}  # in the form before anybody chose


class Intake:
    """The fields of the form as sent and filled in.

    Shape: ``data`` for the form; ``errors`` by field; ``notes`` are sentences about how the text was read; ``is_renumbered``
    where the lines of this text were not shown before.
    """

    def __init__(self, data: QueryDict, files: MultiValueDict, user_id: int) -> None:
        self.data, self.user_id = data.copy(), user_id
        self.errors: dict[str, ValidationError] = {}
        self.notes: list[str] = []
        self.key = self.data.get("held", "")
        self.held = held_file(self.key, user_id)
        self.data["text"] = texts.LINE_END.sub("\n", self.data.get("text", ""))
        if "forget" in self.data:
            self._forget()
        self._read(files.get("file"))
        digest = texts.numbered(self.data["text"])
        self.is_renumbered = digest != self.data.get("numbered")
        if self.is_renumbered:
            self.data.setlist("out", [str(number) for number in self.reasons()])
        self.data["numbered"] = digest

    def reasons(self) -> dict[int, str]:
        """Return why lines are suggested to be struck out, as codes, by the number of the line."""
        text = self.data["text"]
        if self.held and self.held.text == text:
            return self.held.struck
        lines = texts.LINE_END.split(text)[: 2 * texts.LINES_ALLOWED]
        return reasons_of(lines)

    def found(self, name: str) -> bool:
        """Return whether the value of a field was found in the file."""
        return bool(
            self.held and self.held.found.get(name) and self.held.found[name] == self.data.get(name, "").strip()
        )

    @property
    def outlet_named(self) -> str:
        """What the file calls its outlet, where the record has none of that name."""
        return self.held.found.get("outlet_named", "") if self.held else ""

    def _read(self, file: UploadedFile | None) -> None:
        typed, encoding = self.data["text"], self.data.get("encoding", "")
        encoding = encoding if encoding in ENCODINGS else ""
        was_read_as, join = self.data.get("read_as", ""), "join" in self.data
        if file and file.size:
            is_read = (
                self.key
                and (self.held is None or self.held.name)
                and texts.numbered(typed) == self.data.get("numbered")
            )
            is_own = typed.strip() and not is_read
            if is_own:
                self.errors["file"] = ValidationError(_("Give the text or a file, not both."))
            elif file.size > documents.BYTES_ALLOWED:
                self.errors["file"] = ValidationError(
                    _(
                        "The file is larger than 5 MB: copy its text and paste that, or attach it on the report's own form."
                    )
                )
            else:
                self._take(file.read(), (file.name or "")[:NAME_SHOWN], encoding, None, "file")
        elif self.key and self.held is None:
            self.errors["file"] = ValidationError(
                _("The file is no longer held. Choose it again, or tick that it is not to be stored.")
            )
        elif self.held and was_read_as != _as(encoding, join):
            self._take(self.held.content, self.held.name, encoding, join, "encoding" if encoding else "text")
        elif self.held is None or documents.is_page(typed) or not _is_like(typed, self.held.text):
            self._forget()
            is_too_large = len(typed) > texts.BYTES_ALLOWED  # which the form says
            if typed.strip() and "\x00" not in typed and not is_too_large:
                self._take(typed.encode(), "", "utf-8", join or None, "text")
        if self.held and not self.notes:
            self.notes = self.held.notes

    def _take(self, content: bytes, name: str, encoding: str, join: bool | None, where: str) -> None:
        try:
            document = documents.read(content, encoding, join)
        except ValidationError as error:
            self.errors[where] = error
            return
        if len(document.text.encode()) > texts.BYTES_ALLOWED:
            self.errors[where] = ValidationError(_("The text is larger than 1 MB: attach it on the report's own form."))
            return
        former = self.held.found if self.held else {}
        self._forget()
        self.data["text"] = document.text
        # The first note of pasted text would name an encoding that nobody chose.
        self.notes = document.notes if name or document.media_type != documents.TEXT else document.notes[1:]
        self.held = Held(
            name,
            content,
            document.media_type,
            document.text,
            self._filled(document, former),
            document.struck,
            self.notes,
        )
        self.key = hold(self.held, self.user_id)
        self.data["held"] = self.key
        if not name:
            encoding = ""
        self.data["encoding"] = encoding
        self.data["read_as"] = _as(encoding, document.is_joined)
        if document.is_joined:
            self.data["join"] = "on"
        else:
            self.data.pop("join", None)

    def _filled(self, document: Document, former: dict[str, str]) -> dict[str, str]:
        """Fill in what the file says; return it by field."""
        found = {name: clean(str(value)).text for name, value in document.fields.items()}
        if named := found.pop("outlet", ""):
            if known := _outlet_named(named):
                found["outlet"] = known
            else:
                note = _(
                    "The file names “%(name)s” as its outlet: no outlet of the record is called that yet. "
                    "“New …” above the field begins with this name."
                )
                self.notes = [*self.notes, note % {"name": named}]
                found["outlet_named"] = named
        for name, value in former.items():
            if self.data.get(name, "").strip() == value:
                self.data[name] = DEFAULTS.get(name, "")
        has_day = bool(self.data.get("published", "").strip())
        for name, value in [one for one in found.items() if one[0] != "outlet_named"]:
            typed = self.data.get(name, "").strip()
            if has_day and name.startswith("published"):
                continue
            if typed in ("", DEFAULTS.get(name)):
                self.data[name] = value
        if not self.data.get("published", "").strip() and (day := day_in(self.data.get("url", ""))):
            note = _("From the address of the report.")
            guessed = {"published": day, "published_basis": Basis.INFERRED, "published_basis_note": note}
            for name, value in guessed.items():
                self.data[name] = found[name] = str(value)
        return found

    def _forget(self) -> None:
        if self.key:
            release(self.key, self.user_id)
        self.key, self.held = "", None
        for name in ("held", "read_as", "forget"):
            self.data.pop(name, None)


def _outlet_named(named: str) -> str:
    """Return what to write for the outlet that a file names, also without what stands in brackets; empty if it is unknown."""
    for name in dict.fromkeys([named, REMARK.sub("", named), REMARK.sub("", named).partition(",")[0]]):
        try:
            return values_of("outlet", [choose("outlet", name)])[0]
        except ValidationError:
            continue
    return ""


def day_in(address: str) -> str:
    """Return the day that an address has in it, such as /2022/03/11/ or 20220311; an empty text if it has none or several."""
    days = {f"{year}-{month}-{day}" for year, _sign, month, day in DAY_IN_ADDRESS.findall(address)}
    if len(days) != 1:
        return ""
    try:
        return date.fromisoformat(days.pop()).isoformat()
    except ValueError:
        return ""


def _as(encoding: str, join: bool) -> str:
    return f"{encoding}|{int(join)}"


def _is_like(text: str, former: str) -> bool:
    """Return whether a text is a former one with changes, and not another: it shares half of its lines, or the former has."""
    lines, before = set(text.split("\n")), set(former.split("\n"))
    return 2 * len(lines & before) >= min(len(lines), len(before))
