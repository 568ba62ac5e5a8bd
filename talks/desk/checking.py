"""What a curator should look at in a statement while it is written: the lint, slips, the share of the report.

Nothing is saved. ``marking`` shows it with the form, and answers it to the script of the page.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import share
from talks.desk.slips import Told, slips
from talks.desk.statement_form import StatementForm
from talks.lint import lint_claim
from talks.models import Answer, Article, Claim, Process, Topic
from talks.vocabulary import Status


class Checked(NamedTuple):
    """A statement as it is typed: what to look at, and how much of the report would be quoted with it, in words."""

    told: list[Told]
    share: str


def check(form: StatementForm, article: Article, claims: Sequence[Claim]) -> Checked:
    """Look at a form that was validated, whether or not it is valid. ``claims`` are the stored ones of the report.

    Cost: up to thirteen queries; linear in the report and its quotations.
    """
    claim = form.instance
    claim.article = article
    others = [one for one in claims if one.pk != claim.pk]
    taken = share.share_of(article, [*(one for one in others if one.status != Status.WITHDRAWN), claim])
    has_topics = bool(form.cleaned_data.get("topics")) or not Topic.objects.exists()
    told = [
        *slips(claim, claims, form.text.paragraphs, has_topics=has_topics),
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


def _answers(claim: Claim, answers: Sequence[Answer]) -> Iterator[Told]:
    """Find answers to questions that were so far answered about one event, and that another one. Cost: a query for each."""
    for answer in answers if claim.event_id and not claim.lint_reason else ():
        answered = Claim.objects.filter(answers__question=answer.question_id).exclude(pk=claim.pk)
        events = set(answered.order_by().values_list("event_id", flat=True).distinct()[:2])
        if len(events) == 1 and claim.event_id not in events:
            yield Told("answers", _("“%(q)s” was so far answered about one other event only.") % {"q": answer.question})
