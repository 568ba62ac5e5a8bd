"""The closed word lists of the record, each word with its label and a one-line definition.

The stored value of a choice is its public slug, so it must not change: URLs, fixtures and exports contain it.
Imports nothing of the project. Models, forms, facets and the codebook read their words from here.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # the part of Django's class that is used here, since Django ships no types
    from enum import StrEnum
    from typing import ClassVar

    class TextChoices(StrEnum):
        label: str
        values: ClassVar[list[str]]
        choices: ClassVar[list[tuple[str, str]]]
else:
    from django.db.models import TextChoices


class Term(TextChoices):
    """A choice with a definition: ``NAME = slug, definition, label`` (Django takes the last item as the label)."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> "Term":
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        return term


@lru_cache(maxsize=1024)
def label(words: type[Term], word: str, language: str | None) -> str:
    """Return the label of a word. Cached, since a page asks for the same labels hundreds of times.

    Shape: ``language`` must be the active language; it is part of the cache key.
    """
    return str(words(word).label)


class Status(Term):
    """The stage of a record. Readers see published records only."""

    DRAFT = "draft", _("Being worked on; seen by curators only."), _("Draft")
    PUBLISHED = "published", _("Shown to readers."), _("Published")
    WITHDRAWN = "withdrawn", _("Taken back after publication; its address says why."), _("Withdrawn")


class ActorKind(Term):
    """What sort of actor takes part or speaks."""

    PARTY = "party", _("A state or organisation that negotiates or is treated as a side."), _("Party")
    INSTITUTION = (
        "institution",
        _("A body that speaks for a party: a presidency, a ministry, an agency."),
        _("Institution"),
    )
    GROUP = "group", _("Several parties spoken of as one."), _("Group")
    PERSON = "person", _("One human being."), _("Person")


class EventKind(Term):
    """What sort of event it is."""

    ROUND_OF_TALKS = "round-of-talks", _("Delegations of the parties negotiate."), _("Round of talks")
    MINISTERIAL_MEETING = "ministerial-meeting", _("Ministers of the parties meet."), _("Ministers meet")
    LEADERS_MEETING = "leaders-meeting", _("Heads of state or government meet."), _("Leaders meet")
    MEDIATION = "mediation", _("A third party works between the parties."), _("Mediation")
    CONSULTATION = "consultation", _("Working contacts below a round of talks."), _("Consultation")
    VISIT = "visit", _("One party or a third party travels to another."), _("Visit")
    PROPOSAL = "proposal", _("Something is put to the other party, or an offer or venue is turned down."), _("Proposal")
    AGREEMENT = "agreement", _("The parties settle something between them."), _("Agreement")
    PRISONER_EXCHANGE = "prisoner-exchange", _("Prisoners are handed over."), _("Prisoner exchange")
    HUMANITARIAN_ARRANGEMENT = (
        "humanitarian-arrangement",
        _("A corridor, an evacuation or relief is arranged."),
        _("Humanitarian arrangement"),
    )
    ANNOUNCEMENT = "announcement", _("A decision or step is made public."), _("Announcement")
    PUBLIC_STATEMENT = "public-statement", _("Somebody speaks or writes in public."), _("Public statement")
    INTERVIEW = "interview", _("Somebody answers an interviewer."), _("Interview")
    BRIEFING = "briefing", _("A spokesperson informs reporters."), _("Briefing")
    VIOLATION = "violation", _("An arrangement is reported broken."), _("Violation")
    CONTEXT = "context", _("Something outside the talks that the reports explain them by."), _("Context")


class Occurrence(Term):
    """Whether the event took place."""

    HELD = "held", _("It took place."), _("Held")
    PLANNED = "planned", _("It was planned when last reported."), _("Planned")
    OFFERED = "offered", _("It was offered."), _("Offered")
    REFUSED = "refused", _("It was refused."), _("Refused")
    POSTPONED = "postponed", _("It was put off."), _("Postponed")
    CANCELLED = "cancelled", _("It was called off."), _("Cancelled")


class EventFormat(Term):
    """How those who took part met or spoke."""

    IN_PERSON = "in-person", _("Face to face."), _("In person")
    VIDEO = "video", _("By video link."), _("Video")
    PHONE = "phone", _("By telephone."), _("Phone")
    WRITTEN = "written", _("On paper."), _("Written")
    BROADCAST = "broadcast", _("On radio or television."), _("Broadcast")
    ONLINE = "online", _("On the internet."), _("Online")
    NOT_STATED = "not-stated", _("No report says."), _("Not stated")


class Basis(Term):
    """How a date, a place or a participation is known."""

    STATED = "stated", _("A report says so."), _("Stated")
    INFERRED = "inferred", _("It follows from what a report says."), _("Inferred")
    ELSEWHERE = (
        "elsewhere",
        _("It is known from outside the reports, and anchors a report's own words."),
        _("Known from elsewhere"),
    )


class OriginKind(Term):
    """What the reports that share an origin relay."""

    DISPATCH = "dispatch", _("A report that an agency sends to outlets."), _("Dispatch")
    BROADCAST = "broadcast", _("A programme on radio, television or the internet."), _("Broadcast")
    POST = "post", _("A message on a website or a social network."), _("Post")
    TRANSCRIPT = "transcript", _("A written record of what was spoken."), _("Transcript")
    DOCUMENT = "document", _("Any other text, such as a press release or a letter."), _("Document")


