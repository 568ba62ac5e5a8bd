"""Statements: the list, and the form with the stored paragraphs of the report beside it."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import curation, second_reader
from talks.admin.base import in_words, link, shortened
from talks.admin.bulk_change import ChangesMany
from talks.admin.forms import CuratedForm
from talks.admin.status import CuratedAdmin, SeenByReaders
from talks.admin.waiting import ClaimWaits
from talks.models import Answer, Article, ArticleText, Claim, Event
from talks.proof import CHANGED, QUOTATION, mark_of, prove, text_of
from talks.vocabulary import Status


class ClaimForm(CuratedForm):
    """Refuses two answers to one question, and makes a slug where the field is empty."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not self.instance.pk:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leave it empty to make it from the speaker and the statement.")

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("answers") is not None:
            Claim.check_answers(cleaned["answers"])
        if self.instance.pk:
            try:
                second_reader.refuse_change(self.instance, self.changed_data)
            except ValidationError as error:
                self.add_error(None, error)
        if {*QUOTATION, "unchecked_reason"} <= cleaned.keys():
            self.settle_proof(cleaned)
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("statement"):
            names = ("attribution", "speaker", "speaker_role", "statement")
            words = curation.claim_words(Claim(**{name: cleaned[name] for name in names if cleaned.get(name)}))
            cleaned["slug"] = curation.free_slug(Claim, words)
            if not cleaned["slug"]:
                self.add_error("slug", _("Give a slug: none can be made from these words."))
        return cleaned

    def settle_proof(self, cleaned: dict) -> None:
        """Mark the quote where it stands in the stored text; take the mark away where the quotation changed."""
        claim, text = self.instance, text_of(cleaned["article"])
        had_mark = claim.paragraph_sha256
        if text:
            claim.paragraph_sha256 = mark_of(Claim(**{name: cleaned[name] for name in QUOTATION}), text)
        elif not set(QUOTATION).isdisjoint(self.changed_data):
            claim.paragraph_sha256 = ""
        if claim.paragraph_sha256:
            cleaned["unchecked_reason"] = ""
        elif had_mark and not cleaned["unchecked_reason"]:
            cleaned["unchecked_reason"] = CHANGED


class Lacks(admin.SimpleListFilter):
    """What a draft lacks before it can be published."""

    title = gettext_lazy("lacks")
    parameter_name = "lacks"
    EMPTY = {
        "article": {"article": None},
        "paragraph": {"paragraph": None},
        "quote": {"quote": ""},
        "proof": {"paragraph_sha256": ""},
    }

    def lookups(self, request, model_admin):
        names = {"proof": _("a check of its quote")}
        return [(name, names.get(name) or Claim._meta.get_field(name).verbose_name) for name in self.EMPTY]

    def queryset(self, request, queryset):
        return queryset.filter(**self.EMPTY.get(self.value(), {}))


def is_id(value) -> bool:
    return str(value).isascii() and str(value).isdigit() and len(str(value)) < 19


