"""Words that break files which are put together carelessly: in titles, names, statements and quotations."""

from talks.models import Claim
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_process,
)

WORDS = {
    "formula": '=HYPERLINK("https://example.org","x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "minus": "-2+3",
    "tab": "\tafter a tab",
    "lines": "one\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\nER  - \r\nTY  - JOUR",
    "script": "</script><script>alert(1)</script><!-- ]]> &amp; &lt;",
    "tex": r"100 % of {a} \textbf{b} $x_1^2$ ~ # & @article{y,",
    "reversed": "left \u202eto right\u202c and back",
    "emoji": "👩‍👩‍👧‍👦 🇺🇦 e\u0301",
    "signs": "a,b;c:d\"e'f\\n\\,g|h\u2028i\u00a0j",
    "json": '{"@id": "x", "@type": ["y"]}',
    "arabic": "قال «الوفد» (١١ مارس)",
    "long": "long " * 400,
}


def make_hostile() -> list[Claim]:
    """Make one event, report, speaker and statement of each, on dates of all kinds."""
    process = make_process("hostile", title=WORDS["script"], licence=WORDS["formula"])
    days = (
        "2023-01-01",
        "",
        "2023-02",
        "[2023-03-01..2023-03-05]",
        "2023-04-01/2023-04-03",
        "2023-05-01?",
        "2023-06-01/..",
    )
    made = []
    for number, (name, words) in enumerate(WORDS.items()):
        event = make_event(
            slug=f"hostile-{name}",
            process=process,
            title=words,
            summary=words,
            date=days[number % len(days)],
            occurrence=("held", "planned", "cancelled")[number % 3],
        )
        speaker = make_actor(f"hostile-{name}", name=words, side=make_actor("hostile-side", name=words))
        make_participation(event, speaker)
        article = make_article(
            slug=f"hostile-{name}",
            headline=words,
            outlet=make_outlet(f"hostile-{name}", name=words),
            byline=words,
            language=("en", "ar", "uk")[number % 3],
        )
        modes = ("direct", "indirect", "mixed")
        statement = {"statement": words, "quote": words[:150], "quote_mode": modes[number % 3], "note": words}
        made.append(
            make_claim(
                slug=f"hostile-{name}",
                event=event,
                article=article,
                speaker=speaker,
                said="" if "/" in event.date else event.date,
                **statement,
            )
        )
    return made
