"""Rows become drafts of events and statements: all of them, or none where anything is wrong.

Imports history, cells, columns, problems, timelinejs and models. What the record has already is compared and never changed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.curation import check_slug, claim_words, free_slug
from talks.history import because
from talks.importing.cells import Cells, in_words, shortened, stored, words_of
from talks.importing.columns import CLAIM, COLUMNS_READ, DERIVED, EVENT, Column, column_of, field_of
from talks.importing.problems import PROBLEMS_SHOWN, ImportRefused, Problem, refused
from talks.importing.tables import Row, Table, plain_text
from talks.importing.timelinejs import from_timelinejs, is_timelinejs
from talks.models import Claim, Event, Process
from talks.models.base import Curated
from talks.proof import prove, set_mark, text_of
from talks.vocabulary import Basis, EventKind

ABOUT_CLAIM = {"claim", "statement", "quote"}
"""A row with one of these columns filled has a statement."""
OF_REPORT = {"rendering": "rendering", "quote_language": "language"}
"""Fields of a statement for which our CSV gives that of the report where the statement has none of its own."""

Said = tuple[int | None, int | None, int | None, str, str]
"""What tells statements about one event apart: report, speaker, paragraph, statement, quote."""


@dataclass(frozen=True)
class Imported:
    """What an import made, in the order of the rows, as drafts; how many records it found unchanged; and what to know."""

    events: list[Event] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """The paths at which readers will find what was made, once it is published."""
        return [record.get_absolute_url() for record in [*self.events, *self.claims]]

    def __str__(self) -> str:
        events = ngettext("%(n)d event", "%(n)d events", len(self.events)) % {"n": len(self.events)}
        claims = ngettext("%(n)d statement", "%(n)d statements", len(self.claims)) % {"n": len(self.claims)}
        shown = {"events": events, "statements": claims, "unchanged": self.unchanged}
        return _("%(events)s and %(statements)s as drafts; %(unchanged)d unchanged") % shown


def import_table(table: Table, process: Process, *, name: str = "", kind: str = "", dry_run: bool = False) -> Imported:
    """Make drafts of the events and statements of a table, in one transaction; with ``dry_run`` nothing stays.

    ``name`` is that of the file, and stands in the basis of what has none in it; ``kind`` is for events without a kind.
    An event of the same process with the same title and date is the same event, so that the same file again changes nothing.
    Cost: some ten queries and 5 ms of processor time for a new record. Raises: ImportRefused, with all that is wrong.
    """
    if is_timelinejs(table):
        table = from_timelinejs(table, words_of(field_of("event_kind")))
    elif not set(table.columns) & {"event", "event_title"}:
        raise refused(
            _("No column names an event: it needs “event” or “event_title”, or “Year” and “Headline” as in TimelineJS.")
        )
    with transaction.atomic(), because(_("Imported from “%(name)s”.") % {"name": shortened(plain_text(name), 100)}):
        imported = _Import(table, process, name, kind).run()
        if dry_run:
            transaction.set_rollback(True)
    return imported


class _Import:
    def __init__(self, table: Table, process: Process, name: str, kind: str) -> None:
        self.table, self.process, self.kind = table, process, kind
        self.source = _("The imported table “%(name)s” gives it.") % {"name": shortened(plain_text(name), 100)}
        self.cells = Cells()
        self.problems: list[Problem] = []
        self.events: list[Event] = []
        self.claims: list[tuple[int, Claim]] = []  # with the number of the row
        self.said: dict[int, dict[Said, Claim]] = {}
        self.made: set[Curated] = set()
        self.met: set[Curated] = set()  # records that were there before
        self.counts: Counter[str] = Counter()
        self.refused_events: set[tuple[str, str]] = set()

    def run(self) -> Imported:
        about = [(row, self._event_of(row)) for row in self.table.rows]
        said = [(row, event) for row, event in about if ABOUT_CLAIM & set(row.cells)]
        # Repetitions come last, so that what they repeat is there.
        for row, event in sorted(said, key=lambda pair: "repeats" in pair[0].cells):
            self._claim_of(row, event)
        if self.problems:
            raise ImportRefused(self.problems)
        claims = [claim for _row, claim in sorted(self.claims, key=itemgetter(0))]
        for article in {claim.article for claim in claims if claim.paragraph_sha256}:
            prove(article, moved=True)
        return Imported(self.events, claims, len(self.met), [*self.table.notes, *self._notes()])

    # Events

    def _event_of(self, row: Row) -> Event | None:
        """Return the event that a row names, made if it is new; None where something is wrong with it."""
        slug, title = row.cells.get("event", ""), row.cells.get("event_title", "")
        if not slug and not title:
            self._add(row, "event_title", _("Name the event: give its slug or a title."))
            return None
        if (slug, title) in self.refused_events:
            return None
        values = self._values(row, EVENT)
        if found := self._stored_event(slug, title, values.get("date", "")):
            if found.process_id != self.process.pk:
                self._add(
                    row, "event", _("This event belongs to the process “%(slug)s”.") % {"slug": found.process.slug}
                )
                return None
            self._compare(row, found, EVENT, values)
            return found
        if not title:
            self._add(
                row, "event", _("There is no event “%(slug)s”, and no title to make it.") % {"slug": shortened(slug)}
            )
            return None
        event = Event(process=self.process, **values)
        if "event_kind" not in row.cells:
            event.kind = self.kind or EventKind.CONTEXT
            self.counts["kind"] += 1
        self._give_basis(event, "date", "date_basis", "date_basis_note")
        self._give_basis(event, "place", "place_basis", "place_basis_note")
        day = (event.date_earliest or event.date_latest or "") if event.date else ""
        event.slug = slug or free_slug(Event, title) or free_slug(Event, f"event {day}")
        if self._save(row, event, EVENT):
            self.events.append(event)
            return event
        self.refused_events.add((slug, title))
        return None

    def _stored_event(self, slug: str, title: str, date: str) -> Event | None:
        if not slug:
            return Event.objects.filter(process=self.process, title=title, date=date).order_by("pk").first()
        try:
            return Event.objects.get_by_natural_key(slug)
        except Event.DoesNotExist:
            return None

    # Statements

    def _claim_of(self, row: Row, event: Event | None) -> None:
        values = self._values(row, CLAIM)
        links = {name: values.pop(name) for name in ("topics", "answers") if name in values}
        claim = Claim(event=event, **values)
        if found := self._stored_claim(row.cells.get("claim", ""), claim):
            if event and found.event_id != event.pk:
                self._add(row, "claim", _("This statement is about the event “%(slug)s”.") % {"slug": found.event.slug})
            else:
                self._compare(row, found, CLAIM, values | links)
            return
        self._give_basis(claim, "said", "said_basis", "said_basis_note")
        set_mark(claim, text_of(claim.article))
        fallback = f"statement {event.slug}" if event else "statement"
        claim.slug = row.cells.get("claim") or free_slug(Claim, claim_words(claim)) or free_slug(Claim, fallback)
        if self._save(row, claim, CLAIM, is_whole=event is not None):
            try:
                Claim.check_answers(links.get("answers", []))
            except ValidationError as error:
                self._add_error(row, error, CLAIM)
            for name, records in links.items():
                getattr(claim, name).set(records)
            self.claims.append((row.number, claim))
            self._said_about(claim.event)[_said(claim)] = claim

    def _stored_claim(self, slug: str, claim: Claim) -> Claim | None:
        """Return the statement that a row names by its slug, or else by event, report, paragraph, speaker and words."""
        if slug:
            try:
                return Claim.objects.get_by_natural_key(slug)
            except Claim.DoesNotExist:
                return None
        return self._said_about(claim.event).get(_said(claim)) if claim.event_id else None

    def _said_about(self, event: Event) -> dict[Said, Claim]:
        """Return the statements about an event by what tells them apart. Cost: one query for each event that was there."""
        if event.pk not in self.said:
            stored_here = [] if event in self.made else event.claims.order_by("-pk")
            self.said[event.pk] = {_said(claim): claim for claim in stored_here}
        return self.said[event.pk]

    # Values, comparing, saving

    def _values(self, row: Row, columns: dict[str, Column]) -> dict[str, Any]:
        """Return the values that a row gives, by field, without the slug; what cannot be read is a problem."""
        values = {}
        for name, column in columns.items():
            if name in row.cells and column.field != "slug":
                try:
                    values[column.field] = self.cells.value(field_of(name), row.cells[name])
                except ValidationError as error:
                    self._add(row, name, " ".join(error.messages))
        return values

    def _compare(self, row: Row, record: Curated, columns: dict[str, Column], values: dict[str, Any]) -> None:
        """Refuse a row that differs from the record it names. An empty cell says nothing."""
        for name, value in values.items():
            column = column_of(columns, name)
            has = stored(record, field_of(column))
            if name in OF_REPORT and not has and record.article_id:
                has = getattr(record.article, OF_REPORT[name])
            if _comparable(value) != _comparable(has) and row.cells[column] != _comparable(has):
                self._add(
                    row,
                    column,
                    _("“%(slug)s” is there already, with “%(value)s” here. An import adds, and changes nothing.")
                    % {"slug": record.slug, "value": shortened(in_words(has))},
                )
        if record not in self.made:
            self.met.add(record)

    def _give_basis(self, record: Curated, name: str, basis: str, note: str) -> None:
        if getattr(record, name) and not getattr(record, basis):
            setattr(record, basis, Basis.ELSEWHERE)
            setattr(record, note, getattr(record, note) or self.source)
            self.counts["basis"] += 1

    def _save(self, row: Row, record: Curated, columns: dict[str, Column], *, is_whole: bool = True) -> bool:
        """Save a draft if nothing is wrong with its row; return whether it was saved."""
        bad = {columns[column].field for column in self._named(row) if column in columns}
        try:
            if not bad and is_whole:
                # Django asks the database about each constraint, which takes ten times as long as to save.
                record.full_clean(validate_constraints=False)
                check_slug(record, record.slug)
                with transaction.atomic():
                    record.save(force_insert=True)
                self.made.add(record)
                return True
        except (ValidationError, IntegrityError) as error:
            reason = error
        else:
            reason = None
        try:
            has_few = len(self.problems) < PROBLEMS_SHOWN
            record.full_clean(exclude=bad if is_whole else {*bad, "event"}, validate_constraints=has_few)
            check_slug(record, record.slug)
        except ValidationError as error:
            self._add_error(row, error, columns)
        else:
            if reason:
                self._add(row, "", _("The database refused it: %(error)s") % {"error": str(reason).splitlines()[0]})
        return False

    # Problems and notes

    def _named(self, row: Row) -> Iterator[str]:
        names = {self.table.name(name): name for name in COLUMNS_READ}
        return (names[one.column] for one in self.problems if one.row == row.number and one.column in names)

    def _add(self, row: Row, column: str, reason: str) -> None:
        problem = Problem(row.number, self.table.name(column) if column else "", reason)
        if problem not in self.problems:
            self.problems.append(problem)

    def _add_error(self, row: Row, error: ValidationError, columns: dict[str, Column]) -> None:
        if not hasattr(error, "error_dict"):
            self._add(row, column_of(columns, "slug"), " ".join(error.messages))
            return
        for name, messages in error.message_dict.items():
            for message in messages:
                self._add(row, "" if name == NON_FIELD_ERRORS else column_of(columns, name), message)

    def _notes(self) -> Iterator[str]:
        if number := self.counts["kind"]:
            word = self.kind or EventKind.CONTEXT
            yield ngettext(
                "%(n)d event has no kind in the file, and was given “%(kind)s”.",
                "%(n)d events have no kind in the file, and were given “%(kind)s”.",
                number,
            ) % {"n": number, "kind": EventKind(word).label}
        if number := self.counts["basis"]:
            yield ngettext(
                "%(n)d date or place has no basis in the file: it is marked as known from elsewhere, from this table.",
                "%(n)d dates and places have no basis in the file: they are marked as known from elsewhere, from this table.",
                number,
            ) % {"n": number}
        other = [self.table.name(name) for name in self.table.columns if name not in COLUMNS_READ]
        if named := ", ".join(name for name in other if name not in DERIVED):
            yield _("Not read: %(columns)s.") % {"columns": named}


def _said(claim: Claim) -> Said:
    return (claim.article_id, claim.speaker_id, claim.paragraph, claim.statement, claim.quote)


def _comparable(value: Any) -> str:
    return plain_text(in_words(value))
