"""What waits for a curator: reports, statements and events that still need something, each in one definition.

Imports models. The front page of the desk counts and shows them; the lists of the admin filter by the same. Withdrawn
records need nothing.
"""

from datetime import timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from talks.models import Article, Claim, Event, LinkCheck, Question
from talks.vocabulary import ClaimKind, Status

# Kinds of statements that may exclude each other where two sides make them about one event.
OPPOSED = ((ClaimKind.ACCUSATION, ClaimKind.DENIAL), (ClaimKind.PLEDGE, ClaimKind.REFUSAL))
CHANGED_DAYS = 90


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
    """Return statements of one side that those of another side about the same event may exclude, and no question asks of it.

    Judged by their kinds alone, for statements that changed in the last 90 days.
    Cost: some lookups for each denial and refusal among these.
    """
    since = timezone.now() - timedelta(days=CHANGED_DAYS)
    claims = _present(Claim).with_side().order_by().exclude(side_pk=None)
    asked = Question.objects.filter(answers__claims=OuterRef("pk")).filter(answers__claims=OuterRef(OuterRef("pk")))
    opposed = Q()
    for charge, answer in OPPOSED:
        others = claims.filter(kind=charge, event=OuterRef("event")).exclude(side_pk=OuterRef("side_pk"))
        opposed |= Q(kind=answer) & Exists(others.exclude(Exists(asked.order_by())))
    return claims.filter(opposed, changed__gte=since)


def _present(model):
    return model.objects.exclude(status=Status.WITHDRAWN)