@admin.register(Claim)
class ClaimAdmin(ChangesMany):
    form = ClaimForm
    list_display = ["voice", "says", "kind", "about", "where", "said_in_words", "status"]
    list_display_links = ["says"]
    list_filter = [
        "status",
        SeenByReaders,
        ClaimWaits,
        Lacks,
        "kind",
        "attribution",
        "quote_mode",
        "event__process",
        ("topics", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["speaker", "event", "article"]
    readonly_fields = [*CuratedAdmin.readonly_fields, "proof"]
    ordering = ["-id"]
    search_fields = [
        "slug",
        "statement",
        "quote",
        "said",
        "speaker__name",
        "speaker__spellings",
        "speaker_role",
        "article__headline",
        "article__slug",
        "event__title",
        "event__slug",
    ]
    search_help_text = gettext_lazy("Finds statements by their words, quote, speaker in any spelling, report or event.")
    autocomplete_fields = [
        "event",
        "occasion",
        "article",
        "speaker",
        "side",
        "target",
        "topics",
        "answers",
        "repeats",
    ]
    fieldsets = [
        (gettext_lazy("Where it stands"), {"fields": ["article", "paragraph"]}),
        (gettext_lazy("Who speaks"), {"fields": ["attribution", "speaker", "speaker_role", "side", "target"]}),
        (
            gettext_lazy("What is said"),
            {
                "fields": [
                    *("kind", "cue", "statement", "quote", "quote_mode", "quote_language", "rendering"),
                    ("prefix", "suffix"),
                ]
            },
        ),
        (
            gettext_lazy("The quote in English"),
            {"fields": ["quote_translation", "translated_by", "translation_method"]},
        ),
        (gettext_lazy("Whether the quote was checked"), {"fields": ["proof", "unchecked_reason"]}),
        (gettext_lazy("When it was said"), {"fields": ["said", "said_basis", "said_basis_note", "standing"]}),
        (
            gettext_lazy("What it belongs to"),
            {"fields": ["event", "occasion", "topics", "answers", "repeats"]},
        ),
        (gettext_lazy("Name and note"), {"fields": ["slug", "note", "lint_reason"]}),
    ]

    # Columns

    @admin.display(description=gettext_lazy("speaker"), ordering="speaker__name")
    def voice(self, claim):
        return claim.speaker or claim.speaker_role or claim.get_attribution_display()

    @admin.display(description=gettext_lazy("statement"), ordering="statement")
    def says(self, claim):
        return shortened(claim.statement)

    @admin.display(description=gettext_lazy("event"), ordering="event__title")
    def about(self, claim):
        return shortened(claim.event.title, 50)

    @admin.display(description=gettext_lazy("report"), ordering="article__headline")
    def where(self, claim):
        if not claim.article:
            return None
        return f"{shortened(claim.article.headline, 40)} ¶{claim.paragraph or '?'}"

    @admin.display(description=gettext_lazy("said"), ordering="said_earliest")
    def said_in_words(self, claim):
        return in_words(claim.said)

    @admin.display(description=gettext_lazy("check"))
    def proof(self, claim):
        if not claim.paragraph_sha256:
            return _("Not found in a stored text. It is looked up when you save.")
        words = _("Found in ¶%(n)s of the stored text, %(day)s.") if claim.article.checked else _("Found in ¶%(n)s.")
        return words % {"n": claim.paragraph, "day": claim.article.checked}

    # Choosing

    def label(self, claim):
        where = f"{claim.article.slug} ¶{claim.paragraph or '?'}" if claim.article else _("no report")
        return f"{self.voice(claim)} {shortened(claim.statement)} ({where})"

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        is_autocomplete = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        return queryset.select_related("speaker", "article") if is_autocomplete else queryset

    def get_search_results(self, request, queryset, search_term):
        queryset, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.GET.get("field_name") == "repeats":
            queryset = queryset.filter(repeats=None)  # only the first record of an utterance can be repeated
        return queryset, may_repeat

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "answers":
            kwargs["queryset"] = Answer.objects.select_related("question")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # The form

    def get_changeform_initial_data(self, request):
        """Take report and event from the query string; ignore ids without a record."""
        initial = super().get_changeform_initial_data(request)
        for name, model in (("article", Article), ("event", Event)):
            if name in initial and not (is_id(initial[name]) and model.objects.filter(pk=initial[name]).exists()):
                del initial[name]
        return initial

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        article = form["article"].value() if "article" in form.fields else obj and obj.article_id
        text = ArticleText.objects.filter(article=article).first() if is_id(article) else None
        context["paragraphs"] = text.paragraphs if text else []
        context["paragraphs_open"] = bool(text and "quote" in form.errors)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        """Fill in report and event for the next statement."""
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST and response.status_code == 302:
            initial = {"article": obj.article_id or "", "event": obj.event_id}
            return HttpResponseRedirect(f"{reverse('admin:talks_claim_add')}?{urlencode(initial)}")
        return response

    def save_model(self, request, obj, form, change):
        if obj.status == Status.PUBLISHED:
            if "speaker" in form.changed_data and "side" not in form.changed_data:
                obj.side = None  # it was that of the former speaker
            obj.write_side()
        before = Claim.objects.filter(pk=obj.pk).values_list("paragraph_sha256", flat=True).first() if change else ""
        super().save_model(request, obj, form, change)
        if before and not obj.paragraph_sha256:
            self.message_user(request, _("The quotation is no longer marked as found."), messages.WARNING)
        if obj.article:
            self.prove(request, obj, moved=obj.paragraph_sha256 != before)
        if change and {"event", "article"} & set(form.changed_data):
            former = [Claim(event_id=form.initial.get("event")), obj]
            self.warn_of_hidden(request, former)
        for warning in obj.quote_warnings():
            self.message_user(request, warning, messages.WARNING)

    def prove(self, request, claim, *, moved: bool) -> None:
        """Look up all quotes of the report, and name the statements that are no longer found."""
        proved = prove(claim.article, moved=moved)
        for lost in proved.lost if proved else []:
            self.message_user(request, link(lost, _("Its quote is no longer found in the text.")), messages.WARNING)
