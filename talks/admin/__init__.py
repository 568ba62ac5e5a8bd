"""The curators' pages, built on Django's admin: the only pages with a login, and the only ones that write.

One module for each area registers its models. ``curation`` and ``models`` decide what is allowed; the admin shows it.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from talks.admin import article, claim, entities, event, process, question, readers
from talks.admin.base import autocomplete

__all__ = ["article", "claim", "entities", "event", "process", "question", "readers"]

admin.site.site_header = _("Talks: curation")
admin.site.site_title = _("Talks: curation")
admin.site.index_title = _("The record")
admin.site.empty_value_display = "–"
admin.site.autocomplete_view = autocomplete
