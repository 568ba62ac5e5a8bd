"""What the pages of single records show: an event, a report, a person, a question, and their lists.

Reads models, accounts and statements; every function takes public rows and returns plain data for one template.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences, read_differences
from talks.models import Actor, Answer, Article, Claim, Event, Participation, Question, Topic
from talks.statements import Palette, Statement, Utterance, is_web_address, utterances
from talks.timeline import Filters, Participant, participants
from talks.vocabulary import Attribution, Basis, Difference


def basis_words(basis: str, note: str) -> str:
    """Return how a fact is known, for the small print under it; empty where a report simply states it."""
    if basis in {"", Basis.STATED}:
        return note
    leads = {Basis.INFERRED: _("inferred: %(note)s"), Basis.ELSEWHERE: _("known from elsewhere: %(note)s")}
    return leads[Basis(basis)] % {"note": note}


def date_words(text: str, missing: str) -> str:
    """Return a date in full words, or the words for its absence."""
    return dates.words(dates.parse(text), weekday=True) if text else missing


def language_name(code: str) -> str:
    """Return the name of a language, or its code where the name is not known."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


# Questions


@dataclass(frozen=True)
class AnswerRow:
    """One answer with all who give it."""

    answer: Answer
    accounts: tuple[Utterance, ...]


@dataclass(frozen=True)
class QuestionPanel:
    """One question with its answers as rows; ``kinds`` says how the accounts differ."""

    question: Question
    kinds: tuple[Difference, ...]
    rows: tuple[AnswerRow, ...]

    @property
    def accounts(self) -> int:
        return sum(len(row.accounts) for row in self.rows)


def read_panels(
    questions: QuerySet[Question], differences: Differences, palette: Palette, known: date | None = None
) -> list[QuestionPanel]:
    """Return the questions with every public account, answers in their order. Cost: four queries."""
    claims = Claim.objects.public(known).with_side().with_names().in_reading_order()
    answers = Answer.objects.order_by("position", "slug").prefetch_related(
        Prefetch("claims", queryset=claims, to_attr="public_claims")
    )
    panels = []
    for question in questions.prefetch_related(Prefetch("answers", queryset=answers, to_attr="rows")):
        rows = [
            AnswerRow(answer, tuple(utterances(answer.public_claims, differences, palette))) for answer in question.rows
        ]
        kinds = differences.of_question.get(question.pk, set())
        panels.append(
            QuestionPanel(
                question,
                tuple(kind for kind in Difference if kind in kinds),
                tuple(row for row in rows if row.accounts),
            )
        )
    return panels


def read_question(question: Question, known: date | None = None) -> QuestionPanel:
    """Return what the page of a question shows. Cost: a constant number of queries."""
    return read_panels(Question.objects.filter(pk=question.pk), read_differences(known), Palette(), known)[0]


def read_questions(known: date | None = None) -> list[QuestionPanel]:
    """Return every public question with its answers. Cost: a constant number of queries."""
    questions = Question.objects.public(known).order_by("text")
    return read_panels(questions, read_differences(known), Palette(), known)


# One event


@dataclass(frozen=True)
class SideColumn:
    """What one side said about an event, and what it said there; ``side`` is None for those who speak for nobody."""

    side: Actor | None
    palette: int
    about: tuple[Utterance, ...]
    there: tuple[Utterance, ...]


@dataclass(frozen=True)
class Presence:
    """One who took part, and how that is known."""

    participant: Participant
    basis: str


@dataclass(frozen=True)
class ReportRow:
    """One report with the number of statements taken from it here."""

    article: Article
    published: str
    statements: int


@dataclass(frozen=True)
class EventPage:
    event: Event
    month: str
    month_link: str
    date: str
    date_basis: str
    place_basis: str
    presences: tuple[Presence, ...]
    topics: tuple[Topic, ...]
    panels: list[QuestionPanel]
    sides: list[SideColumn]
    own_voice: list[Utterance]
    reports: list[ReportRow]
    report_days: list[tuple[str, str]]
    previous: Event | None
    following: Event | None


def read_event(event: Event, known: date | None = None) -> EventPage:
    """Return what the page of an event shows. Cost: a constant number of queries."""
    differences, palette = read_differences(known), Palette()
    event.present = list(event.participations.select_related("actor__side").order_by("id"))
    shown = Claim.objects.public(known).with_side().with_names().in_reading_order()
    claims = list(shown.filter(Q(event=event) | Q(occasion=event)))
    about = [claim for claim in claims if claim.event_id == event.pk]
    there = [claim for claim in claims if claim.event_id != event.pk]
    own = [claim for claim in about if claim.attribution == Attribution.OWN_VOICE]
    differing = {question.pk for _kind, question in differences.marks(claim.pk for claim in claims)}
    month = (event.date_earliest or event.date_latest) if event.date else None
    previous, following = neighbours(event, known)
    return EventPage(
        event=event,
        month=dates.words(dates.parse(f"{month:%Y-%m}")) if month else "",
        month_link=Filters(since=f"{month:%Y-%m}", until=f"{month:%Y-%m}").querystring() if month else "",
        date=date_words(event.date, _("Not stated")),
        date_basis=basis_words(event.date_basis, event.date_basis_note),
        place_basis=basis_words(event.place_basis, event.place_basis_note),
        presences=tuple(
            Presence(participant, basis_words(row.basis, row.basis_note))
            for participant, row in zip(participants(event, palette), event.present, strict=True)
        ),
        topics=tuple(sorted({topic for claim in about for topic in claim.topics.all()}, key=str)),
        panels=read_panels(Question.objects.filter(pk__in=differing), differences, palette, known),
        sides=_columns(event, about, there, differences, palette),
        own_voice=utterances(own, differences, palette),
        reports=report_rows(about),
        report_days=read_report_days(event),
        previous=previous,
        following=following,
    )


