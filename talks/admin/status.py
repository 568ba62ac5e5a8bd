"""Submit for review, return, publish, withdraw, take back to draft: from lists and forms, with a page that asks for the reason.

``curation`` decides; this module has the page, the history entries and the messages.
"""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks import curation
from talks.admin.base import MOST_NAMED, RecordAdmin, change_url, link, shortened
from talks.admin.forms import CuratedForm
from talks.admin.verbs import PUBLISH, PUBLISH_RIGHT, SEND_BACK, SUBMIT, TAKE_BACK, VERBS, WITHDRAW, ReasonForm
from talks.admin.warnings import share_warning, warnings_of
from talks.models import Article, Claim
from talks.publishing import Told, told_after
from talks.vocabulary import Status

AT_ONCE = 300  # records at a time: checking each takes some 14 ms, and other saves wait meanwhile


def seen_words(told: Told) -> str:
    """Return how many of the statements concerned readers see; empty where none is published."""
    if not told.statements:
        return ""
    message = ngettext(
        "Readers see %(seen)d of %(count)d published statement now.",
        "Readers see %(seen)d of %(count)d published statements now.",
        told.statements,
    )
    return message % {"seen": told.seen, "count": told.statements}


class SeenByReaders(admin.SimpleListFilter):
    """Whether a record is public: a published record may still wait for another."""

    title = gettext_lazy("seen by readers")
    parameter_name = "seen"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        public = queryset.model.objects.public().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=public)
        return queryset.exclude(pk__in=public) if self.value() == "no" else queryset


