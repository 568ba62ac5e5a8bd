"""The page of an event as plain data: what came of it, where accounts differ, what each side said, facts with their basis.

Reads models, index, rows, outcomes, differences and statements; ``views`` hands the result to ``event.html``.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import read_differences
from talks.index import EventPlace, current
from talks.models import Actor, Claim, Event, Participation, Question, Topic
from talks.outcomes import assessments, day_begun, find_assessments, may_have_outcome, read_marks
from talks.pages.event_parts import (
    EventQuestion,
    EventReport,
    PreparedStatements,
    SideColumn,
    SilentSide,
    number_reports,
    parts_note,
    short_questions,
    silent_sides,
)
from talks.pages.facts import Noted, basis_words, date_words
from talks.pages.long_lists import STATEMENTS, whole_utterances
from talks.pages.questions import read_panels
from talks.pages.reports import count_rows
from talks.palette import Palette
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow
from talks.sources import Origins, known_origin, public_url, separate_origins
from talks.statements import Utterance
from talks.timeline import Filters, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import EventFormat, Occurrence, Role, label

ON_A_SHEET = 8  # statements; up to so many, an event fits on one printed sheet
CROWDED = (1400, 2000, 2800)  # characters; print has smaller letters from each of these on, so that a sheet holds them


@dataclass(frozen=True)
class EventParticipant:
    """Somebody who took part, in which role, and how that is known.

    Shape: the role is empty for a party; the basis is empty if it is also that of the next one.
    """

    actor: Actor
    palette: int
    role: str
    basis: Noted


@dataclass(frozen=True)
class EventPage:
    """An event with its facts, and one page of what was said about it.

    Shape: ``outcomes`` are the assessments of what came of it on this page, ``has_outcome`` whether there are any on
    any; readers will ask for the outcome if ``asks_outcome``. ``silent`` are the sides that are not quoted on it.
    """

    event: Event
    address: str
    month: str
    month_link: str
    date: str
    date_basis: Noted
    place_basis: Noted
    kind: str
    presences: tuple[EventParticipant, ...]
    topics: tuple[Topic, ...]
    has_outcome: bool
    asks_outcome: bool
    outcomes: list[Utterance]
    questions: list[EventQuestion]
    sides: list[SideColumn]
    silent: tuple[SilentSide, ...]
    own_voice: list[Utterance]
    reports: list[EventReport]
    origins: Origins
    statements: int
    report_days: list[tuple[str, str]]
    previous: Event | None
    following: Event | None
    paged: Paged

    @property
    def parts_note(self) -> str:
        """What is said beside what nobody says: how many reports on the event were not wholly available."""
        return parts_note(self.reports)

    @property
    def stacks(self) -> list[list[SideColumn]]:
        """The sides in two stacks of about the same height, the first side on the left, or in one if there is one."""
        stacks: list[list[SideColumn]] = [[], []]
        for column in self.sides:
            min(stacks, key=_height).append(column)
        return [stack for stack in stacks if stack]

    @property
    def is_even(self) -> bool:
        """Whether both stacks have about the same height, so that they save room on paper."""
        heights = [_height(stack) for stack in self.stacks]
        return max(heights) - min(heights) <= 2

    @property
    def kept(self) -> tuple[int, int]:
        """How many of the last statements print keeps on one sheet with the reports: of the sides, of the reports' own.

        Together they fill between a third and two thirds of a sheet, so no sheet before them is less full either.
        """
        together = max(1, 6 - len(self.reports))
        own = min(together, len(self.own_voice))
        return together - own, own

    @property
    def fits_a_sheet(self) -> bool:
        """Whether it is printed on one sheet."""
        return self.statements <= ON_A_SHEET

    @property
    def crowding(self) -> int:
        """How crowded its one sheet is, from 0 to 3. Print has a size of letters for each."""
        columns = [said for column in self.sides for said in (column.about, column.there)]
        groups = [self.outcomes, self.own_voice, *columns]
        statements = [one for group in groups for utterance in group for one in utterance.statements]
        accounts = [one for question in self.questions for answer in question.answers for one in answer.accounts]
        # With what stands around each: names, sources, the space between lines.
        characters = sum(60 + len(one.text) + len(one.quote) for one in statements)
        characters += sum(40 + len(one.name) + len(one.text) for one in accounts) + 150 * len(self.reports)
        return bisect_right(CROWDED, characters)


def _height(stack: list[SideColumn]) -> int:
    return sum(1 + len(column.about) + len(column.there) for column in stack)


def read_event(
    event: Event, known: date | None = None, page: int = 1, public: ClaimQuerySet | None = None
) -> EventPage:
    """Return an event with its facts and one page of its statements.

    Shape: ``reports`` are the reports behind the statements of this page; the numbers of statements and reports, and
    the sources, count the whole event. Assessments of what came of the event stand on the first pages.
    ``public`` are other statements to take for public, as a preview does.
    Cost: a constant number of queries; the event's statements are counted, the page's are read.
    """
    index = current()
    palette = Palette(index.names.lanes)
    present = list(event.participations.select_related("actor__side").order_by("id"))
    every_day = event.claims.public() if public is None else public.filter(event=event)
    public = Claim.objects.public(known) if public is None else public
    shown = _shown(event, public).with_clock()
    of_event = shown.filter(event=event).values("pk")
    heard = count_rows(shown, "voice", "is_outcome", "event", "article", "article__origin", "article__origin_basis")
    paged, start, stop = cut(heard.total(), page, STATEMENTS)
    reading = shown.in_reading_order().query.order_by
    claims = whole_utterances(index, shown, shown.order_by("-is_outcome", *reading)[start:stop])
    outcomes, others = _divide(event, claims)
    differences = read_differences(answered_by=[row.pk for row in claims], public=public)
    differing = {question.pk for _kind, question in differences.marks(row.pk for row in claims)}
    panels = read_panels(index, Question.objects.filter(pk__in=differing), differences, palette, public=public)
    month = dates.heading(dates.parse(event.date)) if event.date else ""
    previous, following = neighbours(event, known)
    statements, origin_of = Counter(), {}
    for (_voice, _is_outcome, of, article, origin, basis), number in heard.items():
        if of == event.pk:
            statements[article] += number
            origin_of[article] = known_origin(origin, basis)
    origins = separate_origins(origin_of.values())
    has_outcome = any(is_outcome for _voice, is_outcome, *_rest in heard)
    reports = number_reports((row.report for row in claims), statements)
    numbers = {one.page: str(one.number) for one in reports}
    said = PreparedStatements(event, palette, numbers)
    return EventPage(
        event=event,
        address=public_url(event.get_absolute_url()),
        month=dates.words(dates.parse(month)) if month else "",
        month_link=Filters(since=month, until=month).querystring() if month else "",
        date=date_words(event.date, _("Not stated")),
        date_basis=basis_words(event.date_basis, event.date_basis_note),
        place_basis=basis_words(event.place_basis, event.place_basis_note),
        kind=kind_words(event),
        presences=_participants(event, present, palette),
        topics=tuple(sorted(Topic.objects.filter(claims__in=of_event).distinct(), key=str)),
        has_outcome=has_outcome,
        asks_outcome=has_outcome or (may_have_outcome(event.kind, event.occurrence) and _is_milestone(event)),
        outcomes=said.prepare(outcomes),
        questions=short_questions(panels, event, numbers),
        sides=said.columns(row for row in others if not row.is_own_voice),
        silent=silent_sides(event, present, palette, origins.reports, heard),
        own_voice=said.prepare(row for row in others if row.is_own_voice),
        reports=reports,
        origins=origins,
        statements=heard.total(),
        report_days=read_report_days(every_day),
        previous=previous,
        following=following,
        paged=paged,
    )


def _shown(event: Event, public: ClaimQuerySet) -> ClaimQuerySet:
    """Return the statements about an event, and those said there about others.

    Shape: annotated with ``voice``, the id of the side or speaker, and ``is_outcome``.
    """
    public = public.with_side().annotate(utterance=Coalesce("repeats", "pk"))
    told = find_assessments(public.filter(event=event), day_begun(event.date)).values("utterance")
    return public.filter(Q(event=event) | Q(occasion=event)).annotate(
        voice=Coalesce("side_pk", "speaker"),
        is_outcome=Case(When(utterance__in=told, then=True), default=False, output_field=BooleanField()),
    )


def _divide(event: Event, claims: list[ClaimRow]) -> tuple[list[ClaimRow], list[ClaimRow]]:
    """Return the statements that tell what came of the event, all wordings of an utterance together, and the others."""
    about = [row for row in claims if row.event.pk == event.pk]
    telling = read_marks([row.pk for row in about]).telling
    told = {row.utterance for row in assessments(about[0].event, about, telling)} if about else set()
    return [row for row in claims if row.utterance in told], [row for row in claims if row.utterance not in told]


def _is_milestone(event: Event) -> bool:
    """Return whether an event is a milestone. Cost: one query."""
    return bool(Event.objects.with_milestone().filter(pk=event.pk).values_list("is_milestone", flat=True).first())


def kind_words(event: Event) -> str:
    """Return the kind of an event in words, with its format and with what became of it if it was not held."""
    words = [event.get_kind_display()]
    if event.format != EventFormat.NOT_STATED:
        words.append(event.get_format_display().lower())
    if event.occurrence != Occurrence.HELD:
        words.append(event.get_occurrence_display().lower())
    return ", ".join(words)


def _participants(event: Event, present: list[Participation], palette: Palette) -> tuple[EventParticipant, ...]:
    bases = [basis_words(one.basis, one.basis_note) for one in present]
    return tuple(
        EventParticipant(
            one.actor,
            palette.number(one.actor.side_id or one.actor_id, event.process_id),
            "" if one.role == Role.PARTY else label(Role, one.role, get_language()),
            Noted() if basis == following else basis,
        )
        for one, basis, following in zip(present, bases, [*bases, None][1:], strict=True)
    )


def neighbours(event: Event, known: date | None) -> tuple[Event | None, Event | None]:
    """Return the public events before and after this one in its process.

    Cost: one query; the index finds their ids.
    """
    place = EventPlace(*dates.place(event.date_earliest, event.date_latest), event.sequence, event.slug.encode())
    before: list[tuple[EventPlace, int]] = []
    after: list[tuple[EventPlace, int]] = []
    for part in select(Filters(process=(event.process.slug,), known=str(known or ""))).parts:
        segment, events = part.segment, part.events
        number = segment.position(place)
        passed = events.rank(number - 1) if number else 0
        near = [(segment.place(one), segment.pks[one]) for one in events[max(passed - 1, 0) : passed + 2]]
        before += [one for one in near if one[0] < place]
        after += [one for one in near if one[0] > place]
    found = [max(before)[1] if before else None, min(after)[1] if after else None]
    rows = Event.objects.in_bulk([pk for pk in found if pk])
    return rows.get(found[0]), rows.get(found[1])


def read_report_days(claims: ClaimQuerySet) -> list[tuple[str, str]]:
    """Return the days by which the reports with these statements were certainly published, each with its words.

    Cost: one query.
    """
    days = claims.order_by("article__published_latest").values_list("article__published_latest", flat=True)
    return [(str(day), dates.words(dates.parse(str(day)))) for day in days.distinct() if day]
