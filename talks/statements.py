"""A statement as readers meet it: whose words, in which report, where it differs, how to cite it.

Reads models, quotes and accounts; ``timeline``, ``pages`` and ``exports`` show it. Templates only print it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates, quotes
from talks.accounts import Differences
from talks.models import Actor, Article, Claim, Event, Lane, Question
from talks.text import grouped
from talks.vocabulary import Attribution, ClaimKind, Difference, QuoteMode, label

SOURCES_NAMED = 6
Row = TypeVar("Row")


class Palette:
    """The colour number of each side, by process; 0 for a side without a lane. Cost: one query, unless lanes are given."""

    def __init__(self, lanes: list[tuple[int, int, int]] | None = None) -> None:
        rows = lanes
        if rows is None:
            rows = Lane.objects.order_by("process", "position").values_list("process_id", "side_id", "palette")
        self._lanes = {(process, side): number for process, side, number in rows}
        self._first = {side: number for process, side, number in reversed(rows)}

    def number(self, side: int | None, process: int | None = None) -> int:
        """Return the palette number of a side in a process, else in the first process that has it, else 0."""
        return self._lanes.get((process, side)) or self._first.get(side, 0)


def outlet_name(article: Article) -> str:
    """Return who published a report, or that nobody knows."""
    return article.outlet.name if article.outlet else _("outlet not known")


def source_label(article: Article, language: str | None = None) -> str:
    """Return the report in a few words: outlet and day. ``language`` is the present one, which takes long to ask for."""
    return _source_label(outlet_name(article), article.published, language or get_language())


@lru_cache(maxsize=4096)
def _source_label(outlet: str, published: str, language: str | None) -> str:
    day = dates.short(dates.parse(published)) if published else _("day not known")
    return _("%(outlet)s, %(day)s") % {"outlet": outlet, "day": day}


def in_order_published(articles: Iterable[Article]) -> list[Article]:
    """Return each report once, by the first possible day of publication, else the last, then slug; undated last."""

    def place(article: Article) -> tuple[bool, str, str]:
        day = article.published_earliest or article.published_latest
        return day is None, str(day), article.slug

    return sorted(set(articles), key=place)


def sources_line(names: Iterable[str]) -> str:
    """Return independent sources in words, “Reuters, Press TV, 1 not known”, from the source of each report.

    Shape: names, or how many reports there are of each; the source of most reports first; an empty name is a source
    that is not known.
    """
    counted = Counter(names)
    unknown = counted.pop("", 0)
    known = sorted(counted, key=lambda name: (-counted[name], name))
    words = known[:SOURCES_NAMED]
    if more := len(known) - len(words):
        words.append(_("%(n)s more") % {"n": grouped(more)})
    if unknown:
        words.append(_("%(n)s not known") % {"n": grouped(unknown)})
    return _(", ").join(words)


# A page says the same few words and days hundreds of times.


@lru_cache(maxsize=4096)
def _said(day: str, language: str | None) -> str:
    return _("said %(day)s") % {"day": dates.short(dates.parse(day))} if day else _("day not stated")


@lru_cache(maxsize=4096)
def _published(day: str, language: str | None) -> str:
    return _("published %(day)s") % {"day": dates.short(dates.parse(day))} if day else _("publication day not known")


@dataclass(frozen=True)
class Statement:
    """One claim, ready to be printed. Shape: ``lead`` is the first record of the utterance, of which this is another;
    ``language`` the one it is to be printed in, which takes long to ask for.
    """

    claim: Claim
    palette: int
    marks: tuple[tuple[Difference, Question], ...] = ()
    lead: "Statement | None" = None
    language: str | None = field(default_factory=get_language)

    @cached_property
    def own_voice(self) -> bool:
        return self.claim.attribution == Attribution.OWN_VOICE

    @cached_property
    def article(self) -> Article:
        """The report it stands in."""
        return self.claim.article

    @cached_property
    def voice(self) -> Actor | None:
        """The actor whose name leads: the speaker, else the side of a speaker who is not named."""
        return self.claim.speaker or self.claim.side

    @cached_property
    def name(self) -> str:
        """The name that leads the statement."""
        if self.own_voice:
            return _("The report")
        return str(self.voice) if self.voice else (self.claim.speaker_role or _("Speaker not named"))

    @cached_property
    def role(self) -> str:
        """The role as reported, or that the speaker is not named."""
        if self.own_voice:
            return outlet_name(self.article)
        if self.claim.speaker or not self.voice:
            return self.claim.speaker_role if self.voice else ""
        return self.claim.speaker_role or _("speaker not named")

    # A page shows hundreds of statements: what each is printed with stands here under one name, for templates to print.

    @property
    def slug(self) -> str:
        return self.claim.slug

    @property
    def text(self) -> str:
        return self.claim.statement

    @property
    def also(self) -> str:
        """What this wording says beside the first record of the utterance, which is printed before it."""
        return self.text if self.lead else ""

    @property
    def also_name(self) -> str:
        """Who leads this wording, where that is another than the first record's."""
        return self.name if self.lead and self.name != self.lead.name else ""

    @property
    def quote(self) -> str:
        return self.claim.quote

    @property
    def paragraph(self) -> int:
        return self.claim.paragraph

    @property
    def page(self) -> str:
        """Where the statement stands on this site."""
        return self.claim.get_absolute_url()

    @property
    def report_page(self) -> str:
        """Where its report stands on this site."""
        return self.article.get_absolute_url()

    @property
    def voice_page(self) -> str:
        """Where whoever leads the statement stands on this site, or the empty string."""
        return self.voice.get_absolute_url() if self.voice else ""

    @property
    def kind(self) -> str:
        """The kind of the statement in words."""
        return label(ClaimKind, self.claim.kind, self.language)

    @property
    def is_direct(self) -> bool:
        return self.claim.quote_mode == QuoteMode.DIRECT

    @cached_property
    def outlet(self) -> str:
        return outlet_name(self.article)

    @property
    def source(self) -> str:
        """The report in a few words: outlet and day."""
        return source_label(self.article)

    @property
    def writer(self) -> str:
        """Who is named before words that are the report's: the outlet, else the report."""
        return self.outlet if self.article.outlet_id else _("The report")

    @property
    def occasion(self) -> Event | None:
        """The other event at which it was said, where readers may see that event."""
        return self.claim.occasion if self.claim.occasion_id and self.claim.occasion_is_public else None

    @property
    def occasion_page(self) -> str:
        return self.occasion.get_absolute_url() if self.occasion else ""

    @property
    def occasion_title(self) -> str:
        return self.occasion.title if self.occasion else ""

    @property
    def said(self) -> str:
        return _said(self.claim.said, self.language)

    @property
    def day(self) -> str:
        """The day it was said, without more words."""
        return dates.short(dates.parse(self.claim.said)) if self.claim.said else _("day not stated")

    @property
    def published(self) -> str:
        return _published(self.article.published, self.language)

    @cached_property
    def original(self) -> str:
        """The address of the report at the quoted words, or the empty string."""
        claim, address = self.claim, self.article.url
        if not is_web_address(address):
            return ""
        return f"{address}#{quotes.fragment(claim.quote, claim.prefix, claim.suffix)}"

    @property
    def address(self) -> str:
        """The permanent address of the statement."""
        return public_address(self.claim.get_absolute_url())

    @property
    def citation(self) -> str:
        """One line that cites the statement: who, unless the report itself, in which report, day, paragraph."""
        article = self.article
        day = dates.words(dates.parse(article.published)) if article.published else _("day not known")
        line = _("“%(headline)s”, %(outlet)s, %(day)s, ¶%(paragraph)s") % {
            "headline": article.headline,
            "outlet": self.outlet,
            "day": day,
            "paragraph": self.claim.paragraph,
        }
        return line if self.own_voice else _("%(name)s, in %(report)s") % {"name": self.name, "report": line}