class OriginBasis(Term):
    """How it is known which origin a report relays."""

    STATED = "stated", _("The report says so."), _("Stated")
    MATCHED = "matched", _("Its words, or their order, are those of the origin."), _("Matched")
    SUPPOSED = "supposed", _("It is likely, and not proved. No count of origins relies on it."), _("Supposed")


class QuestionKind(Term):
    """What a question asks for."""

    RECORD = "record", _("What happened: who, when, which meeting."), _("Of the record")
    POSITION = "position", _("What a side wants, offers or refuses."), _("Of a position")
    CHARACTERISATION = (
        "characterisation",
        _("How something is called or judged. No difference is computed on it, and nothing is counted."),
        _("Of a characterisation"),
    )


class Role(Term):
    """In what capacity an actor took part, as reported."""

    PARTY = "party", _("Negotiates, or is one of those who speak."), _("Party")
    HOST = "host", _("Receives the others."), _("Host")
    MEDIATOR = "mediator", _("Works between the parties."), _("Mediator")
    OBSERVER = "observer", _("Is present without negotiating."), _("Observer")
    DELEGATE = "delegate", _("Sits on the delegation of a party."), _("Delegate")
    ATTENDED = "attended", _("Was there; no report says in what capacity."), _("Attended")


class Attribution(Term):
    """How the report names the one who speaks."""

    NAMED = "named", _("A person is named."), _("Named person")
    INSTITUTION = "institution", _("A body or a party is named."), _("Institution or party")
    DESCRIBED = "described", _("The speaker is described, not named."), _("Described speaker")
    UNNAMED = "unnamed", _("Nobody is named or described."), _("Unnamed")
    DOCUMENT = "document", _("A document is quoted."), _("Document")
    OWN_VOICE = "own-voice", _("The report tells it by itself."), _("The report's own voice")


class ClaimKind(Term):
    """What the statement does."""

    DEMAND = "demand", _("Asks another to do or leave something."), _("Demand")
    OFFER = "offer", _("Declares readiness to do something, often on a condition."), _("Offer")
    PLEDGE = "pledge", _("Commits the speaker's side to something."), _("Pledge")
    REFUSAL = "refusal", _("Declines to do something."), _("Refusal")
    ASSESSMENT = "assessment", _("Judges a situation or its prospects."), _("Assessment")
    ACCUSATION = "accusation", _("Charges another with a wrong."), _("Accusation")
    DENIAL = "denial", _("Says that something is not so."), _("Denial")
    JUSTIFICATION = "justification", _("Gives a reason for the side's own conduct."), _("Justification")
    WARNING = "warning", _("Names a consequence that another would face."), _("Warning")
    ACCOUNT = "account", _("Tells what happened or is planned."), _("Account")


class QuoteMode(Term):
    """Whose words the quotation holds."""

    DIRECT = "direct", _("The speaker's own words as the report gives them."), _("Speaker's words")
    INDIRECT = "indirect", _("The report's words for what was said."), _("Report's words")
    MIXED = "mixed", _("Words of the speaker and of the report."), _("Mixed words")


class Rendering(Term):
    """How words spoken in another language came into the language of a report."""

    ORIGINAL = "original", _("They were spoken in the language of the report."), _("Original words")
    TRANSLATED = "translated", _("The report translated them."), _("Translated by the report")
    REWORDED = "reworded", _("The report gives a translation of others in other words."), _("Reworded by the report")
    NOT_KNOWN = "not-known", _("It is not known how they were translated."), _("Translation not known")


class Milestone(Term):
    """Whether an event is a milestone: the one value of the filter."""

    YES = "1", _("What happened, by the rule of ``with_milestone``."), _("Milestones only")


class Difference(Term):
    """How two statements on one question differ. Computed from answers that exclude each other, never stored."""

    SIDES = "sides", _("Different sides answer differently."), _("Sides disagree")
    REPORTS = "reports", _("Reports give one utterance, or one fact, differently."), _("Reports differ")
    CHANGED = "changed", _("One side answers differently on a later day."), _("Position changed")
    VOICES = "voices", _("One side answers in two ways."), _("One side, two voices")


COUNTED = frozenset({QuestionKind.RECORD, QuestionKind.POSITION})
"""Kinds of question on which accounts can differ, and for whose answers speakers and reports are counted."""

MEETINGS = frozenset(
    {
        EventKind.ROUND_OF_TALKS,
        EventKind.MINISTERIAL_MEETING,
        EventKind.LEADERS_MEETING,
        EventKind.MEDIATION,
        EventKind.CONSULTATION,
        EventKind.VISIT,
        EventKind.AGREEMENT,
        EventKind.PRISONER_EXCHANGE,
        EventKind.HUMANITARIAN_ARRANGEMENT,
    }
)
"""Kinds of event at which people meet. A proposal or a statement has participants too, but they do not meet."""

SIDES_MET = frozenset(
    {
        EventKind.ROUND_OF_TALKS,
        EventKind.MINISTERIAL_MEETING,
        EventKind.LEADERS_MEETING,
        EventKind.MEDIATION,
        EventKind.VISIT,
    }
)
"""Kinds of event that are milestones if they were held and two sides took part."""

SETTLED = frozenset({EventKind.AGREEMENT, EventKind.PRISONER_EXCHANGE, EventKind.HUMANITARIAN_ARRANGEMENT})
"""Kinds of event that are milestones if they were held: something was agreed."""

SPEECHES = frozenset({EventKind.PUBLIC_STATEMENT, EventKind.INTERVIEW, EventKind.BRIEFING, EventKind.ANNOUNCEMENT})
"""Kinds of event that consist of somebody speaking."""
