"""The form of one statement, marked in the text of its report: a new one, or one that is stored.

Errors stand beside their fields, as in the admin. Records are named, by slug, name or spelling.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates, second_reader
from talks.admin.forms import CuratedForm
from talks.dates.typed import read_typed
from talks.desk.fields import OF_THE_REPORT, Named, OnceForm, TypedDate
from talks.desk.passages import state_of
from talks.models import Actor, ArticleText, Claim
from talks.proof import QUOTATION, mark_of
from talks.vocabulary import ActorKind, Attribution

WORDS_OF_THE_REPORT = ("quote", "prefix", "suffix", "speaker", "speaker_role", "cue")


class StatementForm(OnceForm, CuratedForm):
    """One statement, marked in the text of its report. It has no reason for an unchecked quote: here every quote is checked."""

    event = Named("event", new="event", label=gettext_lazy("About the event"))
    speaker = Named("actor", new="person", required=False, label=gettext_lazy("Speaker"))
    side = Named("side", required=False, label=gettext_lazy("Speaks for"))
    said = TypedDate(required=False, label=gettext_lazy("Said"))
    topics = Named("topic", required=False, several=True, new="topic", label=gettext_lazy("Topics"))
    answers = Named("answer", required=False, several=True, new="question", label=gettext_lazy("Answers"))
    occasion = Named("event", required=False, label=gettext_lazy("Said at"))
    target = Named("actor", required=False, label=gettext_lazy("About whom"))
    repeats = Named("statement", required=False, label=gettext_lazy("Repeats"))

    CARRIED = ("event", "attribution", "said", "said_basis", "topics")
    """The fields that stay as they were in the statement before.

    From what a day is known does not: it is mostly a remark on one sentence, and would go along unseen where it is wrong.
    Where it is needed and missing, the form says so.
    """
    NOT_OF_OWN_VOICE = ("speaker", "speaker_role", "side", "said", "said_basis", "said_basis_note")
    """The fields that are empty where the report speaks with its own voice."""
    MORE = (
        ("said_basis_note", "standing"),
        ("answers", "topics"),
        ("side", "target", "occasion"),
        ("cue", "rendering", "repeats"),
        ("prefix", "suffix", "quote_language"),
        ("quote_translation", "translated_by", "translation_method"),
        ("note", "lint_reason"),
    )
    """The fields below the fold, in rows."""

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
            "quote_language",
            "quote_translation",
            "translated_by",
            "translation_method",
            "event",
            "said",
            "said_basis",
            "said_basis_note",
            "standing",
            "topics",
            "answers",
            "occasion",
            "target",
            "repeats",
            "rendering",
            "note",
            "lint_reason",
        ]
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 2}),
            "statement": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 1}),
        }

    def __init__(self, *args, text: ArticleText, carried: dict | None = None, is_saved: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.is_saved = is_saved  # or only looked at
        self.carried = carried or {}
        self.initial |= self.carried
        for name in ("quote", "paragraph", "quote_mode"):
            self.fields[name].required = True
        self.fields["attribution"].required = False
        for name, field in self.fields.items():
            if name in WORDS_OF_THE_REPORT:
                field.widget.attrs |= OF_THE_REPORT
            field.help_text = _("From the last statement.") if self.is_carried(name) else ""

    def is_carried(self, name: str) -> bool:
        return not self.is_bound and bool(self.carried.get(name))

    @property
    def carried_topics(self) -> str:
        """The topics of the last statement in words: their field is below the fold, and they must not go along unseen."""
        return ", ".join(map(str, self.carried["topics"])) if self.is_carried("topics") else ""

    @property
    def more(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.MORE]

    @property
    def is_more_open(self) -> bool:
        """Whether a field below the fold has an error, or something that was written for this statement."""
        names = [name for row in self.MORE for name in row if not self.is_carried(name)]
        return any(self[name].errors or self[name].value() for name in names)

    def merge_opened(self) -> None:
        if self.is_saved:
            super().merge_opened()

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
            if not cleaned["attribution"] and "speaker" not in self.errors:
                self.add_error("attribution", _("Say how the report names the speaker."))
        Claim.check_answers(cleaned.get("answers") or [])
        if self.instance.pk:
            try:
                second_reader.refuse_change(self.instance, self.changed_data)
            except ValidationError as error:
                self.add_error(None, error)
        self.settle_proof(cleaned)
        return cleaned

    def settle_proof(self, cleaned: dict) -> None:
        """Mark the quote where it stands in the text. Where it does not, the quote itself is refused."""
        mark = mark_of(Claim(**{name: cleaned[name] for name in QUOTATION if cleaned.get(name)}), self.text)
        if mark:
            self.instance.paragraph_sha256, self.instance.unchecked_reason = mark, ""

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