def _columns(
    event: Event, about: list[Claim], there: list[Claim], differences: Differences, palette: Palette
) -> list[SideColumn]:
    """Return a column for each side that speaks here or took part: one that is not quoted is there and says so."""
    sides: dict[int | None, Actor | None] = {}
    for row in event.present:
        party = row.actor.side or row.actor
        sides[party.pk] = party
    spoken = {"about": defaultdict(list), "there": defaultdict(list)}
    for name, claims in (("about", about), ("there", there)):
        for claim in claims:
            if claim.attribution != Attribution.OWN_VOICE:
                sides.setdefault(claim.side_pk, claim.speaks_for)
                spoken[name][claim.side_pk].append(claim)
    columns = [
        SideColumn(
            side,
            palette.number(pk, event.process_id),
            tuple(utterances(spoken["about"][pk], differences, palette)),
            tuple(utterances(spoken["there"][pk], differences, palette)),
        )
        for pk, side in sides.items()
    ]
    # Sides with a lane in the order of the lanes, then the others, and last those who speak for nobody.
    return sorted(columns, key=lambda column: (column.side is None, column.palette or 99, str(column.side)))


def neighbours(event: Event, known: date | None) -> tuple[Event | None, Event | None]:
    """Return the public events before and after this one in its process. Cost: two queries."""
    events = Event.objects.public(known).filter(process=event.process_id)
    events = events.annotate(day=Coalesce("date_earliest", "date_latest"))
    day = event.date_earliest or event.date_latest
    if day:
        before = Q(day__lt=day) | Q(day=day, slug__lt=event.slug)
        after = Q(day__gt=day) | Q(day=day, slug__gt=event.slug) | Q(day__isnull=True)
    else:
        before = Q(day__isnull=False) | Q(slug__lt=event.slug)
        after = Q(day__isnull=True, slug__gt=event.slug)
    previous = events.filter(before).chronological(descending=True).first()
    return previous, events.filter(after).chronological().first()


def read_report_days(event: Event) -> list[tuple[str, str]]:
    """Return the days by which the reports on an event were certainly published, each in words. Cost: one query."""
    days = (
        event.claims.public().order_by("article__published_latest").values_list("article__published_latest", flat=True)
    )
    return [(str(day), dates.words(dates.parse(str(day)))) for day in days.distinct() if day]


def report_rows(claims: Iterable[Claim]) -> list[ReportRow]:
    """Return the reports that these claims were taken from, in order of publication. Cost: no query."""
    articles, counts = {}, defaultdict(int)
    for claim in claims:
        articles[claim.article_id] = claim.article
        counts[claim.article_id] += 1
    ordered = sorted(articles.values(), key=lambda article: (str(article.published_earliest or "9999"), article.slug))
    return [
        ReportRow(article, date_words(article.published, _("Not known")), counts[article.pk]) for article in ordered
    ]


# Reports


@dataclass(frozen=True)
class Passage:
    """One paragraph of a report: its first words and what was taken from it."""

    number: int
    opening: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class ReportPage:
    article: Article
    published: str
    published_basis: str
    passages: list[Passage]
    statements: int
    own_voice: int
    events: int
    language: str
    original: str
    archive: str


def read_report(article: Article, known: date | None = None) -> ReportPage:
    """Return what the page of a report shows. Cost: a constant number of queries."""
    differences, palette = read_differences(known), Palette()
    claims = list(article.claims.public(known).with_side().with_names().order_by("paragraph", "slug"))
    by_paragraph = defaultdict(list)
    for claim in claims:
        marks = tuple(differences.marks([claim.pk]))
        by_paragraph[claim.paragraph].append(
            Statement(claim, palette.number(claim.side_pk, claim.event.process_id), marks)
        )
    openings = article.openings.splitlines()
    last = max([len(openings), *by_paragraph])
    return ReportPage(
        article=article,
        published=date_words(article.published, _("Not known")),
        published_basis=basis_words(article.published_basis, article.published_basis_note),
        passages=[
            Passage(n, openings[n - 1] if n <= len(openings) else "", tuple(by_paragraph.get(n, ())))
            for n in range(1, last + 1)
        ],
        statements=len(claims),
        own_voice=sum(claim.attribution == Attribution.OWN_VOICE for claim in claims),
        events=len({claim.event_id for claim in claims}),
        language=language_name(article.language),
        original=article.url if is_web_address(article.url) else "",
        archive=article.archive_url if is_web_address(article.archive_url) else "",
    )


