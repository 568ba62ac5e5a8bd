"""The page on which statements are marked in the text of a report. It works without scripts."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from talks import curation, proof
from talks.admin.base import MOST_NAMED, change_url, link
from talks.admin.warnings import share_warning, warnings_of
from talks.desk import once
from talks.desk.access import desk_page, page, warn_of_former
from talks.desk.choosing import values_of
from talks.desk.passages import passages, taken_from
from talks.desk.statement_form import StatementForm
from talks.desk.suggest import taken_initial
from talks.models import Article, ArticleText, Claim
from talks.vocabulary import Status


@desk_page("talks.view_article", "talks.view_claim", "talks.add_claim")
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, report: int) -> HttpResponse:
    """Show the text of a report beside the form of one statement."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=report)
    text = proof.text_of(article)
    if text is None:
        messages.warning(request, _("No text of this report is stored: attach it here first."))
        return HttpResponseRedirect(change_url(article))
    claims = list(article.claims.select_related("speaker", "event").order_by("paragraph", "pk"))
    if request.method != "POST":
        last = max(claims, key=lambda claim: claim.pk, default=None)
        initial = _carried(last) | taken_initial(request, article, text, claims)
        form = StatementForm(text=text, instance=Claim(article=article), initial=initial)
        return _marking(request, article, text, claims, form)
    form = StatementForm(request.POST, text=text, instance=Claim(article=article))
    is_valid = form.is_valid()
    if token := form.cleaned_data.get("token"):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        if saved is None and is_valid:
            saved = once.save_once(token, content, lambda: _save_statement(request, article, form))
        if saved and (saved.is_new or saved.is_same):
            next_page = change_url(article) if "finish" in request.POST else f"{request.path}#quote-field"
            return HttpResponseRedirect(next_page)
        if saved:
            warn_of_former(request, Claim.objects.filter(pk=saved.record).first())
            form.renew()
    else:
        form.renew()
    return _marking(request, article, text, claims, form)


def _marking(request, article: Article, text: ArticleText, claims: list[Claim], form: StatementForm) -> HttpResponse:
    taken = taken_from(claims)
    status_words = {value: str(label) for value, label in Status.choices}
    return page(
        request,
        "mark",
        title=article.headline,
        article=article,
        form=form,
        passages=passages(text.paragraphs, taken),
        taken=[(one, change_url(one.claim), status_words[one.claim.status]) for one in taken],
    )


def _carried(last: Claim | None) -> dict[str, str]:
    """Return what stays from the statement before."""
    if last is None:
        return {}
    fields = {name: getattr(last, name) for name in StatementForm.carried if name != "event"}
    return fields | {"event": values_of("event", [last.event])[0]}


def _save_statement(request: HttpRequest, article: Article, form: StatementForm) -> int:
    claim = form.save(commit=False)
    words = (curation.claim_words(claim), f"{article.slug} {claim.paragraph}")
    claim.slug = next(filter(None, (curation.free_slug(Claim, one) for one in words)))
    proof.set_mark(claim, form.text)
    claim.save()
    form.save_m2m()
    proved = proof.prove(article, moved=bool(claim.paragraph_sha256))
    admin.site.get_model_admin(Claim).log_addition(request, claim, [{"added": {}}])
    messages.success(request, link(claim, _("Saved as a draft.")))
    for lost in proved.lost if proved else []:
        messages.warning(request, link(lost, _("Its quote is no longer found in the text.")))
    warnings = [*claim.quote_warnings(), *(one.message for one in warnings_of(claim)), share_warning(article)]
    for warning in list(dict.fromkeys(filter(None, warnings)))[:MOST_NAMED]:
        messages.warning(request, warning)
    return claim.pk
