"""Datasette over the same record, asked the same questions: what people would use who have a table and no site.

It gets what suits it: one flat table with an index for each facet and a full-text index, an immutable file, no time
limits, no suggestions. It counts statements where the site counts events, which is the lighter work. Two things it
leaves out by nature: it compresses nothing, and it shows 50 statements where the site shows 50 events with all theirs.
"""

import contextlib
import sqlite3
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench import load
from bench.checkout import FOLDER
from bench.questions import Question
from bench.record import Record
from bench.server import HOST, Server, free_port

DATASETTE = FOLDER / "peer" / "bin" / "datasette"
ROUNDS = 3
LIMIT = "600000"  # milliseconds
FACETS = ("side", "speaker", "kind", "says", "outlet", "agency", "place", "occurrence", "target", "attribution")

FLAT = """
CREATE TABLE statements AS
SELECT claim.id, event.slug AS event, event.title AS event_title, event.summary AS event_summary, event.kind,
    event.occurrence, event.date_earliest, event.date_latest, place.name AS place, article.headline,
    outlet.slug AS outlet, agency.slug AS agency, speaker.name AS speaker,
    coalesce(own.slug, side.slug, CASE WHEN speaker.kind IN ('party', 'group') THEN speaker.slug END) AS side,
    target.slug AS target, claim.attribution, claim.kind AS says, claim.statement, claim.quote, claim.said,
    (SELECT json_group_array(topic.slug) FROM talks_claim_topics tag JOIN talks_topic topic ON topic.id = tag.topic_id
        WHERE tag.claim_id = claim.id) AS topics
FROM talks_claim claim
JOIN talks_event event ON event.id = claim.event_id
JOIN talks_article article ON article.id = claim.article_id
LEFT JOIN talks_place place ON place.id = event.place_id
LEFT JOIN talks_outlet outlet ON outlet.id = article.outlet_id
LEFT JOIN talks_origin origin ON origin.id = article.origin_id
LEFT JOIN talks_outlet agency ON agency.id = origin.house_id
LEFT JOIN talks_actor speaker ON speaker.id = claim.speaker_id
LEFT JOIN talks_actor side ON side.id = speaker.side_id
LEFT JOIN talks_actor own ON own.id = claim.side_id
LEFT JOIN talks_actor target ON target.id = claim.target_id
ORDER BY event.date_earliest, event.slug;
CREATE VIRTUAL TABLE statements_fts USING fts5
    (statement, quote, speaker, event_title, event_summary, headline, tokenize='porter unicode61', content=statements);
INSERT INTO statements_fts (statements_fts) VALUES ('rebuild');
"""


def is_installed() -> bool:
    return DATASETTE.exists()


def flatten(database: Path) -> Path:
    """Return the record as one flat, indexed table, in a file of its own; one made before is used again."""
    flat = database.with_name(database.name.replace(".sqlite3", "-peer.db"))
    if flat.exists():
        return flat
    unfinished = flat.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("ATTACH ? AS peer", [str(unfinished)])
        for statement in FLAT.replace("TABLE statements", "TABLE peer.statements").split(";\n"):
            connection.execute(statement.replace("INTO statements_fts (", "INTO peer.statements_fts ("))
        for column in (*FACETS, "date_earliest", "date_latest", "event"):
            connection.execute(f"CREATE INDEX peer.statements_{column} ON statements ({column})")
        connection.commit()
        connection.execute("ANALYZE peer")
        connection.commit()
    unfinished.rename(flat)
    return flat


def serve(record: Record, flat: Path) -> Server:
    """Return Datasette over the flat table, not yet started."""
    port = free_port()
    settings = {"sql_time_limit_ms": LIMIT, "facet_time_limit_ms": LIMIT, "suggest_facets": "off"}
    options = [part for name, value in settings.items() for part in ("--setting", name, value)]
    command = [str(DATASETTE), "serve", "--immutable", str(flat), "--host", HOST, "--port", str(port), *options]
    return Server(command, port, record.environment(), "/-/versions.json")


def translated(flat: Path, question: Question) -> str:
    """Return the address at which Datasette answers the question, with its facets; empty where it cannot."""
    if question.path.startswith("/timeline") or "page" in question.asked or question.is_conditional:
        return ""
    pairs = [("_size", "50"), ("_sort", "date_earliest"), ("_facet_array", "topics")]
    pairs += [("_facet", name) for name in FACETS]
    names = {
        "q": "_search",
        "since": "date_latest__gte",
        "until": "date_earliest__lte",
        "topic": "topics__arraycontains",
    }
    ends = {"since": "-01-01", "until": "-12-31"}
    for name, value in question.asked.items():
        whole = value + ends[name] if name in ends and len(value) == 4 else value
        pairs.append((names.get(name, f"{name}__exact"), whole))
    return f"/{flat.stem}/statements?{urlencode(pairs)}"


def compare(
    title: str, site: Server, peer: Server, asked: tuple[load.Request, load.Request], seconds: float
) -> list[str]:
    """Ask both in turns, and return a row: processor time and p50 of each, and how many times the peer's is."""
    turns = [
        [load.measure(server, one, 1, seconds / ROUNDS) for server, one in zip((site, peer), asked, strict=True)]
        for _ in range(ROUNDS)
    ]
    cells = [title]
    for cost in ("cpu", "p50"):
        ours, theirs = (median(getattr(turn[place], cost) for turn in turns) for place in (0, 1))
        cells += [f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.1f}"]
    return cells
