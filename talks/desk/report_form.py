"""The form that asks for the facts and text of a report that is brought in.

Errors stand beside their fields, as in the admin. Records are named, by slug, name or spelling.
"""

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import article_texts, curation
from talks.addresses_of_drafts import report_words
from talks.admin.forms import Lines
from talks.desk import texts
from talks.desk.fields import OF_THE_REPORT, Named, OnceForm, TypedDate
from talks.desk.held import release
from talks.desk.intake import Intake
from talks.desk.reading.documents import REASONS
from talks.desk.reading.encodings import ENCODINGS
from talks.models import Article
from talks.vocabulary import Basis, Completeness, HeadlineBasis, Rendering

ACCEPTED = ".html,.htm,.xhtml,.mht,.mhtml,.pdf,.txt,.md,text/plain,text/html,application/pdf"


class ReportForm(OnceForm):
    """The facts of a report that is brought in, its text, and the lines of it that are left out."""

    outlet = Named("outlet", new="outlet", required=False, label=gettext_lazy("Outlet"))
    published = TypedDate(required=False, label=gettext_lazy("Published"))
    url = forms.URLField(required=False, max_length=600, assume_scheme="https", label=gettext_lazy("Address"))
    origin = Named("origin", new="origin", required=False, label=gettext_lazy("What it relays"))
    summary = Lines(required=False, label=gettext_lazy("Summary"), widget=forms.Textarea(attrs={"rows": 2}))
    note = Lines(required=False, label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 2}))
    archive_url = forms.URLField(
        required=False, max_length=600, assume_scheme="https", label=gettext_lazy("Archived copy")
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Or its text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("One paragraph a line. The source of an HTML page is read as that page."),
    )
    file = forms.FileField(
        required=False,
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "A saved HTML page, a PDF or a text file, up to 5 MB: choose it, or drop it on this page. "
            "Nothing is fetched from the network."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    encoding = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Its encoding"),
        choices=[("", gettext_lazy("find out")), *ENCODINGS.items()],
    )
    join = forms.BooleanField(
        required=False,
        label=gettext_lazy("Join the lines of a paragraph"),
        help_text=gettext_lazy("Ticking or unticking it reads the text again, without changes made below."),
    )
    forget = forms.BooleanField(
        required=False, label=gettext_lazy("Do not store the file: the text below is typed or pasted.")
    )
    held = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    read_as = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    out = forms.TypedMultipleChoiceField(required=False, coerce=int)
    numbered = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, label=gettext_lazy("It is another report. Save it all the same."))

    MORE = (("origin", "origin_basis", "origin_note"), ("rendering", "no_capture"), ("summary", "note"))
    """The fields below the fold, in rows."""

    class Meta:
        model = Article
        fields = [
            "headline",
            "headline_basis",
            "outlet",
            "published",
            "published_basis",
            "published_basis_note",
            "url",
            "archive_url",
            "captured",
            "byline",
            "language",
            "slug",
            "genre",
            "completeness",
            "completeness_note",
            "origin",
            "origin_basis",
            "origin_note",
            "rendering",
            "no_capture",
            "summary",
            "note",
        ]

    def __init__(self, data: QueryDict | None = None, files: MultiValueDict | None = None, user=None, **kwargs) -> None:
        self.intake = None if data is None else Intake(data, files or MultiValueDict(), user.pk)
        super().__init__(self.intake.data if self.intake else None, files, **kwargs)
        self.fields["out"].choices = [(number, number) for number in range(1, 2 * texts.LINES_ALLOWED)]
        for name in ("slug", "headline_basis", "completeness", "rendering"):
            self.fields[name].required = False
        self.fields["slug"].help_text = _("Leave it empty to make it from outlet and day, or from the headline.")
        self.fields["captured"].widget.attrs["placeholder"] = "2022-03-30"
        for name in ("summary", "note"):
            self.fields[name].help_text = Article._meta.get_field(name).help_text
        for name in ("headline", "byline", "text"):
            self.fields[name].widget.attrs |= OF_THE_REPORT
        if self.intake and self.intake.outlet_named:
            self.fields["outlet"].widget.attrs |= {"data-named": self.intake.outlet_named}
        self.known: list[tuple[Article, str]] = []
        self.alike: list[texts.Alike] = []

    def clean(self) -> dict:
        cleaned = super().clean()
        text, out = self.check_text(cleaned), set(cleaned.get("out") or ())
        reasons = {number: str(REASONS[reason]) for number, reason in self.intake.reasons().items()}
        self.lines = texts.lines_of(text, out, cleaned.get("headline") or "", reasons)
        if len(self.lines) > texts.LINES_ALLOWED or text.count("\n") >= 2 * texts.LINES_ALLOWED:
            self.lines = []
            self.add_error("text", _("The text has too many lines: attach it on the report's own form."))
        if cleaned.get("published") and not cleaned.get("published_basis"):
            cleaned["published_basis"] = Basis.STATED
        cleaned["headline_basis"] = cleaned.get("headline_basis") or HeadlineBasis.STATED
        cleaned["completeness"] = cleaned.get("completeness") or Completeness.NOT_KNOWN
        cleaned["rendering"] = cleaned.get("rendering") or Rendering.NOT_KNOWN
        if not cleaned.get("slug"):
            cleaned["slug"] = self.made_slug(cleaned)
        self.find_known(cleaned)
        return cleaned

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            curation.check_slug(self.instance, slug)
        return slug

    def check_text(self, cleaned: dict) -> str:
        """Return the text, with an error beside its field where there is none or it was not read."""
        text = cleaned["text"] = self.intake.data["text"]  # with line feeds, as its lines are counted
        for name, error in self.intake.errors.items():
            self.add_error(name, error)
        if len(text.encode()) > texts.BYTES_ALLOWED:
            self.add_error("text", _("The text is larger than 1 MB: attach it on the report's own form."))
        elif not text.strip() and not self.intake.errors:
            self.add_error("text", _("Paste the text, or choose a file."))
        return text

    @property
    def more(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.MORE]

    @property
    def is_more_open(self) -> bool:
        """Whether a field below the fold has an error, or something that was written for this report."""
        fields = [field for row in self.more for field in row]
        return any(field.errors or field.value() not in (None, "", Rendering.NOT_KNOWN) for field in fields)

    @property
    def found(self) -> set[str]:
        """The names of the fields whose value was found in the file."""
        return {name for name in self.fields if self.intake and self.intake.found(name)}

    def made_slug(self, cleaned: dict) -> str:
        words = report_words(cleaned.get("outlet"), cleaned.get("published") or "", cleaned.get("headline") or "")
        slug = next(filter(None, (curation.free_slug(Article, one) for one in words)), "")
        if not slug and cleaned.get("headline"):
            self.add_error("slug", _("Give a slug: none can be made from these words."))
        return slug

    def find_known(self, cleaned: dict) -> None:
        """Find stored reports that this may be, and refuse to save until the curator has said that it is another one."""
        paragraphs = [line.text for line in self.lines if line.paragraph]
        self.known = texts.known_already(cleaned.get("url") or "", paragraphs)
        known = {article.pk for article, _same in self.known}
        alike = texts.mostly_in(paragraphs, cleaned.get("published") or "")
        self.alike = [one for one in alike if one.article.pk not in known][: texts.MOST_ALIKE]
        if "save" in self.data and self.known and not cleaned.get("sure"):
            self.add_error("sure", _("Look at the stored report first."))

    def shown_again(self) -> "ReportForm":
        """Return the form with what was read: the text of a file as typed text, struck lines of this text only."""
        self.data.setlist(
            "out", [str(line.number) for line in self.lines if not line.paragraph and not line.is_headline]
        )
        return self

    def stored(self, user) -> tuple[Article, article_texts.AttachedText]:
        """Save the report, attach its text, and fill in the openings of its paragraphs."""
        article, text, held = self.save(), self.cleaned_data["text"], self.intake.held
        struck = [line.number for line in self.lines if not line.paragraph]
        paragraphs, _changes = article_texts.cleaned_paragraphs(text, struck, article.headline)
        article.openings = article_texts.openings_of(paragraphs)
        article.save(update_fields=["openings"])
        content, media_type = (held.content, held.media_type) if held else (text.encode(), "text/plain")
        attached = article_texts.attach_text(article, content, struck, text=text, media_type=media_type, user=user)
        release(self.intake.key, user.pk)
        return article, attached
