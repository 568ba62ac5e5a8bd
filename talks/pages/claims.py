"""What the page of one statement shows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from talks.accounts import read_differences
from talks.models import Claim, Question
from talks.pages.questions import QuestionPanel, read_panels
from talks.pages.words import basis_words, date_words
from talks.statements import Palette, Statement, utterances


@dataclass(frozen=True)
class ClaimPage:
    statement: Statement
    wordings: tuple[Statement, ...]
    said: str
    said_basis: str
    published: str
    panels: list[QuestionPanel]


def read_claim(claim: Claim, known: date | None = None) -> ClaimPage:
    """Return what the page of one statement shows; for a claim with names and side. Cost: a constant number of queries."""
    same = Q(pk=claim.utterance_id) | Q(repeats=claim.utterance_id)
    group = Claim.objects.public(known) | Claim.objects.public().filter(pk=claim.pk)
    group = list(group.with_side().with_names().filter(same).in_reading_order())
    differences, palette = read_differences(known, answered_by=[one.pk for one in group]), Palette()
    shown = [one for utterance in utterances(group, differences, palette) for one in utterance.statements]
    asked = Question.objects.filter(answers__claims=claim).distinct()
    return ClaimPage(
        statement=next(one for one in shown if one.claim.pk == claim.pk),
        wordings=tuple(one for one in shown if one.claim.pk != claim.pk),
        said=date_words(claim.said, _("Not stated")),
        said_basis=basis_words(claim.said_basis, claim.said_basis_note),
        published=date_words(claim.article.published, _("Not known")),
        panels=[panel for panel in read_panels(asked, differences, palette, known) if panel.kinds],
    )
