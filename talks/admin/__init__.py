"""Curation: the only place that signs anybody in, and the only one that writes.

One file an area; each registers its models with Django's own admin. What a verb decides is decided in ``curation``,
what a field allows in ``models``; here it is only shown beside its field.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from talks.admin import article, claim, entities, event, process, question
from talks.admin.base import autocomplete

__all__ = ["article", "claim", "entities", "event", "process", "question"]

admin.site.site_header = _("Talks: curation")
admin.site.site_title = _("Talks: curation")
admin.site.index_title = _("The record")
admin.site.empty_value_display = "–"
admin.site.autocomplete_view = autocomplete
