"""The closed word lists of the record, each word with its label and a one-line definition.

The stored value of a choice is its public slug, so it must not change: URLs, fixtures and exports contain it.
Imports ``terms`` alone. Models, forms, facets and the codebook read their words from here.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talks.terms import Term, label

__all__ = ["Term", "label"]


class Status(Term):
    """The stage of a record. Readers see published records only."""

    DRAFT = "draft", _("Being worked on; seen by curators only."), _("Draft")
    REVIEW = "review", _("Waits for somebody to read and publish it; seen by curators only."), _("In review")
    PUBLISHED = "published", _("Shown to readers."), _("Published")
    WITHDRAWN = "withdrawn", _("Taken back after publication; its address says why."), _("Withdrawn")


HIDDEN = (Status.DRAFT, Status.REVIEW)
"""What is neither published nor withdrawn: for readers it is not there."""


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

    PARTY = "party", _("Negotiates, or is one of those who speak."), pgettext_lazy("role", "Party")
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


class Genre(Term):
    """What sort of text a report is, as far as the text itself shows it."""

    NEWS_REPORT = "news-report", _("An outlet tells what happened or was said."), _("News report")
    DISPATCH = "dispatch", _("A news agency's own text, as the agency published it."), _("Dispatch")
    LIVE_LOG = "live-log", _("Short entries, each with its time of day."), _("Live log")
    OFFICIAL_TEXT = "official-text", _("A body publishes it in its own name."), _("Official text")
    INTERVIEW = "interview", _("Questions, and the answers of whoever is asked."), _("Interview")
    COMMENTARY = "commentary", _("An author explains or judges what others have reported."), _("Analysis or opinion")


class Completeness(Term):
    """How much of a report was available to the record."""

    WHOLE = "whole", _("Nothing shows that a part of this report is missing."), _("Looks whole")
    BEGINNING = "beginning", _("Only the beginning of this report was available."), _("Beginning only")
    PARTS = "parts", _("Pieces inside this report were not available."), _("Pieces missing")
    NOT_KNOWN = "not-known", _("How much of this report was available is not recorded."), _("Not recorded")


class HeadlineBasis(Term):
    """Whether the title of a report is its own headline."""

    STATED = "stated", _("The title is the report's own headline, letter for letter."), _("Own headline")
    ADDRESS = "address", _("The title was made from the report's web address."), _("Title from the address")
    DESCRIBED = "described", _("The title was supplied by the editors of this record."), _("Supplied title")


class TranslationMethod(Term):
    """How the translation of a quotation was made."""

    HUMAN = "human", _("A person translated it."), _("Human translation")
    CHECKED = "checked", _("A program translated it, and a person checked it."), _("Checked machine translation")
    MACHINE = "machine", _("A program translated it, and nobody checked it."), _("Machine translation")


class ProofState(Term):
    """Whether the quotation was found in the text of its report."""

    FOUND = (
        "found",
        _(
            "These words stand in that paragraph of the stored text. It does not say that they were quoted rightly, or are true."
        ),
        _("Found in the text"),
    )
    NOT_CHECKED = (
        "not-checked",
        _("They were not compared with a text, or were not found in it; a reason says which."),
        _("Not checked"),
    )


class LinkState(Term):
    """What was found at a web address of a report."""

    FOUND = "found", _("It answers."), _("Found")
    MOVED = "moved", _("It leads to another address, which answers."), _("Moved")
    REFUSED = "refused", _("It answers, and lets no program in; a person may get further."), _("Refused")
    BROKEN = "broken", _("It leads nowhere."), _("Broken")


class Milestone(Term):
    """Whether an event is a milestone: the one value of the filter."""

    YES = "1", _("What happened, by the rule for milestones."), _("Milestones only")


class Difference(Term):
    """How two statements on one question differ. Computed from answers that exclude each other, never stored."""

    SIDES = "sides", _("Different sides answer differently."), _("Sides disagree")
    REPORTS = "reports", _("Reports give one utterance, or one fact, differently."), _("Reports differ")
    CHANGED = "changed", _("One side answers differently on a later day."), _("Position changed")
    VOICES = "voices", _("One side answers in two ways."), _("One side, two voices")


INCOMPLETE = frozenset({Completeness.BEGINNING, Completeness.PARTS})
"""What is said wherever the report is: a part of it was not available."""

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


class CorrectionKind(Term):
    """What readers are told of a change to a published record."""

    CORRECTION = "correction", _("What stood there was wrong."), _("Correction")
    CLARIFICATION = "clarification", _("What stood there could be misunderstood."), _("Clarification")
    WITHDRAWAL = "withdrawal", _("It no longer belongs to the record; its address says why."), _("Withdrawal")


class ErrorKind(Term):
    """What a reader reports about a record."""

    WORDS = "words", _("A word, a name or a translation."), _("A wrong word or name")
    QUOTATION = "quotation", _("The quotation is not what the report has."), _("A wrong quotation")
    SPEAKER = "speaker", _("Somebody else said it, or for another side."), _("A wrong speaker or side")
    DAY_OR_PLACE = "day-or-place", _("It was another day or another place."), _("A wrong day or place")
    SOURCE = "source", _("The report, its paragraph or its address."), _("A wrong source or link")
    MISSING = "missing", _("Without what is left out, it misleads."), _("Something missing")
    RISK_OR_RIGHTS = (
        "risk-or-rights",
        _("It puts somebody at risk, or uses what belongs to others."),
        _("A risk or a right"),
    )
    OTHER = "other", _("Anything else."), _("Something else")


class ErrorStatus(Term):
    """What became of an error report."""

    NEW = "new", _("Nobody has decided on it yet."), _("Received, not decided yet")
    ACCEPTED = "accepted", _("It was right; the record was changed."), _("Accepted: the record was changed")
    DECLINED = "declined", _("The record stays as it is."), _("Declined: the record stays as it is")
    ANSWERED = "answered", _("It asked for no change, and has an answer."), _("Answered")


class SayingVerb(Term):
    """The verbs that lead a statement, as with a plural; the label has the form for one speaker.

    A verb belongs here if it tells that something was said, and neither that it is true nor that it is doubtful: “admits”
    and “points out” would do the first, “claims” and “insists” the second. The report's own verb is stored as the cue.
    """

    SAY = "say", _("Tells something, in whatever words."), _("says")
    ACCUSE = "accuse", _("Charges somebody with a wrong."), _("accuses")
    ADD = "add", _("Says something more on the same occasion."), _("adds")
    AGREE = "agree", _("Says the same as another, or consents."), _("agrees")
    ANNOUNCE = "announce", _("Makes a decision or a step public."), _("announces")
    ANSWER = "answer", _("Says something to a question."), _("answers")
    ASK = "ask", _("Puts a question or a request."), _("asks")
    BE_REPORTED = "be-reported", _("Said something that a report tells without a speaker."), _("is reported")
    CALL = "call", _("Gives something a name, or calls for something."), _("calls")
    CONDEMN = "condemn", _("Declares something wrong in public."), _("condemns")
    CRITICISE = "criticise", _("Finds fault with something."), _("criticises")
    DECLARE = "declare", _("Says something formally."), _("declares")
    DEMAND = "demand", _("Asks for something as due."), _("demands")
    DENY = "deny", _("Says that something is not so."), _("denies")
    DESCRIBE = "describe", _("Says what something is like."), _("describes")
    EXPRESS = "express", _("Puts a feeling or a wish into words."), _("expresses")
    INVITE = "invite", _("Asks somebody to come or to take part."), _("invites")
    NAME = "name", _("Says who or which it is."), _("names")
    OFFER = "offer", _("Says that the speaker's side would do or give something."), _("offers")
    PROMISE = "promise", _("Says that the speaker's side will do something, and binds itself."), _("promises")
    PROPOSE = "propose", _("Puts something to others for them to decide."), _("proposes")
    REJECT = "reject", _("Says that something is not accepted."), _("rejects")
    REPEAT = "repeat", _("Says something once more."), _("repeats")
    REQUEST = "request", _("Asks for something formally."), _("requests")
    SPEAK = "speak", _("Uses a word for something, or speaks for or against it."), _("speaks")
    STATE = "state", _("Says something in set words, often in writing."), _("states")
    TELL = "tell", _("Says something to somebody who is named."), _("tells")
    THANK = "thank", _("Says thanks to somebody."), _("thanks")
    URGE = "urge", _("Asks for something as pressing."), _("urges")
    WARN = "warn", _("Names a consequence that others would face."), _("warns")
    WELCOME = "welcome", _("Says that something is welcome."), _("welcomes")
    WRITE = "write", _("Says something in writing."), _("writes")


class LintRule(Term):
    """What an editor is warned of. A warning never hinders, but for the share, which is refused at publication."""

    LOADED = "loaded", _("A word that takes a side stands outside quotation marks."), _("Loaded word")
    ASSERTED = (
        "asserted",
        _("A title or statement tells an act of violence or a wrong in our own words."),
        _("Asserted"),
    )
    JUDGING = "judging", _("The words for an event have a verb that implies truth or doubt."), _("Judging verb")
    OUTCOME = "outcome", _("The words for an event say what came of it, which is a statement."), _("Outcome")
    ORDINAL = "ordinal", _("A title or slug counts: which round it was is somebody's statement."), _("Ordinal")
    VERB = "verb", _("A statement is led by a verb that is not in the list of neutral ones."), _("Verb")
    AGREEMENT = "agreement", _("The verb does not agree with the name that stands before it."), _("Agreement")
    CUT = "cut", _("The quotation leaves out a sign, a part of a word or a denial beside its words."), _("Cut")
    DENIAL = "denial", _("A denial stands in the statement or the report, and not in the quotation."), _("Denial")
    SAID_LATE = "said-late", _("It was said after its report was published."), _("Said after the report")
    SAID_EARLY = "said-early", _("It was said before the event that it is about."), _("Said before the event")
    REPEATS = "repeats", _("It repeats what another speaker said."), _("Another speaker")
    SPEAKER = "speaker", _("The speaker is not named in the paragraph or the two before it."), _("Speaker not near")
    CUE = "cue", _("The verb of the report does not stand in the paragraph or the two before it."), _("Verb not near")
    REPORT_TWICE = "report-twice", _("Another report has the same address or the same text."), _("Same report twice")
    SHARE = "share", _("The quotations take more of their report than is allowed."), _("Share")
