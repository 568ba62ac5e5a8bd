"""Makes the corrections that readers are told of: of a withdrawal, and of the fields that a curator changed.

Imports models. ``curation`` and the admin call it; ``pages`` and ``exports`` show the result.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from talks.models import Correction
from talks.models.base import Curated
from talks.models.correction import KINDS, field_for
from talks.vocabulary import CorrectionKind

SLUG_LENGTH = 120
WORDS_LENGTH = 300
SEPARATOR, ELLIPSIS = "; ", "…"
NOT_TOLD = {"slug", "lint_reason", "also_meant_by", "sequence", "openings", "text_is_public"}
"""Fields of a form that readers do not see as such, or see elsewhere."""


class Change(NamedTuple):
    """One field that was changed, in words."""

    field: str
    before: str
    after: str


def is_corrected(model: type[models.Model]) -> bool:
    """Return whether records of this model have a page on which corrections stand."""
    return model in KINDS.values()


def is_met(record: models.Model) -> bool:
    """Return whether readers see this record now. Cost: one query."""
    return is_corrected(type(record)) and type(record).objects.public().filter(pk=record.pk).exists()


def tell_withdrawal(record: models.Model, day: date, reason: str) -> Correction:
    """Tell readers that a record was withdrawn. Cost: two queries."""
    slug = free_slug(record, day)
    return Correction.objects.create(
        slug=slug, kind=CorrectionKind.WITHDRAWAL, day=day, reason=reason, **field_for(record)
    )


def tell_changes(
    record: models.Model, kind: str, changes: Iterable[Change], day: date, reason: str
) -> list[Correction]:
    """Tell readers of changed fields, each with what stood there and what stands there now. Cost: two queries a field."""
    return [
        Correction.objects.create(
            slug=free_slug(record, day),
            kind=kind,
            day=day,
            reason=reason,
            field=shortened(change.field, 80),
            before=shortened(change.before),
            after=shortened(change.after),
            **field_for(record),
        )
        for change in changes
    ]


def take_out(records: Iterable[Curated]) -> int:
    """Take the names of records that readers no longer meet out of the corrections of other records; return of how many.

    A correction has such a name where somebody changed what a record refers to, such as the event of a statement.
    Cost: one query that reads all corrections, and one for each that is changed.
    """
    names = [" ".join(str(record).split()) for record in records]
    if not names:
        return 0
    whole = re.compile(f"(^|{SEPARATOR})(?:{'|'.join(map(re.escape, names))})(?={SEPARATOR}|$)")
    changed = 0
    for one in Correction.objects.exclude(kind=CorrectionKind.WITHDRAWAL):
        before, after = (_without(names, whole, text) for text in (one.before, one.after))
        if (before, after) != (one.before, one.after):
            one.before, one.after = before, after
            one.save(update_fields=["before", "after"])
            changed += 1
    return changed


def _without(names: list[str], whole: re.Pattern, text: str) -> str:
    gone = _("no longer shown")
    text = whole.sub(lambda found: found[1] + gone, text)
    if text.endswith(ELLIPSIS):
        # The last name may be cut short.
        for begins in [0, *(found.end() for found in re.finditer(SEPARATOR, text))]:
            last = text[begins : -len(ELLIPSIS)]
            if last and any(name.startswith(last) for name in names):
                return text[:begins] + gone
    return text


def free_slug(record: models.Model, day: date) -> str:
    """Return a slug for a correction of this record on this day. Cost: one query."""
    number = f"-{day.isoformat()}"
    base = f"{record.slug[: SLUG_LENGTH - len(number) - 4].rstrip('-')}{number}"
    taken = set(Correction.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    count, slug = 1, base
    while slug in taken:
        count += 1
        slug = f"{base}-{count}"
    return slug


def words_for_readers(value: object) -> str:
    """Return a stored value in words, for readers: a record by its name if readers meet it, so that no draft shows here."""
    if isinstance(value, Curated):
        return str(value) if is_met(value) else ""
    if isinstance(value, list | tuple | set | models.QuerySet):
        return SEPARATOR.join(filter(None, map(words_for_readers, value)))
    return "" if value is None else " ".join(str(value).split())


def shortened(text: str, most: int = WORDS_LENGTH) -> str:
    """Return a text of at most that many characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}{ELLIPSIS}"
