"""The page on which a table is imported: a file, a dry run that changes nothing, and the import of that very table."""

import base64
from pathlib import PurePath

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.admin.base import MOST_NAMED, RecordAdmin, change_url, link
from talks.importing import BYTES_ALLOWED, Imported, ImportRefused, import_table, read_file, refused, template
from talks.models import Process
from talks.vocabulary import EventKind

# The table goes to the browser and comes back, so that nothing of a dry run stays on the server.
SALT = "talks.admin.importing"
HOURS = 12
CARRIED = 2_000_000  # characters; Django takes 2.5 MB of a form
ROWS = 2_000  # some 10 s, which is as long as a person waits
PROBLEMS_SHOWN = 500
RECORDS_SHOWN = 500


class TableForm(forms.Form):
    """The table, and what it does not say."""

    file = forms.FileField(label=gettext_lazy("Table"), help_text=gettext_lazy("CSV, XLSX, or TimelineJS's JSON."))
    process = forms.ModelChoiceField(Process.objects.order_by("title"), label=gettext_lazy("Process"))
    kind = forms.ChoiceField(
        choices=EventKind.choices,
        initial=EventKind.CONTEXT,
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy("For events whose row names none."),
    )
    encoding = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Encoding"),
        help_text=gettext_lazy("Of a text file; leave it empty to have it found out."),
    )

    def clean_file(self) -> bytes:
        self.name = PurePath(self.cleaned_data["file"].name).name
        return self.cleaned_data["file"].read(BYTES_ALLOWED + 1)

    def packed(self) -> str:
        """Return the form as signed text for the second step. Raises: ValidationError for a table that is too large."""
        given = self.cleaned_data
        text = signing.dumps(
            [
                base64.b64encode(given["file"]).decode(),
                self.name,
                given["process"].pk,
                given["kind"],
                given["encoding"],
            ],
            salt=SALT,
            compress=True,
        )
        if len(text) > CARRIED:
            raise ValidationError(_("The table is too large for this page: use manage.py import_events."))
        return text


def run(content: bytes, name: str, process: Process, kind: str, encoding: str, *, dry_run: bool) -> Imported:
    """Import a table, or try it. Raises: ImportRefused."""
    table = read_file(content, encoding)
    if len(table.rows) > ROWS:
        raise refused(
            _("More than %(limit)d rows are too many for this page: use manage.py import_events.") % {"limit": ROWS}
        )
    return import_table(table, process, name=name, kind=kind, dry_run=dry_run)


class ImportsTables(RecordAdmin):
    """Adds the page to the list of events."""

    def get_urls(self):
        guarded = self.admin_site.admin_view
        own = [
            path("import/", guarded(self.import_view), name="talks_event_import"),
            path("import/template.csv", guarded(self.template_view), name="talks_event_import_template"),
        ]
        return [*own, *super().get_urls()]

    def template_view(self, request):
        """Return the table to start from; its first bytes tell spreadsheets that it is UTF-8."""
        content = f"\ufeff{template()}".encode()
        headers = {"Content-Disposition": 'attachment; filename="talks-template.csv"'}
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

    def import_view(self, request):
        if not (self.has_add_permission(request) and request.user.has_perm("talks.add_claim")):
            raise PermissionDenied
        if "table" in request.POST:
            return self._imported(request)
        only = list(Process.objects.all()[:2])
        form = TableForm(
            request.POST or None, request.FILES or None, initial={"process": only[0]} if len(only) == 1 else {}
        )
        tried = {}
        if request.method == "POST" and form.is_valid():
            tried = self._tried(form)
        return self._page(request, form, **tried)

    def _tried(self, form: TableForm) -> dict:
        """Return what the page shows of a dry run; a refusal is an answer too."""
        given = form.cleaned_data
        try:
            packed = form.packed()
            imported = run(given["file"], form.name, given["process"], given["kind"], given["encoding"], dry_run=True)
        except ValidationError as error:
            form.add_error("file", error)
            return {}
        except ImportRefused as refusal:
            more = max(0, len(refusal.problems) - PROBLEMS_SHOWN)
            return {"problems": refusal.problems[:PROBLEMS_SHOWN], "more": more, "name": form.name}
        made = [*imported.events, *imported.claims]
        rows = [(one._meta.verbose_name, str(one), one.get_absolute_url()) for one in made[:RECORDS_SHOWN]]
        more = max(0, len(made) - RECORDS_SHOWN)
        return {"imported": imported, "records": rows, "more": more, "table": packed if made else "", "name": form.name}

    def _imported(self, request):
        try:
            packed, name, process, kind, encoding = signing.loads(
                request.POST["table"], salt=SALT, max_age=HOURS * 3600
            )
            content = base64.b64decode(packed)
            imported = run(content, name, Process.objects.get(pk=process), kind, encoding, dry_run=False)
        except (signing.BadSignature, Process.DoesNotExist):
            self.message_user(request, _("That dry run is too old: choose the file again."), messages.ERROR)
            return redirect("admin:talks_event_import")
        except ImportRefused as refusal:  # the record changed since
            form = TableForm()
            return self._page(request, form, problems=refusal.problems[:PROBLEMS_SHOWN], name=name)
        made = [*imported.events, *imported.claims]
        for record in made:
            self.log_addition(request, record, _("Imported from “%(name)s”.") % {"name": name})
        self.message_user(request, _("Imported: %(made)s.") % {"made": imported}, messages.SUCCESS)
        for record in made[:MOST_NAMED]:
            self.message_user(request, link(record), messages.INFO)
        where = change_url(made[0]) if len(made) == 1 else reverse("admin:talks_event_changelist")
        return redirect(where)

    def _page(self, request, form, **shown):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a table"),
            "opts": self.opts,
            "form": form,
            "media": self.media,
            **shown,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/event/import.html", context)
