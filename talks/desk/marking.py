"""The page on which statements are marked in the text of a report, changed and deleted. It works without scripts."""

from contextlib import nullcontext
from typing import NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from talks import corrections, curation, history, proof
from talks.admin.base import MOST_NAMED, change_url, link
from talks.admin.telling import tell_readers
from talks.admin.verbs import PUBLISHING_RIGHTS
from talks.admin.warnings import share_warning, warnings_of
from talks.desk import once
from talks.desk.access import MARKING_RIGHTS, desk_page, page, warn_of_former
from talks.desk.checking import Checked, check
from talks.desk.fields import is_right_to_left
from talks.desk.hints import ASKS, filled, hints_of
from talks.desk.passages import Taken, passages, taken_from
from talks.desk.statement_form import StatementForm
from talks.desk.suggest import taken_initial
from talks.models import Article, Claim
from talks.vocabulary import Attribution, Status

WORDS = (
    "paragraph",
    "quote",
    "prefix",
    "suffix",
    "speaker_id",
    "speaker_role",
    "statement",
    "kind",
    "event_id",
    "said",
)
HTTP_METHODS = ["GET", "HEAD", "POST"]


class Row(NamedTuple):
    """A statement in the list below the form, in words: a list of two hundred costs more in the template than here."""

    name: str
    place: str
    what: str
    status: str
    address: str
    edit: str
    delete: str
    is_edited: bool


class Report:
    """A report that is being marked, with its text and its statements, each read once. Cost: two queries."""

    def __init__(self, pk: int) -> None:
        self.article: Article = get_object_or_404(Article.objects.select_related("outlet", "text"), pk=pk)
        self.text = getattr(self.article, "text", None)
        self.address = reverse("desk_mark", args=[pk])
        related = ("speaker", "event__process")
        self.claims = list(self.article.claims.select_related(*related).order_by("paragraph", "pk"))

    @property
    def last(self) -> Claim | None:
        """The statement that was made last."""
        return max(self.claims, key=lambda one: one.pk, default=None)

    def statement(self, pk: int | None) -> Claim | None:
        return next((claim for claim in self.claims if claim.pk == pk), None)

    def twin(self, claim: Claim) -> str:
        """Return the name of a statement that is the same in every word; empty if there is none."""
        same = (
            other
            for other in taken_from(self.claims)
            if all(getattr(other.claim, n) == getattr(claim, n) for n in WORDS)
        )
        return next((other.name for other in same), "")

    def form(
        self, claim: Claim | None, data=None, *, is_saved: bool = True, suggested: dict | None = None
    ) -> StatementForm:
        """Return the form of a stored statement, or that of a new one with what stays from the one before.

        ``suggested`` fills a new one, and comes before what would stay.
        """
        suggested = suggested or {}
        claim = claim or Claim(article=self.article)
        last = self.last if not claim.pk and data is None else None
        is_own_voice = suggested.get("attribution") == Attribution.OWN_VOICE
        left_out = {*suggested, *(StatementForm.NOT_OF_OWN_VOICE if is_own_voice else ())}
        names = [name for name in StatementForm.CARRIED if last and name not in left_out]
        carried = {name: _stored_value(last, name) for name in names}
        return StatementForm(
            data, text=self.text, instance=claim, carried=carried, is_saved=is_saved, initial=suggested
        )


def _stored_value(claim: Claim, name: str) -> object:
    """Return the value of a field as a form takes it at first."""
    if name == "topics":
        return list(claim.topics.all())
    return getattr(claim, f"{name}_id" if name == "event" else name)


@desk_page(*MARKING_RIGHTS)
@require_http_methods(HTTP_METHODS)
def mark(request: HttpRequest, report: int) -> HttpResponse:
    """Show the text of a report beside the form of a new statement."""
    marked = Report(report)
    if marked.text is None:
        messages.warning(request, _("No text of this report is stored: attach it here first."))
        return HttpResponseRedirect(change_url(marked.article))
    return _answer(request, marked, None)


