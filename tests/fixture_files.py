"""Fixtures as Python: a small whole record, and a large one, for tests of what is loaded from files."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps

from talks.loading import Loaded, load

Item = dict[str, Any]

CLOCKS = {"recorded": "2026-11-21T00:00:00Z", "changed": "2026-11-21T00:00:00Z"}


def item(model: str, /, **fields: Any) -> Item:
    return {"model": f"talks.{model}", "fields": fields}


def event(slug: str, **fields: Any) -> Item:
    defaults = {"process": ["talks-2022"], "title": "Delegations meet", "kind": "round-of-talks", "status": "published"}
    return item("event", slug=slug, **defaults | CLOCKS | fields)


def article(slug: str, **fields: Any) -> Item:
    return item("article", slug=slug, **{"headline": "Talks go on", "status": "published"} | CLOCKS | fields)


def claim(slug: str, **fields: Any) -> Item:
    defaults = {
        "event": ["istanbul-talks"],
        "article": ["report-one"],
        "paragraph": 1,
        "speaker": ["anna-holm"],
        "attribution": "named",
        "kind": "assessment",
        "statement": "says that the talks go on",
        "quote": "the talks go on",
        "quote_mode": "direct",
        "status": "published",
    }
    return item("claim", slug=slug, **defaults | CLOCKS | fields)


def small_record() -> list[Item]:
    """Return a record with something of every model, in an order in which references point forward too."""
    return [
        claim(
            "talks-go-on-again",
            article=["report-two"],
            repeats=["talks-go-on"],
            said="2022-03",
            said_basis="inferred",
            said_basis_note="From “this month”.",
            answers=[["any-result", "no"]],
        ),
        item("process", slug="talks-2022", title="Talks of 2022", licence="CC BY 4.0"),
        item("outlet", slug="daily-courier", name="Daily Courier"),
        item("place", slug="istanbul", name="Istanbul", spellings="İstanbul\nСтамбул"),
        item("actor", slug="anna-holm", name="Anna Holm", kind="person", side=["north"]),
        item("actor", slug="north", name="North", kind="party"),
        item("actor", slug="south", name="South", kind="party"),
        item("lane", process=["talks-2022"], side=["north"], position=1, palette=1),
        item("lane", process=["talks-2022"], side=["south"], position=2, palette=2),
        item("topic", slug="ceasefire", name="Ceasefire"),
        item("topic", slug="borders", name="Borders"),
        item(
            "question", slug="any-result", process=["talks-2022"], text="Any result?", reason="It came or it did not."
        ),
        item("answer", question=["any-result"], slug="yes", text="Yes", position=1, excludes=[["any-result", "no"]]),
        item("answer", question=["any-result"], slug="no", text="No", position=2),
        event("istanbul-talks", date="2022-03-29", date_basis="stated", place=["istanbul"], place_basis="stated"),
        event("next-talks", occurrence="planned", status="draft"),
        item("participation", event=["istanbul-talks"], actor=["south"], role="party", basis="stated"),
        item("participation", event=["istanbul-talks"], actor=["north"], role="party", basis="stated"),
        article("report-one", outlet=["daily-courier"], published="2022-03-30", published_basis="stated"),
        article("report-two", headline="“Talks go on”, they say"),
        claim("talks-go-on", topics=[["ceasefire"], ["borders"]], answers=[["any-result", "yes"]], target=["south"]),
        item("rename", model="event", former="istanbul-round", present="istanbul-talks"),
    ]


def fields(items: list[Item], slug: str) -> Item:
    """Return the fields of the record with that slug, to be changed in place."""
    return next(one["fields"] for one in items if one["fields"].get("slug") == slug)


def write(path: Path, items: Any) -> Path:
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return path


def load_items(folder: Path, items: Any) -> Loaded:
    return load(write(folder / "record.json", items))


def everything() -> dict[str, list[tuple]]:
    """Return every row of the database, ids included, so that two moments can be compared."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}
