"""The page on which many statements get another speaker, event or side, or a topic more or less.

``bulk_change`` decides; this module has the form, the dry run, the history entries and the messages.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks import history
from talks.admin.base import MOST_NAMED, change_url, link
from talks.admin.status import AT_ONCE, CuratedAdmin
from talks.bulk_change import Change, Outcome, apply_change, try_change
from talks.models import Actor, Claim, Event, Topic
from talks.models.base import Curated

UNKNOWN = "0"  # no record has this id


class TakesSlugs:
    """A chooser that takes slugs too, which the page asks for where scripts are off."""

    choices: Any

    def ids(self, data, name: str) -> list[str]:
        """Return the ids that were chosen, and those of slugs that were typed, in this order."""
        typed = [one for text in data.getlist(name) for one in text.replace(",", " ").split()]
        slugs = [one for one in typed if not one.isdecimal()]
        ids = dict(self.choices.queryset.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
        return [one if one.isdecimal() else str(ids.get(one, UNKNOWN)) for one in typed]


class OneChooser(TakesSlugs, AutocompleteSelect):
    def value_from_datadict(self, data, files, name):
        return next(reversed(self.ids(data, name)), "")


class SeveralChooser(TakesSlugs, AutocompleteSelectMultiple):
    def value_from_datadict(self, data, files, name):
        return self.ids(data, name)


def chooser(widget, name: str):
    return widget(Claim._meta.get_field(name), admin.site)


class ChangeForm(forms.Form):
    """What the chosen statements shall have. An empty field changes nothing."""

    speaker = forms.ModelChoiceField(
        Actor.objects.all(), required=False, label=gettext_lazy("Speaker"), widget=chooser(OneChooser, "speaker")
    )
    side = forms.ModelChoiceField(
        Actor.objects.all(),
        required=False,
        label=gettext_lazy("Speaks for"),
        help_text=gettext_lazy("A published statement takes the side of its new speaker unless you choose one."),
        widget=chooser(OneChooser, "side"),
    )
    empties_side = forms.BooleanField(required=False, label=gettext_lazy("Empty the side: it is that of the speaker"))
    event = forms.ModelChoiceField(
        Event.objects.all(), required=False, label=gettext_lazy("About the event"), widget=chooser(OneChooser, "event")
    )
    added = forms.ModelMultipleChoiceField(
        Topic.objects.all(), required=False, label=gettext_lazy("Add topics"), widget=chooser(SeveralChooser, "topics")
    )
    removed = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        label=gettext_lazy("Remove topics"),
        widget=chooser(SeveralChooser, "topics"),
    )
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For the history of each statement."),
        validators=Curated._meta.get_field("status_reason").validators,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
    )

    def clean(self) -> dict:
        given = super().clean()
        if given.get("side") and given.get("empties_side"):
            self.add_error("empties_side", _("Choose a side, or empty it, not both."))
        if both := set(given.get("added") or ()) & set(given.get("removed") or ()):
            named = ", ".join(sorted(topic.name for topic in both))
            self.add_error("removed", _("You both add and remove: %(topics)s.") % {"topics": named})
        if not self.errors and not any(value for name, value in given.items() if name != "reason"):
            self.add_error(None, _("Choose what to change."))
        return given

    def change(self) -> Change:
        given = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Change(**given | {name: tuple(given[name]) for name in ("added", "removed")})


class ChangesMany(CuratedAdmin):
    """Adds the action to the list of statements."""

    actions = [*CuratedAdmin.actions, "change_selected"]

    @admin.action(permissions=["change"], description=gettext_lazy("Change speaker, event, topic or side …"))
    def change_selected(self, request, queryset):
        """Ask, then show the dry run, then change what was shown. Shape: a page, or None when done."""
        count = queryset.count()
        if count > AT_ONCE:
            self._refuse_many(request, count)
            return None
        claims = list(queryset.select_related("speaker").order_by("pk"))
        is_confirmed, tried = "_change" in request.POST, None
        form = ChangeForm(request.POST if is_confirmed or "_try" in request.POST else None)
        if form.is_valid():
            tried = self._changed(request, claims, form) if is_confirmed else try_change(claims, form.change())
            if tried is None:
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change many statements"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "count": count,
            "tried": tried,
            "rows": [(change_url(claim), claim, one) for claim, one in zip(claims, tried.statements, strict=True)]
            if tried
            else [],
            "selected": [claim.pk for claim in claims],
            "action": "change_selected",
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/bulk_change.html", context)

    def _changed(self, request, claims: list[Claim], form: ChangeForm) -> Outcome | None:
        """Change the statements; None when done. If that is not what was shown, change nothing and return what would be."""
        with transaction.atomic(), history.because(form.cleaned_data["reason"]):
            outcome = apply_change(claims, form.change())
            if outcome.digest != request.POST.get("seen"):
                transaction.set_rollback(True)
                message = _("This is not what was shown before. Nothing is changed yet: look at it again.")
                self.message_user(request, message, messages.WARNING)
                return outcome
            for one in outcome.changed:
                told = "; ".join(f"{diff.field}: {diff.before} → {diff.after}" for diff in one.differences)
                self.log_change(request, one.claim, f"{told}. {form.cleaned_data['reason']}")
        self._tell(request, outcome)
        return None

    def _tell(self, request, outcome: Outcome) -> None:
        count = len(outcome.changed)
        message = ngettext("%(count)d statement was changed.", "%(count)d statements were changed.", count)
        self.message_user(request, message % {"count": count}, messages.SUCCESS if count else messages.WARNING)
        for one in outcome.refused[:MOST_NAMED]:
            self.message_user(request, link(one.claim, " ".join(one.reasons)), messages.ERROR)
        if len(outcome.refused) > MOST_NAMED:
            more = _("%(count)d more were refused.") % {"count": len(outcome.refused) - MOST_NAMED}
            self.message_user(request, more, messages.ERROR)
        for event in outcome.hidden[:MOST_NAMED]:
            note = _("Readers no longer see it: it has no public statement left.")
            self.message_user(request, link(event, note), messages.WARNING)
