"""Verbs on many records: submit for review, return, publish, withdraw, take back to draft, rename, forget.

Imports history, models and proof. Each verb is one transaction and returns what changed and what was refused, with the
reasons. Called by the admin; a command or a shell may call them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from talks import corrections, history, second_reader, share
from talks.letters import TO_LATIN
from talks.models import Article, Claim, Event, Rename
from talks.models.base import Curated, Slugged
from talks.proof import prove, set_mark, text_of
from talks.vocabulary import HIDDEN, Attribution, Status

# Reports and statements come before events, which need them.
ORDER = [Article, Claim, Event]
STATE = ("status", "status_reason", "changed")
MARK = ("paragraph_sha256", "unchecked_reason")
RENAMED = {name for name, _label in Rename.MODELS}


@dataclass(frozen=True)
class Refusal:
    """One record that was left as it was, and why."""

    record: Curated
    reasons: list[str]


@dataclass(frozen=True)
class Outcome:
    """What a verb did: records that it changed, found unchanged, and refused."""

    changed: list[Curated] = field(default_factory=list)
    unchanged: list[Curated] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


# From draft to review and back


def submit(records: Iterable[Curated], *, note: str = "", at: datetime | None = None) -> Outcome:
    """Put drafts into review, complete or not: whoever reviews them sees what they lack. The note is for the history."""
    return _move(list(records), Status.REVIEW, note=note, at=at)


def send_back(records: Iterable[Curated], *, note: str = "", at: datetime | None = None) -> Outcome:
    """Return records from review to draft, for their curators to work on. The note is for the history."""
    return _move(list(records), Status.DRAFT, note=note, at=at)


# Publishing and its undoing


def publish(
    records: Iterable[Curated],
    *,
    with_statements: bool = False,
    by: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Outcome:
    """Show records to readers, reports first, then statements, then events.

    ``with_statements``: publish the hidden statements of these reports and events too. Records that are not ready are
    refused and stay as they were; the others are published. A statement needs its quote found in the stored text, where it
    is looked up again, or a reason why it is not checked. ``by`` is the id of the user who publishes; where a second reader is
    needed, that is somebody else than the one who wrote a statement. The note is for the history. Cost: about 20 queries a record.
    """
    chosen = list(records)
    if with_statements:
        chosen += hidden_statements(chosen)
    return _move(chosen, Status.PUBLISHED, reason="", note=note, by=by, at=at)


def withdraw(records: Iterable[Curated], reason: str, *, at: datetime | None = None) -> Outcome:
    """Withdraw published records for good; their URLs answer with the reason.

    Raises: ValidationError without a reason.
    """
    return _move(list(records), Status.WITHDRAWN, reason=_needed(reason), at=at)


def take_back(records: Iterable[Curated], reason: str, *, at: datetime | None = None) -> Outcome:
    """Take published or withdrawn records back to draft, to be worked on. Raises: ValidationError without a reason."""
    return _move(list(records), Status.DRAFT, reason=_needed(reason), at=at)


def hidden_statements(records: Iterable[Curated]) -> list[Claim]:
    """Return the statements in draft or review of these reports and events, without those in ``records``. Cost: one query."""
    chosen = list(records)
    articles = [record.pk for record in chosen if isinstance(record, Article)]
    events = [record.pk for record in chosen if isinstance(record, Event)]
    claims = Claim.objects.filter(models.Q(article__in=articles) | models.Q(event__in=events), status__in=HIDDEN)
    return list(claims.exclude(pk__in=[record.pk for record in chosen if isinstance(record, Claim)]))


def check_ready(record: Curated) -> None:
    """Refuse a record that is not ready for readers. Cost: about 18 queries. Raises: ValidationError."""
    status, record.status = record.status, Status.PUBLISHED
    try:
        record.full_clean()
        if isinstance(record, Claim):
            Claim.check_answers(record.answers.all())
        if isinstance(record, Event):
            check_has_public_statement(record)
        if isinstance(record, (Article, Claim)):
            share.refuse_more(record)
    finally:
        record.status = status


def check_has_public_statement(event: Event) -> None:
    """Refuse an event that no public statement would be about. Raises: ValidationError that names the next step."""
    claims = event.claims.published() if event.pk else Claim.objects.none()
    if claims.filter(article__status=Status.PUBLISHED).exists():
        return
    waiting = claims.select_related("article").first()
    if waiting:
        raise ValidationError(
            _("Its statements are published, but their reports are not: publish “%(report)s” first."),
            code="report",
            params={"report": waiting.article},
        )
    raise ValidationError(_("An event needs at least one published statement: publish one first."), code="statement")


def was_published(record: Curated) -> bool:
    """Return whether the record is, or once was, published.

    What was taken back to draft has the reason for it, in review too; other hidden records have none.
    """
    return record.status not in HIDDEN or record.status_reason != ""


def _needed(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    return reason.strip()


@transaction.atomic
def _move(
    records: list[Curated],
    status: Status,
    *,
    reason: str | None = None,
    note: str = "",
    by: int | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Give records a status, each if it is ready for it. Shape: without a ``reason`` the stored one stays."""
    outcome, left = Outcome(), []
    for record in sorted(records, key=lambda record: ORDER.index(type(record))):
        # Read again under a lock: the record may have moved since it was chosen, and only these columns are written.
        record.refresh_from_db(from_queryset=type(record)._base_manager.select_for_update())
        if record.status == status:
            outcome.unchanged.append(record)
            continue
        is_proof = isinstance(record, Claim) and status == Status.PUBLISHED
        before = {name: getattr(record, name) for name in (*STATE, *(MARK if is_proof else ()))}
        try:
            with transaction.atomic(), history.because(reason or note):
                is_moved = is_proof and set_mark(record, text_of(record.article))
                _check_move(record, status, is_hidden_already=reason is None, by=by)
                record.status, record.changed = status, at or timezone.now()
                record.status_reason = record.status_reason if reason is None else reason
                record.clean_fields(exclude={f.name for f in record._meta.fields} - {"status", "status_reason"})
                write_state(record)
                if status == Status.WITHDRAWN:
                    corrections.tell_withdrawal(record, record.changed.date(), record.status_reason)
                if is_moved:
                    prove(record.article, moved=True, at=at)
        except (ValidationError, IntegrityError) as error:
            for name, value in before.items():
                setattr(record, name, value)
            outcome.refused.append(Refusal(record, reasons_of(error, record)))
        else:
            outcome.changed.append(record)
            if before["status"] == Status.PUBLISHED:
                left += [record, *([] if isinstance(record, Claim) else record.claims.published())]
    corrections.take_out(left)
    return outcome


