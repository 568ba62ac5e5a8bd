"""Validators of text: no control or direction characters, and one spelling for each character (NFC).

Imports nothing of the project; models, forms and loading use them.
"""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Embeddings, overrides and isolates reverse what a reader sees against what is stored. The plain marks
# (U+200E, U+200F) and joiners stay allowed: right-to-left and Indic scripts need them.
DIRECTION = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def refuse_hidden(value: str) -> None:
    """Refuse characters that a reader cannot see. Raises: ValidationError naming the first of them."""
    if value.isprintable():
        return
    for character in value:
        category = unicodedata.category(character)
        if character in DIRECTION or (category in {"Cc", "Cs", "Cn"} and character not in "\n\r\t"):
            raise ValidationError(
                _("Remove the hidden character U+%(code)s; it cannot be seen or searched."),
                code="hidden",
                params={"code": f"{ord(character):04X}"},
            )


def plain(value: str) -> None:
    """Refuse hidden characters and text that is not in Unicode's composed form (NFC). Raises: ValidationError."""
    refuse_hidden(value)
    if not unicodedata.is_normalized("NFC", value):
        raise ValidationError(
            _("Type the accented letters as single characters (Unicode NFC), so that search finds them."),
            code="not-composed",
        )
