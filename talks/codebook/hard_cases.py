"""What was hard to decide when the first record was made, and how it was decided, by list and word.

Shape: ``CASES[list, word]``, with an empty word for what concerns a whole list. From docs/record.md, docs/curating.md and
docs/decisions/; a word on which nothing had to be decided has no entry.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class HardCase:
    """A case, and what was decided on it. Shape: sentences."""

    case: Any
    decided: Any


CASES: dict[tuple[str, str], tuple[HardCase, ...]] = {
    ("event-kind", "round-of-talks"): (
        HardCase(
            _("By 11 March 2022 three rounds in Belarus are counted, and one is told of, on 28 February."),
            _(
                "That one is taken as one of the three. The other two are one event that holds both counts, since nothing "
                "else is known of them."
            ),
        ),
    ),
    ("event-kind", "consultation"): (
        HardCase(
            _("Putin speaks of contacts “almost every day”."),
            _(
                "They are no rounds. They are one event, dated about the day on which he spoke of them; since when and until "
                "when they were held is not reported."
            ),
        ),
    ),
    ("event-kind", "proposal"): (
        HardCase(
            _("Kyiv turns down Belarus as a venue."),
            _(
                "It is a proposal that was refused. Nothing is reported to have happened in Belarus, so it has no place."
            ),
        ),
    ),
    ("event-kind", "interview"): (
        HardCase(
            _("What is said in an interview, a briefing or a post is often about something else."),
            _(
                "Where it speaks of the causes or the course of the war, it is about the war. Where it speaks of talks or of "
                "an end, and of no other event, it is about the occasion itself."
            ),
        ),
    ),
    ("event-kind", "context"): (
        HardCase(
            _("The war lasts, and it began on a day."),
            _("These are two events. Causes and names stand with the start; aims, course and end stand with the war."),
        ),
    ),
    ("occurrence", "planned"): (
        HardCase(
            _("A fourth round is spoken of on 11 March 2022, and its date is open."),
            _("It is planned, on that day or later. It is not counted with the rounds that were held."),
        ),
    ),
    ("occurrence", "refused"): (
        HardCase(
            _("“At first” Kyiv declined to meet in Belarus; no report gives a day."),
            _(
                "The event has a span as wide as what is certain: after the attacks that it gives as its reason, before the talks."
            ),
        ),
    ),
    ("milestone", "1"): (
        HardCase(
            _("The start of the war is no meeting, and the talks are about nothing else."),
            _("It was made a milestone by hand. The reason stands on its page."),
        ),
        HardCase(
            _("Ukraine is said to have put its proposals in writing."),
            _("It is none, by hand: no report says that a text was handed over."),
        ),
    ),
    ("role", "host"): (
        HardCase(
            _("The talks of 29 March 2022 were held in Istanbul, and no report names a host."),
            _("No host is recorded. Nobody has a role because we know better."),
        ),
    ),
    ("role", "delegate"): (
        HardCase(
            _("Medinsky speaks about the talks in Istanbul, and no report gives him a role there."),
            _("He is a speaker, and is not listed as taking part."),
        ),
    ),
    ("role", "attended"): (
        HardCase(
            _("A report says that Turkey’s foreign minister “attended as well”."),
            _("He attended. Neither mediator nor host is inferred from it."),
        ),
    ),
    ("basis", ""): (
        HardCase(
            _("A report has only “recently”, “repeatedly” or “has also said”."),
            _(
                "The statement has no day, even if it was said at an event of the record. A span is given only where the "
                "report’s words bound one, as “earlier this month” does."
            ),
        ),
        HardCase(
            _("A report tells a position in the present tense as held: “Kyiv says it will not rest”."),
            _("It is marked as standing and has no day. The day of its report orders it."),
        ),
    ),
    ("basis", "inferred"): (
        HardCase(
            _("“Last Thursday” in a report of Friday, 11 March 2022."),
            _("It is 10 March, inferred, and the note has the report’s words."),
        ),
    ),
    ("basis", "elsewhere"): (
        HardCase(
            _("An interview of “Sunday”, in a report that has no day itself."),
            _(
                "It was broadcast on 25 December 2022, as other reports of that day say. All days that hang on this Sunday "
                "are marked as known from elsewhere. Such knowledge anchors a report’s own words, and never sharpens what "
                "the reports leave open."
            ),
        ),
    ),
    ("actor-kind", "group"): (
        HardCase(
            _("Two reports tell that leaders in Donetsk and Luhansk asked Russia for help."),
            _("The request is recorded as theirs, as a group that speaks for itself and not for Russia."),
        ),
    ),
    ("claim-kind", ""): (
        HardCase(
            _("One sentence of one speaker does two things."),
            _(
                "It becomes two statements: a refusal and the accusation that explains it, an aim and the judgement that it "
                "needs diplomacy. Otherwise one sentence is one statement."
            ),
        ),
        HardCase(
            _("Two kinds fit the same sentence. A second reader chose another one for 7 of 74 statements."),
            _("The first reader’s kind stayed, since both fitted in all seven."),
        ),
    ),
    ("claim-kind", "demand"): (
        HardCase(
            _("A demand is made on another side: the troops are to leave."),
            _("It is a position of the side that demands it, and is listed there under positions."),
        ),
    ),
    ("claim-kind", "denial"): (
        HardCase(
            _("A report of 11 March 2022 gives Putin’s denial of a planned invasion as one that goes on."),
            _(
                "It answers the question whether there is an invasion. A note says that some of its wordings may be older "
                "than 24 February."
            ),
        ),
    ),
    ("attribution", "named"): (
        HardCase(
            _("A report leaves out the surname of “Sergei”, the defence minister."),
            _("He is recorded as Shoigu, and a note says that the surname is left out."),
        ),
        HardCase(
            _("A sentence that goes on after a speaker’s words could also be the report’s own."),
            _("It is taken as the speaker’s, and a note says so."),
        ),
    ),
    ("attribution", "institution"): (
        HardCase(
            _(
                "“We must find a solution” has no speaker at the sentence: the Kremlin is before it, its spokesman after it."
            ),
            _("It is given to the Kremlin, for which the spokesman speaks as well. A note says so."),
        ),
        HardCase(
            _("A report speaks of “the West”."),
            _("This is a name. “The US and its European and Asian allies” is a description."),
        ),
        HardCase(
            _("A report names a capital: Kyiv, Minsk."),
            _("It is recorded as the party."),
        ),
    ),
    ("attribution", "described"): (
        HardCase(
            _("A report has “US intelligence sources”, “Russian officials” or “the top Russian official”."),
            _("These words stand before the statement. The side is only the side, and never the speaker."),
        ),
    ),
    ("attribution", "unnamed"): (
        HardCase(
            _("“It was also revealed” names nobody."),
            _("No speaker is named. The side is Ukraine, whose state is said to ask for an armistice."),
        ),
    ),
    ("attribution", "own-voice"): (
        HardCase(
            _("A report tells much by itself."),
            _(
                "It is taken only where it carries a fact about an event: that it took place, when, where, with whom, or what "
                "came of it. Five remarks and conjectures without such a fact were taken out, and say why."
            ),
        ),
        HardCase(
            _("A report tells the attack of 24 February 2022 as the answer to a request for help."),
            _(
                "The request is recorded as that of those who asked. That the attack answered it is the report’s own account."
            ),
        ),
    ),
    ("quote-mode", ""): (
        HardCase(
            _("A few words can turn a denial into its opposite."),
            _("The quotation always has its denial. Where words between are left out, “[…]” joins the pieces."),
        ),
    ),
    ("quote-mode", "direct"): (
        HardCase(
            _("A report gives direct speech without quotation marks, or opens them and never closes them."),
            _("It is direct, and a note says so."),
        ),
        HardCase(
            _("A report puts paraphrases inside quotation marks."),
            _(
                "What it has in marks is direct, with a note. Its translation is recorded as reworded, so that no page shows "
                "it in quotation marks."
            ),
        ),
    ),
    ("quote-mode", "mixed"): (
        HardCase(
            _("Only one term of a sentence stands in quotation marks."),
            _("It is mixed, and a note says which words are given as the speaker’s own."),
        ),
    ),
    ("rendering", "reworded"): (
        HardCase(
            _("A report gives in words of its own what others had translated."),
            _("These words are reworded. They never stand in quotation marks under the speaker’s name."),
        ),
    ),
    ("proof", "found"): (
        HardCase(
            _("The quotation stands in another paragraph than the one that is named."),
            _("It is refused, and the message has the number of that paragraph."),
        ),
        HardCase(
            _("A record is loaded where no texts are stored."),
            _(
                "The marks stay, as the finding of the record’s editors on that day. The hashes let anybody repeat the check."
            ),
        ),
    ),
    ("proof", "not-checked"): (
        HardCase(
            _("There is no text to look in: a broadcast has no transcript."),
            _("The statement is published with that reason. Without a check or a reason nothing is published."),
        ),
    ),
    ("origin-kind", "dispatch"): (
        HardCase(
            _("Two reports name the same agency."),
            _(
                "An agency is no origin: two of its dispatches are two origins. Two reports with the same dispatch have one."
            ),
        ),
    ),
    ("origin-basis", "matched"): (
        HardCase(
            _("A report names no agency, and has every paragraph of a dispatch, or its statements in the same order."),
            _("Its origin is matched, and the note says by what."),
        ),
    ),
    ("origin-basis", "supposed"): (
        HardCase(
            _("The report of December 2022 probably retells a dispatch in other words."),
            _("Its origin is supposed, and no count of origins relies on it."),
        ),
    ),
    ("question-kind", ""): (
        HardCase(
            _("A meeting is called “meaningful”, and it brought no breakthrough."),
            _(
                "Both can be true, so it is no question. A question is recorded only where public statements exclude each other."
            ),
        ),
        HardCase(
            _("Russian forces used Belarusian territory; Belarusian troops assist nobody."),
            _("Both can be true, so it is no question."),
        ),
    ),
    ("question-kind", "record"): (
        HardCase(
            _("One report gives one condition to two speakers, in two paragraphs."),
            _("It is one utterance that the report gives differently, with a question on who named it."),
        ),
    ),
    ("question-kind", "position"): (
        HardCase(
            _("Putin alone says that Kyiv and its backers refuse talks."),
            _("It is no question of its own: no statement in these reports denies it."),
        ),
    ),
    ("question-kind", "characterisation"): (
        HardCase(
            _("Russia’s action of 24 February 2022 is called by several names."),
            _(
                "All are true as uses, and names side by side are no balance. No difference is computed, and nothing is counted."
            ),
        ),
    ),
    ("difference", "sides"): (
        HardCase(
            _("The side of a statement is not known."),
            _("It is nobody’s: it makes no disagreement of sides."),
        ),
        HardCase(
            _("A request for help is said to have led to the attack; those who asked had asked before it."),
            _("They are not counted as answering what led to it."),
        ),
    ),
    ("difference", "reports"): (
        HardCase(
            _("A report’s own voice stands against what a speaker says."),
            _("Reports differ: a report has no side."),
        ),
    ),
    ("difference", "changed"): (
        HardCase(
            _("One side answers in two ways, and one of the two has no certain day."),
            _("It is one side with two voices. A change needs days that are certainly in order."),
        ),
    ),
    ("correction-kind", "correction"): (HardCase(_("A slip of typing is mended."), _("It needs no correction.")),),
    ("correction-kind", "withdrawal"): (
        HardCase(
            _("A statement of the first version is joined with another of the same sentence."),
            _("It is not withdrawn: its address leads to the one that holds it."),
        ),
    ),
}