def write_state(record: Curated) -> None:
    """Store the state of a record; of a published statement its mark and its side too. Whoever calls it has checked it."""
    written = list(STATE)
    if isinstance(record, Claim) and record.status == Status.PUBLISHED:
        written += MARK
        if record.write_side():
            # So that a statement stays with it when its speaker changes sides. Nobody decides that.
            with history.by_machine(_("The side of the speaker was written when it was published.")):
                record.save(update_fields=["side"])
    record.save(update_fields=written)


def _check_move(record: Curated, status: Status, *, is_hidden_already: bool, by: int | None) -> None:
    """Refuse a move to a status from where it does not lead. Raises: ValidationError that names the next step."""
    if status == Status.PUBLISHED:
        check_ready(record)
        if isinstance(record, Claim):
            second_reader.refuse_publishing(record, by)
    elif status == Status.WITHDRAWN and not was_published(record):
        raise ValidationError(_("It was never published: delete it, or leave it a draft."), code="draft")
    elif is_hidden_already and record.status not in HIDDEN:
        raise ValidationError(_("Only drafts are reviewed: take it back to draft first."), code="not-hidden")
    elif status == Status.DRAFT and not is_hidden_already and record.status in HIDDEN:
        raise ValidationError(_("It is in review and not published: return it to draft instead."), code="review")


