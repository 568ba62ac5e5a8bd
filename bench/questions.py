"""What is asked: a list of questions, each asked many times, and many different ones, each asked once.

All values are looked up in the record that is measured.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from bench.database import Connection
from bench.record import SEED

DIFFERENT = 60  # questions in a row that never repeat


@dataclass(frozen=True)
class Question:
    """One address to measure. An ``optional`` one is left out where the site does not have it.

    One that ``is_conditional`` is asked by who has the page already, and is told that it is still good.
    """

    title: str
    asked: dict[str, str] = field(default_factory=dict)
    page: str = "/"
    optional: bool = False
    is_conditional: bool = False

    @property
    def path(self) -> str:
        return f"{self.page}?{urlencode(self.asked)}" if self.asked else self.page


WARMING = Question("any question, so that every process has opened its index", {"since": "2026"})


def questions(connection: Connection) -> list[Question]:
    """Return what is measured; the values are those that are frequent in this record."""
    side, topic, kind, outlet = (connection.execute(sql).fetchone()[0] for sql in FREQUENT)
    rare, common = frequent_words(connection)
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
        Question("no filter, unchanged: answered 304", is_conditional=True),
    ]


# One value each, in the order in which ``questions`` takes them, from the first 100,000 rows. The outlet is the tenth.
FREQUENT = (
    """SELECT side.slug FROM (SELECT * FROM talks_claim ORDER BY id LIMIT 100000) claim
    JOIN talks_actor speaker ON speaker.id = claim.speaker_id
    JOIN talks_actor side ON side.id = coalesce(claim.side_id, speaker.side_id, speaker.id)
    WHERE side.kind = 'party' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    """SELECT topic.slug FROM (SELECT * FROM talks_claim_topics ORDER BY id LIMIT 100000) tag
    JOIN talks_topic topic ON topic.id = tag.topic_id GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    """SELECT kind FROM (SELECT * FROM talks_event ORDER BY id LIMIT 100000) event
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    """SELECT outlet.slug FROM (SELECT * FROM talks_article ORDER BY id LIMIT 100000) article
    JOIN talks_outlet outlet ON outlet.id = article.outlet_id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1 OFFSET 9""",
)


def frequent_words(connection: Connection) -> tuple[str, str]:
    """Return a word that about 1 in 200 statements holds, and the most frequent one that fewer than half hold."""
    rows = connection.execute("SELECT statement || ' ' || quote FROM talks_claim ORDER BY id LIMIT 20000").fetchall()
    held = Counter(word for (text,) in rows for word in words_of(text))
    middling = min(held, key=lambda word: (abs(held[word] - len(rows) / 200), word))
    common = max(
        (word for word in held if held[word] < len(rows) / 2 and len(word) > 3), key=lambda word: (held[word], word)
    )
    return middling, common


def words_of(text: str) -> set[str]:
    return {word for word in text.lower().replace(".", "").split() if word.isalpha()}


# Many different ones

SHAPES = (
    ("side",),
    ("topic",),
    ("speaker",),
    ("outlet",),
    ("kind", "since"),
    ("since", "until"),
    ("q",),
    ("q", "side"),
    ("side", "topic"),
    ("speaker", "says", "since"),
    ("outlet", "kind", "until"),
    ("topic", "q", "since"),
)
"""Which parameters stand together in a question. All of them come from one statement, so that each finds something."""

STATEMENT = """SELECT statement, claim.kind AS says, event.kind AS kind, event.date_earliest,
    coalesce(own.slug, side.slug, CASE WHEN speaker.kind IN ('party', 'group') THEN speaker.slug END),
    speaker.slug, outlet.slug, (SELECT min(topic.slug) FROM talks_claim_topics tag
        JOIN talks_topic topic ON topic.id = tag.topic_id WHERE tag.claim_id = claim.id)
FROM talks_claim claim
JOIN talks_event event ON event.id = claim.event_id
JOIN talks_article article ON article.id = claim.article_id
LEFT JOIN talks_outlet outlet ON outlet.id = article.outlet_id
LEFT JOIN talks_actor speaker ON speaker.id = claim.speaker_id
LEFT JOIN talks_actor side ON side.id = speaker.side_id
LEFT JOIN talks_actor own ON own.id = claim.side_id
WHERE claim.id = """


def different_questions(connection: Connection, others: list[Question]) -> list[Question]:
    """Return questions of mixed parameters that differ from each other and from these, the same for the same record.

    A statement is drawn by chance for each, so that frequent values are asked for more often; no word is asked twice.
    """
    dice, asked = Random(SEED), {one.path for one in others}
    words = {one.asked["q"] for one in others if "q" in one.asked}
    (last,) = connection.execute("SELECT max(id) FROM talks_claim").fetchone()
    found: list[Question] = []
    for values in drawn(connection, dice, last):
        shape = SHAPES[len(found) % len(SHAPES)]
        word = dice.choice(sorted(values.pop("words") - words) or [""])
        values["q"] = word
        question = Question(" and ".join(shape), {name: values[name] for name in shape if values[name]})
        if len(question.asked) < len(shape) or question.path in asked:
            continue
        found.append(question)
        asked.add(question.path)
        if "q" in shape:
            words.add(word)
        if len(found) == DIFFERENT:
            break
    return found


def drawn(connection: Connection, dice: Random, last: int) -> Iterator[dict]:
    """Yield what is known of statements drawn by chance; not for ever, since a small record has few."""
    for _turn in range(100 * DIFFERENT):
        row = connection.execute(f"{STATEMENT}{dice.randint(1, last)}").fetchone()
        if row is None:
            continue
        statement, says, kind, day, side, speaker, outlet, topic = row
        month = str(day)[:7] if day else ""
        yield {
            "words": {word for word in words_of(statement) if len(word) > 3},
            "says": says,
            "kind": kind,
            "since": month,
            "until": f"{int(month[:4]) + 1}{month[4:]}" if month else "",
            "side": side,
            "speaker": speaker,
            "outlet": outlet,
            "topic": topic,
        }
