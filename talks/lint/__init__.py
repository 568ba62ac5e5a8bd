"""The editors' lint: warnings about what readers could take wrongly, each with its rule and its place.

``lint_process`` reads a negotiation, ``lint_one`` a record, ``lint_claim`` a statement that is being written. The rules are
in ``vocabulary.LintRule``, their code in one module for each kind of text; ``record`` applies them. Imports models,
quoting, search and share.
"""

from talks.lint.finding import Finding
from talks.lint.latest import Warned, lint_latest
from talks.lint.record import lint_claim, lint_claims, lint_one, lint_process

__all__ = ["Finding", "Warned", "lint_claim", "lint_claims", "lint_latest", "lint_one", "lint_process"]
