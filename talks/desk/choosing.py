"""Records found by what curators type: by slug, by exact name, by spelling. Nothing is chosen that was not named.

Imports models, search and the admin's lookup in any case. The lists that choosers offer come from
the admin's own search, in ``views``.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from talks.models import Actor, Answer, Claim, Event, Origin, Outlet, Place, Process, Question, Topic
from talks.search import fold

MOST_NEAR = 5  # records that an error names


class Kind(NamedTuple):
    """A kind of record that can be chosen. Shape: ``name`` is the field with its name."""

    model: type[models.Model]
    name: str = "name"


KINDS = {
    "actor": Kind(Actor),
    "side": Kind(Actor),
    "outlet": Kind(Outlet),
    "origin": Kind(Origin, "slug"),
    "event": Kind(Event, "title"),
    "topic": Kind(Topic),
    "answer": Kind(Answer, "text"),
    "place": Kind(Place),
    "process": Kind(Process, "title"),
    "question": Kind(Question, "text"),
    "statement": Kind(Claim, "slug"),
}

ADDED: dict[str, type[models.Model]] = {
    "event": Event,
    "person": Actor,
    "place": Place,
    "question": Question,
    "topic": Topic,
    "outlet": Outlet,
    "origin": Origin,
}
"""What can be added beside a field, by its name in the address of that form."""


def choose(kind: str, typed: str) -> models.Model:
    """Return the record with this slug, else the only one with this name, else the only one with this spelling.

    Capitals and kinds of apostrophe do not count. An answer is named after its question: “Who came?: Both”. What a record is
    “also meant by”, such as a capital for its state, chooses none.
    Cost: one query for a slug, another one for a name, which passes over all names of the kind.
    Raises: ValidationError with the code unknown, which names records that hold the words, or several.
    """
    found = _by_slug(kind, typed.strip())
    if found:
        return found
    near = _holding(kind, typed)
    found_by_name = _named(near, typed)
    if len(found_by_name) == 1:
        return found_by_name[0]
    if not found_by_name:
        message, names = _("Nothing is called “%(typed)s”."), ""
        if near:
            message = _("Nothing is called “%(typed)s”. Perhaps you mean: %(names)s.")
            names = "; ".join(values_of(kind, near[:MOST_NEAR]))
        raise ValidationError(message, code="unknown", params={"typed": typed.strip(), "names": names})
    raise ValidationError(
        _("Several are called “%(typed)s”. Write one of: %(slugs)s."),
        code="several",
        params={"typed": typed.strip(), "slugs": ", ".join(slug_of(record) for record in found_by_name)},
    )


def slug_of(record: models.Model) -> str:
    """Return what names a record for certain: its slug, for an answer after that of its question."""
    return f"{record.question.slug}/{record.slug}" if isinstance(record, Answer) else record.slug


def values_of(kind: str, records: Iterable[models.Model]) -> list[str]:
    """Return what to write for each record so that ``choose`` finds it: the name where it is the only one, else the slug.

    Cost: two queries.
    """
    model, field = KINDS[kind]
    chosen = list(records)
    if field == "slug":
        return [slug_of(record) for record in chosen]
    names = [str(record) for record in chosen]
    alike = model._base_manager.filter(**{f"{field}__in": [getattr(record, field) for record in chosen]})
    if model is Answer:
        alike = alike.select_related("question")
    met = Counter(str(record) for record in alike)
    slugs = set(model._base_manager.filter(slug__in=names).values_list("slug", flat=True))
    return [
        name if met[name] == 1 and name not in slugs else slug_of(record)
        for name, record in zip(names, chosen, strict=True)
    ]


def _by_slug(kind: str, typed: str) -> models.Model | None:
    model = KINDS[kind].model
    if model is Answer:
        question, _slash, slug = typed.partition("/")
        return Answer.objects.select_related("question").filter(question__slug=question, slug=slug).first()
    return model._base_manager.filter(slug=typed).first()


def named(kind: str, typed: str) -> list[models.Model]:
    """Return the records with this name; if there are none, those with this spelling. Cost: one query."""
    return _named(_holding(kind, typed), typed)


def _holding(kind: str, typed: str) -> list[models.Model]:
    """Return the records whose name or spellings hold the typed words. Cost: one query."""
    model, field = KINDS[kind]
    if not _alike(typed):
        return []
    records = model._base_manager.order_by("pk")
    # The database finds what holds the words; whether it is the whole name is compared here.
    if model is Answer:
        words = typed.rpartition(": ")[2].strip()
        records = records.select_related("question").filter(text__in_any_case=words)
    elif hasattr(model, "spellings"):
        words = typed.strip()
        records = records.filter(Q(**{f"{field}__in_any_case": words}) | Q(spellings__in_any_case=words))
    else:
        records = records.filter(**{f"{field}__in_any_case": typed.strip()})
    return list(records)


def _named(found: list[models.Model], typed: str) -> list[models.Model]:
    """Return those of the found records that have this name; if there are none, those with this spelling."""
    wanted = _alike(typed)
    return [record for record in found if _alike(str(record)) == wanted] or [
        record for record in found if wanted in {_alike(line) for line in getattr(record, "spellings", "").splitlines()}
    ]


def _alike(text: str) -> str:
    return fold(" ".join(text.split()))
