"""The attributes that say in which language words are, where those around them are in another.

Titles, statements and notes of the record are in English, whatever the language of the page around them.
"""

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def of_record() -> SafeString:
    """Return ``lang="en"`` with a space before it, for the tag around words of the record; nothing on English pages."""
    is_foreign = get_language() != settings.LANGUAGE_CODE
    return format_html(' lang="{}"', settings.LANGUAGE_CODE) if is_foreign else SafeString("")


def of_page() -> SafeString:
    """Return the language of the page as such an attribute, for words of its own within the text of a report."""
    return format_html(' lang="{}"', get_language())
