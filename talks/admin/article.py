"""Reports: the list, and the form with stored text, statements, and fields to attach the text."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks import article_texts
from talks.admin.base import MOST_NAMED, in_words, link, shortened
from talks.admin.event import statements_of
from talks.admin.forms import CuratedForm
from talks.admin.status import SeenByReaders, StatementsShown
from talks.admin.verbs import PUBLISH, PUBLISHING_RIGHTS
from talks.admin.waiting import ArticleWaits
from talks.cleaning import told
from talks.models import Article, ArticleText
from talks.vocabulary import Status


class ArticleForm(CuratedForm):
    """The facts of a report, and the text to attach to it."""

    new_text = forms.CharField(
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 8}),
        label=gettext_lazy("Paragraphs"),
        help_text=gettext_lazy("One paragraph per line. Blank lines and the headline do not count."),
    )
    new_text_file = forms.FileField(
        required=False, label=gettext_lazy("Or a text file"), help_text=gettext_lazy("Plain text in UTF-8.")
    )
    furniture = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Lines to leave out"),
        help_text=gettext_lazy("Lines that are not paragraphs of the report, counted from 1, such as 1-15,20."),
    )
    replace = forms.BooleanField(
        required=False,
        label=gettext_lazy("Store it even if quotes that are proved are not in it"),
        help_text=gettext_lazy("These statements are then no longer marked as found. The former text can be put back."),
    )

    def more_values(self, record: Article) -> dict:
        return {"text": ArticleText.objects.filter(article=record).values_list("sha256", flat=True).first() or ""}

    def clean_furniture(self) -> set[int]:
        return article_texts.read_furniture(self.cleaned_data["furniture"])

    def clean(self) -> dict:
        cleaned = super().clean()
        file, typed = cleaned.get("new_text_file"), (cleaned.get("new_text") or "").strip("\r\n")
        if file and typed:
            self.add_error("new_text_file", _("Give the paragraphs or a file, not both."))
        self.content = file.read() if file else typed.encode()
        if self.content and "text" in self.taken:
            self.add_error("new_text", _("Another text was attached while you had the form open. Look at it first."))
        if self.content:
            self.media_type = file.content_type if file else "text/plain"
            try:
                paragraphs = article_texts.read_paragraphs(
                    self.content, cleaned.get("furniture") or (), cleaned.get("headline") or ""
                )
                self.refuse_losing_proofs(paragraphs)
            except ValidationError as error:
                self.add_error("new_text_file" if file else "new_text", error)
        return cleaned

    def refuse_losing_proofs(self, paragraphs: list[str]) -> None:
        """Refuse a text in which quotes that are proved do not stand, unless that is ticked. Raises: ValidationError."""
        if not self.instance.pk or self.cleaned_data.get("replace"):
            return
        if faults := article_texts.proved_that_fail(self.instance, paragraphs):
            refused = article_texts.TextRefused(faults)
            advice = _("Is it the text of another report? If not, tick “%(label)s” below.")
            label = self.fields["replace"].label
            raise ValidationError([*map(str, faults), f"{refused} {advice % {'label': label}}"])


class HasText(admin.SimpleListFilter):
    """Whether the report has a stored text, so that its quotes can be checked."""

    title = gettext_lazy("text stored")
    parameter_name = "text"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        return queryset.filter(text__isnull=self.value() == "no") if self.value() in {"yes", "no"} else queryset


@admin.register(Article)
class ArticleAdmin(StatementsShown):
    form = ArticleForm
    PREVIEWED_AS = "report"
    list_display = ["headline", "outlet", "relays", "published_in_words", "statements", "has_text", "status"]
    list_filter = [
        "status",
        SeenByReaders,
        ArticleWaits,
        HasText,
        "outlet",
        "origin__house",
        "origin_basis",
        "language",
        "genre",
        "completeness",
    ]
    list_select_related = ["outlet", "origin__house"]
    ordering = ["-published_earliest", "slug"]
    search_fields = [
        "headline",
        "slug",
        "reference",
        "byline",
        "published",
        "url",
        "outlet__name",
        "origin__house__name",
    ]
    search_help_text = gettext_lazy("Finds reports by headline, slug, reference, byline, day, address or outlet.")
    autocomplete_fields = ["outlet", "origin"]
    prepopulated_fields = {"slug": ["headline"]}
    actions = [*StatementsShown.actions, "put_text_back"]
    TEXT = (gettext_lazy("Attach the text"), {"fields": ["new_text", "new_text_file", "furniture", "replace"]})
    fieldsets = [
        (
            gettext_lazy("Which report"),
            {
                "fields": [
                    *("headline", "headline_basis", "slug", "outlet", "byline", "language", "rendering", "reference"),
                    *("genre", "completeness", "completeness_note"),
                ]
            },
        ),
        (gettext_lazy("When published"), {"fields": ["published", "published_basis", "published_basis_note"]}),
        (gettext_lazy("Where it stands"), {"fields": ["url", "archive_url", "captured", "no_capture"]}),
        (gettext_lazy("What it relays"), {"fields": ["origin", "origin_basis", "origin_note"]}),
        (gettext_lazy("In our words"), {"fields": ["summary", "note"]}),
        (gettext_lazy("What readers see of its text"), {"fields": ["openings", "text_is_public"]}),
    ]

    def get_queryset(self, request):
        stored = Exists(ArticleText.objects.filter(article=OuterRef("pk")))
        return super().get_queryset(request).annotate(statements_count=statements_of("article"), text_stored=stored)

    @admin.display(description=gettext_lazy("relays"), ordering="origin__house__name")
    def relays(self, article):
        return article.origin and (article.origin.house or article.origin)

    @admin.display(description=gettext_lazy("published"), ordering="published_earliest")
    def published_in_words(self, article):
        return in_words(article.published)

    @admin.display(description=gettext_lazy("statements"))
    def statements(self, article):
        return article.statements_count

    @admin.display(description=gettext_lazy("text"), boolean=True)
    def has_text(self, article):
        return article.text_stored

    def label(self, article):
        about = ", ".join(filter(None, [str(article.outlet or ""), in_words(article.published)]))
        return f"{shortened(article.headline)} ({about})" if about else shortened(article.headline)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [*fieldsets[:1], self.TEXT, *fieldsets[1:]] if may_save else fieldsets

    def status_links(self, request, obj):
        """Lead to the desk for publishing: there a report goes with its events, and what readers will see is said before."""
        links = super().status_links(request, obj)
        if obj.status == Status.WITHDRAWN or not request.user.has_perms(PUBLISHING_RIGHTS):
            return links
        may_publish = self.has_publish_permission(request, obj)
        title = _("Publish with its statements …") if may_publish else _("Submit with its statements …")
        asking = reverse("admin:talks_article_status", args=[obj.pk, PUBLISH.name])
        return [(reverse("desk_publish", args=[obj.pk]), title), *(one for one in links if one[0] != asking)]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        text = ArticleText.objects.filter(article=obj.pk).first() if obj else None
        context["paragraphs"] = text.paragraphs if text else []
        context["received_texts"] = obj.received_texts.defer("content").select_related("user") if obj else []
        if text and request.user.has_perm("talks.add_claim"):
            context["desk_url"] = reverse("desk_mark", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        if form.content:
            self.attach(request, form)
        super().save_related(request, form, formsets, change)

    def attach(self, request, form) -> None:
        """Store the text; fill in missing openings; warn of quotes and openings that are not in the text."""
        article, furniture = form.instance, form.cleaned_data["furniture"]
        if not article.openings.strip():
            paragraphs = article_texts.read_paragraphs(form.content, furniture, article.headline)
            article.openings = article_texts.openings_of(paragraphs)
            self.touch(article)
            article.save(update_fields=["openings", "changed"])
        attached = article_texts.attach_text(
            article, form.content, furniture, media_type=form.media_type, user=request.user, replace=True
        )
        article.refresh_from_db()
        self.show_check(request, attached)

    @admin.action(permissions=["change"], description=gettext_lazy("Put the former text back"))
    def put_text_back(self, request, queryset):
        for article in queryset:
            try:
                attached = article_texts.put_back(article)
            except ValidationError as error:
                self.message_user(request, link(article, " ".join(error.messages)), messages.ERROR)
            except article_texts.TextRefused as refused:
                self.message_user(request, link(article, str(refused)), messages.ERROR)
                for fault in refused.faults[:MOST_NAMED]:
                    self.message_user(request, str(fault), messages.WARNING)
            else:
                self.log_change(request, article, _("Put the former text back."))
                self.show_check(request, attached)

    def show_check(self, request, attached) -> None:
        """Show how many paragraphs are stored, and which quotes and openings are not in them."""
        count = len(attached.text.paragraphs)
        message = ngettext(
            "The text is stored: %(count)d paragraph.", "The text is stored: %(count)d paragraphs.", count
        )
        said = " ".join(filter(None, [message % {"count": count}, told(attached.changes)]))
        self.message_user(request, said, messages.SUCCESS)
        if attached.differs:
            self.message_user(request, attached.differs, messages.WARNING)
        checked = attached.checked
        for fault in [*checked.faults, *checked.openings, *checked.warnings][:MOST_NAMED]:
            self.message_user(request, str(fault), messages.WARNING)
