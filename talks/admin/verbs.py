"""The ways to change a status, each with its words and the right it needs, and the form that asks for the reason."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.models.base import Curated

PUBLISH_RIGHT = "talks.publish"
PUBLISHING_RIGHTS = ("talks.view_article", "talks.change_article", "talks.change_claim", "talks.change_event")
"""Who has these may ask the desk to publish or to submit a report with its events and statements."""


@dataclass(frozen=True)
class Verb:
    """One way to change a status, and its words. Shape: ``is_public`` if it changes what readers see, or may."""

    name: str
    title: str
    question: str
    done: str
    is_public: bool = True
    needs_reason: bool = False


SUBMIT = Verb(
    "submit",
    gettext_lazy("Submit for review"),
    gettext_lazy("These records wait for somebody to read and publish them. You can still change them."),
    gettext_lazy("Submitted for review."),
    is_public=False,
)
SEND_BACK = Verb(
    "return",
    gettext_lazy("Return to draft"),
    gettext_lazy("These records are drafts again. Say what should be done, if anything: the history shows it."),
    gettext_lazy("Returned to draft."),
    is_public=False,
)
PUBLISH = Verb(
    "publish",
    gettext_lazy("Publish"),
    gettext_lazy("Readers will see these records. Records that are not ready stay as they are, and you will see why."),
    gettext_lazy("Published."),
)
WITHDRAW = Verb(
    "withdraw",
    gettext_lazy("Withdraw"),
    gettext_lazy("Readers will no longer see these records; their addresses will answer with your reason."),
    gettext_lazy("Withdrawn."),
    needs_reason=True,
)
TAKE_BACK = Verb(
    "take-back",
    gettext_lazy("Take back to draft"),
    gettext_lazy("Readers will no longer see these records until they are published again."),
    gettext_lazy("Taken back to draft."),
    needs_reason=True,
)
VERBS = {verb.name: verb for verb in (SUBMIT, SEND_BACK, PUBLISH, WITHDRAW, TAKE_BACK)}


class ReasonForm(forms.Form):
    """Asks for the reason, and for reports and events whether to publish their statements too."""

    with_statements = forms.BooleanField(
        required=False, label=gettext_lazy("Publish its statements in draft and in review too")
    )
    reason = forms.CharField(max_length=300, strip=True, widget=AdminTextareaWidget(attrs={"rows": 2}))

    def __init__(self, *args, verb: Verb, statements: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        field = Curated._meta.get_field("status_reason")
        reason.validators += field.validators
        if not verb.needs_reason:
            reason.required = False
            reason.label = _("Note for the history (optional)")
        else:
            reason.label = _("Reason")
            reason.help_text = field.help_text
        if verb is not PUBLISH or not statements:
            del self.fields["with_statements"]
