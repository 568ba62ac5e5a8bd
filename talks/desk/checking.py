"""What a curator should look at in a statement while it is written: the lint, doubles, the share of the report.

Nothing is saved. ``marking`` shows it with the form, and answers it to the script of the page.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import share
from talks.desk.days import other_day
from talks.desk.passages import taken_from
from talks.desk.statement_form import StatementForm
from talks.lint import lint_claim
from talks.models import Answer, Article, ArticleText, Claim, Process
from talks.search import fold
from talks.vocabulary import Status


class Told(NamedTuple):
    """Something to look at, and the field that it is about."""

    field: str
    message: str


class Checked(NamedTuple):
    """A statement as it is typed: what to look at, and how much of the report would be quoted with it, in words."""

    told: list[Told]
    share: str


def check(form: StatementForm, article: Article, claims: Sequence[Claim]) -> Checked:
    """Look at a form that was validated, whether or not it is valid. ``claims`` are the stored ones of the report.

    Cost: up to twelve queries; linear in the report and its quotations.
    """
    claim = form.instance
    claim.article = article
    others = [one for one in claims if one.pk != claim.pk]
    taken = share.share_of(article, [*(one for one in others if one.status != Status.WITHDRAWN), claim])
    told = [
        *_doubles(claim, claims),
        *_roles(claim, form.text),
        *_days(claim, article, form.text),
        *_linted(claim, claims),
        *_answers(claim, form.cleaned_data.get("answers") or []),
        *(Told("quote", message) for message in taken.errors()),
    ]
    if taken.allowed is None:
        return Checked(told, str(taken))
    words = _("Quoted so far: %(taken)s of %(allowed)d words allowed.") % {
        "taken": taken.taken,
        "allowed": taken.allowed,
    }
    return Checked(told, words)


def _linted(claim: Claim, claims: Sequence[Claim]) -> Iterator[Told]:
    known = claim.event if claim.event_id else next((one.event for one in claims), None)
    process = known.process if known else Process.objects.first()
    for finding in lint_claim(claim, process) if process else ():
        if not finding.reason:
            yield Told(finding.field, f"{finding.rule.label}: {finding.message}")


def _doubles(claim: Claim, claims: Sequence[Claim]) -> Iterator[Told]:
    """Find a statement of the report with the same quote by the same speaker."""

    def what(one: Claim) -> tuple:
        return one.paragraph, one.quote, one.speaker_id

    for name, other in taken_from(claims):
        if claim.quote and other.pk != claim.pk and what(other) == what(claim):
            yield Told("quote", _("¶%(name)s has this quote of this speaker already.") % {"name": name})


def _roles(claim: Claim, text: ArticleText) -> Iterator[Told]:
    if claim.speaker_role and fold(claim.speaker_role) not in fold(" ".join(text.paragraphs)):
        yield Told("speaker_role", _("“%(role)s” does not stand in this report.") % {"role": claim.speaker_role})


def _days(claim: Claim, article: Article, text: ArticleText) -> Iterator[Told]:
    """Find a day that stayed from the statement before, where the sentence names another one."""
    if named := other_day(claim, article, text.paragraphs):
        yield Told("said", _("The sentence names %(day)s, and not the day that stands here.") % {"day": named})


def _answers(claim: Claim, answers: Sequence[Answer]) -> Iterator[Told]:
    """Find answers to questions that were so far answered about other events only. Cost: one query for each."""
    for answer in answers if claim.event_id else ():
        answered = Claim.objects.filter(answers__question=answer.question_id).exclude(pk=claim.pk)
        events = set(answered.order_by().values_list("event_id", flat=True).distinct()[:100])
        if events and claim.event_id not in events:
            yield Told("answers", _("“%(q)s” was answered about other events only.") % {"q": answer.question})
