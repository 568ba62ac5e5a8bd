"""What the pages of single records show: an event, a report, a statement, a person, a question, and their lists.

Each function takes a public row, or nothing for a list, the day by which reports must have been published, and the
number of the page where there are several; it returns plain data for one template. Reads models, the index, counting,
paging, accounts and statements.
"""

from talks.pages.claims import read_claim
from talks.pages.events import read_event
from talks.pages.people import read_people, read_person
from talks.pages.questions import read_question, read_questions
from talks.pages.reports import read_report, read_reports

__all__ = [
    "read_claim",
    "read_event",
    "read_people",
    "read_person",
    "read_question",
    "read_questions",
    "read_report",
    "read_reports",
]
