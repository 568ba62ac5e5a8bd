"""The page of an event as plain data: facts with their basis, where accounts differ, what each side said.

Reads models, index, rows, differences and statements; ``views`` hands the result to ``event.html``.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import Differences, read_differences
from talks.index import UNDATED, NamedActor, current
from talks.models import Actor, Claim, Event, Participation, Question, Topic
from talks.pages.facts import basis_words, date_words
from talks.pages.long_lists import STATEMENTS, whole_utterances
from talks.pages.questions import QuestionPanel, read_panels
from talks.pages.reports import ListedReport, count_rows, list_reports
from talks.palette import Palette
from talks.rows import ClaimRow
from talks.sources import Origins, separate_origins
from talks.statements import Utterance, utterances
from talks.timeline import Filters, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Role, label


@dataclass(frozen=True)
class SideColumn:
    """What one side said about an event, and what it said there about others.

    Shape: ``side`` is None for speakers who speak for nobody.
    """

    side: Actor | NamedActor | None
    palette: int
    about: tuple[Utterance, ...]
    there: tuple[Utterance, ...]


@dataclass(frozen=True)
class EventParticipant:
    """Somebody who took part, in which role, and how that is known; the role is empty for a party."""

    actor: Actor
    palette: int
    role: str
    basis: str


@dataclass(frozen=True)
class EventPage:
    """An event with its facts, and one page of what was said about it."""

    event: Event
    month: str
    month_link: str
    date: str
    date_basis: str
    place_basis: str
    presences: tuple[EventParticipant, ...]
    topics: tuple[Topic, ...]
    panels: list[QuestionPanel]
    sides: list[SideColumn]
    own_voice: list[Utterance]
    reports: list[ListedReport]
    origins: Origins
    report_days: list[tuple[str, str]]
    previous: Event | None
    following: Event | None
    paged: Paged


def read_event(event: Event, known: date | None = None, page: int = 1) -> EventPage:
    """Return an event with its facts and one page of its statements.

    Shape: ``reports`` are the reports behind the statements of this page; the numbers of statements and reports, and
    the sources, count the whole event.
    Cost: a constant number of queries; the event's statements are counted, the page's are read.
    """
    index = current()
    palette = Palette(index.names.lanes)
    present = list(event.participations.select_related("actor__side").order_by("id"))
    shown = Claim.objects.public(known).with_side().filter(Q(event=event) | Q(occasion=event))
    of_event = shown.filter(event=event).values("pk")
    heard = count_rows(shown, "side_pk", "event", "article", "article__agency")
    paged, start, stop = cut(heard.total(), page, STATEMENTS)
    claims = whole_utterances(index, shown, shown.in_reading_order()[start:stop])
    differences = read_differences(known, answered_by=[row.pk for row in claims])
    about = [row for row in claims if row.event.pk == event.pk]
    there = [row for row in claims if row.event.pk != event.pk]
    own = [row for row in about if row.is_own_voice]
    differing = {question.pk for _kind, question in differences.marks(row.pk for row in claims)}
    month = (event.date_earliest or event.date_latest) if event.date else None
    previous, following = neighbours(event, known)
    statements, agencies = Counter(), {}
    for (_side, of, article, agency), number in heard.items():
        if of == event.pk:
            statements[article] += number
            agencies[article] = agency
    return EventPage(
        event=event,
        month=dates.words(dates.parse(f"{month:%Y-%m}")) if month else "",
        month_link=Filters(since=f"{month:%Y-%m}", until=f"{month:%Y-%m}").querystring() if month else "",
        date=date_words(event.date, _("Not stated")),
        date_basis=basis_words(event.date_basis, event.date_basis_note),
        place_basis=basis_words(event.place_basis, event.place_basis_note),
        presences=tuple(_participant(one, event, palette) for one in present),
        topics=tuple(sorted(Topic.objects.filter(claims__in=of_event).distinct(), key=str)),
        panels=read_panels(index, Question.objects.filter(pk__in=differing), differences, palette, known),
        sides=_columns(
            event, present, about, there, differences, palette, {side for side, *_rest in heard if paged.pages > 1}
        ),
        own_voice=utterances(own, differences, palette),
        reports=list_reports((row.report for row in about), statements),
        origins=separate_origins(agencies.values()),
        report_days=read_report_days(event),
        previous=previous,
        following=following,
        paged=paged,
    )


def _participant(one: Participation, event: Event, palette: Palette) -> EventParticipant:
    role = "" if one.role == Role.PARTY else label(Role, one.role, get_language())
    number = palette.number(one.actor.side_id or one.actor_id, event.process_id)
    return EventParticipant(one.actor, number, role, basis_words(one.basis, one.basis_note))


def _columns(
    event: Event,
    present: list[Participation],
    about: list[ClaimRow],
    there: list[ClaimRow],
    differences: Differences,
    palette: Palette,
    heard: set[int | None],
) -> list[SideColumn]:
    """Return a column for each side that speaks here or took part; a side that is not quoted has an empty one.

    A side that is ``heard`` only on other pages has no column here. An utterance that reports attribute to different
    sides stands in the column of its first record.
    """
    sides: dict[int | None, Actor | NamedActor | None] = {}
    for row in present:
        party = row.actor.side or row.actor
        if party.pk not in heard:
            sides[party.pk] = party
    spoken = {"about": defaultdict(list), "there": defaultdict(list)}
    for name, claims in (("about", about), ("there", there)):
        attributed = [row for row in claims if not row.is_own_voice]
        for utterance in utterances(attributed, differences, palette):
            side = utterance.lead.row.side
            sides.setdefault(side and side.pk, side)
            spoken[name][side and side.pk].append(utterance)
    columns = [
        SideColumn(
            side,
            palette.number(pk, event.process_id),
            tuple(spoken["about"][pk]),
            tuple(spoken["there"][pk]),
        )
        for pk, side in sides.items()
    ]
    # Sides with a lane first, in the order of the lanes; then other sides; speakers without a side last.
    return sorted(
        columns, key=lambda column: (column.side is None, column.palette or 99, column.side.name if column.side else "")
    )


def neighbours(event: Event, known: date | None) -> tuple[Event | None, Event | None]:
    """Return the public events before and after this one in its process.

    Cost: one query; the index finds their ids.
    """
    day = event.date_earliest or event.date_latest
    place = (day.toordinal() if day else UNDATED, event.slug.encode())
    before, after = [], []
    for part in select(Filters(process=(event.process.slug,), known=str(known or ""))).parts:
        segment, events = part.segment, part.events
        number = segment.position(*place)
        passed = events.rank(number - 1) if number else 0
        near = [
            (segment.day(one), segment.slug(one), segment.pks[one]) for one in events[max(passed - 1, 0) : passed + 2]
        ]
        before += [one for one in near if one[:2] < place]
        after += [one for one in near if one[:2] > place]
    found = [max(before)[2] if before else None, min(after)[2] if after else None]
    rows = Event.objects.in_bulk([pk for pk in found if pk])
    return rows.get(found[0]), rows.get(found[1])


def read_report_days(event: Event) -> list[tuple[str, str]]:
    """Return the days by which the reports on an event were certainly published, each with its words.

    Cost: one query.
    """
    days = (
        event.claims.public().order_by("article__published_latest").values_list("article__published_latest", flat=True)
    )
    return [(str(day), dates.words(dates.parse(str(day)))) for day in days.distinct() if day]