def reasons_of(error: Exception, record: models.Model) -> list[str]:
    """Return the messages of an error, each after the label of its field."""
    if not isinstance(error, ValidationError):
        return [_("The database refused it: %(error)s") % {"error": str(error).splitlines()[0]}]
    if not hasattr(error, "error_dict"):
        return error.messages
    reasons = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else capfirst(record._meta.get_field(name).verbose_name)
        reasons += [f"{label}: {message}" if label else message for message in messages]
    return reasons


# Slugs


def check_slug(record: Slugged, slug: str) -> None:
    """Refuse a slug that another record of the same model had formerly: its old URL redirects there.

    Cost: two queries. Raises: ValidationError.
    """
    present = Rename.objects.present_slug(type(record), slug)
    if present and present != _stored_slug(record):
        raise ValidationError(
            _("This was the slug of “%(present)s”, and its old address still leads there. Choose another one."),
            code="former",
            params={"present": present},
        )


@transaction.atomic
def rename(record: Slugged, slug: str) -> Rename | None:
    """Give a record another slug; all its old URLs redirect to the new one. Writes only the slug, and an event's first one.

    Shape: the new Rename, or None where the slug is unchanged.
    Raises: ValidationError where another record has or had the slug.
    """
    former, kind = _stored_slug(record), record._meta.model_name
    if former == slug:
        return None
    check_slug(record, slug)
    record.slug = slug
    record.clean_fields(exclude={f.name for f in record._meta.fields} - {"slug"})
    if type(record)._base_manager.filter(slug=slug).exclude(pk=record.pk).exists():
        raise ValidationError({"slug": record.unique_error_message(type(record), ("slug",))})
    written = ["slug"]
    if isinstance(record, Event) and not record.first_slug:
        record.first_slug = former
        written.append("first_slug")
    record.save(update_fields=written)
    if kind not in RENAMED:
        return None
    Rename.objects.filter(model=kind, former=slug).delete()
    renames = Rename.objects.filter(model=kind, present=former)
    renamed = list(renames.values_list("pk", flat=True))
    renames.update(present=slug)
    history.write(Rename, renamed)
    return Rename.objects.create(model=kind, former=former, present=slug)


def free_slug(model: type[Slugged], words: str) -> str:
    """Return a slug made from words that no record of the model has or had; empty if ``slug_words`` finds no letters."""
    base = slug_words(words)
    if not base or base == "none":
        return ""
    taken = set(model._base_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(
        Rename.objects.filter(model=model._meta.model_name, former__startswith=base).values_list("former", flat=True)
    )
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def slug_words(words: str) -> str:
    """Return words as a slug of at most 80 characters that ends after a word, whether it is free or not.

    Cyrillic letters become Latin ones; letters of other scripts are left out.
    """
    slug = slugify(words.lower().translate(TO_LATIN))
    return slug[:80].rsplit("-", 1)[0] if len(slug) > 80 else slug


def claim_words(claim: Claim) -> str:
    """Return the words for a statement's slug: the speaker, then the statement."""
    own = claim.attribution == Attribution.OWN_VOICE
    voice = "report" if own else claim.speaker or claim.speaker_role or claim.get_attribution_display()
    return f"{voice} {claim.statement}"


def forget(record: Slugged) -> None:
    """Delete a record with its former slugs. Raises: ProtectedError where other records refer to it."""
    with transaction.atomic(), history.because():  # one act, so that all of it can be put back together
        Rename.objects.filter(model=record._meta.model_name, present=record.slug).delete()
        record.delete()


def _stored_slug(record: Slugged) -> str:
    return type(record)._base_manager.filter(pk=record.pk).values_list("slug", flat=True).first() or ""


# What readers no longer see


def hidden(events: Iterable[int]) -> list[Event]:
    """Return the published events among these ids that have no public statement left. Cost: one query."""
    published = Event.objects.published().filter(pk__in=list(events))
    return list(published.exclude(pk__in=Event.objects.public().values("pk")).order_by("pk"))