def read_reports(known: date | None = None) -> list[ReportRow]:
    """Return every public report, in order of publication. Cost: one query."""
    counted = Count("claims", filter=Q(claims__in=Claim.objects.public().values("pk")))
    articles = Article.objects.public(known).select_related("outlet", "agency").annotate(n=counted)
    return [
        ReportRow(article, date_words(article.published, _("Not known")), article.n)
        for article in articles.order_by(*dates.chronological("published"))
    ]


# One statement


@dataclass(frozen=True)
class ClaimPage:
    statement: Statement
    wordings: tuple[Statement, ...]
    said: str
    said_basis: str
    published: str
    panels: list[QuestionPanel]


def read_claim(claim: Claim, known: date | None = None) -> ClaimPage:
    """Return what the page of one statement shows; for a claim with names and side. Cost: a constant number of queries."""
    differences, palette = read_differences(known), Palette()
    same = Q(pk=claim.utterance_id) | Q(repeats=claim.utterance_id)
    group = Claim.objects.public(known) | Claim.objects.public().filter(pk=claim.pk)
    group = group.with_side().with_names().filter(same).in_reading_order()
    shown = [one for utterance in utterances(group, differences, palette) for one in utterance.statements]
    asked = Question.objects.filter(answers__claims=claim).distinct()
    return ClaimPage(
        statement=next(one for one in shown if one.claim.pk == claim.pk),
        wordings=tuple(one for one in shown if one.claim.pk != claim.pk),
        said=date_words(claim.said, _("Not stated")),
        said_basis=basis_words(claim.said_basis, claim.said_basis_note),
        published=date_words(claim.article.published, _("Not known")),
        panels=[panel for panel in read_panels(asked, differences, palette, known) if panel.kinds],
    )


# People and parties


@dataclass(frozen=True)
class PersonRow:
    """One actor with the number of statements made by it, or for it where it is a side."""

    actor: Actor
    palette: int
    statements: int


@dataclass(frozen=True)
class SideGroup:
    """A side with those who speak for it."""

    side: PersonRow
    voices: tuple[PersonRow, ...]


@dataclass(frozen=True)
class PersonPage:
    actor: Actor
    palette: int
    aliases: tuple[str, ...]
    statements: list[Utterance]
    count: int
    voices: tuple[PersonRow, ...]
    took_part: tuple[Participation, ...]
    timeline: str


def _person_rows(actors: QuerySet[Actor], palette: Palette, known: date | None) -> list[PersonRow]:
    claims = Claim.objects.public(known).with_side().order_by()
    by_speaker = dict(claims.values_list("speaker").annotate(n=Count("pk")))
    by_side = dict(claims.values_list("side_pk").annotate(n=Count("pk")))
    return [
        PersonRow(
            actor,
            palette.number(actor.side_id or actor.pk),
            by_speaker.get(actor.pk, 0) if actor.side_id else by_side.get(actor.pk, by_speaker.get(actor.pk, 0)),
        )
        for actor in actors
    ]


def read_people(known: date | None = None) -> list[SideGroup]:
    """Return the sides with those who speak for them, sides with a lane first. Cost: four queries."""
    palette = Palette()
    rows = _person_rows(Actor.objects.public(known).order_by("name"), palette, known)
    voices = defaultdict(list)
    for row in rows:
        if row.actor.side_id:
            voices[row.actor.side_id].append(row)
    sides = [SideGroup(row, tuple(voices[row.actor.pk])) for row in rows if not row.actor.side_id]
    return sorted(sides, key=lambda group: (group.side.palette or 99, group.side.actor.name))


def read_person(actor: Actor, known: date | None = None) -> PersonPage:
    """Return everything one person or party said, in the order said. Cost: a constant number of queries."""
    differences, palette = read_differences(known), Palette()
    spoken = Q(side_pk=actor.pk) | Q(speaker=actor) if not actor.side_id else Q(speaker=actor)
    claims = list(Claim.objects.public(known).with_side().with_names().filter(spoken).in_reading_order())
    events = Event.objects.public(known)
    took_part = Participation.objects.filter(Q(actor=actor) | Q(actor__side=actor), event__in=events)
    asked = Filters(speaker=(actor.slug,)) if actor.side_id else Filters(side=(actor.slug,))
    return PersonPage(
        actor=actor,
        palette=palette.number(actor.side_id or actor.pk),
        aliases=tuple(actor.aliases.splitlines()),
        statements=utterances(claims, differences, palette),
        count=len(claims),
        voices=tuple(_person_rows(Actor.objects.public(known).filter(side=actor).order_by("name"), palette, known)),
        took_part=tuple(
            took_part.select_related("event", "actor").order_by(
                Coalesce("event__date_earliest", "event__date_latest"), "event__slug", "id"
            )
        ),
        timeline=asked.querystring() if claims else "",
    )
