"""Makes one record of two: what refers to one of them refers to the other, and its address leads there.

Imports addresses_of_drafts, models and search. ``plan`` says what ``merge`` would do, from the same references. The admin asks
for both; ``loading`` moves references in the same way where a file gives two events as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.addresses_of_drafts import follow_words
from talks.models import Actor, Claim, Event, Outlet, Participation, Place, Rename, Topic
from talks.models.base import Slugged
from talks.search import fold
from talks.vocabulary import Status

MERGED = (Actor, Outlet, Place, Topic, Event)
"""What can be merged. Statements are joined by repeating one another; a question has its answers, which cannot be guessed."""

ANSWERED = (Status.PUBLISHED, Status.WITHDRAWN)  # the address answers with the record, or says why it was withdrawn
NAMED_AT_MOST = 20
JOINED_FIELDS = ("spellings", "also_meant_by")
OWN_FIELDS = ("slug", "status", "status_reason", "recorded", "changed", "sequence", "lint_reason")
"""What is of one record alone, and is not listed as lost."""


@dataclass(frozen=True)
class Moved:
    """Records that refer to the one that goes: their kind, how many they are, and the names of some."""

    kind: str
    count: int
    names: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True)
class Lost:
    """A value of the record that goes, which the other one does not take over."""

    field: str
    stays: str
    goes: str


@dataclass(frozen=True)
class Plan:
    """What merging would do. Shape: nothing would be done if ``refused`` has a reason."""

    kept: Slugged
    gone: Slugged
    moved: tuple[Moved, ...] = ()
    settled: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(one.count for one in self.moved)


# References


@dataclass(frozen=True)
class Reference:
    """A field of ``model`` that refers to the merged records. Found in the models, so that no new one can be forgotten."""

    model: type[models.Model]
    field: models.ForeignKey | models.ManyToManyField

    def rows(self, record: models.Model) -> QuerySet:
        return self.model._base_manager.filter(**{self.field.name: record})

    def doubles(self, kept: models.Model, gone: models.Model) -> QuerySet:
        """Return the rows of ``gone`` for which ``kept`` has one already, where there may be one only."""
        rows, same = self.rows(gone), Q()
        for constraint in self.model._meta.total_unique_constraints:
            if self.field.name in constraint.fields:
                others = {name: OuterRef(name) for name in constraint.fields if name != self.field.name}
                same |= Q(Exists(self.model._base_manager.filter(**others, **{self.field.name: kept})))
        return rows.filter(same) if same else rows.none()


def references(model: type[models.Model]) -> list[Reference]:
    """Return every field by which a stored record refers to one of this model. Shape: hidden ones, as of histories, left out."""
    return [Reference(relation.related_model, relation.field) for relation in model._meta.related_objects]


def move_references(
    kept: models.Model, gone: models.Model, at: datetime, *, only: Iterable[type[models.Model]] = ()
) -> list[models.Model]:
    """Let what refers to ``gone`` refer to ``kept``; return what was changed. Call it in a transaction.

    Rows that could then stand twice are deleted, a reference that would point to its own record is emptied, and so is the
    occasion of a statement where it is the event itself. The slugs of drafts follow. Rows are saved one by one, so that
    each has its history. With ``only``, nothing but rows of these models is moved.
    Cost: one query a field, and up to ten for each row.
    """
    by_model: dict[type[models.Model], list[Reference]] = defaultdict(list)
    for reference in references(type(gone)):
        by_model[reference.model].append(reference)
    changed: list[models.Model] = []
    for model, found in by_model.items():
        if only and model not in only:
            continue
        for reference in found:
            for double in reference.doubles(kept, gone):
                double.delete()
        one = Q()
        for reference in found:
            one |= Q(pk__in=reference.rows(gone).values("pk"))
        for row in model._base_manager.select_for_update().filter(one).order_by("pk"):
            if row.pk != gone.pk or model is not type(gone):
                _move_row(row, found, kept, gone, at)
                changed.append(row)
    return changed


def _move_row(row: models.Model, found: list[Reference], kept: models.Model, gone: models.Model, at: datetime) -> None:
    written = []
    for field in (reference.field for reference in found):
        if field.many_to_many:
            linked = getattr(row, field.name)
            if linked.filter(pk=gone.pk).exists():
                linked.remove(gone)
                linked.add(kept)
        elif getattr(row, field.attname) == gone.pk:
            is_itself = type(row) is type(kept) and row.pk == kept.pk
            setattr(row, field.name, None if is_itself else kept)
            written.append(field.name)
    if isinstance(row, Claim):
        if row.occasion_id == row.event_id and {"event", "occasion"} & set(written):
            row.occasion = None
            written.append("occasion")
        if follow_words(row):
            written.append("slug")
    if hasattr(row, "changed"):
        row.changed = at
        written.append("changed")
    if written:
        row.save(update_fields=written)


def lead_on(model: type[Slugged], former: str, present: str) -> None:
    """Let the addresses that led to ``former`` lead to ``present``."""
    kind = model._meta.model_name
    for rename in Rename.objects.filter(model=kind, present=former):
        if rename.former == present:
            rename.delete()
        else:
            rename.present = present
            rename.save(update_fields=["present"])


# Merging


def plan(kept: Slugged, gone: Slugged) -> Plan:
    """Return what merging ``gone`` into ``kept`` would change, and why it cannot be done, if it cannot.

    Cost: some four queries for each field that refers to them.
    """
    if refused := tuple(_refusals(kept, gone)):
        return Plan(kept, gone, refused=refused)
    moved, settled = [], []
    for reference in references(type(gone)):
        doubles = list(reference.doubles(kept, gone))
        for row in doubles:
            message = _("“%(kept)s” has this already, and keeps its own: %(row)s.")
            settled.append(message % {"kept": kept, "row": _named(row)})
        rows = reference.rows(gone).exclude(pk__in=[row.pk for row in doubles])
        if isinstance(gone, reference.model):
            rows = rows.exclude(pk__in=[kept.pk, gone.pk])
        if count := rows.count():
            kind = f"{capfirst(reference.model._meta.verbose_name_plural)} ({reference.field.verbose_name})"
            moved.append(Moved(kind, count, tuple(map(_named, rows[:NAMED_AT_MOST]))))
    settled += _settled(kept, gone)
    warnings, lost = tuple(_warnings(kept, gone)), tuple(_lost(kept, gone))
    return Plan(kept, gone, tuple(moved), tuple(settled), warnings, tuple(_new_lines(kept, gone)["spellings"]), lost)


@transaction.atomic
def merge(kept: Slugged, gone: Slugged, *, at: datetime | None = None) -> Plan:
    """Make one record of two: everything that refers to ``gone`` refers to ``kept``; then ``gone`` is deleted.

    ``kept`` stays as it is, and gets the name and spellings of ``gone`` as spellings. The addresses of ``gone`` lead to it,
    and files that name ``gone`` load into it.
    Shape: what was done. Cost: up to ten queries for each record that refers to ``gone``.
    Raises: ValidationError with the reasons if it cannot be done; nothing is changed then.
    """
    model, at = type(kept), at or timezone.now()
    if type(gone) is not model:
        raise ValidationError(list(_refusals(kept, gone)))
    stored = {
        row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    if len(stored) < len({kept.pk, gone.pk}):
        raise ValidationError(_("One of the two is no longer there: somebody merged or deleted it meanwhile."))
    kept, gone = stored[kept.pk], stored[gone.pk]
    done = plan(kept, gone)
    if done.refused:
        raise ValidationError(list(done.refused))
    try:
        with transaction.atomic():
            move_references(kept, gone, at)
            # It may have lost a side that was the other one.
            kept.refresh_from_db()
            _take_over(kept, gone, at)
            lead_on(model, gone.slug, kept.slug)
            former = gone.slug
            gone.delete()
            Rename.objects.create(model=model._meta.model_name, former=former, present=kept.slug)
    except (IntegrityError, models.ProtectedError) as error:
        message = _("Somebody saved a record that refers to “%(gone)s” meanwhile. Nothing was changed; try again.")
        raise ValidationError(message % {"gone": gone}) from error
    return done


def _refusals(kept: Slugged, gone: Slugged) -> Iterator[str]:
    if type(kept) is not type(gone) or not isinstance(kept, MERGED) or kept.pk == gone.pk:
        yield _("Choose two different records of one kind: people and parties, outlets, places, topics or events.")
        return
    if isinstance(kept, Actor):
        if kept.kind != gone.kind:
            message = _("One is a %(one)s, the other a %(other)s. If they are the same, first give both the same kind.")
            yield message % {"one": kept.get_kind_display().lower(), "other": gone.get_kind_display().lower()}
        others = gone.voices.exclude(pk=kept.pk)
        if kept.side_id not in (None, gone.pk) and others.exists():
            message = _(
                "“%(kept)s” speaks for %(side)s, so nobody can speak for it; but %(voice)s speaks for “%(gone)s”."
            )
            yield message % {"kept": kept, "side": kept.side, "voice": others[0], "gone": gone}
    if isinstance(kept, Event):
        if kept.process_id != gone.process_id:
            message = _("They belong to different negotiations: %(one)s and %(other)s.")
            yield message % {"one": kept.process, "other": gone.process}
        leads_nowhere = {
            Status.PUBLISHED: kept.status != Status.PUBLISHED,
            Status.WITHDRAWN: kept.status not in ANSWERED,
        }
        if leads_nowhere.get(gone.status):
            message = _(
                "Readers know the address of “%(gone)s”, and it would lead nowhere. Let it be the one that stays."
            )
            yield message % {"gone": gone}


def _settled(kept: Slugged, gone: Slugged) -> Iterator[str]:
    """Yield a sentence for each reference that is emptied, as it would point to its own record."""
    if isinstance(kept, Actor) and kept.side_id == gone.pk:
        yield _("“%(kept)s” would speak for itself: its side is emptied.") % {"kept": kept}
    if isinstance(kept, Event):
        both = Claim.objects.filter(Q(event=kept, occasion=gone) | Q(event=gone, occasion=kept))
        for claim in both.select_related("speaker"):
            message = _("Said at the event that it is about, so its occasion is emptied: %(claim)s")
            yield message % {"claim": claim}


def _warnings(kept: Slugged, gone: Slugged) -> Iterator[str]:
    """Yield what readers will see otherwise than before."""
    if isinstance(kept, Actor):
        before = kept if gone.speaks_for == gone else gone.speaks_for
        after = kept if kept.side_id == gone.pk else kept.speaks_for
        count = gone.statements.filter(side=None).count() if before != after else 0
        if count:
            message = ngettext(
                "%(count)d statement without a side of its own was made for %(before)s, and will be for %(after)s.",
                "%(count)d statements without a side of their own were made for %(before)s, and will be for %(after)s.",
                count,
            )
            yield message % {"count": count, "before": before or _("nobody"), "after": after or _("nobody")}
    if isinstance(kept, Event) and kept.status == Status.PUBLISHED and gone.status != Status.PUBLISHED:
        count = gone.claims.published().filter(article__status=Status.PUBLISHED).count()
        if count:
            message = ngettext(
                "Readers will see %(count)d published statement that they do not see now, since “%(gone)s” is not published.",
                "Readers will see %(count)d published statements that they do not see now, since “%(gone)s” is not published.",
                count,
            )
            yield message % {"count": count, "gone": gone}
    if isinstance(kept, Event) and kept.date != gone.date:
        yield _("They have different dates: %(one)s and %(other)s.") % {
            "one": kept.date or "–",
            "other": gone.date or "–",
        }


def _lost(kept: Slugged, gone: Slugged) -> Iterator[Lost]:
    """Yield what the record that goes says and the other one does not."""
    for field in type(gone)._meta.concrete_fields:
        if not field.editable or field.primary_key or field.name in {"name", *JOINED_FIELDS, *OWN_FIELDS}:
            continue
        value = field.value_from_object(gone)
        is_kept = field.related_model is type(kept) and value == kept.pk
        if value in (None, "") or value == field.value_from_object(kept) or is_kept:
            continue
        yield Lost(capfirst(field.verbose_name), _shown(kept, field), _shown(gone, field))


def _named(row: models.Model) -> str:
    return f"{row.event}: {row}" if isinstance(row, Participation) else str(row)


def _shown(record: models.Model, field: models.Field) -> str:
    value = getattr(record, f"get_{field.name}_display", lambda: getattr(record, field.name))()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value) if value not in (None, "") else "–"


# Names


def _new_lines(kept: Slugged, gone: Slugged) -> dict[str, list[str]]:
    """Return the lines that the spellings, and what else it is called by, get from the record that goes."""
    given = {name: getattr(gone, name, "").splitlines() for name in JOINED_FIELDS}
    if not hasattr(kept, "spellings"):
        return {name: [] for name in given}
    given["spellings"].insert(0, gone.name)
    return {
        name: [
            line for line in dict.fromkeys(lines) if line and line not in (kept.name, *getattr(kept, name).splitlines())
        ]
        for name, lines in given.items()
    }


def _take_over(kept: Slugged, gone: Slugged, at: datetime) -> None:
    written = []
    for name, lines in _new_lines(kept, gone).items():
        if lines:
            setattr(kept, name, "\n".join([*getattr(kept, name).splitlines(), *lines]))
            written.append(name)
    if hasattr(kept, "changed"):
        kept.changed = at
        written.append("changed")
    if written:
        kept.save(update_fields=written)


def namesakes(record: Slugged) -> list[tuple[Slugged, str]]:
    """Return other records of the same kind with a name or spelling that this one has too, and that name.

    Capitals, accents and spaces do not count. Cost: one query, which reads all names of the kind.
    """
    mine = {_alike(line): line for line in reversed(_names_of(record)) if _alike(line)}
    others = type(record)._base_manager.exclude(pk=record.pk).order_by("name", "pk")
    found = []
    for other in others.iterator():
        shared = next((mine[_alike(line)] for line in _names_of(other) if _alike(line) in mine), None)
        if shared:
            found.append((other, shared))
    return found


def _names_of(record: Slugged) -> list[str]:
    return [record.name, *getattr(record, "spellings", "").splitlines()]


def _alike(text: str) -> str:
    return fold(" ".join(text.split()))
