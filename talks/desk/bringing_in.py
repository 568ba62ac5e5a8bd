"""The page on which a report is brought in. It works without scripts."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from talks.cleaning import told
from talks.desk import once
from talks.desk.access import desk_page, page, warn_of_former
from talks.desk.report_form import ReportForm
from talks.models import Article


@desk_page("talks.add_article", "talks.change_article")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Ask for the facts and the text of a report, show its numbered lines, save it when that is asked for."""
    if request.method != "POST":
        return page(request, "bring_in", title=_("Bring a report in"), form=ReportForm(auto_id="id_%s"))
    form = ReportForm(request.POST, request.FILES, request.user)
    is_valid = form.is_valid()
    if "save" in request.POST and (token := form.cleaned_data.get("token")):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        # What was not shown as numbered lines is shown first, whatever the button.
        if saved is None and is_valid and not form.intake.is_renumbered:
            saved = once.save_once(token, content, lambda: _save_report(request, form))
        if saved and (saved.is_new or saved.is_same):
            return HttpResponseRedirect(reverse("desk_mark", args=[saved.record]))
        if saved:
            warn_of_former(request, Article.objects.filter(pk=saved.record).first())
            form.renew()
    return page(
        request, "bring_in", title=_("Bring a report in"), form=form.shown_again(), lines=form.lines, known=form.known
    )


def _save_report(request: HttpRequest, form: ReportForm) -> int:
    article, attached = form.stored(request.user)
    admin.site.get_model_admin(Article).log_addition(request, article, [{"added": {}}])
    count = len(attached.text.paragraphs)
    message = ngettext(
        "The report is saved with %(count)d paragraph.", "The report is saved with %(count)d paragraphs.", count
    )
    messages.success(request, " ".join(filter(None, [message % {"count": count}, told(attached.changes)])))
    return article.pk
