"""The front page of the desk."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from talks.desk.access import desk_page, page
from talks.models import Article
from talks.vocabulary import HIDDEN

REPORTS_SHOWN = 50


@desk_page("talks.view_article")
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The reports that changed last, with how many statements were marked in each."""
    drafts = Count("claims", filter=Q(claims__status__in=HIDDEN))
    reports = Article.objects.select_related("outlet").annotate(statements=Count("claims"), drafts=drafts)
    reports = reports.exclude(text=None).order_by("-changed", "-pk")[:REPORTS_SHOWN]
    return page(request, "front", title=_("Desk"), reports=reports)
