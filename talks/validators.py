"""Validators of text: no invisible characters, no ligatures, and one spelling for each character (NFC).

What cleaning would change in a report's text is refused in fields. Imports cleaning; models, forms and loading use them.
"""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talks.cleaning import LIGATURES, first_hidden

# Embeddings, overrides and isolates reverse what a reader sees against what is stored.
DIRECTION = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
# Categories: controls, surrogates, not assigned, private use, line and paragraph separators.
UNSEEN = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}
SHOWN_BEFORE = 20  # characters


def refuse_hidden(value: str) -> None:
    """Refuse characters that a reader cannot see, except joiners and variation selectors that their neighbours need.

    Private use (no two fonts agree on it) and the line and paragraph separators of Unicode are refused too.

    Raises: ValidationError naming the first of them.
    """
    if value.isascii() and value.isprintable():
        return
    found = [at for at, one in enumerate(value) if unicodedata.category(one) in UNSEEN and one not in "\n\r\t"]
    if (first := first_hidden(value)) is not None:
        found.append(first)
    if found:
        at = min(found)
        shown = {
            "character": f"U+{ord(value[at]):04X} {unicodedata.name(value[at], '')}".rstrip(),
            "before": value[max(0, at - SHOWN_BEFORE) : at],
        }
        raise ValidationError(
            _("Remove the hidden character %(character)s after “%(before)s”; it cannot be seen or searched.")
            if at
            else _("Remove the hidden character %(character)s at the beginning; it cannot be seen or searched."),
            code="hidden",
            params=shown,
        )


def plain(value: str) -> None:
    """Refuse what cleaning would change: hidden characters, ligatures, and text that is not composed (NFC).

    Raises: ValidationError with the code hidden, ligature or not-composed.
    """
    if value.isascii() and value.isprintable():
        return
    refuse_hidden(value)
    if found := LIGATURES.search(value):
        raise ValidationError(
            _("Type “%(letters)s” in place of the single character “%(ligature)s”, so that search finds the word."),
            code="ligature",
            params={"letters": unicodedata.normalize("NFKC", found[0]), "ligature": found[0]},
        )
    if not unicodedata.is_normalized("NFC", value):
        raise ValidationError(
            _("Type the accented letters as single characters (Unicode NFC), so that search finds them."),
            code="not-composed",
        )


LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def language_code(value: str) -> None:
    """Refuse what is no language code, such as the name of a language. Raises: ValidationError."""
    if not LANGUAGE_CODE.fullmatch(value):
        raise ValidationError(_("Use a language code such as en, uk or pt-BR."), code="language")


SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")  # that share the look of many letters


def one_script(name: str) -> None:
    """Refuse a word of a name with letters of two scripts that look alike: a reader could not tell it from another name.

    Raises: ValidationError.
    """
    for word in re.findall(r"\w+", "" if name.isascii() else name):
        scripts = {script for script in SCRIPTS if any(unicodedata.name(one, "").startswith(script) for one in word)}
        if len(scripts) > 1:
            raise ValidationError(
                _("“%(word)s” has letters of two scripts that look alike; type it again in one of them."),
                code="two-scripts",
                params={"word": word},
            )


def one_name_a_language(value: str) -> None:
    """Refuse a text unless each line is the code of a language, a colon and a name, and no language has two.

    The language of the record has none here: its name is the name.

    Raises: ValidationError.
    """
    codes = set()
    for line in value.splitlines():
        code, _colon, name = (part.strip() for part in line.partition(":"))
        is_code = re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", code) and code != settings.LANGUAGE_CODE
        if not is_code or not name or code in codes:
            raise ValidationError(
                _("“%(line)s” needs a language and a name, each language once, as in “uk: Київ”."),
                code="names",
                params={"line": line[:60]},
            )
        one_script(name)
        codes.add(code)


CASE_PARTS = 4


def case_parts(line: str) -> list[str]:
    """Return the parts of a line of hard cases: ``CASE_PARTS`` of them if it is one."""
    return [part.strip() for part in line.split("|")]


def hard_cases(value: str) -> None:
    """Refuse a text unless each line has a list, a word or nothing, a case and a decision, with | between them.

    Raises: ValidationError.
    """
    for line in value.splitlines():
        parts = case_parts(line)
        if len(parts) != CASE_PARTS or not (parts[0] and parts[2] and parts[3]):
            raise ValidationError(
                _("“%(line)s” needs four parts with | between them: list, word or nothing, case, decision."),
                code="hard-cases",
                params={"line": line[:60]},
            )
