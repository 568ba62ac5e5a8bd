"""What happened in the last days, from the admin's history, and where a curator left off."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.translation import gettext as _

from talks.models import Article, Claim, ReceivedText

DAYS = 14
SHOWN = 12
LOOKED_AT = 20  # of the statements that somebody made last, some may be gone


class Act(NamedTuple):
    """Something that a curator did. Shape: ``url`` is empty for what is gone; ``why`` is the message of the history."""

    when: datetime
    who: str
    what: str
    name: str
    url: str
    why: str


def last_acts(user: AbstractUser, request) -> list[Act]:
    """Return what happened in the last days to records that the user may see, the latest first. Cost: one query."""
    seen = [
        model._meta.model_name
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label == "talks" and model_admin.has_view_permission(request)
    ]
    entries = LogEntry.objects.filter(
        action_time__gte=timezone.now() - timedelta(days=DAYS),
        content_type__app_label="talks",
        content_type__model__in=seen,
    )
    verbs = {ADDITION: _("added"), CHANGE: _("changed"), DELETION: _("deleted")}
    acts = []
    for entry in entries.select_related("user", "content_type").order_by("-pk")[:SHOWN]:
        verb = verbs.get(entry.action_flag, "")
        why = entry.get_change_message() if entry.action_flag != ADDITION else ""
        url = entry.get_admin_url() or "" if entry.action_flag != DELETION else ""
        what = f"{entry.content_type.name} {verb}"
        acts.append(Act(entry.action_time, entry.user.get_username(), what, entry.object_repr, url, why))
    return acts


def left_off_at(user: AbstractUser) -> Article | None:
    """Return the report with a text in which the user marked a statement last, or whose text the user attached last.

    Cost: three queries.
    """
    made = LogEntry.objects.filter(
        user=user, action_flag=ADDITION, content_type__app_label="talks", content_type__model="claim"
    ).order_by("-pk")
    ids = [int(pk) for pk in made.values_list("object_id", flat=True)[:LOOKED_AT] if str(pk).isdigit()]
    marked = Claim.objects.filter(pk__in=ids).exclude(article__text=None).order_by("-pk").select_related("article")
    attached = ReceivedText.objects.filter(user=user, replaced=None).order_by("-received").select_related("article")
    statement, text = marked.first(), attached.defer("content", "paragraphs").first()
    if statement is None or text is None:
        return statement.article if statement else text.article if text else None
    is_later = text.received is not None and text.received > statement.recorded
    return text.article if is_later else statement.article
