"""The quotations of a draft, looked up in the public quotations of the record.

``drafts`` finds them in the text, ``tokens`` and ``comparing`` compare two quotations, ``candidates`` asks the database which
to compare, ``checking`` puts it together. Reads public quotations only, never the stored texts of reports, and stores nothing.
Nothing here says that words are true, or false.
"""

from talks.checking_quotes.checking import CITED_MOST, SECONDS_ALLOWED, CheckedQuote, Checks, Found, check
from talks.checking_quotes.drafts import LEAST_WORDS, QUOTATIONS_ALLOWED
from talks.checking_quotes.outcomes import QuoteCheck
from talks.checking_quotes.tokens import WORDS_COMPARED
from talks.checking_quotes.written import as_json

__all__ = [
    "CITED_MOST",
    "LEAST_WORDS",
    "QUOTATIONS_ALLOWED",
    "SECONDS_ALLOWED",
    "WORDS_COMPARED",
    "CheckedQuote",
    "Checks",
    "Found",
    "QuoteCheck",
    "as_json",
    "check",
]
