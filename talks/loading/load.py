"""Loads the records of a fixture: all or none; writes only what is new or changed.

Imports the other modules of loading, and models. In one transaction, records are matched to their rows, checked,
written, and checked once more in the database.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint
from django.utils import timezone

from talks.history import because
from talks.loading.joining import JOINED, join, remove_answers
from talks.loading.limits import check_shares
from talks.loading.lookup import batches
from talks.loading.matching import Matched, MatchedRecord
from talks.loading.problems import LINES_SHOWN, FixtureRefused, Problems, named, printable
from talks.loading.quotations import check_claim, marks_of_other_texts
from talks.loading.reading import Record, find_fixtures, read_records
from talks.loading.saving import RecordWriter
from talks.loading.shape import check_value, fields_of, self_reference
from talks.models import Actor, Answer, Article, Claim, Event, Rename
from talks.proof import NOT_FOUND
from talks.quoting import WORDS_ALLOWED
from talks.vocabulary import Status

# Records whose constraints a refusal checks one by one; each takes about 3 ms.
RECORDS_EXPLAINED = 1000
NOT_PUBLISHED = {Status.DRAFT: "drafts", Status.REVIEW: "in review", Status.WITHDRAWN: "withdrawn"}

NEEDED = "A published event needs a published statement"

# The key of the lock; any number that is the same in every process.
LOADING = 7_213_458_911


@dataclass(frozen=True)
class Loaded:
    """The number of records that a load added, changed and left unchanged.

    Shape: ``notes`` are sentences about what was not changed as the file has it, or changed with it. ``readers`` says how
    many of its statements readers see, and why not the others; empty for a load without statements. ``unproved`` has the
    slugs of statements whose report has a text here, and whose mark is not of that text; ``astray`` those of them, each
    with its report, whose quote does not stand there at all.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)
    readers: str = field(default="", compare=False)
    unproved: tuple[str, ...] = ()
    astray: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Loaded") -> "Loaded":
        numbers = (self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)
        unproved, astray = self.unproved + other.unproved, self.astray + other.astray
        return Loaded(*numbers, self.notes + other.notes, self.readers, unproved, astray)

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.unchanged} unchanged"

    @property
    def advice(self) -> str:
        """What to do about statements whose mark is not of the text stored here, or the empty string."""
        if not self.unproved:
            return ""
        advice = (
            f"Not marked as found in the texts that are stored here: {named(self.unproved)}. "
            "The marks of the file were loaded as they are; check_quotes checks against these texts."
        )
        if not self.astray:
            return advice
        statements, reports = ([*dict.fromkeys(slugs)] for slugs in zip(*self.astray, strict=True))
        return (
            f"{advice} These quotes do not stand there at all: {named(statements)}. Is the stored text of {named(reports)} "
            "the right one? attach_text --replace stores another one, attach_text --put-back the former one."
        )


def load(*names: str | Path, update_names: bool = False) -> Loaded:
    """Load fixtures, one after another, in one transaction.

    A person, outlet or place of the record keeps its name and note, and gets the name and spellings of the file as
    spellings. With ``update_names`` it takes name and note of the file, and its former name is a spelling. A published
    statement for which the file names no side keeps its own, or takes the speaker's.
    Shape: names as Django knows them (`ukraine_2022`), or paths of JSON files; `-` reads standard input.
    Cost: a few queries for each 500 records; about 0.4 ms for a new record, 0.1 ms for an unchanged one.
    Raises: FixtureRefused, with a line for each problem of the first file that has any; nothing is written then.
    """
    files = []
    for path in find_fixtures(names):
        problems = Problems(path.name if isinstance(path, Path) else "standard input")
        files.append((read_records(path, problems), problems))
    total, claims = Loaded(), dict[int, None]()
    try:
        with transaction.atomic():
            _take_turns()
            for records, problems in files:
                one = _Load(records, problems, update_names=update_names)
                with because(f"Loaded from {problems.file}"):
                    total += one.run()
                claims |= dict.fromkeys(entry.row.pk for entry in one.entries[Claim])
            total = replace(total, readers=readers_words(list(claims)))
    except DatabaseError as error:
        reason = printable(str(error).strip().partition("\n")[0], 200)
        busy = "locked" in reason or "deadlock" in reason
        advice = "Another load or edit is running; try again." if busy else "Nothing was loaded."
        raise FixtureRefused([f"The database refused it: {reason}. {advice}"]) from error
    return total


