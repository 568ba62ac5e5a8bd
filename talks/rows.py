"""Reads the rows of a page in one shape, for list, table, coverage, picture, positions, single pages and files.

Rows are plain dataclasses: a page has hundreds of them, and models would be slow. Imports models and the index, which
has the names. ``statements`` prepares rows for display; ``timeline`` and ``picture`` use their days and sides.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from talks import dates
from talks.index import Index, NamedActor, NamedRecord, note_events
from talks.models import Claim, Event, Participation
from talks.models.base import around_slug
from talks.querysets import ClaimQuerySet
from talks.sources import is_web_url, known_origin, outlet_name, report_title
from talks.vocabulary import MEETINGS, Attribution, Occurrence

MOST_NAMED = 500  # ids in one query; databases accept some thousands
# A query for no ids asks for id 0, which no row has, so that the number of queries is always the same.

Day = date  # since rows have fields called ``date``


@dataclass(slots=True)
class ReportRow:
    """One report.

    Shape: ``language`` is the code of the language it is written in, ``rendering`` says how words in another language
    came into it; ``page`` is its path on this site; ``link`` is the URL of the original and ``archive`` that of a copy in
    a web archive, each empty if it has none;
    ``outlet_name`` has words for an unknown outlet too. ``text_sha256`` is that of the text in which its quotations were
    looked up, ``checked`` the day of that check.
    """

    pk: int
    slug: str
    headline: str
    outlet: NamedRecord | None
    agency: NamedRecord | None
    origin: int | None
    origin_slug: str
    origin_basis: str
    origin_note: str
    published: str
    language: str
    link: str
    archive: str
    page: str
    outlet_name: str
    earliest: date | None
    latest: date | None
    rendering: str
    text_sha256: str
    checked: date | None
    headline_basis: str
    completeness: str

    @property
    def title(self) -> str:
        """The headline; in square brackets if it is a title that the report does not state."""
        return report_title(self.headline, self.headline_basis)

    @property
    def known_origin(self) -> int | None:
        """The id of its origin as counts take it."""
        return known_origin(self.origin, self.origin_basis)


class PresenceRow(NamedTuple):
    """One participant of an event. Shape: ``side`` is the id of the side that the actor speaks for, or of the actor."""

    actor: NamedActor
    role: str
    basis: str
    basis_note: str
    side: int


@dataclass(slots=True)
class EventRow:
    """One event.

    Shape: ``lasted`` if it went on from one day to another; ``sequence`` is its place within its day; ``recorded`` and
    ``changed`` are times as the database writes them; ``first_slug`` is the one that feeds and calendars know it by;
    ``present`` has the participants in the order recorded, and is empty if
    ``read_claims`` reads the event.
    """

    pk: int
    slug: str
    title: str
    process: int
    kind: str
    occurrence: str
    format: str
    date: str
    date_basis: str
    date_basis_note: str
    place: NamedRecord | None
    place_basis: str
    place_basis_note: str
    summary: str
    short_title: str
    milestone_reason: str
    recorded: str
    changed: str
    page: str
    earliest: Day | None
    latest: Day | None
    is_held: bool
    lasted: bool
    sequence: int
    first_slug: str
    present: list[PresenceRow] = field(default_factory=list)

    @property
    def is_meeting(self) -> bool:
        """Whether it brings sides together, held or not: by its kind, and two sides or more taking part."""
        return self.kind in MEETINGS and len({one.side for one in self.present}) > 1

    @property
    def is_certain(self) -> bool:
        """Whether it was held, and on days that are known."""
        if not self.is_held or not self.date:
            return False
        day = dates.parse(self.date)
        is_known = self.lasted or self.earliest == self.latest
        return is_known and None not in (self.earliest, self.latest) and not (day.uncertain or day.approximate)


@dataclass(slots=True)
class ClaimRow:
    """One statement.

    Shape: ``side`` is that of the statement, else the one that the speaker speaks for. ``occasion`` is None if it is not
    public. ``repeats`` is the id of the first record of the utterance, None for the first record itself.
    ``quote_language`` and ``rendering`` are those of the report unless the statement has its own. ``cue`` is the report's
    own verb, if recorded. ``is_own_voice`` if the report itself says it. ``paragraph_sha256`` is the mark that the
    quotation was found, else ``unchecked_reason`` says why it was not checked.
    """

    pk: int
    slug: str
    event: EventRow
    occasion: EventRow | None
    report: ReportRow
    paragraph: int
    speaker: NamedActor | None
    speaker_role: str
    target: NamedActor | None
    attribution: str
    kind: str
    statement: str
    quote: str
    prefix: str
    suffix: str
    quote_mode: str
    quote_language: str
    rendering: str
    cue: str
    said: str
    said_basis: str
    said_basis_note: str
    standing: bool
    repeats: int | None
    note: str
    recorded: str
    changed: str
    page: str
    side: NamedActor | None
    earliest: date | None
    latest: date | None
    is_own_voice: bool
    paragraph_sha256: str
    unchecked_reason: str
    quote_translation: str
    translated_by: str
    translation_method: str

    @property
    def spoken(self) -> tuple[Day | None, Day | None]:
        """The first and the last day that order it: of saying it, or of the report of a standing position.

        ``with_clock`` gives the same in the database.
        """
        return (self.report.earliest, self.report.latest) if self.standing else (self.earliest, self.latest)

    @property
    def spoken_text(self) -> str:
        """The date of ``spoken`` as EDTF."""
        return self.report.published if self.standing else self.said

    @property
    def utterance(self) -> int:
        """The id of the first record of this utterance."""
        return self.repeats or self.pk


EVENT = (
    *("pk", "slug", "title", "process", "kind", "occurrence", "format", "date", "date_basis", "date_basis_note"),
    *("place", "place_basis", "place_basis_note", "summary", "short_title", "milestone_reason", "sequence"),
    "first_slug",
)
CLAIM = (
    *("pk", "slug", "event", "occasion", "article", "paragraph", "speaker", "speaker_role", "side", "target"),
    *("attribution", "kind", "statement", "quote", "prefix", "suffix", "quote_mode"),
    *("quote_language", "rendering", "cue", "said", "said_basis", "said_basis_note", "standing", "repeats", "note"),
    *("paragraph_sha256", "unchecked_reason", "quote_translation", "translated_by", "translation_method"),
)
REPORT = tuple(
    f"article__{name}"
    for name in (
        *("slug", "headline", "outlet", "origin__house", "origin", "origin__slug", "origin_basis", "origin_note"),
        *("published", "language", "url", "archive_url", "rendering", "text_sha256", "checked"),
        *("headline_basis", "completeness"),
    )
)
"""The columns of each row. Reports are read with their statements, since the query has to join them anyway."""

# As text, since files need text and parsing each time would be slow.
CLOCKS = (Cast("recorded", TextField()), Cast("changed", TextField()))


def read_events(
    index: Index,
    pks: Collection[int],
    known: date | None = None,
    only: Collection[int] | None = None,
    public: ClaimQuerySet | None = None,
) -> list[tuple[EventRow, list[ClaimRow]]]:
    """Return events in this order, each with its public statements in reading order.

    Shape: the statements that were public by the day ``known``, or ``only`` those of them with these ids. ``public`` are other
    statements to take for public, as a preview does.
    Cost: three queries.
    """
    note_events(pks)
    claims = Claim.objects.public(known) if public is None else public
    claims = claims.filter(event__in=pks) if only is None or len(only) > MOST_NAMED else claims.filter(pk__in=only)
    columns = list(claims.in_reading_order().values_list(*CLAIM, *CLOCKS, *REPORT))
    if only is not None:
        columns = [row for row in columns if row[0] in only]
    events = read_event_rows(index, {*pks, *(row[3] for row in columns if row[3])})
    present, actors = Participation.objects.filter(event__in=pks).order_by("id"), index.names.actors
    for pk, actor, role, basis, note in present.values_list("event", "actor", "role", "basis", "basis_note"):
        one = actors[actor]
        events[pk].present.append(PresenceRow(one, role, basis, note, one.side_id or actor))
    said: dict[int, list[ClaimRow]] = {pk: [] for pk in pks}
    for row in _claim_rows(index, columns, events):
        said[row.event.pk].append(row)
    return [(events[pk], said[pk]) for pk in pks if pk in events]


def read_claims(index: Index, claims: ClaimQuerySet) -> list[ClaimRow]:
    """Return statements in the order of the query. Cost: two queries."""
    columns = list(claims.values_list(*CLAIM, *CLOCKS, *REPORT))
    events = read_event_rows(index, {pk for row in columns for pk in row[2:4] if pk})
    return list(_claim_rows(index, columns, events))


def read_event_rows(index: Index, pks: Collection[int]) -> dict[int, EventRow]:
    """Return events by id, without their participants. Cost: one query."""
    note_events(pks)
    places = index.names.places
    events: dict[int, EventRow] = {}
    before, after = around_slug("event")
    for row in Event.objects.filter(pk__in=pks or {0}).values_list(*EVENT, *CLOCKS):
        pk, slug, title, process, kind, occurrence, form, text, basis, note, place, *others = row
        place_basis, place_note, summary, short_title, milestone_reason, sequence, *others = others
        first_slug, recorded, changed = others
        earliest, latest = _days(text)
        events[pk] = EventRow(
            *(pk, slug, title, process, kind, occurrence, form, text, basis, note),
            *(places.get(place), place_basis, place_note, summary, short_title, milestone_reason, recorded),
            changed,
            *(f"{before}{slug}{after}", earliest, latest, occurrence == Occurrence.HELD, "/" in text),
            sequence=sequence,
            first_slug=first_slug or slug,
        )
    return events


def _claim_rows(index: Index, columns: list[tuple[Any, ...]], events: dict[int, EventRow]) -> Iterator[ClaimRow]:
    """Yield the rows of statements. Shape: ``events`` has their events and occasions."""
    actors, outlets, unknown = index.names.actors, index.names.outlets, outlet_name(None)
    reports: dict[int, ReportRow] = {}
    (before, after), around_report = around_slug("claim"), around_slug("report")
    for row in columns:
        pk, slug, event, occasion, report, paragraph, speaker, role, side, target, attribution, *texts = row
        kind, statement, quote, prefix, suffix, mode, in_language, rendering, cue, *texts = texts
        said, basis, basis_note, standing, repeats, note, mark, reason, *texts = texts
        in_english, translated_by, method, recorded, changed, *of_report = texts
        if report not in reports:
            reports[report] = _report_row(outlets, around_report, unknown, report, *of_report)
        earliest, latest = _days(said)
        speaker = actors.get(speaker)
        yield ClaimRow(
            pk=pk,
            slug=slug,
            event=events[event],
            occasion=events[occasion] if occasion and index.holds(occasion) else None,
            report=reports[report],
            paragraph=paragraph,
            speaker=speaker,
            speaker_role=role,
            side=actors[side] if side else speaker and speaker.speaks_for,
            target=actors.get(target),
            attribution=attribution,
            kind=kind,
            statement=statement,
            quote=quote,
            prefix=prefix,
            suffix=suffix,
            quote_mode=mode,
            quote_language=in_language or reports[report].language,
            rendering=rendering or reports[report].rendering,
            cue=cue,
            said=said,
            said_basis=basis,
            said_basis_note=basis_note,
            standing=standing,
            earliest=earliest,
            latest=latest,
            repeats=repeats,
            note=note,
            recorded=recorded,
            changed=changed,
            page=f"{before}{slug}{after}",
            is_own_voice=attribution == Attribution.OWN_VOICE,
            paragraph_sha256=mark,
            unchecked_reason=reason,
            quote_translation=in_english,
            translated_by=translated_by,
            translation_method=method,
        )


def _report_row(
    outlets: Mapping[int, NamedRecord],
    around: tuple[str, str],
    unknown: str,
    pk: int,
    slug: str,
    headline: str,
    outlet: int | None,
    agency: int | None,
    origin: int | None,
    origin_slug: str | None,
    origin_basis: str,
    origin_note: str,
    published: str,
    language: str,
    url: str,
    archive_url: str,
    rendering: str,
    text_sha256: str,
    checked: date | None,
    headline_basis: str,
    completeness: str,
) -> ReportRow:
    earliest, latest = _days(published)
    named = outlets.get(outlet) if outlet else None
    return ReportRow(
        pk=pk,
        slug=slug,
        headline=headline,
        outlet=named,
        agency=outlets.get(agency) if agency else None,
        origin=origin,
        origin_slug=origin_slug or "",
        origin_basis=origin_basis,
        origin_note=origin_note,
        published=published,
        language=language,
        link=url if is_web_url(url) else "",
        archive=archive_url if is_web_url(archive_url) else "",
        page=f"{around[0]}{slug}{around[1]}",
        outlet_name=named.name if named else unknown,
        earliest=earliest,
        latest=latest,
        rendering=rendering,
        text_sha256=text_sha256,
        checked=checked,
        headline_basis=headline_basis,
        completeness=completeness,
    )


def _days(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last possible day of a date. Parsing is faster than reading both columns."""
    if not text:
        return None, None
    day = dates.parse(text)
    return day.earliest, day.latest
