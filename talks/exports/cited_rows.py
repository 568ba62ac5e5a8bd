"""What is cited of a record that a page shows: the part of its dictionary that ``citing`` reads, without its statements.

Reads models; a page has the row already, so that its citation costs no more than the version.
"""

from functools import singledispatch
from typing import Any

from talks.exports.records import moment
from talks.exports.single import Record
from talks.index import current
from talks.models import Article, Claim, Event
from talks.sources import is_web_url, public_url
from talks.statements import lead_name
from talks.vocabulary import Attribution


@singledispatch
def record_of(row: Any) -> Record:
    """Return what ``cite`` reads of a public record, without its statements; ``read_record`` returns all of it.

    Cost: no query if the row has its related rows.
    """
    raise TypeError(type(row))


@record_of.register
def _of_event(row: Event) -> Record:
    event = {"slug": row.slug, "title": row.title, "date": row.date, "process": _slug_of(row), **_state(row)}
    return Record("event", [], event=event)


@record_of.register
def _of_report(row: Article) -> Record:
    return Record("report", [], report={"slug": row.slug, "byline": row.byline, **_reported(row), **_state(row)})


@record_of.register
def _of_claim(row: Claim) -> Record:
    is_own = row.attribution == Attribution.OWN_VOICE
    claim = {
        "slug": row.slug,
        "process": _slug_of(row.event),
        "speaker_name": lead_name(row.speaker.name if row.speaker else "", row.speaker_role, is_own_voice=is_own),
        "attribution": row.attribution,
        "statement": row.statement,
        "quote": row.quote,
        "quote_mode": row.quote_mode,
        "rendering": row.rendering or row.article.rendering,
        "paragraph": row.paragraph,
        "said": row.said,
        **_reported(row.article),
        "language": row.language_of_quote,
        **_state(row),
    }
    return Record("claim", [claim])


def _reported(row: Article) -> dict:
    return {
        "headline": row.headline,
        "headline_basis": row.headline_basis,
        "completeness": row.completeness,
        "outlet_name": row.outlet and row.outlet.name,
        "published": row.published,
        "language": row.language,
        "report_url": row.url if is_web_url(row.url) else "",
        "archive_url": row.archive_url if is_web_url(row.archive_url) else "",
    }


def _state(row: Event | Article | Claim) -> dict:
    return {"changed": moment(row.changed.isoformat()), "url": public_url(row.get_absolute_url())}


def _slug_of(event: Event) -> str:
    return current().names.processes[event.process_id].slug
