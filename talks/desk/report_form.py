"""The form that asks for the facts and text of a report that is brought in.

Errors stand beside their fields, as in the admin. Records are named, by slug, name or spelling.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import article_texts, curation
from talks.desk import texts
from talks.desk.fields import Named, OnceForm, TypedDate
from talks.models import Article
from talks.vocabulary import Basis


class ReportForm(OnceForm):
    """The facts of a report that is brought in, its text, and the lines of it that are left out."""

    outlet = Named("outlet", new="outlet", required=False, label=gettext_lazy("Outlet"))
    published = TypedDate(required=False, label=gettext_lazy("Published"))
    url = forms.URLField(required=False, max_length=600, assume_scheme="https", label=gettext_lazy("Address"))
    text = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("One paragraph a line."),
    )
    file = forms.FileField(required=False, label=gettext_lazy("Or a text file"))
    encoding = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Its encoding"),
        choices=[("", gettext_lazy("find out")), *texts.ENCODINGS.items()],
    )
    out = forms.TypedMultipleChoiceField(required=False, coerce=int)
    numbered = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, label=gettext_lazy("It is another report. Save it all the same."))

    class Meta:
        model = Article
        fields = [
            "headline",
            "outlet",
            "published",
            "published_basis",
            "published_basis_note",
            "url",
            "language",
            "slug",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["out"].choices = [(number, number) for number in range(1, 2 * texts.LINES_ALLOWED)]
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Leave it empty to make it from outlet and day, or from the headline.")
        self.note = ""  # what happened to a file
        self.is_renumbered = False
        self.known: list[tuple[Article, str]] = []

    def clean(self) -> dict:
        cleaned = super().clean()
        self.read_text(cleaned)
        text, out = cleaned.get("text") or "", set(cleaned.get("out") or ())
        self.lines = texts.lines_of(text, out, cleaned.get("headline") or "")
        if len(self.lines) > texts.LINES_ALLOWED or text.count("\n") >= 2 * texts.LINES_ALLOWED:
            self.lines = []
            self.add_error("text", _("The text has too many lines: attach it on the report's own form."))
        if cleaned.get("published") and not cleaned.get("published_basis"):
            cleaned["published_basis"] = Basis.STATED
        if not cleaned.get("slug"):
            cleaned["slug"] = self.made_slug(cleaned)
        self.find_known(cleaned)
        return cleaned

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            curation.check_slug(self.instance, slug)
        return slug

    def read_text(self, cleaned: dict) -> None:
        """Put the text of a file in the place of the typed one; forget struck lines of another text."""
        file, typed = cleaned.get("file"), texts.LINE_END.sub("\n", cleaned.get("text") or "")
        cleaned["text"] = typed
        if file and typed.strip():
            self.add_error("file", _("Give the text or a file, not both."))
        elif file:
            try:
                decoded = texts.decode(file.read(), cleaned.get("encoding") or "")
            except ValidationError as error:
                self.add_error("file", error)
            else:
                cleaned["text"] = decoded.text
                name = texts.ENCODINGS.get(decoded.encoding, "UTF-16")
                if decoded.is_guess:
                    self.note = _(
                        "The file was read as %(encoding)s, which is a guess. If letters are wrong below, empty the text and "
                        "choose the file again with its encoding."
                    ) % {"encoding": name}
                else:
                    self.note = _("The file was read as %(encoding)s.") % {"encoding": name}
        elif len(typed.encode()) > texts.BYTES_ALLOWED:
            self.add_error("text", _("The text is larger than 1 MB: attach it on the report's own form."))
        if not cleaned["text"].strip() and not file:
            self.add_error("text", _("Paste the text, or choose a file."))
        if texts.numbered(cleaned["text"]) != cleaned.get("numbered"):
            self.is_renumbered = True
            cleaned["out"] = []

    def made_slug(self, cleaned: dict) -> str:
        outlet, published = cleaned.get("outlet"), cleaned.get("published") or ""
        words = f"{outlet.slug} {published[:10]}" if outlet and published[:1].isdigit() else cleaned.get("headline", "")
        slug = curation.free_slug(Article, words)
        if not slug and cleaned.get("headline"):
            self.add_error("slug", _("Give a slug: none can be made from these words."))
        return slug

    def find_known(self, cleaned: dict) -> None:
        """Find stored reports that this may be, and refuse to save until the curator has said that it is another one."""
        paragraphs = [line.text for line in self.lines if line.paragraph]
        self.known = texts.known_already(cleaned.get("url") or "", paragraphs)
        if "save" in self.data and self.known and not cleaned.get("sure"):
            self.add_error("sure", _("Look at the stored report first."))

    def shown_again(self) -> "ReportForm":
        """Return the form with what was read: the text of a file as typed text, struck lines of this text only."""
        self.data = self.data.copy()
        self.data["text"] = self.cleaned_data.get("text", self.data.get("text", ""))
        self.data["numbered"] = texts.numbered(self.data["text"])
        self.data.setlist(
            "out", [str(line.number) for line in self.lines if not line.paragraph and not line.is_headline]
        )
        return self

    def stored(self, user) -> tuple[Article, article_texts.AttachedText]:
        """Save the report, attach its text, and fill in the openings of its paragraphs."""
        article, content = self.save(), self.cleaned_data["text"].encode()
        struck = [line.number for line in self.lines if not line.paragraph]
        article.openings = article_texts.openings_of(article_texts.read_paragraphs(content, struck, article.headline))
        article.save(update_fields=["openings"])
        return article, article_texts.attach_text(article, content, struck, user=user)
