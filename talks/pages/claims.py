"""The page of one statement as plain data.

Reads models, index, rows, differences and statements; ``views`` hands the result to ``claim.html``.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from talks.differences import read_differences
from talks.index import current
from talks.models import Claim, Question, Topic
from talks.pages.facts import Noted, basis_words, date_words, language_name
from talks.pages.questions import QuestionPanel, read_panels
from talks.palette import Palette
from talks.rows import read_claims
from talks.statements import Statement, utterances


@dataclass(frozen=True)
class ClaimPage:
    """A statement, the other wordings of its utterance, and the questions on which it differs from others.

    Shape: ``language`` is that of the quotation in words, empty where it is that of the page.
    """

    statement: Statement
    wordings: tuple[Statement, ...]
    said: str
    said_basis: Noted
    published: str
    language: str
    topics: tuple[Topic, ...]
    panels: list[QuestionPanel]


def read_claim(claim: Claim, known: date | None = None) -> ClaimPage:
    """Return the page of one statement.

    Cost: a constant number of queries.
    """
    index = current()
    same = Q(pk=claim.utterance_id) | Q(repeats=claim.utterance_id)
    group = Claim.objects.public(known) | Claim.objects.public().filter(pk=claim.pk)
    group = read_claims(index, group.filter(same).in_reading_order())
    differences, palette = read_differences(known, answered_by=[row.pk for row in group]), Palette(index.names.lanes)
    shown = [one for utterance in utterances(group, differences, palette) for one in utterance.statements]
    asked = Question.objects.filter(answers__claims=claim).distinct()
    statement = next(one for one in shown if one.row.pk == claim.pk)
    return ClaimPage(
        statement=statement,
        wordings=tuple(one for one in shown if one.row.pk != claim.pk),
        said=statement.day if claim.standing else date_words(claim.said, _("Not stated")),
        said_basis=basis_words(claim.said_basis, claim.said_basis_note),
        published=date_words(claim.article.published, _("Not known")),
        language=language_name(statement.quote_lang) if statement.quote_lang else "",
        topics=tuple(claim.topics.all()),
        panels=[panel for panel in read_panels(index, asked, differences, palette, known) if panel.kinds],
    )
