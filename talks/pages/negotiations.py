"""To which negotiations a single record belongs, for a record that holds several.

Reads models and the selection of the timeline; every page of a single record shows the result.
"""

from django.db.models import Model

from talks.index import FacetKey, Index, NamedProcess, current
from talks.models import Actor, Article, Claim
from talks.timeline import Filters, select
from talks.timeline.negotiations import NegotiationChoice, public_processes, timeline_of


def read_negotiations_of(row: Model, known: str = "") -> list[NegotiationChoice]:
    """Return links to the timelines of the negotiations that a public record belongs to, by title.

    Shape: ``row`` is an event, a statement, a report, a question or an actor; empty where the whole record has only one.
    Cost: no query, one for a report, and a few bitmap operations for each negotiation for an actor.
    """
    index = current()
    processes = public_processes(index)
    if len(processes) < 2:
        return []
    keys = _keys_of(row, index, processes)
    return [NegotiationChoice(one.name, timeline_of(one, known), chosen=False) for one in processes if one.pk in keys]


def _keys_of(row: Model, index: Index, processes: list[NamedProcess]) -> set[FacetKey]:
    if isinstance(row, Actor):
        return {one.pk for one in processes if _appears_in(row, index, one)}
    if isinstance(row, Article):
        return set(row.claims.public().order_by().values_list("event__process", flat=True).distinct())
    if isinstance(row, Claim):
        return {row.event.process_id}
    key: int = row.process_id
    return {key}


def _appears_in(actor: Actor, index: Index, process: NamedProcess) -> bool:
    """Return whether an actor speaks, is spoken for or of, or took part in a negotiation."""
    return any(
        select(Filters().asking(process=(process.slug,), **{name: (actor.slug,)}), index).count
        for name in ("speaker", "side", "target", "party")
    )
