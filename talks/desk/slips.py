"""Slips that the form of a statement lets through: told while it is typed, and again where it is published.

Each rule is a function from a statement to what to look at. They guess, so they hinder nothing. The exception of a
statement silences them, as it silences the lint.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from talks import quoting
from talks.desk.days import other_day
from talks.desk.passages import taken_from
from talks.desk.suggest import known_names
from talks.lint.quotations import whose_words
from talks.lint.speakers import is_named_near, names_of
from talks.models import Actor, Claim
from talks.search import fold
from talks.suggesting import Suggestion, suggestions
from talks.vocabulary import ActorKind, Attribution, Genre, QuoteMode, Status

# Their own words need no quotation marks.
UNMARKED = {Genre.INTERVIEW, Genre.OFFICIAL_TEXT}
DASHES = ("-", "–", "—")
FEWEST_WORDS = 2  # of another script: one alone is a name or an abbreviation


class Told(NamedTuple):
    """Something to look at, and the field that it is about."""

    field: str
    message: str


def slips(claim: Claim, claims: Sequence[Claim], paragraphs: Sequence[str], *, has_topics: bool) -> list[Told]:
    """Return what to look at in a statement, typed or stored. ``claims`` are those of its report.

    Cost: linear in the text, twice where the speaker is not named in the paragraph.
    """
    if claim.lint_reason:
        return []
    told = [*_doubles(claim, claims), *_side(claim)]
    if paragraphs:  # a text is stored
        told += [*_role(claim, paragraphs), *_day(claim, paragraphs)]
    number = claim.paragraph or 0
    if claim.quote and 1 <= number <= len(paragraphs):
        told += [*_whose(claim, paragraphs[number - 1]), *_script(claim, paragraphs), *_another(claim, paragraphs)]
    if not has_topics:
        told.append(Told("topics", _("No topic is chosen.")))
    return told


def _doubles(claim: Claim, claims: Sequence[Claim]) -> Iterator[Told]:
    """Find a statement of the report with the same quote by the same speaker."""

    def what(one: Claim) -> tuple:
        return one.paragraph, one.quote, one.speaker_id

    for name, other in taken_from(claims):
        if claim.quote and other.pk != claim.pk and what(other) == what(claim):
            yield Told("quote", _("¶%(name)s has this quote of this speaker already.") % {"name": name})


def _role(claim: Claim, paragraphs: Sequence[str]) -> Iterator[Told]:
    if claim.speaker_role and fold(claim.speaker_role) not in fold(" ".join(paragraphs)):
        yield Told("speaker_role", _("“%(role)s” does not stand in this report.") % {"role": claim.speaker_role})


def _day(claim: Claim, paragraphs: Sequence[str]) -> Iterator[Told]:
    """Find a day that stayed from the statement before, where the sentence names another one."""
    if claim.article and (named := other_day(claim, claim.article, paragraphs)):
        yield Told("said", _("The sentence names %(day)s, and not the day that stands here.") % {"day": named})


def _side(claim: Claim) -> Iterator[Told]:
    """Find another side than that of the speaker. A published statement has the side of its day, and is left alone."""
    own = claim.speaker.speaks_for if claim.speaker else None
    if claim.side and claim.speaker and claim.side != own and claim.status != Status.PUBLISHED:
        parts = {"speaker": claim.speaker, "side": own or _("no side")}
        yield Told("side", _("%(speaker)s speaks for another one: %(side)s.") % parts)


def _whose(claim: Claim, paragraph: str) -> Iterator[Told]:
    """Find a choice that the quotation marks contradict. An outlet's own words may stand in marks of its own."""
    marked = whose_words(claim.quote, paragraph, prefix=claim.prefix, suffix=claim.suffix)
    needs_marks = claim.article.genre not in UNMARKED and not paragraph.lstrip().startswith(DASHES)
    if claim.quote_mode == QuoteMode.INDIRECT:
        if marked == QuoteMode.DIRECT and claim.attribution != Attribution.OWN_VOICE:
            yield Told("quote_mode", _("These words stand within quotation marks."))
    elif claim.quote_mode and marked == QuoteMode.INDIRECT and needs_marks:
        yield Told("quote_mode", _("These words stand outside quotation marks."))


def _script(claim: Claim, paragraphs: Sequence[str]) -> Iterator[Told]:
    """Find a quotation in other letters than the report, unless its language is chosen or a note is given."""
    if claim.quote_language or claim.note or len(claim.quote.split()) < FEWEST_WORDS:
        return
    report, quote = (Counter(map(_script_of, filter(str.isalpha, one))) for one in (" ".join(paragraphs), claim.quote))
    usual = max(report, key=report.__getitem__, default="")
    if quote and usual not in quote:
        yield Told("quote", _("The quotation seems to be in another language than the report: choose it under “More”."))


def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _another(claim: Claim, paragraphs: Sequence[str]) -> Iterator[Told]:
    """Find another person who says something nearest to the quotation, where the speaker is not named in the paragraph."""
    number, speaker = claim.paragraph or 0, claim.speaker
    paragraph = paragraphs[number - 1]
    if speaker is None or speaker.kind != ActorKind.PERSON or claim.attribution != Attribution.NAMED:
        return
    if is_named_near([*_names(speaker), claim.speaker_role], [paragraph], 1):
        return
    try:
        start, end = quoting.find(claim.quote, paragraph, prefix=claim.prefix, suffix=claim.suffix)[0]
    except ValidationError:
        return  # the quotation itself is refused

    def distance(one: Suggestion) -> int:
        return max(one.start - end, start - one.end, 0)

    found = suggestions(claim.article, paragraphs[:number], [], known_names())
    here = [one for one in found if one.paragraph == number and one.cue and (one.speaker or one.speaker_name)]
    nearest = min(here, key=distance, default=None)
    if nearest is None or nearest.speaker == speaker or (nearest.speaker and nearest.speaker.kind != ActorKind.PERSON):
        return  # a party is told of in passing: “Norland refused …, he said”
    names = _names(nearest.speaker) if nearest.speaker else [nearest.speaker_name]
    if is_named_near(names, [paragraph], 1):
        parts = {"n": number, "other": nearest.speaker or nearest.speaker_name, "verb": nearest.cue}
        yield Told("speaker", _("In ¶%(n)d it is %(other)s who “%(verb)s”, and this speaker is not named.") % parts)


def _names(actor: Actor) -> list[str]:
    is_person = actor.kind == ActorKind.PERSON
    return names_of(actor.name, actor.spellings, actor.also_meant_by, is_person=is_person)
