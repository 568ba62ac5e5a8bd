"""Corrections as readers see them: on the page of their record, and in the list of all.

Reads models; ``parts/corrections.html`` and ``corrections.html`` show the result.
"""

from dataclasses import dataclass

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from talks import dates
from talks.models import Actor, Article, Claim, Correction, Event, Question
from talks.models.correction import field_for
from talks.sources import is_supplied
from talks.statements import lead_name
from talks.timeline import Filters
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Attribution, CorrectionKind, Status

PAGE = 50


@dataclass(frozen=True)
class ShownCorrection:
    """One correction in words.

    Shape: ``name`` and ``page`` are those of its record. ``before`` and ``after`` are empty where the record was withdrawn
    since, so that what was taken away is not read here.
    """

    slug: str
    kind: str
    is_withdrawal: bool
    day: str
    iso_day: str
    field: str
    before: str
    after: str
    reason: str
    name: str
    page: str


def read_corrections(row: Model) -> list[ShownCorrection]:
    """Return the corrections of one record, the newest first. Cost: one query."""
    return [_shown(one, row) for one in Correction.objects.filter(**field_for(row)).newest_first()]


def read_every_correction(filters: Filters, page: int = 1) -> Paged:
    """Return a page of all corrections that readers may see, the newest first; uses only ``process``.

    Shape: ``ShownCorrection`` rows. What was corrected of a person or party belongs to every negotiation.
    Cost: two queries.
    """
    rows = Correction.objects.public()
    if filters.process:
        of_process = Q(actor__isnull=False)
        for path in ("claim__event", "event", "question"):
            of_process |= Q(**{f"{path}__process__slug__in": filters.process})
        articles = Article.objects.filter(claims__event__process__slug__in=filters.process)
        rows = rows.filter(of_process | Q(article__in=articles))
    paged, start, stop = cut(rows.count(), page, PAGE)
    names = ("claim__speaker", "claim__event", "claim__article", "event", "article", "question", "actor")
    found = rows.select_related(*names).newest_first()[start:stop]
    return paged.holding([_shown(one, one.record) for one in found if one.record])


def name_for_readers(record: Model) -> str:
    """Return what readers know a record by; what was withdrawn by its kind, since its words were taken away."""
    is_gone = getattr(record, "status", "") == Status.WITHDRAWN
    if isinstance(record, Claim):
        if is_gone or Status.WITHDRAWN in (record.event.status, record.article.status if record.article else ""):
            if record.event.status == Status.PUBLISHED:
                return _("A withdrawn statement on “%(event)s”") % {"event": record.event.title}
            return _("A withdrawn statement")
        is_own = record.attribution == Attribution.OWN_VOICE
        name = lead_name(record.speaker.shown_name if record.speaker else "", record.speaker_role, is_own_voice=is_own)
        return f"{name} {record.statement}"
    if isinstance(record, Event):
        return _("A withdrawn event") if is_gone else record.title
    if isinstance(record, Article):
        if is_gone:
            return _("A withdrawn report")
        words = _("The report %(title)s") if is_supplied(record.headline_basis) else _("The report “%(title)s”")
        return words % {"title": record.title}
    if isinstance(record, Question):
        return record.text
    return record.shown_name if isinstance(record, Actor) else str(record)


def _shown(one: Correction, record: Model) -> ShownCorrection:
    is_withdrawal = one.kind == CorrectionKind.WITHDRAWAL
    is_gone = is_withdrawal or _is_gone(record)
    return ShownCorrection(
        slug=one.slug,
        kind=str(CorrectionKind(one.kind).label),
        is_withdrawal=is_withdrawal,
        day=dates.short(dates.parse(one.day.isoformat())),
        iso_day=one.day.isoformat(),
        field=one.field,
        before="" if is_gone else one.before,
        after="" if is_gone else one.after,
        reason=one.reason,
        name=name_for_readers(record),
        page=record.get_absolute_url(),
    )


def _is_gone(record: Model) -> bool:
    """Return whether a record was withdrawn, or the event or report that a statement belongs to."""
    parts = [record, record.event, record.article] if isinstance(record, Claim) else [record]
    return any(getattr(part, "status", "") == Status.WITHDRAWN for part in parts)
