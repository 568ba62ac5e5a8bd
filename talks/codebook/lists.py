"""Which closed lists readers meet in files and pages, under which name, and where.

Imports the vocabulary. Anchors and addresses are made of the names, so none may change or disappear.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from talks.vocabulary import (
    ActorKind,
    Attribution,
    Basis,
    ClaimKind,
    CorrectionKind,
    Difference,
    EventFormat,
    EventKind,
    Milestone,
    Occurrence,
    OriginBasis,
    OriginKind,
    ProofState,
    QuestionKind,
    QuoteMode,
    Rendering,
    Role,
    Status,
    Term,
)


@dataclass(frozen=True)
class WordList:
    """One closed list. Shape: ``fields`` are names in JSON; ``parameter`` filters by its words, empty if none does."""

    name: str
    title: Any
    terms: type[Term]
    fields: tuple[str, ...] = ()
    parameter: str = ""


LISTS = (
    WordList("event-kind", _("Kind of event"), EventKind, ("event.kind",), "kind"),
    WordList("occurrence", _("Took place"), Occurrence, ("event.occurrence",), "occurrence"),
    WordList("event-format", _("Meeting format"), EventFormat, ("event.format",), "format"),
    WordList("milestone", _("Milestone"), Milestone, (), "milestone"),
    WordList("role", _("Role of who took part"), Role, ("event.participants.role",)),
    WordList(
        "basis",
        _("How a date, a place or a participation is known"),
        Basis,
        (
            "event.date_basis",
            "event.place_basis",
            "event.participants.basis",
            "claim.said_basis",
            "report.published_basis",
        ),
    ),
    WordList("actor-kind", _("Kind of person or party"), ActorKind),
    WordList("claim-kind", _("Kind of statement"), ClaimKind, ("claim.kind",), "says"),
    WordList("attribution", _("How the speaker is named"), Attribution, ("claim.attribution",), "attribution"),
    WordList("quote-mode", _("Whose words the quotation holds"), QuoteMode, ("claim.quote_mode",), "mode"),
    WordList("rendering", _("Translation"), Rendering, ("claim.rendering", "report.rendering")),
    WordList("proof", _("Proof of the quotation"), ProofState, ("claim.proof.state",)),
    WordList("origin-kind", _("Kind of origin"), OriginKind),
    WordList("origin-basis", _("How an origin is known"), OriginBasis, ("claim.origin_basis", "report.origin_basis")),
    WordList("question-kind", _("Kind of question"), QuestionKind),
    WordList("difference", _("How accounts differ"), Difference, (), "differ"),
    WordList("correction-kind", _("Kind of correction"), CorrectionKind, ("corrections.kind",)),
    WordList("status", _("Stage of a record"), Status),
)

TOPIC = "topic"
"""The list of topics, which the record has and not the code: its name in anchors, and its parameter."""
