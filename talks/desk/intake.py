"""What was sent to the page on which a report is brought in, with what its file or pasted text says filled in.

What the curator typed stays: only empty fields are filled in, and those that a former reading of the file filled.
"""

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
from talks.desk.reading.furniture import reason_of
from talks.models import Article

NAME_SHOWN = 120
# What a form has in these fields before anybody types.
DEFAULTS = {"language": Article._meta.get_field("language").default}


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
        return {number: reason for number, line in enumerate(lines, 1) if (reason := reason_of(line))}

    def found(self, name: str) -> bool:
        """Return whether the value of a field was found in the file."""
        return bool(
            self.held and self.held.found.get(name) and self.held.found[name] == self.data.get(name, "").strip()
        )

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
            try:
                found["outlet"] = values_of("outlet", [choose("outlet", named)])[0]
            except ValidationError:
                note = _("The file names “%(name)s” as its outlet: no outlet of the record is called that yet.")
                self.notes = [*self.notes, note % {"name": named}]
        for name, value in former.items():
            if self.data.get(name, "").strip() == value:
                self.data[name] = DEFAULTS.get(name, "")
        has_day = bool(self.data.get("published", "").strip())
        for name, value in list(found.items()):
            typed = self.data.get(name, "").strip()
            if has_day and name.startswith("published"):
                continue
            if typed in ("", DEFAULTS.get(name)):
                self.data[name] = value
        return found

    def _forget(self) -> None:
        if self.key:
            release(self.key, self.user_id)
        self.key, self.held = "", None
        for name in ("held", "read_as", "forget"):
            self.data.pop(name, None)


def _as(encoding: str, join: bool) -> str:
    return f"{encoding}|{int(join)}"


def _is_like(text: str, former: str) -> bool:
    """Return whether a text is a former one with changes, and not another: it shares half of its lines, or the former has."""
    lines, before = set(text.split("\n")), set(former.split("\n"))
    return 2 * len(lines & before) >= min(len(lines), len(before))
