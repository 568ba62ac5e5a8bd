"""The front page of the desk: what waits, where one left off, what happened in the last days, and the latest reports."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from talks.desk.access import desk_page, page
from talks.desk.activity import last_acts, left_off_at
from talks.desk.sections import may_see, sections
from talks.models import Article, Claim
from talks.vocabulary import HIDDEN

REPORTS_SHOWN = 10


@desk_page("talks.view_article")
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Show what this user may see of it. Cost: some 30 queries, whatever the size of the record."""
    waits = sections(request.user)
    return page(
        request,
        "front",
        title=_("Desk"),
        waits=[section for section in waits if section.count],
        done=[section for section in waits if not section.count],
        left_off=left_off_at(request.user) if request.user.has_perm("talks.add_claim") else None,
        acts=last_acts(request.user, request),
        reports=_latest_reports() if may_see(request.user, Article) else [],
    )


def _latest_reports():
    """Return the reports with a text that changed last, with how many statements were marked in each. Cost: one query."""

    def number(condition: Q):
        claims = Claim.objects.filter(condition, article=OuterRef("pk")).order_by().values("article")
        return Coalesce(Subquery(claims.annotate(n=Count("pk")).values("n")), 0)

    hidden = Q(status__in=HIDDEN)
    reports = Article.objects.select_related("outlet").exclude(text=None).order_by("-changed", "-pk")
    return reports.annotate(statements=number(Q()), drafts=number(hidden))[:REPORTS_SHOWN]
