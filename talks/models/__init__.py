"""The record: what is kept of a negotiation, each fact with its basis and each statement with its report.

One file a thing; everything is imported from here. Next: ``querysets`` chains over these, ``timeline`` reads them.
"""

from talks.models.article import Article, ArticleText
from talks.models.base import Rename, Version
from talks.models.claim import Claim
from talks.models.entities import Actor, Outlet, Place, Topic
from talks.models.event import Event, Participation
from talks.models.process import Lane, Process
from talks.models.question import Answer, Question

__all__ = [
    "Actor",
    "Answer",
    "Article",
    "ArticleText",
    "Claim",
    "Event",
    "Lane",
    "Outlet",
    "Participation",
    "Place",
    "Process",
    "Question",
    "Rename",
    "Topic",
    "Version",
]
