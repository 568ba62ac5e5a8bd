"""The five reports of the first record, as they were saved. They are not ours to publish: a test that needs them skips without."""

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


def sources() -> list[dict]:
    """Return what is known of each report: its file, headline, paragraphs, and the lines that are not the report."""
    return json.loads((FOLDER / "sources.json").read_text(encoding="utf-8"))


def attach_saved_reports() -> Iterator[tuple[dict, AttachedText]]:
    """Attach the text of each report of the record; yield what is known of it, and what was attached."""
    for source in sources():
        report = Article.objects.get(headline=source["headline"])
        furniture = {line for first, last in source["furniture_lines"] for line in range(first, last + 1)}
        yield source, attach_text(report, (FOLDER / source["file"]).read_bytes(), furniture)