class CuratedAdmin(RecordAdmin):
    """A record that is drafted, reviewed, published and perhaps withdrawn. A plain save never changes its status."""

    form = CuratedForm
    actions = ["submit_selected", "return_selected", "publish_selected", "withdraw_selected", "take_back_selected"]
    readonly_fields = ["status", "status_reason", "recorded", "changed"]
    STATE = (gettext_lazy("State"), {"fields": ["status", "status_reason", "recorded", "changed"]})

    def get_urls(self):
        view = self.admin_site.admin_view(self.status_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_status"
        return [path("<path:object_id>/status/<slug:verb>/", view, name=name), *super().get_urls()]

    def has_publish_permission(self, request, obj=None):
        """Whether the user may publish, withdraw and take back such records."""
        return self.has_change_permission(request, obj) and request.user.has_perm(PUBLISH_RIGHT)

    def may(self, request, verb, obj=None):
        has_right = self.has_publish_permission if verb.is_public else self.has_change_permission
        return has_right(request, obj)

    @admin.action(permissions=["change"], description=gettext_lazy("Submit for review …"))
    def submit_selected(self, request, queryset):
        return self.change_status(request, queryset, SUBMIT)

    @admin.action(permissions=["change"], description=gettext_lazy("Return to draft …"))
    def return_selected(self, request, queryset):
        return self.change_status(request, queryset, SEND_BACK)

    @admin.action(permissions=["publish"], description=gettext_lazy("Publish …"))
    def publish_selected(self, request, queryset):
        return self.change_status(request, queryset, PUBLISH)

    @admin.action(permissions=["publish"], description=gettext_lazy("Withdraw …"))
    def withdraw_selected(self, request, queryset):
        return self.change_status(request, queryset, WITHDRAW)

    @admin.action(permissions=["publish"], description=gettext_lazy("Take back to draft …"))
    def take_back_selected(self, request, queryset):
        return self.change_status(request, queryset, TAKE_BACK)

    def status_view(self, request, object_id, verb):
        """Change the status of one record, from its form."""
        if verb not in VERBS:
            raise Http404
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may(request, VERBS[verb], obj):
            raise PermissionDenied
        response = self.change_status(request, self.get_queryset(request).filter(pk=obj.pk), VERBS[verb], obj)
        return response or HttpResponseRedirect(change_url(obj))

    def change_status(self, request, queryset, verb, original=None):
        """Ask on the first request, act on the second. Shape: the page that asks, or None when done."""
        count = queryset.count()
        if count > AT_ONCE:
            self._refuse_many(request, count)
            return None
        may_move_statements = self.model is not Claim and request.user.has_perm("talks.change_claim")
        form = ReasonForm(
            request.POST if request.POST.get("confirmed") else None, verb=verb, statements=may_move_statements
        )
        if form.is_valid():
            self._act(request, list(queryset), verb, form.cleaned_data)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": verb.title,
            "subtitle": str(original) if original else None,
            "original": original,
            "verb": verb,
            "opts": self.opts,
            "form": form,
            "records": [
                (
                    change_url(record),
                    record,
                    record.get_status_display(),
                    warnings_of(record) if verb is PUBLISH else [],
                )
                for record in queryset[:MOST_NAMED]
            ],
            "more": max(0, count - MOST_NAMED),
            "action": request.POST.get("action", ""),
            "select_across": request.POST.get("select_across", "0"),
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/status.html", context)

    def _refuse_many(self, request, count: int) -> None:
        message = _("%(count)d records are chosen. Choose at most %(limit)d at a time; nothing was changed.")
        self.message_user(request, message % {"count": count, "limit": AT_ONCE}, messages.WARNING)

    def _act(self, request, records, verb, asked) -> None:
        with_statements = asked.get("with_statements", False)
        count = len(records) + (len(curation.hidden_statements(records)) if with_statements else 0)
        if count > AT_ONCE:
            self._refuse_many(request, count)
            return
        try:
            if verb is PUBLISH:
                outcome = curation.publish(
                    records, with_statements=with_statements, by=request.user.pk, note=asked["reason"]
                )
            elif verb is WITHDRAW:
                outcome = curation.withdraw(records, asked["reason"])
            elif verb is TAKE_BACK:
                outcome = curation.take_back(records, asked["reason"])
            else:
                outcome = (curation.submit if verb is SUBMIT else curation.send_back)(records, note=asked["reason"])
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        self.report(request, verb, outcome, asked["reason"])

    def report(self, request, verb, outcome, reason="") -> None:
        """Log what was done, and show messages about what changed, what did not, and why not."""
        for record in outcome.changed:
            self.log_change(request, record, f"{verb.done} {reason}".strip())
        if outcome.changed:
            count = len(outcome.changed)
            message = ngettext("%(done)s %(count)d record.", "%(done)s %(count)d records.", count)
            told = told_after(outcome.changed) if verb is PUBLISH else None
            said = [message % {"done": verb.done, "count": count}, seen_words(told) if told else ""]
            self.message_user(request, " ".join(filter(None, said)), messages.SUCCESS)
            if told:
                self.warn_of_waiting(request, told)
        if outcome.unchanged:
            count = len(outcome.unchanged)
            message = ngettext(
                "%(count)d record was already in that state.", "%(count)d records were already in that state.", count
            )
            self.message_user(request, message % {"count": count}, messages.INFO)
        for refusal in outcome.refused[:MOST_NAMED]:
            self.message_user(request, link(refusal.record, " ".join(refusal.reasons)), messages.ERROR)
        if len(outcome.refused) > MOST_NAMED:
            message = _("%(count)d more were refused.") % {"count": len(outcome.refused) - MOST_NAMED}
            self.message_user(request, message, messages.ERROR)
        if verb in (WITHDRAW, TAKE_BACK):
            self.warn_of_hidden(request, outcome.changed)

    def warn_of_waiting(self, request, told) -> None:
        """Name what published statements wait for, and the reports that readers do not see yet."""
        for record, number in told.waits[:MOST_NAMED]:
            note = ngettext(
                "%(count)d published statement waits for it (%(status)s): publish it.",
                "%(count)d published statements wait for it (%(status)s): publish it.",
                number,
            )
            note %= {"count": number, "status": record.get_status_display()}
            self.message_user(request, link(record, note), messages.WARNING)
        for article in told.unseen[:MOST_NAMED]:
            note = _("Readers do not see it: it has no page until they see one of its statements.")
            self.message_user(request, link(article, note), messages.WARNING)

    def warn_of_hidden(self, request, records) -> None:
        """Name the published events without a public statement, which readers no longer see."""
        articles = [record.pk for record in records if isinstance(record, Article)]
        events = {record.event_id for record in records if isinstance(record, Claim)}
        events.update(Claim.objects.filter(article__in=articles).values_list("event_id", flat=True))
        for event in curation.hidden(events)[:MOST_NAMED]:
            note = _("Readers no longer see it: it has no public statement left.")
            self.message_user(request, link(event, note), messages.WARNING)

    # Forms

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.STATE] if obj else fieldsets

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST:
            if not self.has_publish_permission(request, form.instance):
                raise PermissionDenied  # which undoes the save
            self.report(request, PUBLISH, curation.publish([form.instance], by=request.user.pk))
        self.warn_of_share(request, form.instance)

    def warn_of_share(self, request, record) -> None:
        """Show what is too much of a report, drafts counted, after each save of it or of a statement."""
        article = record.article if isinstance(record, Claim) else record
        if isinstance(article, Article) and (told := share_warning(article)):
            self.message_user(request, link(article, told), messages.WARNING)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj and self.has_change_permission(request, obj):
            context["status_links"] = self.status_links(request, obj)
            context["warnings"] = warnings_of(self.model._base_manager.get(pk=obj.pk))  # not with what the form refused
            context["show_save_and_publish"] = (
                obj.status != Status.PUBLISHED
                and not context.get("is_popup")
                and self.has_publish_permission(request, obj)
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def status_links(self, request, obj):
        """Return the address and the title of each verb that leads on from the record's status, for who may use it."""
        verbs = {
            Status.DRAFT: [(SUBMIT, _("Submit for review …"))],
            Status.REVIEW: [(SEND_BACK, _("Return to draft …"))],
            Status.PUBLISHED: [(WITHDRAW, _("Withdraw …")), (TAKE_BACK, _("Take back to draft …"))],
            Status.WITHDRAWN: [(TAKE_BACK, _("Take back to draft …"))],
        }[Status(obj.status)]
        if obj.status != Status.PUBLISHED and self.model is not Claim:
            verbs.insert(0, (PUBLISH, _("Publish with its statements …")))
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_status"
        return [
            (reverse(name, args=[obj.pk, verb.name]), title) for verb, title in verbs if self.may(request, verb, obj)
        ]

    # Deleting

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not (obj and curation.was_published(obj))

    def still_needed(self, objs):
        note = _("was published: withdraw it instead.")
        return [link(record, note) for record in objs if curation.was_published(record)]


# The statements of a report or an event


class StatementsShown(CuratedAdmin):
    """A form that lists the record's statements below its fields."""

    STATEMENTS_SHOWN = 200
    PREVIEWED_AS = ""  # by which name the desk has its preview

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            claims = obj.claims.select_related("speaker", "article", "event").order_by("article", "paragraph", "pk")
            name = self.opts.model_name
            context["statements"] = [
                {"url": change_url(claim), "claim": claim, "text": shortened(claim.statement, 140)}
                for claim in claims[: self.STATEMENTS_SHOWN]
            ]
            context["statements_total"] = obj.claims.count()
            context["statements_url"] = f"{reverse('admin:talks_claim_changelist')}?{name}__id__exact={obj.pk}"
            if request.user.has_perms(["talks.view_article", "talks.view_claim", "talks.view_event"]):
                context["preview_url"] = reverse(f"desk_preview_{self.PREVIEWED_AS}", args=[obj.pk])
            if request.user.has_perm("talks.add_claim"):
                context["add_statement_url"] = f"{reverse('admin:talks_claim_add')}?{name}={obj.pk}"
        return super().render_change_form(request, context, add, change, form_url, obj)
