"""Passages of a report that look like statements. Imports models, quoting, search's letters, vocabulary and lint's names."""

from talks.suggesting.finding import Suggestion, suggestions, untouched
from talks.suggesting.phrases import Names

__all__ = ["Names", "Suggestion", "suggestions", "untouched"]