@dataclass(frozen=True)
class Utterance:
    """What was said once: its first record here, and its other wordings in these or other reports."""

    lead: Statement
    others: tuple[Statement, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (self.lead, *self.others)

    @property
    def marks(self) -> tuple[tuple[Difference, Question], ...]:
        return self.lead.marks

    @property
    def hits(self) -> list:
        """Where else than in its own words it was found; see ``search.hits``."""
        return [hit for one in self.statements for hit in getattr(one.claim, "hits", ())]


def public_address(path: str) -> str:
    """Return an address that others can open. It comes from SITE_URL: the Host header is anybody's to set."""
    return f"{settings.SITE_URL}{path}"


def is_web_address(address: str) -> bool:
    """Whether an address may become a link. Data older than the rule exists, so it is asked again on the way out."""
    return address.startswith(("http://", "https://"))


def by_utterance(claims: Iterable[Row]) -> list[list[Row]]:
    """Group claims, or rows of them with their ``pk`` and ``repeats_id``: see ``utterances``."""
    groups: dict[int, list[Row]] = {}
    for claim in claims:
        groups.setdefault(claim.repeats_id or claim.pk, []).append(claim)
    for group in groups.values():
        group.sort(key=lambda claim: claim.repeats_id is not None)
    return list(groups.values())


def utterances(
    claims: Iterable[Claim], differences: Differences, palette: Palette, language: str | None = None
) -> list[Utterance]:
    """Group claims by utterance, each group at the place of its first member, the first record leading.

    The claims come with their names (``with_names`` and ``with_side``). Cost: no query.
    """
    language = language or get_language()
    result = []
    for group in by_utterance(claims):
        marks = tuple(differences.marks(claim.pk for claim in group))
        numbers = [palette.number(claim.side_pk, claim.event.process_id) for claim in group]
        lead = Statement(group[0], numbers[0], marks, None, language)
        others = [Statement(*one, marks, lead, language) for one in zip(group[1:], numbers[1:], strict=True)]
        result.append(Utterance(lead, tuple(others)))
    return result
