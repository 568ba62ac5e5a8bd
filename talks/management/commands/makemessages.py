"""Django's ``makemessages`` for what readers see: pages, and the words that they show.

The desk, the admin and the commands are in English, and so are files. Needs GNU gettext.
"""

from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

NOT_FOR_READERS = [
    "templates/admin/*",
    "templates/exports/*",
    *(f"talks/{room}/*" for room in ("admin", "desk", "importing", "lint", "loading", "management", "models")),
    *(f"talks/{room}/*" for room in ("backup", "describing", "releasing", "suggesting", "synthetic")),
    *(f"talks/{module}.py" for module in ("article_texts", "bulk_change", "curation", "merging", "publishing")),
    *(f"talks/{module}.py" for module in ("putting_back", "quoting", "second_factor", "second_reader", "validators")),
    *("tests/*", "bench/*", "deploy/*", "var/*"),
]


class Command(makemessages.Command):
    help = "Writes the messages for readers into locale/, one folder a language, for translators."

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=phrase", "--keyword=phrase_in:1c,2"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--no-obsolete"]

    def handle(self, *args: Any, **options: Any) -> None:
        options["locale"] = options["locale"] or [
            code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
        ]
        options["ignore_patterns"] = [*options["ignore_patterns"], *NOT_FOR_READERS]
        options["add_location"] = options["add_location"] or "file"
        options["no_wrap"] = True
        super().handle(*args, **options)
