"""The reports of the first record, as they were saved. They are not ours to publish: a test that needs them skips without."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from talks.article_texts import AttachedText, attach_text
from talks.models import Article

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "reports"
FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "ukraine_2022.json"

needs_saved_reports = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the saved reports are not ours to publish, and not here"
)


# Of the second part of the reports: the lines below the head of a file that are no paragraphs. The headline is one of them.
FURNITURE = {
    "01-venue-ready-belarus.txt": [1, 3],
    "03-gomel-talks-live-log.txt": [1],
    "06-24kg-vtoroi-raund.txt": [],
    "07-spzh-bilovezka-pushcha.txt": [1, 2, 10],
    "08-third-round-xinhua.txt": [1, 3, 5, 6, 8, 10, 24],
    "09-telesur-third-round.txt": [2, 3],
    "10-antalya-no-progress-ani.txt": [],
    "14-afp-slutsky-progress.txt": [1, 3, 5, 6],
    "15-glavcom-chetvertyi-raund.txt": [],
    "16-sweden-austria-model.txt": [1, 19, 20],
    "17-tass-no-leaders-meeting.txt": [1, 2],
    "19-maghress-istanbul-ar.txt": [],
    "20-presstv-no-breakthrough.txt": [1, 3, 5],
    "22-lavrov-draft-departs.txt": [1],
    "25-grain-deal.txt": [],
    "26-burns-not-serious.txt": [1, 2, 4, 6],
}


def sources() -> list[dict]:
    """Return what is known of each report.

    Shape: ``file`` in the folder, ``headline``, ``url`` (empty if it has none), ``furniture_lines`` as pairs of first and last
    line, and ``paragraphs`` with how each begins, for the five of which that is known.
    """
    known = json.loads((FOLDER / "sources.json").read_text(encoding="utf-8"))
    return [one | {"url": one["url"] or ""} for one in known] + [_source(*one) for one in FURNITURE.items()]


def _source(name: str, furniture: list[int]) -> dict:
    lines = (FOLDER / "more" / name).read_text(encoding="utf-8").splitlines()
    head = lines.index("---") + 1
    facts = dict(line.split(": ", 1) for line in lines[: head - 1])
    below = [[head + line, head + line] for line in furniture]
    return {
        "file": f"more/{name}",
        "headline": facts["title"],
        "url": facts["address"],
        "furniture_lines": [[1, head], *below],
    }


def report_of(source: dict) -> Article:
    return Article.objects.get(url=source["url"])


def attach_saved_reports() -> Iterator[tuple[dict, AttachedText]]:
    """Attach the text of each report of the record; yield what is known of it, and what was attached."""
    for source in sources():
        furniture = {line for first, last in source["furniture_lines"] for line in range(first, last + 1)}
        yield source, attach_text(report_of(source), (FOLDER / source["file"]).read_bytes(), furniture)
