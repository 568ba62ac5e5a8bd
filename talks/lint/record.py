"""Applies the rules to the records of a negotiation, or to one record.

Imports models, share and the other modules of lint. The command and the admin show the findings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q

from talks import quoting, share
from talks.dates import parse
from talks.lint import wording
from talks.lint.addresses import normal_address
from talks.lint.finding import Finding
from talks.lint.quotations import lost_denials
from talks.lint.speakers import is_named_near, lead_of, names_of
from talks.lint.wording import Spot
from talks.models import Answer, Article, Claim, Event, Process, Question
from talks.vocabulary import ActorKind, Attribution, ClaimKind, LintRule, Occurrence, Status

SAMPLE = 100  # statements by which the language of a record is told

# What looks ahead may be said before the event.
LOOKING_AHEAD = {ClaimKind.DEMAND, ClaimKind.OFFER, ClaimKind.PLEDGE, ClaimKind.REFUSAL, ClaimKind.WARNING}


class Lint:
    """The rules for the records of one negotiation.

    The rules for wording are for English: ``is_english`` says whether the statements of the negotiation are.
    ``disputed`` are the words that its questions have in quotation marks.
    ``typed`` are statements that are not stored yet, and tell the language too.
    Cost: three queries.
    """

    def __init__(self, process: Process, typed: Iterable[str] = ()) -> None:
        claims = Claim.objects.filter(event__process=process).order_by()  # any of them; to sort all takes long
        self.is_english = wording.is_english([*typed, *claims.values_list("statement", flat=True)[:SAMPLE]])
        texts = [*Question.objects.filter(process=process).values_list("text", flat=True)]
        texts += Answer.objects.filter(question__process=process).values_list("text", flat=True)
        self.disputed = wording.quoted(texts)

    def event(self, event: Event) -> Iterator[Finding]:
        """Find what is wrong with the words for an event."""
        if not self.is_english:
            return
        for name in ("title", "short_title", "summary"):
            text = getattr(event, name)
            yield from _at(event, name, LintRule.LOADED, wording.loaded(text, self.disputed))
            yield from _at(event, name, LintRule.JUDGING, wording.judging(text))
            yield from _at(event, name, LintRule.OUTCOME, wording.outcome(text))
        for name in ("title", "short_title", "slug"):
            yield from _at(event, name, LintRule.ORDINAL, wording.ordinal(getattr(event, name)))
        for name in ("title", "short_title"):
            yield from _at(event, name, LintRule.ASSERTED, wording.asserted(getattr(event, name)))

    def claim(self, claim: Claim) -> Iterator[Finding]:
        """Find what is wrong with a statement. Cost: up to six queries, unless the related rows were read before."""
        if self.is_english:
            statement = claim.statement
            yield from _at(claim, "statement", LintRule.LOADED, wording.loaded(statement, self.disputed))
            yield from _at(claim, "statement", LintRule.ASSERTED, wording.asserted_in(statement))
            yield from _at(claim, "statement", LintRule.VERB, wording.verb(statement))
            yield from _at(claim, "statement", LintRule.AGREEMENT, wording.agreement(statement, subject_of(claim)))
        text = getattr(claim.article, "text", None) if claim.article else None
        paragraph = text.paragraph(claim.paragraph or 0) if text else None
        marks = {"prefix": claim.prefix, "suffix": claim.suffix}
        if claim.quote and paragraph is not None:
            for message in quoting.warnings(claim.quote, paragraph, **marks):
                yield _finding(claim, "quote", LintRule.CUT, message)
        if self.is_english and claim.quote and claim.language_of_quote.split("-")[0] == "en":
            for message in lost_denials(claim.statement, claim.quote, paragraph, **marks):
                yield _finding(claim, "quote", LintRule.DENIAL, message)
        yield from _out_of_time(claim)
        if claim.repeats and claim.repeats.speaker_id != claim.speaker_id:
            message = f"“{claim.repeats.slug}” is of {claim.repeats.speaker or 'no named speaker'}."
            yield _finding(claim, "repeats", LintRule.REPEATS, message)
        names = _named_as(claim)
        if names and text and claim.paragraph and not is_named_near(names, text.paragraphs, claim.paragraph):
            message = f"“{names[0]}” is not named in ¶{claim.paragraph} or the two before it."
            yield _finding(claim, "speaker", LintRule.SPEAKER, message)
        if claim.cue and text and claim.paragraph:
            places = {claim.paragraph, lead_of(text.paragraphs, claim.paragraph)}
            if not any(is_named_near([claim.cue], text.paragraphs, place) for place in places):
                message = f"“{claim.cue}” does not stand in ¶{claim.paragraph} or the two before it."
                yield _finding(claim, "cue", LintRule.CUE, message)


def lint_process(process: Process) -> Iterator[Finding]:
    """Find what is wrong with the events, reports and statements of a negotiation, withdrawn ones left out.

    Shape: by events, then by reports with their statements, each in the order of slugs; then statements without report.
    Cost: some ten queries, and two for each report; linear in the record.
    """
    lint = Lint(process)
    present = ~Q(status=Status.WITHDRAWN)
    for event in Event.objects.filter(present, process=process).order_by("slug").iterator():
        yield from lint.event(event)
    related = ("event", "occasion", "speaker", "repeats__speaker")
    claims = Claim.objects.filter(present, event__process=process).select_related(*related).order_by("slug")
    twice = _Twice()
    articles = Article.objects.filter(present, pk__in=claims.order_by().values("article")).select_related("text")
    for article in articles.order_by("slug").iterator(chunk_size=100):
        yield from twice.of(article)
        yield from _too_much(article)
        for claim in claims.filter(article=article):
            claim.article = article  # with its text, read once
            yield from lint.claim(claim)
    for claim in claims.filter(article=None):
        yield from lint.claim(claim)


def lint_one(record: Event | Claim | Article) -> list[Finding]:
    """Find what is wrong with one record, as stored or as it stands in a form. Cost: up to ten queries."""
    if isinstance(record, Article):
        return [*_Twice(like=record).of(record), *_too_much(record)]
    if isinstance(record, Event):
        return list(Lint(record.process, [record.title]).event(record))
    found = lint_claim(record, record.event.process)
    return [*found, *_too_much(record.article)] if record.article else found


def lint_claims(claims: Iterable[Claim]) -> Iterator[tuple[Claim, list[Finding]]]:
    """Find what is wrong with statements whose related rows were read before, but for the share of their reports.

    Cost: three queries for each negotiation.
    """
    rules: dict[int, Lint] = {}
    for claim in claims:
        process = claim.event.process
        if process.pk not in rules:
            rules[process.pk] = Lint(process)
        yield claim, list(rules[process.pk].claim(claim))


def lint_claim(claim: Claim, process: Process) -> list[Finding]:
    """Find what is wrong with a statement of a negotiation, stored or not; it may still lack its event.

    Cost: up to nine queries.
    """
    return list(Lint(process, [claim.statement]).claim(claim))


def subject_of(claim: Claim) -> str:
    """Return what stands before a statement, where it tells whether several speak; empty where it does not."""
    if claim.attribution == Attribution.OWN_VOICE:
        return "The report"
    if claim.speaker:
        # A party or a person is one, whatever its name; of groups the name tells.
        return claim.speaker.name if claim.speaker.kind == ActorKind.GROUP else "One"
    return claim.speaker_role


# The rules that need more than words


def _out_of_time(claim: Claim) -> Iterator[Finding]:
    """Find a day that is certainly after the report, or before the event or the occasion."""
    said = parse(claim.said) if claim.said else None
    if said is None:
        return
    published = claim.article.published_latest if claim.article else None
    if said.earliest and published and said.earliest > published:
        yield _finding(claim, "said", LintRule.SAID_LATE, f"The report was published by {published}.")
    about = claim.event if claim.event_id else None
    is_held = about and about.occurrence == Occurrence.HELD and claim.kind not in LOOKING_AHEAD
    for event in (about if is_held else None, claim.occasion):
        if event and said.latest and event.date_earliest and said.latest < event.date_earliest:
            yield _finding(claim, "said", LintRule.SAID_EARLY, f"“{event.slug}” was not before {event.date_earliest}.")


def _named_as(claim: Claim) -> list[str]:
    """Return by what a report may name the speaker of a statement: its names, and the role as reported."""
    roles = [claim.speaker_role] if claim.speaker_role else []
    if not claim.speaker or claim.attribution not in {Attribution.NAMED, Attribution.INSTITUTION}:
        return roles
    speaker = claim.speaker
    is_person = speaker.kind == ActorKind.PERSON
    return names_of(speaker.name, speaker.spellings, speaker.also_meant_by, is_person=is_person) + roles


def _too_much(article: Article) -> Iterator[Finding]:
    taken = share.share_of(article)
    if taken.is_too_much:
        yield _finding(article, "text", LintRule.SHARE, " ".join(taken.errors()))


class _Twice:
    """The reports of all negotiations by address and by text, or those that may be ``like`` one. Cost: two queries."""

    def __init__(self, like: Article | None = None) -> None:
        self.by_address: dict[str, list[str]] = defaultdict(list)
        self.by_text: dict[str, list[str]] = defaultdict(list)
        reports = Article.objects.exclude(status=Status.WITHDRAWN).order_by("slug")
        if like:  # only reports of the same host, which the database finds without comparing all addresses
            same = Q(text__sha256=like.text.sha256) if getattr(like, "text", None) else Q(pk=like.pk)
            for host in {normal_address(url).partition("/")[0] for url in (like.url, like.archive_url)} - {""}:
                same |= Q(url__icontains=host) | Q(archive_url__icontains=host)
            reports = reports.filter(same)
        for slug, *addresses in reports.values_list("slug", "url", "archive_url"):
            for address in {normal_address(address) for address in addresses} - {""}:
                self.by_address[address].append(slug)
        for slug, digest in reports.exclude(text=None).values_list("slug", "text__sha256"):
            self.by_text[digest].append(slug)

    def of(self, article: Article) -> Iterator[Finding]:
        for name in ("url", "archive_url"):
            yield from self._others(article, name, self.by_address[normal_address(getattr(article, name))], "address")
        text = getattr(article, "text", None)
        if text:
            yield from self._others(article, "text", self.by_text[text.sha256], "text")

    @staticmethod
    def _others(article: Article, field: str, slugs: Iterable[str], what: str) -> Iterator[Finding]:
        others = [slug for slug in slugs if slug != article.slug]
        if others:
            yield _finding(article, field, LintRule.REPORT_TWICE, f"“{'”, “'.join(others)}” has the same {what}.")


def _at(record: Event | Claim, field: str, rule: LintRule, spots: Iterable[Spot]) -> Iterator[Finding]:
    for start, end, message in spots:
        yield _finding(record, field, rule, message, start, end)


def _finding(
    record: Event | Claim | Article,
    field: str,
    rule: LintRule,
    message: str,
    start: int | None = None,
    end: int | None = None,
) -> Finding:
    reason = getattr(record, "lint_reason", "")
    return Finding(rule, record._meta.model_name, record.slug, field, message, start, end, reason)
