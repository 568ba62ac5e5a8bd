"""The record to measure on, in a database of its own under var/bench, and the questions to put to it."""

import hashlib
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "bench"
SEED = 1


@dataclass(frozen=True)
class Question:
    """One address to measure. An ``optional`` one is left out where the site does not have it."""

    title: str
    asked: dict[str, str] = field(default_factory=dict)
    page: str = "/"
    optional: bool = False

    @property
    def path(self) -> str:
        return f"{self.page}?{urlencode(self.asked)}" if self.asked else self.page


# Making it


def environment(database: Path) -> dict[str, str]:
    """Return the environment of every program that is started here: this database and no other."""
    own = {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": secrets.token_urlsafe(50)}
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "WEB_CONCURRENCY") if name in os.environ} | own


def manage(database: Path, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(database), check=True, stdout=sys.stderr)  # noqa: S603 - our own


def make(events: int) -> tuple[Path, str]:
    """Return the database with so many events, and in words how long it took to make; one made before is kept.

    It is made anew when the models or the generator have changed.
    """
    mark = hashlib.sha256()
    for folder in ("synthetic", "models", "migrations"):
        for path in sorted((ROOT / "talks" / folder).glob("*.py")):
            mark.update(path.read_bytes())
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / f"{events}-{mark.hexdigest()[:10]}.sqlite3"
    words = "made in an earlier run"
    if not database.exists():
        for old in FOLDER.glob(f"{events}-*"):
            old.unlink()
        unfinished = database.with_suffix(".unfinished")
        manage(unfinished, "migrate", "--verbosity", "0")
        begun = time.monotonic()
        manage(unfinished, "make_record", "--events", str(events), "--seed", str(SEED))
        words = f"made in {time.monotonic() - begun:.0f} s"
        unfinished.rename(database)
    manage(database, "migrate", "--verbosity", "0")
    return database, f"{words}, {database.stat().st_size / 1e6:,.0f} MB"


# What to ask


def questions(database: Path) -> list[Question]:
    """Return what is measured; the values are those that are frequent in this record."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        side, topic, kind, outlet = (connection.execute(sql).fetchone()[0] for sql in FREQUENT)
        rare, common = frequent_words(connection)
    connection.close()

    return [
        Question("no filter"),
        Question("the most frequent side", {"side": side}),
        Question("side and topic, of one statement", {"side": side, "topic": topic}),
        Question("kind and three years", {"kind": kind, "since": "2019", "until": "2021"}),
        Question("an outlet from a date on", {"outlet": outlet, "since": "2021-06-15"}),
        Question("a word of middling frequency", {"q": rare}),
        Question("a common word and a side", {"q": common, "side": side}),
        Question("page 500, or the last", {"page": "500"}),
        Question("JSON, the first page", page="/timeline.json"),
        Question("CSV, whole: the word of middling frequency and a side", {"q": rare, "side": side}, "/timeline.csv"),
        Question("the lanes as a picture", page="/timeline.svg", optional=True),
    ]


# One value each, in the order in which ``questions`` takes them, from the first 100,000 rows. The outlet is the tenth.
FREQUENT = (
    """SELECT side.slug FROM (SELECT * FROM talks_claim LIMIT 100000) claim
    JOIN talks_actor speaker ON speaker.id = claim.speaker_id
    JOIN talks_actor side ON side.id = coalesce(claim.side_id, speaker.side_id, speaker.id)
    WHERE side.kind = 'party' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    """SELECT topic.slug FROM (SELECT * FROM talks_claim_topics LIMIT 100000) tag
    JOIN talks_topic topic ON topic.id = tag.topic_id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    "SELECT kind FROM (SELECT * FROM talks_event LIMIT 100000) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    """SELECT outlet.slug FROM (SELECT * FROM talks_article LIMIT 100000) article
    JOIN talks_outlet outlet ON outlet.id = article.outlet_id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1 OFFSET 9""",
)


def frequent_words(connection: sqlite3.Connection) -> tuple[str, str]:
    """Return a word that about 1 in 200 statements holds, and the most frequent one that fewer than half hold."""
    rows = connection.execute("SELECT statement || ' ' || quote FROM talks_claim LIMIT 20000").fetchall()
    held = Counter(word for (text,) in rows for word in {*text.lower().replace(".", "").split()} if word.isalpha())
    middling = min(held, key=lambda word: (abs(held[word] - len(rows) / 200), word))
    common = max(
        (word for word in held if held[word] < len(rows) / 2 and len(word) > 3), key=lambda word: (held[word], word)
    )
    return middling, common
