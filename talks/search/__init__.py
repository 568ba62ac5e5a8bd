"""Search in plain words, behind one function. Private text is never searched.

``timeline`` asks ``matching`` for a condition on claims and knows nothing of how the words are found: an index in the
database, FTS5 or tsvector, that triggers keep in step. docs/decisions/full-text.md tells what the two do differently.
"""

from django.db import connection, connections
from django.db.models import Q

from talks.search import postgres, sqlite
from talks.search.columns import PARENTS
from talks.search.hits import Hit, hits
from talks.search.terms import LONGEST, Term, words

__all__ = ["LONGEST", "Hit", "Term", "hits", "install", "matching", "remove", "words"]

ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def matching(text: str) -> Q:
    """Return the condition that a claim holds every word, in itself, its speaker, its event or its headline.

    English words are found in any of their forms, accents and capitals aside. Any text is a question; one without a
    word asks nothing. Cost: what the index takes to list the claims that match.
    """
    found, excluded = words(text)
    holding = ENGINES[connection.vendor].holding
    if found:
        return Q(pk__in=holding(found, excluded))
    condition = Q()
    for term in excluded:
        condition &= ~Q(pk__in=holding([term], []))
    return condition


def install(using: str) -> None:
    """Make index and triggers where they are missing or of another make, once the tables are there."""
    if _has_tables(using):
        ENGINES[connections[using].vendor].install(connections[using])


def remove(using: str) -> None:
    """Take away what would hinder a migration, or be lost by it, until ``install``. Searching goes on meanwhile."""
    if _has_tables(using):
        ENGINES[connections[using].vendor].remove(connections[using])


def _has_tables(using: str) -> bool:
    return {"talks_claim", *PARENTS} <= set(connections[using].introspection.table_names())