@desk_page(*MARKING_RIGHTS, "talks.change_claim")
@require_http_methods(HTTP_METHODS)
def edit(request: HttpRequest, report: int, claim: int) -> HttpResponse:
    """Show the text of a report beside the form of one of its statements."""
    marked = Report(report)
    if marked.text is None:
        return HttpResponseRedirect(marked.address)
    stored = marked.statement(claim)
    if stored is None:
        if request.method != "POST":
            return _gone(request, marked)
        messages.warning(request, _("This statement was deleted after you opened it. Save to make it again."))
        form = marked.form(None, request.POST)
        form.is_valid()
        form.renew()
        return _shown(request, marked, form)
    # The stored statement stays locked from the check that nobody changed it until it is saved.
    with (
        transaction.atomic() if request.method == "POST" else nullcontext(),
        history.because(request.POST.get("why", "")),
    ):
        return _answer(request, marked, stored)


@desk_page(*MARKING_RIGHTS, "talks.delete_claim")
@require_http_methods(HTTP_METHODS)
def delete(request: HttpRequest, report: int, claim: int) -> HttpResponse:
    """Ask whether to delete a statement that was never published; delete it on POST."""
    marked = Report(report)
    stored = marked.statement(claim)
    if stored is None:
        return _gone(request, marked)
    model_admin = admin.site.get_model_admin(Claim)
    if not model_admin.has_delete_permission(request, stored):
        raise PermissionDenied
    *_counts, protected = model_admin.get_deleted_objects([stored], request)
    if request.method == "POST" and not protected:
        with transaction.atomic():
            model_admin.log_deletions(request, [stored])
            model_admin.delete_model(request, stored)
        messages.success(request, _("Deleted: %(statement)s") % {"statement": stored})
        return HttpResponseRedirect(marked.address)
    return page(
        request,
        "delete",
        title=_("Delete a statement"),
        claim=stored,
        article=marked.article,
        mark_url=marked.address,
        protected=protected,
    )


@desk_page(*MARKING_RIGHTS)
@require_POST
def look(request: HttpRequest, report: int) -> HttpResponse:
    """Tell what to look at in a statement as it is typed; nothing is saved.

    Shape: ``{"told": [{"field", "message"}], "share"}``. The statement is a new one, or that of ``?statement=``.
    """
    marked = Report(report)
    number = request.GET.get("statement", "")
    stored = marked.statement(int(number)) if number.isascii() and number.isdigit() else None
    if marked.text is None:
        return JsonResponse({"told": [], "share": ""})
    form = marked.form(stored, request.POST, is_saved=False)
    form.is_valid()
    checked = check(form, marked.article, marked.claims)
    return JsonResponse({"told": [one._asdict() for one in checked.told], "share": checked.share})


def _gone(request: HttpRequest, marked: Report) -> HttpResponse:
    messages.warning(request, _("This statement is no longer there."))
    return HttpResponseRedirect(marked.address)


def _answer(request: HttpRequest, marked: Report, stored: Claim | None) -> HttpResponse:
    """Show the form of a statement, or save what was sent."""
    if request.method != "POST":
        suggested = {} if stored else taken_initial(request, marked.article, marked.text, marked.claims)
        return _shown(request, marked, marked.form(stored, suggested=suggested))
    form = marked.form(stored, filled(request.POST))
    if form.is_valid() and stored is None and (twin := marked.twin(form.instance)):
        form.add_error("quote", _("¶%(name)s says exactly this already.") % {"name": twin})
    is_valid = form.is_valid()
    if ASKS.intersection(request.POST):  # without scripts, for hints; nothing is saved
        return _shown(request, marked, form)
    if token := form.cleaned_data.get("token"):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        if stored and saved and not saved.is_same:
            # A change of the change, on the way back: the form itself sees whether it may be saved.
            token, saved = once.new_token(), None
        if saved is None and is_valid:
            save = _save_changes if stored else _save_new
            saved = once.save_once(token, content, lambda: save(request, marked, form))
        if saved and (saved.is_new or saved.is_same):
            finishes = "finish" in request.POST
            return HttpResponseRedirect(change_url(marked.article) if finishes else f"{marked.address}#quote-field")
        if saved:
            warn_of_former(request, Claim.objects.filter(pk=saved.record).first())
            form.renew()
    else:
        form.renew()
    return _shown(request, marked, form)


