"""A report, its events and its statements, published in one act: what readers will see, what waits, and for what.

``look`` reads the rows as they are stored, or as they would be once the ticked ones are published; so the words before and
after the act come from one computation. Imports curation, which publishes. ``desk`` and the admin show the words.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import curation, second_reader, share
from talks.models import Article, ArticleText, Claim, Event
from talks.models.base import Curated
from talks.proof import prove, set_mark
from talks.vocabulary import HIDDEN, Status

RELATED = ("occasion", "speaker__side", "side", "repeats__speaker")


def key_of(record: Curated) -> str:
    """Return what names a record in a form: its model and its id."""
    return f"{record._meta.model_name}-{record.pk}"


# What records lack


def lacking(record: Curated, text: ArticleText | None = None) -> list[str]:
    """Return what a stored record lacks to be published, in words.

    The same as ``curation.check_ready``, but for what the database has checked already, for the statements that an event
    needs and for the share of a report, which ``look`` computes for all records together. ``text``: that of the report of
    a statement. Cost: no query, if the related rows were read before.
    """
    status, record.status = record.status, Status.PUBLISHED
    try:
        if isinstance(record, Claim):
            set_mark(record, text)
        record.clean_fields(exclude={field.name for field in record._meta.fields if field.is_relation})
        record.clean()
        if isinstance(record, Claim):
            Claim.check_answers(record.answers.all())
    except ValidationError as error:
        return curation.reasons_of(error, record)
    finally:
        record.status = status
    return []


class Rows:
    """A report with its statements and their events, and what each of them lacks that is not published.

    Shape: ``claims`` in the order of paragraphs; withdrawn ones are only counted. ``elsewhere`` has the number of published
    statements of other published reports by event. ``marked`` has the ids of those whose mark changed while they were
    checked. ``by`` is the id of the user who asks; with ``is_locked`` nobody else changes the rows until the
    transaction ends. Cost: six queries, four more where a second reader is needed; linear in the statements.
    """

    def __init__(self, article: Article, by: int | None = None, *, is_locked: bool = False) -> None:
        self.article = article
        text = getattr(article, "text", None)
        claims = article.claims.select_related(*RELATED).prefetch_related("answers")
        events = Event.objects.filter(claims__article=article).select_related("process", "place").distinct()
        if is_locked:
            claims = claims.select_for_update(of=("self",))
            events = Event.objects.select_for_update().filter(pk__in=events.order_by().values("pk"))
        every = list(claims.order_by("paragraph", "event", "pk"))
        by_id = {event.pk: event for event in events}  # locked after the statements, as ``curation`` does
        self.marked = set[int]()
        for claim in every:
            claim.article = article  # with its text, read once
            if claim.event_id in by_id:  # else it moved since, and is read by itself
                claim.event = by_id[claim.event_id]
        self.claims = [claim for claim in every if claim.status != Status.WITHDRAWN]
        self.withdrawn = len(every) - len(self.claims)
        self.events = list({claim.event_id: claim.event for claim in self.claims}.values())
        others = Claim.objects.published().filter(event__in=by_id, article__status=Status.PUBLISHED)
        counted = others.exclude(article=article).order_by().values_list("event").annotate(number=Count("pk"))
        self.elsewhere = Counter(dict(counted))
        hidden = [claim for claim in self.claims if claim.status in HIDDEN]
        self.lacks = {}
        for claim in hidden:
            before = claim.paragraph_sha256
            self.lacks[key_of(claim)] = lacking(claim, text)
            if claim.paragraph_sha256 != before:
                self.marked.add(claim.pk)
        for pk, reason in second_reader.refusals(hidden, by).items():
            self.lacks[f"claim-{pk}"].append(reason)
        for record in (article, *self.events):
            if record.status in HIDDEN:
                self.lacks[key_of(record)] = lacking(record)

    @property
    def hidden(self) -> list[Curated]:
        """The report, its statements and their events, as far as they are hidden."""
        return [record for record in (self.article, *self.claims, *self.events) if record.status in HIDDEN]

    @property
    def ready(self) -> set[str]:
        """The keys of what is hidden and lacks nothing."""
        return {key for key, lacks in self.lacks.items() if not lacks}


# What readers see


class Waiting(NamedTuple):
    """Statements that readers do not see, for one reason. Shape: ``record`` is where it can be mended."""

    reason: str
    record: Curated
    claims: list[Claim]


@dataclass(frozen=True)
class View:
    """What readers see of a report: now, or once what is ticked is published.

    Shape: ``published`` are the records that this takes, reports first. ``seen`` and ``waiting`` have every statement that
    is not withdrawn. ``new_events`` are those that readers do not see now; ``elsewhere`` counts the statements of
    other reports that appear with them. ``too_much`` says why nothing can be published: together the quotations
    take too much.
    """

    article: Article
    published: list[Curated]
    seen: list[Claim]
    waiting: list[Waiting]
    events: list[Event]
    new_events: list[Event]
    elsewhere: int
    too_much: list[str]

    @cached_property
    def digest(self) -> str:
        """What tells this view from another one of the same report."""
        told = [*sorted(map(key_of, self.published)), "", *(key_of(claim) for claim in self.seen)]
        return hashlib.sha256(" ".join([*told, str(self.elsewhere)]).encode()).hexdigest()[:16]

    def words(self, *, is_future: bool) -> str:
        """Return what readers see, or will see, in a sentence or two."""
        if not self.seen:
            said = (
                _("Readers will see nothing of this report.") if is_future else _("Readers see nothing of this report.")
            )
            return f"{said} " + _("It has a page for them as soon as they see one of its statements.")
        number, at = len(self.seen), len(self.events)
        parts = {
            "statements": ngettext("%d statement", "%d statements", number) % number,
            "events": ngettext("%d event", "%d events", at) % at,
            "new": _new_words(len(self.new_events), at),
        }
        if is_future:
            said = _("Readers will see %(statements)s of this report at %(events)s%(new)s.") % parts
        else:
            said = _("Readers see %(statements)s of this report now, at %(events)s%(new)s.") % parts
        if not self.elsewhere:
            return said
        others = ngettext(
            "With them appears %d statement of another report, which waited for its event.",
            "With them appear %d statements of other reports, which waited for their events.",
            self.elsewhere,
        )
        return f"{said} {others % self.elsewhere}"


def _new_words(new: int, events: int) -> str:
    if not new:
        return ""
    if new == events:
        return ngettext(", which is new", ", all of them new", new)
    return ngettext(", one of them new", ", %(n)d of them new", new) % {"n": new}


def look(rows: Rows, ticked: Collection[str] = ()) -> View:
    """Return what readers see of a report once what is ticked, and ready, is published; by default what they see now.

    Shape: ``ticked`` has keys of ``key_of``. Cost: no query; that of ``share.measure`` twice if anything is ticked.
    """
    article = rows.article
    moves = rows.ready & set(ticked)
    too_much = _too_much(rows, moves)
    if too_much:
        moves = set()

    def is_published(record: Curated) -> bool:
        return record.status == Status.PUBLISHED or key_of(record) in moves

    has_report = is_published(article)
    heard = {claim.event_id for claim in rows.claims if has_report and is_published(claim)}
    lonely = [event for event in rows.events if event.pk not in heard and not rows.elsewhere[event.pk]]
    moves -= {key_of(event) for event in lonely}
    seen, waiting = [], dict[tuple[str, str], Waiting]()
    for claim in rows.claims:
        reasons = _reasons(rows, claim, is_published, ticked)
        if not reasons:
            seen.append(claim)
        for reason, record in reasons[:1]:
            waiting.setdefault((reason, key_of(record)), Waiting(reason, record, [])).claims.append(claim)
    seen_at = {claim.event_id for claim in seen}
    seen_now = {
        claim.event_id
        for claim in rows.claims
        if claim.status == claim.event.status == article.status == Status.PUBLISHED
    }
    seen_now |= {event.pk for event in rows.events if event.status == Status.PUBLISHED and rows.elsewhere[event.pk]}
    return View(
        article=article,
        published=[record for record in (article, *rows.claims, *rows.events) if key_of(record) in moves],
        seen=seen,
        waiting=list(waiting.values()),
        events=[event for event in rows.events if event.pk in seen_at],
        new_events=[event for event in rows.events if event.pk in seen_at - seen_now],
        elsewhere=sum(rows.elsewhere[event.pk] for event in rows.events if key_of(event) in moves),
        too_much=too_much,
    )


def _too_much(rows: Rows, moves: Collection[str]) -> list[str]:
    """Return why these statements cannot be published together, as far as their length decides."""
    claims = [claim for claim in rows.claims if key_of(claim) in moves]
    try:
        if moves:
            share.refuse_together(rows.article, claims)
    except ValidationError as error:
        return error.messages
    return []


def _reasons(
    rows: Rows, claim: Claim, is_published: Callable[[Curated], bool], ticked: Collection[str]
) -> list[tuple[str, Curated]]:
    """Return why readers do not see a statement, each with the record that keeps it from them; nothing if they see it."""

    def lacks(record: Curated) -> str:
        if reasons := rows.lacks.get(key_of(record)):
            return " ".join(reasons)
        if record.status == Status.WITHDRAWN:
            return _("It was withdrawn.")
        if ticked and key_of(record) not in ticked:
            return _("It is not ticked.")
        if isinstance(record, Event) and key_of(record) in ticked:
            return _("It needs a published statement of a published report.")
        return _("It is in review.") if record.status == Status.REVIEW else _("It is a draft.")

    if not is_published(claim):
        return [(lacks(claim), claim)]
    reasons: list[tuple[str, Curated]] = []
    if not is_published(rows.article):
        reasons.append((_("Waits for its report: %(reason)s") % {"reason": lacks(rows.article)}, rows.article))
    if not is_published(claim.event):
        parts = {"event": claim.event, "reason": lacks(claim.event)}
        reasons.append((_("Waits for its event “%(event)s”: %(reason)s") % parts, claim.event))
    return reasons


@transaction.atomic
def publish_together(rows: Rows, view: View) -> None:
    """Publish what a view takes, in one transaction. Shape: the rows are locked, and were checked when they were read.

    Cost: some four queries a record, most of them for the history.
    """
    at = timezone.now()
    for record in view.published:
        record.status, record.status_reason, record.changed = Status.PUBLISHED, "", at
        curation.write_state(record)
    if any(isinstance(record, Claim) and record.pk in rows.marked for record in view.published):
        prove(rows.article, moved=True, at=at)


# After any records were published


class Told(NamedTuple):
    """What readers see after records were published.

    Shape: ``seen`` of ``statements`` that are published themselves, or whose report or event is; ``waits`` are the reports and
    events that are not published, each with the number of these statements that wait for it; ``unseen`` are the reports
    without a page for readers.
    """

    seen: int
    statements: int
    waits: list[tuple[Curated, int]]
    unseen: list[Article]


def told_after(records: Iterable[Curated]) -> Told:
    """Return what readers see of these published records and of their statements. Cost: up to four queries."""
    records = list(records)
    claims = [record.pk for record in records if isinstance(record, Claim)]
    articles = [record for record in records if isinstance(record, Article)]
    events = [record for record in records if isinstance(record, Event)]
    concerned = Claim.objects.published().filter(Q(pk__in=claims) | Q(article__in=articles) | Q(event__in=events))
    waits: dict[type[Curated], Counter[int]] = {Article: Counter(), Event: Counter()}
    seen = statements = 0
    columns = ("article", "article__status", "event", "event__status")
    for article, report_status, event, event_status, number in (
        concerned.order_by().values_list(*columns).annotate(number=Count("pk"))
    ):
        statements += number
        if report_status != Status.PUBLISHED:
            waits[Article][article] += number
        elif event_status != Status.PUBLISHED:
            waits[Event][event] += number
        else:
            seen += number
    public = set(Article.objects.public().filter(pk__in=[one.pk for one in articles]).values_list("pk", flat=True))
    waited = [
        (record, numbers[record.pk])
        for model, numbers in waits.items()
        if numbers
        for record in model._base_manager.filter(pk__in=numbers).order_by("pk")
    ]
    return Told(seen, statements, waited, [one for one in articles if one.pk not in public])
