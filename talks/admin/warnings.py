"""The warnings of the lint as the curators' pages show them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from talks import share
from talks.lint import Finding, lint_claims, lint_one
from talks.models import Article, Claim
from talks.models.base import Curated


class ShownWarning(NamedTuple):
    """A warning of the lint in words."""

    rule: str
    definition: str
    field: str
    message: str
    is_silent: bool


def warnings_of(record: Curated) -> list[ShownWarning]:
    """Return the warnings of a stored record. Cost: up to ten queries."""
    return [_shown(record, finding) for finding in lint_one(record)]


def warnings_by_claim(claims: Iterable[Claim]) -> dict[int, list[ShownWarning]]:
    """Return the warnings of statements by their ids. Cost: that of ``lint_claims``."""
    return {claim.pk: [_shown(claim, finding) for finding in found] for claim, found in lint_claims(claims)}


def _shown(record: Curated, finding: Finding) -> ShownWarning:
    rule = finding.rule
    name = _("text") if finding.field == "text" else record._meta.get_field(finding.field).verbose_name
    return ShownWarning(rule.label, rule.definition, capfirst(name), finding.message, bool(finding.reason))


def share_warning(article: Article) -> str:
    """Return what is too much of a report as it is stored, drafts counted; empty where nothing is."""
    stored = Article.objects.select_related("text").get(pk=article.pk)
    return " ".join(share.share_of(stored).errors())
