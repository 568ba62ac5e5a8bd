"""The pages of single records as plain data: event, report, statement, person, question, and their lists.

Each function takes a public row (none for a list), the day by which reports must have been published, and a page
number where there are several pages. Reads models, index, rows, differences and statements; a template shows the result.
"""

from talks.pages.about import read_about
from talks.pages.claims import read_claim
from talks.pages.compare import read_comparison
from talks.pages.corrections import name_for_readers, read_corrections, read_every_correction
from talks.pages.data import read_data
from talks.pages.events import read_event
from talks.pages.everything import read_every_event, read_every_statement
from talks.pages.negotiations import read_negotiations_of
from talks.pages.people import read_people, read_person
from talks.pages.questions import count_differing, read_question, read_questions
from talks.pages.released import read_json as read_released_json
from talks.pages.released import read_released
from talks.pages.reports import read_report, read_reports
from talks.pages.shared import card_of, head_of, site_card

__all__ = [
    "card_of",
    "count_differing",
    "head_of",
    "name_for_readers",
    "read_about",
    "read_claim",
    "read_comparison",
    "read_corrections",
    "read_data",
    "read_event",
    "read_every_correction",
    "read_every_event",
    "read_every_statement",
    "read_negotiations_of",
    "read_people",
    "read_person",
    "read_question",
    "read_questions",
    "read_released",
    "read_released_json",
    "read_report",
    "read_reports",
    "site_card",
]