def readers_words(claims: list[int]) -> str:
    """Return how many of these statements readers see, and why not the others. Cost: a query for each 500."""
    hidden, proofs = Counter[str](), Counter[str]()
    for batch in batches(claims):
        rows = Claim.objects.filter(pk__in=batch).order_by()
        columns = ("status", "event__status", "article__status", "paragraph_sha256", "unchecked_reason")
        for status, event, article, mark, reason in rows.values_list(*columns):
            if status != Status.PUBLISHED:
                hidden[NOT_PUBLISHED[status]] += 1
            elif event != Status.PUBLISHED:
                hidden["about events that are not published"] += 1
            elif article != Status.PUBLISHED:
                hidden["in reports that are not published"] += 1
            else:
                proofs["found" if mark else "not found" if reason == NOT_FOUND else "not checked"] += 1
    if not claims:
        return ""
    reasons = ", ".join(f"{reason} ({number})" for reason, number in sorted(hidden.items()))
    seen = f"Readers see {proofs.total()} of {len(claims)} statements"
    lacking = "".join(f", {proofs[state]} {state}" for state in ("not found", "not checked") if proofs[state])
    return f"{seen}{lacking}." + (f" Not seen: {reasons}." if reasons else "")


def _take_turns() -> None:
    """Make a second load wait for the first, so that it sees what the first one wrote.

    SQLite does this by itself: a writing transaction waits at its start.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])


class _Load:
    """The load of one file."""

    def __init__(self, records: list[Record], problems: Problems, *, update_names: bool) -> None:
        self.problems = problems
        self.now = timezone.now()
        self.matched = Matched(records, problems, self.now, update_names=update_names)
        self.entries, self.by_key = self.matched.entries, self.matched.by_key
        self.joins: list[tuple[models.Model, models.Model]] = []  # former row, present row
        self.long: dict[str, None] = {}  # slugs of statements published when words were counted otherwise

    def run(self) -> Loaded:
        touched = self.matched.touched()
        for entry in touched:
            self._check_values(entry)
        for entry in self.entries[Rename]:
            self._check_rename(entry)
        if self.problems.count:
            self._explain(touched)
            self.problems.refuse_any()
        self._write(touched)
        self._check_rules(touched)
        self._check_what_others_rely_on()
        is_former = self.matched.is_former
        shares = [*check_shares(self.entries[Article], self.entries[Claim], self.problems, is_former=is_former)]
        self.problems.refuse_any()
        added = sum(entry.is_new for entry in touched)
        notes = (*self.matched.notes, *self._moved(), *self._changed_besides(), *shares)
        other = [*marks_of_other_texts([entry.row for entry in self.entries[Claim]])]
        return Loaded(
            added,
            len(touched) - added,
            len(self.by_key) - len(touched),
            notes,
            unproved=tuple(claim.slug for claim, _stands in other),
            astray=tuple((claim.slug, claim.article.slug) for claim, stands in other if not stands),
        )

    def _changed_besides(self) -> Iterator[str]:
        """Yield what was joined, taken away, or taken although it is too long."""
        for former, present in self.joins:
            yield f"{former.slug} is now part of {present.slug}."
        yield from remove_answers(entry.row for entry in self.entries[Answer])
        if self.matched.unmarked:
            yield f"No longer marked as found: {named(self.matched.unmarked)}."
        if self.long:
            yield (
                f"Quotes of more than {WORDS_ALLOWED} words, published when words with hyphens counted as one: "
                f"{named([*self.long])}. Shorten them when you next change them."
            )

    def _moved(self) -> Iterator[str]:
        """Yield a sentence for each speaker who changed sides, with the published statements that do not."""
        added = {entry.row.pk for entry in self.entries[Claim] if entry.is_new}
        for entry in self.entries[Actor]:
            moved = "side" in entry.changed or ("kind" in entry.changed and not entry.row.side)
            if moved and not entry.is_new:
                side = entry.row.speaks_for
                before = Claim.objects.published().filter(speaker=entry.row)
                count = len(set(before.exclude(side=side).values_list("pk", flat=True)) - added)
                if count:
                    kept = f"the {count} published statements keep the sides for which they were made"
                    if count == 1:
                        kept = "the published statement keeps the side for which it was made"
                    yield f"{entry.row.slug} now speaks for {side.slug if side else 'nobody'}; {kept}."

    def _write(self, touched: list[MatchedRecord]) -> None:
        """Write what is new or changed. Where the database refuses, find the records at fault."""
        writer = RecordWriter(self.matched, self.now)
        try:
            with transaction.atomic():
                writer.write()
                moved = [pk for former, present in self.joins for pk in join(former, present, self.now)]
                writer.write_history(moved)
        except IntegrityError as error:
            first = {id(entry) for entry in writer.batch}
            self._explain([*writer.batch, *(entry for entry in touched if id(entry) not in first)])
            if not self.problems.count:
                record = writer.batch[0].record if len(writer.batch) == 1 else ""
                self.problems.add(f"The database refused it: {error}", record)
            self.problems.refuse_any()

    # Checks

    def _check_values(self, entry: MatchedRecord) -> None:
        """Check each value of a row by itself. Unchanged rows were checked before."""
        record, row = entry.record, entry.row
        for name, column in fields_of(record.model).items():
            if name in record.bad or column.is_relation:
                continue
            try:
                if name == "name" and name in record.values:  # the row may keep its own, and have this as a spelling
                    check_value(column, record.values[name])
                check_value(column, getattr(row, name))
            except ValidationError as error:
                record.bad |= {name, "spellings"} if name == "name" else {name}
                self.problems.add_error(error, record, name)
        if name := self_reference(record.model):
            target = getattr(row, name)
            # Only rows of this file: a chain of them has no order of writing. ``clean`` checks the others.
            if target and self.matched.is_in_file(target) and getattr(target, name):
                itself = "This points to itself." if target is row else f"“{target.slug}” has a “{name}” of its own."
                record.bad.add(name)
                self.problems.add(f"{itself} Point to the first one, which has none.", record, name)

    def _check_rename(self, entry: MatchedRecord) -> None:
        """Refuse a rename to a slug without a record, or from a slug that is still in use.

        A statement or event that the file no longer has is not in use: it is joined with the one that has its address.
        """
        record, model = entry.record, self.matched.rows.renamed_model(entry.record)
        if not (record.key and model):
            return
        present, former = entry.row.present, entry.row.former
        if "present" not in record.bad and not self._has_slug(model, present):
            self.problems.add(f"There is no {model._meta.label_lower} “{printable(present)}”.", record, "present")
        elif not self._has_slug(model, former):
            return
        elif model in JOINED and not self.matched.rows.is_in_file(model, former):
            self.joins.append((self.matched.rows.find(model, (former,)), self.matched.target(model, (present,))))
        else:
            self.problems.add(f"There is still a {model._meta.label_lower} “{printable(former)}”.", record, "former")

    def _has_slug(self, model: type[models.Model], slug: str) -> bool:
        row = self.matched.rows.find(model, (slug,))
        return (model, (slug,)) in self.by_key or bool(row and row.slug == slug)

    def _check_rules(self, entries: Iterable[MatchedRecord]) -> None:
        """Check the rules of the models that concern several fields."""
        for entry in entries:
            record, row = entry.record, entry.row
            clean = partial(self._check_claim, entry) if isinstance(row, Claim) else row.clean
            checks: list[tuple[Callable[..., None], tuple]] = [] if record.bad else [(clean, ())]
            if isinstance(row, Claim) and "answers" in entry.links:
                checks.append((row.check_answers, (entry.links["answers"],)))
            if isinstance(row, Answer) and "excludes" in entry.links:
                # Mirrored links are reported with the record that has them in the file.
                written = [link for link in entry.links["excludes"] if link not in entry.mirrored]
                checks.append((row.check_excludes, (row.question_id, written)))
            for check, arguments in checks:
                try:
                    check(*arguments)
                except ValidationError as error:
                    self.problems.add_error(error, record)

    def _check_claim(self, entry: MatchedRecord) -> None:
        if check_claim(entry, is_former=self.matched.is_former):
            self.long[entry.row.slug] = None

    def _check_what_others_rely_on(self) -> None:
        """Check the rules that a change may break for other records. Cost: four queries for each batch."""
        actors = [entry.row.pk for entry in self.entries[Actor] if entry.changed and not entry.is_new]
        for batch in batches(actors):
            for voice in Actor.objects.filter(side__in=batch).select_related("side"):
                try:
                    voice.clean()
                except ValidationError:
                    entry = self.by_key[Actor, (voice.side.slug,)]
                    self.problems.add(
                        f"“{voice.slug}” speaks for this actor, which is not a side.", entry.record, "kind"
                    )

        claims = [entry for entry in self.entries[Claim] if entry.is_touched]
        reports = {entry.row.pk for entry in self.entries[Article] if entry.is_touched}
        for batch in batches(sorted(reports | {entry.row.article_id for entry in claims} - {None})):
            unchecked = Article.objects.filter(pk__in=batch, checked=None)
            marked = unchecked.filter(pk__in=Claim.objects.exclude(paragraph_sha256="").values("article"))
            for slug in marked.order_by("slug").values_list("slug", flat=True):
                entry = self.by_key.get((Article, (slug,)))
                place = entry.record if entry else f"{Article._meta.label_lower} {slug}"
                self.problems.add("Statements are marked as found in it: give the day of the check.", place, "checked")
        articles = [entry.row.pk for entry in self.entries[Article] if entry.changed and not entry.is_new]
        events = {entry.row.pk for entry in self.entries[Event] if entry.is_touched}
        events |= {entry.row.event_id for entry in claims} | {entry.event_before for entry in claims} - {None}
        for batch in batches(articles):
            events.update(Event.objects.filter(claims__article__in=batch).values_list("pk", flat=True))
        for batch in batches(sorted(events)):
            public = Event.objects.public().filter(pk__in=batch)
            alone = Event.objects.published().filter(pk__in=batch).exclude(pk__in=public.values("pk"))
            for slug in alone.order_by("slug").values_list("slug", flat=True):
                entry = self.by_key.get((Event, (slug,)))
                place = entry.record if entry else f"{Event._meta.label_lower} {slug}"
                self.problems.add(f"{NEEDED} in a published report.", place, "status")

    # Explaining a refusal

    def _explain(self, entries: Iterable[MatchedRecord]) -> None:
        """Find further problems of a file that is refused: rules and constraints, record by record.

        New rows get temporary ids, so that conditions on references can be evaluated.
        """
        numbers = count(-1, -1)
        for entry in self.matched.every():
            if entry.row.pk is None:
                entry.row.pk = next(numbers)
        for entry in self.matched.every():
            for column in fields_of(entry.record.model).values():
                if isinstance(column, models.ForeignKey) and column.name not in entry.record.bad:
                    setattr(entry.row, column.name, getattr(entry.row, column.name))
        for entry in islice(entries, RECORDS_EXPLAINED):
            self._check_rules([entry])
            self._check_constraints(entry)
            if self.problems.count >= LINES_SHOWN:
                return
        cited = {claim.row.event_id for claim in self.entries[Claim]}
        for event in self.entries[Event]:
            if event.is_new and event.row.status == Status.PUBLISHED and event.row.pk not in cited:
                self.problems.add(f"{NEEDED}.", event.record, "status")

    def _check_constraints(self, entry: MatchedRecord) -> None:
        model = entry.record.model
        for constraint in model._meta.constraints:
            if not isinstance(constraint, CheckConstraint):
                continue
            used = constraint.condition.referenced_base_fields
            names = [name for name in fields_of(model) if name in used]
            if self.problems.is_named(entry.record, names):
                continue
            try:
                constraint.validate(model, entry.row, exclude=entry.record.bad)
            except ValidationError as error:
                self.problems.add(" ".join(error.messages), entry.record, ", ".join(names))
