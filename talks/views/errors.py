"""Readers report an error: the form, and the page of the number that they get.

Only this form and ``check_quotes`` take a POST from readers. No session and no cookie: a signed token stands in the form.
"""

import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from talks import error_reports
from talks.middleware import client_address
from talks.models import Actor, Article, Claim, ErrorReport, Event, Question, Rename
from talks.models.error_report import CONTACT_LENGTH, MESSAGE_LENGTH
from talks.pages import name_for_readers
from talks.throttle import hit
from talks.validators import refuse_hidden
from talks.views.answering import body_length, respond, withdrawn_record
from talks.vocabulary import ErrorKind
from talks.wording import grouped

MODELS = {"claim": Claim, "event": Event, "report": Article, "question": Question, "person": Actor}
LARGEST = 40_000  # bytes of a body: the longest message, each letter of which may take twelve, with everything else


class ErrorForm(forms.Form):
    """What a reader reports. Its labels and limits stand in the template, so that errors can stand beside them."""

    what = forms.ChoiceField(choices=ErrorKind)
    message = forms.CharField(max_length=MESSAGE_LENGTH)
    contact = forms.CharField(max_length=CONTACT_LENGTH, required=False)
    private = forms.BooleanField(required=False)
    # Hidden from people; programs that fill every field fill it too.
    website = forms.CharField(required=False)
    token = forms.CharField(required=False)

    default_error_messages = {
        "what": gettext_lazy("Choose what is wrong."),
        "message": gettext_lazy("Say what is wrong, and how you know."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.default_error_messages.items():
            self.fields[name].error_messages["required"] = words
        self.fields["what"].error_messages["invalid_choice"] = self.default_error_messages["what"]

    def clean_message(self) -> str:
        return plain_text(self.cleaned_data["message"].replace("\r\n", "\n").replace("\r", "\n"))

    def clean_contact(self) -> str:
        return plain_text(" ".join(self.cleaned_data["contact"].split()))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."))
        return ""

    @property
    def given(self) -> dict:
        """What is stored of it."""
        return {name: self.cleaned_data[name] for name in ("what", "message", "contact", "private")}


def plain_text(text: str) -> str:
    """Return a text with its accents composed. Raises: ValidationError that names a character nobody can see."""
    text = unicodedata.normalize("NFC", text)
    refuse_hidden(text)
    return text


@never_cache
@csrf_exempt  # there is no session to protect, and no cookie for Django's token; the signed token of the form replaces it
@require_http_methods(["GET", "HEAD", "POST"])
def error(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show the form, or store what was sent with it and lead to the page of its number.

    For records with an address that answers: public ones, and withdrawn ones. What was sent is shown again where anything
    is wrong with it, so that nothing written is lost.
    """
    if request.method == "POST" and body_length(request) > LARGEST:
        return respond(request, "error/refused.html", {"is_large": True}, status=413)
    row, is_former = find(MODELS[kind], slug)
    if is_former and request.method != "POST":
        return redirect(f"{kind}_error", row.slug, permanent=True)
    if request.method != "POST":
        return form_page(request, kind, row, ErrorForm())
    form = ErrorForm(request.POST)
    if not form.is_valid():
        return form_page(request, kind, row, form, status=400)
    token = error_reports.read_token(form.cleaned_data["token"], request.path)
    if not token:
        form.add_error(None, _("This form was older than an hour. Nothing you wrote is lost: send it again."))
        return form_page(request, kind, row, form, status=400)
    sent = error_reports.sent_before(token, form.given)
    if sent is None:
        if wait := hit(error_reports.OF_ONE_ADDRESS, client_address(request)) or hit(error_reports.OF_ALL):
            response = respond(request, "error/refused.html", {"minutes": -(-wait // 60)}, status=429)
            response.headers["Retry-After"] = str(wait)
            return response
        sent = error_reports.send(row, token, form.given)
    if not sent.is_same:
        words = _("This form was sent before, as number %(number)s. Send it again if this is another error.")
        form.add_error(None, words % {"number": sent.report.receipt})
        return form_page(request, kind, row, form, status=400)
    response = redirect("receipt", sent.report.receipt)
    response.status_code = 303  # the browser asks for that page, and a reload sends nothing again
    return response


def find(model: type[Model], slug: str) -> tuple[Model, bool]:
    """Return the record of a slug, and whether that is a former one. Raises: Http404 for a draft as for no record."""
    present = slug
    if not has_address(model, slug):
        present = Rename.objects.present_slug(model, slug)
        if not present or not has_address(model, present):
            raise Http404
    return model.objects.get(slug=present), present != slug


def has_address(model: type[Model], slug: str) -> bool:
    """Return whether the address of a record answers readers: it is public, or was withdrawn. Cost: one or two queries."""
    return model.objects.public().filter(slug=slug).exists() or withdrawn_record(model, slug) is not None


def form_page(request: HttpRequest, kind: str, row: Model, form: ErrorForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "choices": ErrorKind,
        "token": error_reports.new_token(request.path),
        "name": name_for_readers(row),
        "page": reverse(kind, args=[row.slug]),
        "private_contact": settings.PRIVATE_CONTACT,
        "most": MESSAGE_LENGTH,
        "most_words": grouped(MESSAGE_LENGTH),
    }
    return respond(request, "error/form.html", context, status)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show what became of a report. Nothing that was sent stands here.

    Its record is named unless the report is private, or readers no longer meet the record: it may be rewritten by now.
    """
    report = ErrorReport.objects.filter(receipt=number).first()
    if report is None:
        raise Http404
    record = None if report.private else report.record
    is_met = record is not None and has_address(type(record), record.slug)
    context = {"report": report, "name": name_for_readers(record) if is_met else ""}
    return respond(request, "error/receipt.html", context)
