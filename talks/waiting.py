"""What waits for a curator: reports, statements and events that still need something, each in one definition.

Imports models. The front page of the desk counts and shows them; the lists of the admin filter by the same. Withdrawn
records need nothing.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from talks.models import Article, Claim, Event, LinkCheck
from talks.opposing import OPPOSED, Wording
from talks.vocabulary import Status

CHANGED_DAYS = 90
LOOKED_AT = 150  # statements that are compared
COMPARED = {kind for pair in OPPOSED for kind in pair}


def in_review(model: type[Article] | type[Claim] | type[Event]) -> QuerySet:
    """Return the records of a model that wait for a reviewer."""
    return model.objects.filter(status="review")


def without_statements() -> QuerySet[Article]:
    """Return reports in which nothing is marked. Cost: one lookup for each report."""
    statements = Claim.objects.exclude(status=Status.WITHDRAWN).filter(article=OuterRef("pk"))
    return _present(Article).exclude(Exists(statements.order_by()))


def without_capture() -> QuerySet[Article]:
    """Return reports without an archived copy, and without a reason why there is none."""
    return _present(Article).filter(archive_url="", no_capture="")


def with_broken_address() -> QuerySet[Article]:
    """Return reports with an address that led nowhere when ``check_links`` asked last."""
    return Article.objects.filter(pk__in=LinkCheck.objects.broken().values("article"))


def not_checked() -> QuerySet[Claim]:
    """Return statements whose quotation was not found in a stored text."""
    return _present(Claim).filter(paragraph_sha256="").exclude(quote="")


def with_one_report() -> QuerySet[Event]:
    """Return events that only one report tells of. Cost: two lookups for each event."""
    claims = Claim.objects.exclude(status=Status.WITHDRAWN).filter(event=OuterRef("pk")).order_by()
    reports = claims.values("event").annotate(first=Min("article"))
    others = claims.exclude(article=OuterRef("first"))
    return _present(Event).annotate(first=Subquery(reports.values("first"))).exclude(first=None).exclude(Exists(others))


def without_question() -> QuerySet[Claim]:
    """Return statements that one of another side about the same event may exclude, where no question asks of both.

    Of two such statements it is the one that changed last. Looked at are the last 150 statements of these kinds that changed in
    90 days. Cost: two queries, and to compare these statements event by event.
    """
    since = timezone.now() - timedelta(days=CHANGED_DAYS)
    lately = _present(Claim).with_side().exclude(side_pk=None).filter(kind__in=COMPARED, changed__gte=since)
    related = lately.select_related("speaker__side", "side").prefetch_related("answers").order_by("-changed", "-pk")
    by_event: dict[int, list[tuple[Claim, Wording, set[int]]]] = defaultdict(list)
    found = []
    for claim in related[:LOOKED_AT]:
        words = f"{claim.quote} {claim.statement}"
        wording = Wording.of(claim.kind, words, claim.speaker, claim.speaks_for)
        asked = {answer.question_id for answer in claim.answers.all()}
        changed_later = by_event[claim.event_id]
        found += [
            later.pk
            for later, theirs, questions in changed_later
            if later.side_pk != claim.side_pk and not asked & questions and wording.may_exclude(theirs)
        ]
        changed_later.append((claim, wording, asked))
    return Claim.objects.filter(pk__in=found)


def _present(model):
    return model.objects.exclude(status=Status.WITHDRAWN)
