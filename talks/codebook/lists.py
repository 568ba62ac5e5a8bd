"""Which closed lists readers meet in files and pages, and under which name.

Imports the vocabulary; ``exports.fields`` says which fields hold the words, ``parameters`` which parameter asks for them. Anchors
are made of the names, so none may change or disappear.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from talks.vocabulary import (
    ActorKind,
    Attribution,
    Basis,
    ClaimKind,
    Completeness,
    CorrectionKind,
    Difference,
    EventFormat,
    EventKind,
    Genre,
    HeadlineBasis,
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
    TranslationMethod,
)


@dataclass(frozen=True)
class WordList:
    """One closed list. Shape: ``name`` stands in anchors."""

    name: str
    title: Any
    terms: type[Term]


LISTS = (
    WordList("event-kind", _("Kind of event"), EventKind),
    WordList("occurrence", _("Took place"), Occurrence),
    WordList("event-format", _("Meeting format"), EventFormat),
    WordList("milestone", _("Milestone"), Milestone),
    WordList("role", _("Role of who took part"), Role),
    WordList("basis", _("How a date, a place or a participation is known"), Basis),
    WordList("actor-kind", _("Kind of person or party"), ActorKind),
    WordList("claim-kind", _("Kind of statement"), ClaimKind),
    WordList("attribution", _("How the speaker is named"), Attribution),
    WordList("quote-mode", _("Whose words the quotation holds"), QuoteMode),
    WordList("rendering", _("Translation"), Rendering),
    WordList("translation-method", _("Translation of a quotation"), TranslationMethod),
    WordList("proof", _("Proof of the quotation"), ProofState),
    WordList("headline-basis", _("Headline or title of a report"), HeadlineBasis),
    WordList("genre", _("Genre of a report"), Genre),
    WordList("completeness", _("How much of a report was available"), Completeness),
    WordList("origin-kind", _("Kind of origin"), OriginKind),
    WordList("origin-basis", _("How an origin is known"), OriginBasis),
    WordList("question-kind", _("Kind of question"), QuestionKind),
    WordList("difference", _("How accounts differ"), Difference),
    WordList("correction-kind", _("Kind of correction"), CorrectionKind),
    WordList("status", _("Stage of a record"), Status),
)

TOPIC = "topic"
"""The list of topics, which the record has and not the code: its name in anchors, and its parameter."""
