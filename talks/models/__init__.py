"""The record of a negotiation: each fact with its basis, each statement with its report.

Import models from here. They import dates, quoting, querysets, validators and vocabulary; every other room reads them.
"""

from talks.models.article import Article, ArticleText, ReceivedText
from talks.models.base import Rename, Version
from talks.models.claim import Claim
from talks.models.correction import Correction
from talks.models.entities import Actor, Outlet, Place, Topic
from talks.models.error_report import ErrorReport
from talks.models.event import Event, Participation
from talks.models.link import LinkCheck
from talks.models.origin import Origin
from talks.models.process import Lane, Process
from talks.models.question import Answer, Question
from talks.models.submission import Submission
from talks.models.throttle import Throttle

__all__ = [
    "Actor",
    "Answer",
    "Article",
    "ArticleText",
    "Claim",
    "Correction",
    "ErrorReport",
    "Event",
    "Lane",
    "LinkCheck",
    "Origin",
    "Outlet",
    "Participation",
    "Place",
    "Process",
    "Question",
    "ReceivedText",
    "Rename",
    "Submission",
    "Throttle",
    "Topic",
    "Version",
]
