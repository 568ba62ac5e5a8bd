"""One change of many statements: another speaker, event or side, a topic more or less.

Imports addresses_of_drafts, curation and models. ``try_change`` says what each statement would have and which are refused;
``apply_change`` does it, by the same rules. The admin asks for both.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from talks import curation, second_reader
from talks.addresses_of_drafts import follow_words
from talks.models import Actor, Claim, Event, Topic
from talks.vocabulary import Status


@dataclass(frozen=True)
class Change:
    """What is changed. Shape: what is None stays; ``empties_side`` takes the side away, so that it is the speaker's."""

    speaker: Actor | None = None
    event: Event | None = None
    side: Actor | None = None
    empties_side: bool = False
    added: tuple[Topic, ...] = ()
    removed: tuple[Topic, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A field of a statement in words, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """One statement: what becomes of it, or why it stays as it is. Shape: without differences it has all that already."""

    claim: Claim
    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    left: int | None = None  # the id of the event that it was about, and is no longer

    @property
    def is_changed(self) -> bool:
        return bool(self.differences)


@dataclass(frozen=True)
class Outcome:
    """What became of the statements, and the events that readers no longer see, since no statement is left."""

    statements: tuple[Changed, ...]
    hidden: tuple[Event, ...]

    @property
    def changed(self) -> list[Changed]:
        return [one for one in self.statements if one.is_changed]

    @property
    def refused(self) -> list[Changed]:
        return [one for one in self.statements if one.reasons]

    @property
    def digest(self) -> str:
        """A text that is the same for the same outcome, so that only what a curator saw is done."""
        told = [(one.claim.pk, one.differences, one.reasons) for one in self.statements]
        return hashlib.sha256(repr((told, self.hidden)).encode()).hexdigest()


def try_change(claims: Iterable[Claim], change: Change) -> Outcome:
    """Return what ``apply_change`` would do: it is done, and taken back. Cost: about 35 queries a statement, some 30 ms."""
    with transaction.atomic():
        outcome = apply_change(claims, change)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def apply_change(claims: Iterable[Claim], change: Change, *, at: datetime | None = None) -> Outcome:
    """Change these statements; those that break a rule stay as they are, the others are changed.

    A published statement must be one that may be published. It takes the side of a new speaker unless a side is given; its
    quotation, and the mark of it, are not touched. The slug of a draft that readers never met follows its speaker.
    Shape: in the order given. Cost: about 35 queries a statement, some 30 ms.
    """
    done = tuple(_change_one(claim, change, at or timezone.now()) for claim in claims)
    return Outcome(done, tuple(curation.hidden({one.left for one in done if one.left})))


def _change_one(chosen: Claim, change: Change, at: datetime) -> Changed:
    # Read again under a lock: the statement may have changed since it was chosen.
    claim = Claim.objects.select_for_update().filter(pk=chosen.pk).order_by("pk").first()
    if claim is None:
        return Changed(chosen, reasons=(_("Somebody deleted it meanwhile."),))
    before, former = _words(claim), claim.event_id
    written = _set(claim, change)
    topics = set(claim.topics.values_list("pk", flat=True))
    wanted = (topics | {topic.pk for topic in change.added}) - {topic.pk for topic in change.removed}
    if not written and wanted == topics:
        return Changed(claim)
    if follow_words(claim):
        written.append("slug")
    try:
        with transaction.atomic():
            second_reader.refuse_change(claim, written)
            # How much of its report is quoted stays as it is, so this is all that ``curation.check_ready`` would check.
            claim.full_clean()
            claim.changed = at
            claim.save(update_fields=[*written, "changed"])
            if wanted != topics:
                claim.topics.set(wanted)
    except ValidationError as error:
        return Changed(chosen, reasons=tuple(curation.reasons_of(error, claim)))
    after = _words(claim)
    differences = [Difference(name, before[name], value) for name, value in after.items() if before[name] != value]
    return Changed(claim, tuple(differences), left=former if former != claim.event_id else None)


def _set(claim: Claim, change: Change) -> list[str]:
    """Set the fields that change; return their names."""
    before = {name: getattr(claim, f"{name}_id") for name in ("speaker", "event", "side")}
    if change.event:
        claim.event = change.event
    is_other = change.speaker is not None and change.speaker.pk != claim.speaker_id
    if is_other:
        claim.speaker = change.speaker
    if change.side:
        claim.side = change.side
    elif change.empties_side or (is_other and claim.status == Status.PUBLISHED):
        claim.side = None  # it was that of the former speaker
        if claim.status == Status.PUBLISHED:
            claim.write_side()
    return [name for name, value in before.items() if value != getattr(claim, f"{name}_id")]


def _words(claim: Claim) -> dict[str, str]:
    """Return the fields that may change, in words."""
    values = {
        "speaker": claim.speaker,
        "side": claim.side
        or (_("%(side)s, by the speaker") % {"side": claim.speaks_for} if claim.speaks_for else None),
        "event": claim.event,
        "topics": ", ".join(topic.name for topic in claim.topics.order_by("name")),
        "slug": claim.slug,
    }
    return {
        capfirst(str(Claim._meta.get_field(name).verbose_name)): str(value or "–") for name, value in values.items()
    }
