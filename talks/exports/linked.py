"""JSON-LD: events, statements and reports in the words of schema.org, and of our codebook where it has none.

The nodes are made from the dictionaries of ``records``, so that what is frozen in a release can be written too. Ids are
public URLs. Reads ``view``, ``single`` and ``days``.
"""

from typing import Any

from talks.exports.days import known_days
from talks.exports.records import File, json_line
from talks.exports.single import Record
from talks.exports.view import address_of_view, changed_of, headers_of, licence_of, page_of, title_of
from talks.models.base import address
from talks.sources import is_supplied, public_url, report_title
from talks.statements import stands_in_marks
from talks.timeline import Filters
from talks.vocabulary import ActorKind, Attribution, EventFormat, Occurrence, OriginBasis

CONTENT_TYPE = "application/ld+json"
SCHEMA = "https://schema.org"
OURS = "/data/codebook/#"
"""Where our own terms are explained; each is the name of a field: ``talks:quote_mode``."""

STATUS = {
    Occurrence.HELD: "EventScheduled",
    Occurrence.PLANNED: "EventScheduled",
    Occurrence.REFUSED: "EventCancelled",
    Occurrence.POSTPONED: "EventPostponed",
    Occurrence.CANCELLED: "EventCancelled",
}
"""In the words of schema.org, which has none for what was offered."""
ATTENDANCE = {
    EventFormat.IN_PERSON: "OfflineEventAttendanceMode",
    EventFormat.VIDEO: "OnlineEventAttendanceMode",
    EventFormat.PHONE: "OnlineEventAttendanceMode",
    EventFormat.ONLINE: "OnlineEventAttendanceMode",
}
OWN_OF_EVENT = ("process", "kind", "occurrence", "format", "date", "date_basis", "date_basis_note", "place_basis")
OWN_OF_CLAIM = (
    *("process", "kind", "attribution", "speaker_role", "cue", "paragraph", "said", "said_basis", "said_basis_note"),
    *("standing", "topics", "answers", "note", "recorded", "changed"),
)
OWN_OF_QUOTE = ("quote_mode", "rendering", "paragraph", "prefix", "suffix")
OWN_OF_REPORT = (
    *("headline_basis", "genre", "completeness", "completeness_note"),
    *("published", "published_basis", "published_basis_note", "origin", "origin_basis", "captured", "no_capture"),
    *("reference", "rendering", "note", "text_sha256", "checked", "recorded", "changed"),
)
OF_REPORT_IN_CLAIM = ("headline_basis", "completeness", "published", "origin", "origin_basis")
"""The fields that schema.org has no word for, or only one that says more than the record does."""

Node = dict[str, Any]


def write_linked(filters: Filters, page: int) -> File:
    """Return one page of the view as JSON-LD. Cost: a constant number of queries. Raises: ValueError past the end."""
    shown = page_of(filters, "jsonld", page)
    licence = licence_of(shown.selection)
    head = {
        "@context": context(),
        "@type": "Dataset",
        "@id": shown.address(),
        "url": address_of_view(filters),
        "name": title_of(shown.selection),
        "version": str(shown.selection.index.version),
        "dateModified": changed_of(shown.selection),
        "license": licence and {"@type": "CreativeWork", "name": licence},
        "talks:count": shown.selection.count,
        "talks:next": shown.next and {"@id": shown.next},
    }
    # Each event becomes text at once, as in JSON.
    events = [as_text(event_node(event, claims)) for event, claims in shown.records]
    content = f'{as_text(without_gaps(head))[:-1]}, "about": [{", ".join(events)}]}}'
    return File(content, CONTENT_TYPE, headers=headers_of(shown.selection))


def write_record(record: Record) -> File:
    """Return an event with its statements, a statement with its event and report, or a report with its statements."""
    return File(as_text({"@context": context()} | record_node(record)), CONTENT_TYPE)


def context() -> list:
    """Return what the words of a file mean."""
    return [SCHEMA, {"talks": public_url(OURS)}]


def record_node(record: Record) -> Node:
    """Return the node of a record, with the nodes of the records beside it, and without a context."""
    if record.event and record.kind == "event":
        return event_node(record.event, record.claims)
    if record.event and record.report:
        about, appearance = event_node(record.event), report_node(record.report)
        return claim_node(record.claims[0]) | {"about": about, "appearance": appearance}
    node = report_node(record.report or {})
    return node | {"@reverse": {"appearance": [claim_node(claim) for claim in record.claims]}}


def event_node(event: dict, claims: list[dict] | None = None) -> Node:
    """Return the node of an event, of the fields that ``Serializer.event`` returns; with its statements, if given.

    Shape: ``startDate`` and ``endDate`` only if both days are known; ``talks:date`` has the date as EDTF.
    """
    days = known_days(event["date"])
    status, attendance = STATUS.get(event["occurrence"]), ATTENDANCE.get(event["format"])
    node = {
        "@type": "Event",
        "@id": event["id"],
        "url": event["url"],
        "identifier": event["slug"],
        "name": event["title"],
        "description": event["summary"],
        "eventStatus": status and f"{SCHEMA}/{status}",
        "eventAttendanceMode": attendance and f"{SCHEMA}/{attendance}",
        "startDate": days and days[0].isoformat(),
        "endDate": days and days[1].isoformat(),
        "location": event["place"] and {"@type": "Place", "identifier": event["place"], "name": event["place_name"]},
        "attendee": [
            {
                "@type": "Role",
                "roleName": one["role"],
                "attendee": actor_node(one["actor"], one["name"], one["kind"]),
                "talks:basis": one["basis"],
            }
            for one in event["participants"]
        ],
        **ours(event, OWN_OF_EVENT),
        "talks:corrections": corrections(event["corrections"]),
        **ours(event, ("recorded", "changed", "certain")),
        "subjectOf": [claim_node(claim) for claim in claims or ()],
    }
    return without_gaps(node)


