"""What of the record a release holds: what readers can see, and why they no longer see the rest of what they once saw.

Reads models; ``fixture`` and ``content`` write what is chosen here. Drafts are never chosen. Everything is in an order that
does not depend on the database, which may sort letters in its own way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import models

from talks import dates
from talks.loading import mentioned
from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Correction,
    Event,
    Lane,
    Origin,
    Outlet,
    Participation,
    Place,
    Process,
    Question,
    Rename,
    Topic,
)
from talks.models.correction import KINDS
from talks.vocabulary import CorrectionKind, Role, Status

STEP = 500
"""Rows in memory at a time."""
ROLES = {role: place for place, role in enumerate(Role.values)}
T = TypeVar("T")


class Withdrawn(NamedTuple):
    """A record whose address says why it is no longer there. Shape: ``changed`` is when the withdrawal was made."""

    pk: int
    slug: str
    reason: str
    changed: datetime


@dataclass(frozen=True)
class Chosen:
    """The public record, by ids.

    Shape: ``rows`` has the ids of each model in the order of a file, public records only. ``withdrawn`` has the events,
    reports and statements that were withdrawn, by model. ``repeats`` has the first record of an utterance, by the id of
    each statement that repeats it; where the first record is hidden, another takes its place. ``corrections`` and
    ``renames`` are those that readers meet.
    """

    rows: dict[type[models.Model], list[int]]
    withdrawn: dict[type[models.Model], list[Withdrawn]]
    repeats: dict[int, int]
    corrections: list[Correction]
    renames: list[Rename]

    def pks(self, model: type[models.Model]) -> set[int]:
        return set(self.rows[model])


def choose() -> Chosen:
    """Return what a release holds. Cost: some 40 queries; ids, slugs and days of the record in memory."""
    claims = Claim.objects.public()
    events = _events_in_order()
    reports = _by_slug(Article.objects.public())
    processes = _by_slug(Process.objects.filter(events__in=Event.objects.public()).distinct())
    # Read as ids and not as a condition: it is used in many ways below.
    present = list(Participation.objects.filter(event__in=Event.objects.public()).values_list("pk", "actor"))
    lanes = Lane.objects.filter(process__in=processes)
    actors = {actor for _pk, actor in present} | set(lanes.values_list("side", flat=True))
    for column in ("speaker", "side", "target"):
        actors |= set(claims.values_list(column, flat=True)) - {None}
    actors |= set(Actor.objects.filter(pk__in=Actor.objects.public()).values_list("pk", flat=True))
    sides = dict(Actor.objects.exclude(side=None).values_list("pk", "side"))
    actors |= {sides[pk] for pk in actors & sides.keys()}
    houses = Article.objects.public().exclude(origin=None).values_list("origin__house", flat=True)
    outlets = (set(Article.objects.public().values_list("outlet", flat=True)) | set(houses)) - {None}
    places = set(Event.objects.public().exclude(place=None).values_list("place", flat=True))
    unused = mentioned(_texts(claims))
    given = set(Claim.answers.through.objects.filter(claim__in=claims).values_list("answer", flat=True))
    rows: dict[type[models.Model], list[int]] = {
        Process: processes,
        Outlet: _named(Outlet, outlets | {one.pk for one in unused[Outlet]}),
        Place: _named(Place, places | {one.pk for one in unused[Place]}),
        Actor: _named(Actor, actors | {one.pk for one in unused[Actor]}, first=lambda pk: pk in sides),
        Lane: _sorted(lanes.values_list("process__slug", "position", "side__slug", "pk")),
        Topic: _by_slug(Topic.objects.filter(claims__in=claims).distinct()),
        Question: _by_slug(Question.objects.public()),
        Answer: [
            pk
            for *_key, pk in sorted(Answer.objects.values_list("question__slug", "position", "slug", "pk"))
            if pk in given
        ],
        Origin: _by_slug(Origin.objects.filter(articles__in=Article.objects.public()).distinct()),
        Article: reports,
        Event: events,
        Participation: _participations(events),
        Claim: _by_slug(claims),
    }
    withdrawn = _withdrawn(set(processes), set(events), set(reports))
    return Chosen(
        rows=rows,
        withdrawn=withdrawn,
        repeats=_repeats(rows[Claim]),
        corrections=_corrections(rows, withdrawn),
        renames=_renames(rows, withdrawn),
    )


def _sorted(keys: Iterable[tuple]) -> list[int]:
    """Return the ids of rows in the order of their keys. Shape: the id is the last of each."""
    return [pk for *_key, pk in sorted(keys)]


def _by_slug(rows: models.QuerySet) -> list[int]:
    return _sorted(rows.order_by().values_list("slug", "pk"))


def _named(model: type[models.Model], pks: set[int], first=lambda pk: False) -> list[int]:
    """Return these ids by slug; people, whose sides come first, after them."""
    slugs = model._base_manager.values_list("slug", "pk")
    return [pk for *_key, pk in sorted((first(pk), slug, pk) for slug, pk in slugs if pk in pks)]


def _events_in_order() -> list[int]:
    """Return the ids of public events in the order of the timeline."""
    rows = Event.objects.public().order_by().values_list("date_earliest", "date_latest", "sequence", "slug", "pk")
    return _sorted((dates.place(earliest, latest), *rest) for earliest, latest, *rest in rows)


def _participations(events: list[int]) -> list[int]:
    place = {pk: number for number, pk in enumerate(events)}
    rows = Participation.objects.values_list("event", "role", "actor__slug", "pk")
    return _sorted((place[event], ROLES[role], actor, pk) for event, role, actor, pk in rows if event in place)


def _texts(claims: models.QuerySet) -> Iterator[str]:
    """Yield the public texts in which a name may stand."""
    for row in Event.objects.public().values_list("title", "summary").iterator():
        yield from row
    for row in claims.values_list("statement", "quote", "speaker_role").iterator():
        yield from row
    yield from Article.objects.public().values_list("headline", flat=True).iterator()


def _repeats(claims: list[int]) -> dict[int, int]:
    """Return the first public record of each utterance, by the ids of those that repeat it."""
    public = set(claims)
    first = {}
    rows = Claim.objects.exclude(repeats=None).order_by().values_list("pk", "repeats", "slug")
    heads: dict[int, int] = {}
    for pk, head, _slug in sorted((row for row in rows if row[0] in public), key=lambda row: row[2]):
        if head not in public:
            head = heads.setdefault(head, pk)
        if head != pk:
            first[pk] = head
    return first


def _withdrawn(processes: set[int], events: set[int], reports: set[int]) -> dict[type[models.Model], list[Withdrawn]]:
    """Return what was withdrawn and can say so in a file.

    A statement needs its event and its report for that, each public or withdrawn too: what readers cannot see is not named.
    """
    found: dict[type[models.Model], list[Withdrawn]] = {}
    columns = ("slug", "pk", "status_reason", "changed")
    gone = Event.objects.filter(status=Status.WITHDRAWN, process__in=processes)
    found[Event] = [Withdrawn(pk, slug, *rest) for slug, pk, *rest in sorted(gone.order_by().values_list(*columns))]
    gone = Article.objects.filter(status=Status.WITHDRAWN)
    found[Article] = [Withdrawn(pk, slug, *rest) for slug, pk, *rest in sorted(gone.order_by().values_list(*columns))]
    of_event, of_report = ({one.pk: one for one in found[model]} for model in (Event, Article))
    known = ((Status.WITHDRAWN, Status.PUBLISHED), events | of_event.keys(), reports | of_report.keys())
    claims = Claim.objects.filter(status__in=known[0]).filter(
        models.Q(status=Status.WITHDRAWN)
        | models.Q(event__status=Status.WITHDRAWN)
        | models.Q(article__status=Status.WITHDRAWN)
    )
    rows = sorted(claims.order_by().values_list("slug", "pk", "status", "status_reason", "changed", "event", "article"))
    found[Claim] = []
    for slug, pk, status, reason, changed, event, report in rows:
        if event in known[1] and report in known[2]:
            own = Withdrawn(pk, slug, reason, changed) if status == Status.WITHDRAWN else None
            part = own or of_event.get(event) or of_report[report]
            found[Claim].append(Withdrawn(pk, slug, part.reason, part.changed))
    return found


def _corrections(
    rows: dict[type[models.Model], list[int]], withdrawn: dict[type[models.Model], list[Withdrawn]]
) -> list[Correction]:
    """Return the corrections of these rows; of what was withdrawn only that it was, since the others quote its words."""
    public = {model: set(rows[model]) for model in KINDS.values()}
    gone = {model: {one.pk for one in found} for model, found in withdrawn.items()}
    chosen = []
    for one in sorted(Correction.objects.public().select_related(*KINDS), key=lambda one: (one.day, one.slug)):
        model, pk = next((KINDS[name], pk) for name in KINDS if (pk := getattr(one, f"{name}_id")))
        is_withdrawal = one.kind == CorrectionKind.WITHDRAWAL
        if pk in public[model] or (is_withdrawal and pk in gone.get(model, ())):
            chosen.append(one)
    return chosen


def _renames(
    rows: dict[type[models.Model], list[int]], withdrawn: dict[type[models.Model], list[Withdrawn]]
) -> list[Rename]:
    """Return the former slugs of these rows."""
    known = {(model._meta.model_name, one.slug) for model, found in withdrawn.items() for one in found}
    for name, _label in Rename.MODELS:
        model = next(one for one in rows if one._meta.model_name == name)
        pks = set(rows[model])
        known |= {(name, slug) for slug, pk in model._base_manager.values_list("slug", "pk") if pk in pks}
    found = (one for one in Rename.objects.all() if (one.model, one.present) in known)
    return sorted(found, key=lambda one: (one.model, one.former))


def batches(items: Iterable[T], size: int = STEP) -> Iterator[list[T]]:
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
