"""The form of one statement, marked in the text of its report.

Errors stand beside their fields, as in the admin. Records are named, by slug, name or spelling.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates
from talks.dates.typed import read_typed
from talks.desk.fields import Named, OnceForm, TypedDate
from talks.desk.passages import state_of
from talks.models import Actor, ArticleText, Claim
from talks.vocabulary import ActorKind, Attribution


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