def claim_node(claim: dict) -> Node:
    """Return the node of a statement, of the fields that ``Serializer.claim`` returns.

    Shape: ``text`` begins with the name of the speaker, and ``appearance`` is the report. ``isBasedOn`` is the quotation;
    only one in the speaker's own words names the speaker as its author.
    """
    report, proof, author = report_of(claim), claim["proof"], speaker_node(claim)
    is_spoken = stands_in_marks(claim["quote_mode"], claim["rendering"])
    said = known_days(claim["said"])
    quotation = {
        "@type": "Quotation",
        "text": claim["quote"],
        "inLanguage": claim["language"],
        "author": author if is_spoken else report.get("publisher"),
        "dateCreated": said and said[0] == said[1] and said[0].isoformat(),
        "isPartOf": {"@id": report["@id"]},
        **ours(claim, OWN_OF_QUOTE),
    }
    side, repeats = claim["side"], claim["repeats"]
    node = {
        "@type": "Claim",
        "@id": claim["url"],
        "url": claim["url"],
        "identifier": claim["slug"],
        "text": f"{claim['speaker_name']} {claim['statement']}",
        "author": author,
        "about": {"@id": claim["event_id"]},
        "appearance": report,
        "isBasedOn": without_gaps(quotation),
        **ours(claim, OWN_OF_CLAIM),
        "talks:side": side and {"@id": public_url(address("person", side)), "name": claim["side_name"]},
        "talks:target": claim["target"] and {"@id": public_url(address("person", claim["target"]))},
        "talks:occasion": claim["occasion"],
        "talks:repeats": repeats and {"@id": public_url(address("claim", repeats))},
        "talks:proof": proof["state"],
        **{f"talks:proof_{name}": value for name, value in proof.items() if name != "state"},
        "correction": corrections(claim["corrections"]),
    }
    return without_gaps(node)


def report_node(report: dict) -> Node:
    """Return the node of a report, of the fields that ``records.report`` returns. Shape: ``url`` is the original."""
    node = _report_node(report["slug"], report, report["language"]) | {
        "creditText": report["byline"],
        "description": report["summary"],
        "wordCount": report["text_words"],
        **ours(report, OWN_OF_REPORT),
    }
    return without_gaps(node)


def report_of(claim: dict) -> Node:
    """Return the node of the report that a statement was taken from, as far as the statement knows it."""
    return without_gaps(
        _report_node(claim["report"], claim, claim["report_language"]) | ours(claim, OF_REPORT_IN_CLAIM)
    )


def _report_node(slug: str, fields: dict, language: str) -> Node:
    published, page = known_days(fields["published"]), public_url(address("report", slug))
    title = report_title(fields["headline"], fields["headline_basis"])
    return {
        "@type": "NewsArticle",
        "@id": page,
        "identifier": slug,
        # A supplied title is a name of the report and no headline of it.
        ("name" if is_supplied(fields["headline_basis"]) else "headline"): title,
        "url": fields["report_url"] or page,
        "archivedAt": fields["archive_url"],
        "inLanguage": language,
        "datePublished": published and published[0].isoformat(),
        "publisher": fields["outlet"]
        and {"@type": "Organization", "identifier": fields["outlet"], "name": fields["outlet_name"]},
        "isBasedOn": fields["origin"] and fields["origin_basis"] != OriginBasis.SUPPOSED and origin_node(fields),
    }


def origin_node(fields: dict) -> Node:
    """Return the node of what a report relays, from the fields of the report or of a statement in it."""
    house = fields["agency"] and {
        "@type": "Organization",
        "identifier": fields["agency"],
        "name": fields["agency_name"],
    }
    return without_gaps({"@type": "CreativeWork", "identifier": fields["origin"], "publisher": house})


def speaker_node(claim: dict) -> Node | None:
    """Return the node of whom a statement is by: the speaker, or the outlet where the report says it by itself.

    Shape: None if that outlet is not known. Who is not named has the report's words for a name, and no id.
    """
    if claim["attribution"] == Attribution.OWN_VOICE:
        return report_of(claim).get("publisher")
    if not claim["speaker"]:
        return {"@type": "Thing", "name": claim["speaker_name"]}
    return actor_node(claim["speaker"], claim["speaker_name"], claim["speaker_kind"])


def actor_node(slug: str, name: str, kind: str) -> Node:
    """Return the node of a person, or of a party, group or institution."""
    sort = "Person" if kind == ActorKind.PERSON else "Organization"
    return {"@type": sort, "@id": public_url(address("person", slug)), "identifier": slug, "name": name}


def corrections(found: list[dict]) -> list[Node]:
    """Return the nodes of what readers were told of changes."""
    return [
        {
            "@type": "CorrectionComment",
            "text": one["reason"],
            "datePublished": one["day"],
            **ours(one, ("of", "kind", "field", "before", "after")),
        }
        for one in found
    ]


def ours(fields: dict, names: tuple[str, ...]) -> Node:
    """Return the fields of these names, where they are there, as terms of the codebook."""
    return {f"talks:{name}": fields[name] for name in names if name in fields}


def without_gaps(node: Node) -> Node:
    """Return a node without what is not known or empty; what is false stays if it is a field of ours."""
    return {name: value for name, value in node.items() if value or (value is False and name.startswith("talks:"))}


def as_text(node: object) -> str:
    """Return JSON that may stand within the script element of a page as well."""
    return json_line(node).replace("<", "\\u003c")
