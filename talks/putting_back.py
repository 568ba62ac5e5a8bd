"""Puts back a former state of a record, or a record that was deleted, from its history. Either makes a new entry.

Imports curation, history, models and proof. Each verb is one transaction, and keeps the rules that forms keep.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from talks import curation, history, second_reader
from talks.history import PARTS, Change, Row
from talks.models import Answer, Article, Claim, Event, Question, Rename
from talks.proof import prove, set_mark, text_of
from talks.vocabulary import Status

KEPT = {"slug", "status", "status_reason", "recorded", "changed"}
KEPT_OF = {Article: {"text_words", "text_sha256", "checked"}}  # they are about the text that is stored now
MARKS = {"paragraph_sha256", "unchecked_reason"}


def fields_put_back(model: type[models.Model]) -> list[models.Field]:
    """Return the fields that a former state puts back: not the slug, nor the status, nor what is about the stored text."""
    kept = KEPT | KEPT_OF.get(model, set())
    return [column for column in history.shown_fields(model) if column.name not in kept]


def what_changes(record: models.Model, row: Row) -> list[Change]:
    """Return what putting back a state would change, from now to then. Cost: a few queries."""
    names = [column.name for column in fields_put_back(type(record)) if column.name not in MARKS]
    return history.compared(type(record), _state(record), row, names)


def _state(record: models.Model) -> Row:
    state = {column.attname: getattr(record, column.attname) for column in record._meta.concrete_fields}
    links = {
        column.name: sorted(getattr(record, column.name).values_list("pk", flat=True))
        for column in record._meta.many_to_many
    }
    return state | {"links": links}


@transaction.atomic
def put_back(record: models.Model, row: Row, reason: str) -> models.Model:
    """Give a record its former values, except slug and status; return it. Rows that are edited with it stay.

    Raises: ValidationError where these values break a rule now; nothing is written then.
    """
    record = type(record)._base_manager.select_for_update().get(pk=record.pk)
    columns = fields_put_back(type(record))
    own = [column for column in columns if not column.many_to_many]
    if isinstance(record, Claim):
        changed = [column.name for column in own if getattr(record, column.attname) != row[column.attname]]
        second_reader.refuse_change(record, changed)
    for column in columns:
        if not column.many_to_many:
            setattr(record, column.attname, row[column.attname])
    _check_references(record)
    if isinstance(record, Claim):
        set_mark(record, text_of(record.article))
    if hasattr(record, "changed"):
        record.changed = timezone.now()
    with history.because(reason):
        record.full_clean()
        record.save()
        for column in columns:
            if column.many_to_many:
                getattr(record, column.name).set(_existing(column, row))
        if getattr(record, "status", "") == Status.PUBLISHED:
            curation.check_ready(record)
        if isinstance(record, Claim):
            Claim.check_answers(record.answers.all())
            if record.article:
                prove(record.article, moved=bool(record.paragraph_sha256))
    return record


def _check_references(record: models.Model) -> None:
    """Refuse references to what was deleted, before anything follows them. Raises: ValidationError."""
    errors = {}
    for column in record._meta.concrete_fields:
        pk = getattr(record, column.attname)
        if column.is_relation and pk and not column.related_model._base_manager.filter(pk=pk).exists():
            name = history.names_of(column.related_model, [pk]).get(pk, "")
            errors[column.name] = _("“%(name)s” was deleted.") % {"name": name}
    if errors:
        raise ValidationError(errors)


def _existing(column: models.ManyToManyField, row: Row) -> list[int]:
    ids = row["links"].get(column.name, [])
    present = column.related_model._base_manager.filter(pk__in=ids)
    if present.count() < len(ids):
        raise ValidationError(
            _("%(field)s: something that belonged to it then was deleted."), params={"field": column.verbose_name}
        )
    return ids


@transaction.atomic
def put_back_deleted(model: type[models.Model], row: Row, reason: str) -> models.Model:
    """Make a deleted record again, with its id, slug, status, parts and former addresses; return it.

    Raises: ValidationError where that breaks a rule now, such as a slug that another record has; nothing is written then.
    """
    if model._base_manager.filter(pk=row["id"]).exists():
        raise ValidationError(_("It is in the record already."))
    with history.because(reason):
        record = _made(model, row)
        former = Rename.history.filter(history_date=row["history_date"], history_type=history.DELETED)
        for one in former.filter(model=model._meta.model_name, present=row.get("slug", "")).values():
            _made(Rename, one)
        if model in PARTS:
            part, reference = PARTS[model]
            rows = part.history.filter(history_date=row["history_date"], history_type=history.DELETED)
            parts = list(rows.filter(**{f"{reference}_id": row["id"]}).order_by("id").values())
            made = [(_made(part, one, links=False), one) for one in parts]
            for one, was in made:
                _link(one, was)
        if isinstance(record, Event) and record.status == Status.PUBLISHED:
            curation.check_ready(record)
    return record


def _made(model: type[models.Model], row: Row, *, links: bool = True) -> models.Model:
    record = model(**{column.attname: row[column.attname] for column in model._meta.concrete_fields})
    _check_references(record)
    record.full_clean()
    if hasattr(record, "slug") and model not in (Answer, Question):
        curation.check_slug(record, record.slug)
    record.save(force_insert=True)
    if links:
        _link(record, row)
    return record


def _link(record: models.Model, row: Row) -> None:
    for column in record._meta.many_to_many:
        getattr(record, column.name).set(_existing(column, row))
