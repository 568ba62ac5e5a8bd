"""What the two pages of the desk ask for: the facts and text of a report; one statement.

Errors stand beside their fields, as in the admin. Records are named, by slug, name or spelling.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import article_texts, curation, dates
from talks.admin.forms import BesideFields
from talks.dates.typed import read_typed
from talks.desk import once, texts
from talks.desk.choosing import choose
from talks.desk.passages import state_of
from talks.models import Actor, Article, ArticleText, Claim
from talks.vocabulary import ActorKind, Attribution, Basis

SEVERAL = ";"
MOST_TYPED = 600  # characters in a field that names records


class TypedDate(forms.CharField):
    """A date as people write it, or in EDTF. Shape: EDTF text."""

    def clean(self, value) -> str:
        typed = super().clean(value)
        try:
            return read_typed(typed) if typed else ""
        except dates.EDTFError as error:
            raise ValidationError(str(error), code="edtf") from error


class Named(forms.CharField):
    """A record, or ``several``, by slug, exact name or spelling. Shape: a record or None; a list of records."""

    def __init__(self, kind: str, *, several: bool = False, **options) -> None:
        self.kind, self.several = kind, several
        options.setdefault("max_length", MOST_TYPED)
        super().__init__(**options)
        self.widget.attrs |= {"data-choose": kind, "autocomplete": "off", "spellcheck": "false"}
        if several:
            self.widget.attrs["data-several"] = SEVERAL

    def clean(self, value):
        typed = super().clean(value)
        if self.several:
            return [choose(self.kind, one) for one in typed.split(SEVERAL) if one.strip()]
        return choose(self.kind, typed) if typed else None


class OnceForm(BesideFields):
    """A form that carries a token, so that it is saved once."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Save again."), "invalid": gettext_lazy("Save again.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", once.new_token())

    def renew(self) -> None:
        """Give the form, as it was sent, another token: what it says now was not saved before."""
        self.data = self.data.copy()
        self.data["token"] = str(once.new_token())


class ReportForm(OnceForm):
    """The facts of a report that is brought in, its text, and the lines of it that are left out."""

    outlet = Named("outlet", required=False, label=gettext_lazy("Outlet"))
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


class StatementForm(OnceForm):
    """One statement, marked in the text of its report."""

    event = Named("event", label=gettext_lazy("About the event"))
    speaker = Named("actor", required=False, label=gettext_lazy("Speaker"))
    side = Named("side", required=False, label=gettext_lazy("Speaks for"))
    said = TypedDate(required=False, label=gettext_lazy("Said"))
    topics = Named("topic", required=False, several=True, label=gettext_lazy("Topics"))
    answers = Named("answer", required=False, several=True, label=gettext_lazy("Answers"))
    carried = ("event", "attribution", "said", "said_basis", "said_basis_note")
    """The fields that stay as they were in the statement before."""

    class Meta:
        model = Claim
        fields = [
            "quote",
            "paragraph",
            "prefix",
            "suffix",
            "speaker",
            "speaker_role",
            "side",
            "attribution",
            "statement",
            "kind",
            "cue",
            "quote_mode",
            "event",
            "said",
            "said_basis",
            "said_basis_note",
            "standing",
            "topics",
            "answers",
        ]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 2}),
            "statement": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, text: ArticleText, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        for name in ("quote", "paragraph", "quote_mode"):
            self.fields[name].required = True
        self.fields["attribution"].required = False
        # A form of a new record would show its empty list as “[]”.
        self.initial |= dict.fromkeys(("topics", "answers"), "")
        for name, field in self.fields.items():
            field.help_text = _("From the last statement.") if self.is_carried(name) else ""

    def is_carried(self, name: str) -> bool:
        return not self.is_bound and name in self.carried and bool(self.initial.get(name))

    def clean_paragraph(self) -> int:
        if self.cleaned_data["paragraph"] == 0:
            raise ValidationError(_("Paragraphs are counted from 1."))
        return self.cleaned_data["paragraph"]

    def clean_quote(self) -> str:
        return " ".join(self.cleaned_data["quote"].split())

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("attribution"):
            cleaned["attribution"] = attribution_of(cleaned.get("speaker"))
            if not cleaned["attribution"]:
                self.add_error("attribution", _("Say how the report names the speaker."))
        Claim.check_answers(cleaned.get("answers") or [])
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if "quote" in self.errors and self.instance.quote and self.instance.paragraph:
            # The model says why the quote does not stand in its paragraph; add where it does.
            parts = [self.instance.prefix, self.instance.suffix]
            state = state_of(self.text.paragraphs, self.instance.quote, self.instance.paragraph, *parts)
            if state.paragraph and not state.stands:
                self.add_error("paragraph", _("The quote stands in ¶%(n)d.") % {"n": state.paragraph})


def attribution_of(speaker: Actor | None) -> str:
    """Return how a report names this speaker, as far as that follows from what the speaker is."""
    if speaker is None:
        return ""
    return Attribution.NAMED if speaker.kind == ActorKind.PERSON else Attribution.INSTITUTION


def date_in_words(typed: str) -> str:
    """Return a typed date as EDTF and in words. Raises: EDTFError."""
    edtf = read_typed(typed)
    return f"{edtf}: {dates.words(dates.parse(edtf))}"