def _shown(request: HttpRequest, marked: Report, form: StatementForm) -> HttpResponse:
    taken = taken_from(marked.claims)
    stored = form.instance if form.instance.pk else None
    has_hints = request.user.has_perm("talks.view_event")
    edited = stored.pk if stored else None
    return page(
        request,
        "mark",
        title=marked.article.headline,
        article=marked.article,
        form=form,
        checked=check(form, marked.article, marked.claims) if form.is_bound else Checked([], ""),
        action=reverse("desk_edit", args=[marked.article.pk, stored.pk]) if stored else marked.address,
        hints=hints_of(marked.article, form.data, edited) if form.is_bound and has_hints else None,
        has_hints=has_hints,
        may_preview=has_hints,
        may_publish=request.user.has_perms(PUBLISHING_RIGHTS),
        tells=stored is not None and corrections.is_met(stored),
        at=form.instance.paragraph or (marked.last and marked.last.paragraph),
        is_right_to_left=is_right_to_left(marked.article.language),
        editing=next((one for one in taken if stored and one.claim.pk == stored.pk), None),
        passages=passages(marked.text.paragraphs, taken),
        taken=_rows(request, marked, taken, stored),
    )


def _rows(request: HttpRequest, marked: Report, taken: list[Taken], edited: Claim | None) -> list[Row]:
    words = {value: str(label) for value, label in Status.choices}
    edit = _("Edit ¶%(name)s") if request.user.has_perm("talks.change_claim") else ""
    delete = _("Delete ¶%(name)s") if request.user.has_perm("talks.delete_claim") else ""
    return [
        Row(
            f"¶{name}",
            f"#p{claim.paragraph}",
            str(claim),
            words[claim.status],
            f"{marked.address}statements/{claim.pk}/",
            edit % {"name": name} if edit else "",
            delete % {"name": name} if delete and not curation.was_published(claim) else "",
            edited is not None and edited.pk == claim.pk,
        )
        for name, claim in taken
    ]


def _save_new(request: HttpRequest, marked: Report, form: StatementForm) -> int:
    claim, article = form.save(commit=False), marked.article
    words = (curation.claim_words(claim), f"{article.slug} {claim.paragraph}")
    claim.slug = next(filter(None, (curation.free_slug(Claim, one) for one in words)))
    claim.save()
    form.save_m2m()
    proved = proof.prove(article, moved=bool(claim.paragraph_sha256))
    admin.site.get_model_admin(Claim).log_addition(request, claim, [{"added": {}}])
    messages.success(request, link(claim, _("Saved as a draft.")))
    for lost in proved.lost if proved else []:
        messages.warning(request, link(lost, _("Its quote is no longer found in the text.")))
    _warn(request, claim, claim.quote_warnings())
    return claim.pk


def _save_changes(request: HttpRequest, marked: Report, form: StatementForm) -> int:
    """Save as the admin's own form does, with its history and its checks. An address that follows the words belongs there."""
    claim, model_admin = form.save(commit=False), admin.site.get_model_admin(Claim)
    model_admin.save_model(request, claim, form, change=True)
    form.save_m2m()
    if form.changed_data:
        model_admin.log_change(request, claim, model_admin.construct_change_message(request, form, []))
    messages.success(request, link(claim, _("Saved.") if form.changed_data else _("Nothing was changed.")))
    if form.taken:
        messages.warning(request, form.taken_words())
    tell_readers(request, form)
    _warn(request, claim, [])
    return claim.pk


def _warn(request: HttpRequest, claim: Claim, of_quote: list[str]) -> None:
    """Tell what the lint says of a stored statement, unless it is an exception; that too much is quoted in any case."""
    linted = [] if claim.lint_reason else [*of_quote, *(one.message for one in warnings_of(claim))]
    warnings = [*linted, share_warning(claim.article)]
    for warning in list(dict.fromkeys(filter(None, warnings)))[:MOST_NAMED]:
        messages.warning(request, warning)
