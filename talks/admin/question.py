"""Questions with their closed lists of answers."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.admin.base import MOST_NAMED, RecordAdmin, link
from talks.admin.finding import FindsInAnyCase
from talks.admin.forms import RecordForm, RowForm
from talks.admin.three_way import OpenedFormSet
from talks.models import Answer, Claim, Question


class QuestionForm(RecordForm):
    rows_with = ("answers",)


class AnswerForm(RowForm):
    """One answer; it can exclude the answers that are already saved."""

    def __init__(self, *args, siblings=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "excludes" not in self.fields:
            return
        self.siblings = [answer for answer in siblings if answer.pk != self.instance.pk]
        self.fields["excludes"].queryset = Answer.objects.filter(pk__in=[answer.pk for answer in self.siblings])
        self.fields["excludes"].choices = [(answer.pk, answer.text) for answer in self.siblings]
        self.fields["slug"].disabled = bool(self.instance.pk)  # files and exports name it; it has no former names

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("excludes"):
            Answer.check_excludes(self.instance.question_id, cleaned["excludes"])
        return cleaned


class AnswerFormSet(OpenedFormSet):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.siblings = list(self.instance.answers.all()) if self.instance.pk else []

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"siblings": self.siblings}

    def clean(self) -> None:
        """Make exclusions mutual, and refuse to delete answers that statements give."""
        super().clean()
        given = {form.instance.text: form.instance.claims.count() for form in self.deleted_forms if form.instance.pk}
        for text, count in given.items():
            if count:
                raise ValidationError(
                    _("%(count)d statements give the answer “%(text)s”; remove it from them before you delete it."),
                    params={"count": count, "text": text},
                )
        self._settle_exclusions()

    def _settle_exclusions(self) -> None:
        # Each row is saved by itself and in both directions, so a later row could undo what an earlier one set.
        forms_left = [form for form in self.initial_forms if form not in self.deleted_forms and form.is_valid()]
        added, removed = set(), set()
        for form in forms_left:
            before = {answer.pk for answer in form.initial.get("excludes", [])}
            after = {answer.pk for answer in form.cleaned_data.get("excludes", [])}
            added |= {frozenset({form.instance.pk, other}) for other in after - before}
            removed |= {frozenset({form.instance.pk, other}) for other in before - after}
        for form in forms_left:
            own = form.instance.pk
            pairs = {frozenset({own, answer.pk}) for answer in form.initial.get("excludes", [])}
            settled = (pairs | {pair for pair in added if own in pair}) - removed
            others = [pk for pair in settled for pk in pair if pk != own]
            form.cleaned_data["excludes"] = Answer.objects.filter(pk__in=others)


class AnswerInline(admin.TabularInline):
    model = Answer
    form = AnswerForm
    formset = AnswerFormSet
    fields = ["position", "text", "slug", "excludes"]
    extra = 0
    prepopulated_fields = {"slug": ["text"]}
    verbose_name_plural = gettext_lazy("answers (save new ones once; then choose what they exclude)")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Question)
class QuestionAdmin(RecordAdmin):
    form = QuestionForm
    list_display = ["text", "kind", "process", "slug"]
    list_filter = ["kind", "process"]
    list_select_related = ["process"]
    search_fields = ["text", "slug", "reason", "answers__text"]
    autocomplete_fields = ["process"]
    prepopulated_fields = {"slug": ["text"]}
    fields = ["text", "slug", "process", "kind", "context", "reason"]
    inlines = [AnswerInline]

    def still_needed(self, objs):
        links = Claim.answers.through.objects.filter(answer__question__in=[question.pk for question in objs])
        return [link(claim) for claim in Claim.objects.filter(pk__in=links.values("claim"))[:MOST_NAMED]]

    def get_deleted_objects(self, objs, request):
        deletable, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deletable, counts, lacking - {Answer._meta.verbose_name}, protected  # answers go with their question


@admin.register(Answer)
class AnswerAdmin(FindsInAnyCase):
    """Registered so that statements can find answers by their words; they are edited with their question."""

    list_display = ["text", "question"]
    list_select_related = ["question"]
    search_fields = ["question__text", "question__slug", "text", "slug"]

    def label(self, answer):
        return str(answer)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
