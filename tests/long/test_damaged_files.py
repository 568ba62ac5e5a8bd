"""Files damaged at random: a fixture, a table, a page, a PDF. Each is read or refused in words, and nothing else changes."""

import copy
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from talks.desk.reading import html, pdf
from talks.desk.reading.documents import read
from talks.desk.reading.refusing import Refused
from talks.importing import ImportRefused, read_file, template
from talks.loading import load
from talks.loading.problems import FixtureRefused
from tests.fixture_files import everything, small_record, write
from tests.long.asking import FEW, HOSTILE, LISTS, MANY, ask
from tests.pdf_files import pdf_of

WRONG = st.one_of(
    st.sampled_from(HOSTILE),
    st.sampled_from([None, True, -1, 2**63, 1e308, [], {}, [[]], ["russia"], [["russia"]], {"a": 1}]),
    st.text(max_size=20),
)


@st.composite
def damaged_records(draw: st.DrawFn) -> list[Any]:
    """Return the small record with a few things changed: a value, a name, a record left out, twice, or of another kind."""
    items: list[Any] = copy.deepcopy(small_record())
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(items) - 1))
        one = items[number]
        match draw(
            st.sampled_from(["value", "value", "value", "name", "left out", "twice", "kind", "exchanged", "anything"])
        ):
            case "value" if isinstance(one, dict) and isinstance(one.get("fields"), dict) and one["fields"]:
                one["fields"][draw(st.sampled_from(sorted(one["fields"])))] = draw(WRONG)
            case "name" if isinstance(one, dict) and isinstance(one.get("fields"), dict):
                one["fields"][draw(st.sampled_from(["pk", "id", "password", "", "claims", *HOSTILE[:60]]))] = draw(
                    WRONG
                )
            case "left out" if len(items) > 1:
                del items[number]
            case "twice":
                items.append(copy.deepcopy(one))
            case "kind" if isinstance(one, dict):
                one["model"] = draw(
                    st.sampled_from(["talks.claim", "auth.user", "talks.version", "", "talks.historicalclaim"])
                )
            case "exchanged":
                items[number], items[0] = items[0], items[number]
            case "anything":
                items[number] = draw(WRONG)
    return items


def damage(content: bytes, draw: st.DrawFn) -> bytes:
    """Return bytes of which some are changed, left out, repeated or added."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 8))):
        at, length = draw(st.integers(0, max(0, len(changed) - 1))), draw(st.integers(0, 40))
        match draw(st.sampled_from(["change", "leave out", "repeat", "add", "cut"])):
            case "change":
                changed[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case "leave out":
                del changed[at : at + length]
            case "repeat":
                changed[at:at] = changed[at : at + length] * draw(st.integers(1, 30))
            case "add":
                changed[at:at] = draw(st.binary(max_size=20))
            case "cut":
                del changed[at + length * 20 :]
    return bytes(changed)


def refused_in_words(read: Callable[[], Any], refusals: type[Exception]) -> bool:
    """Call it, and return whether it refused; other exceptions are errors of ours."""
    try:
        read()
    except refusals as refused:
        words = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        return all(one.strip() for one in words) or pytest.fail(f"refused without a word: {refused!r}")
    return False


def loaded(path: Path) -> bool:
    return not refused_in_words(lambda: load(path), FixtureRefused)


@pytest.mark.django_db
@MANY
@given(items=damaged_records())
def test_a_damaged_record_loads_whole_or_changes_nothing(client, tmp_path_factory, items: list[Any]):
    path = Path(tmp_path_factory.getbasetemp()) / "damaged.json"
    path.write_text(json.dumps(items), encoding="utf-8")  # half a surrogate pair is escaped, as programs write it
    with transaction.atomic():
        before = everything()
        if loaded(path):
            for address in ("/", "/timeline.json", "/timeline.csv", *LISTS):
                assert ask(client, address).status_code == 200, address
        else:
            assert everything() == before
        transaction.set_rollback(True)


@pytest.mark.django_db
@MANY
@given(data=st.data())
def test_a_file_with_damaged_bytes_loads_whole_or_changes_nothing(tmp_path_factory, data: st.DataObject):
    whole = write(Path(tmp_path_factory.getbasetemp()) / "whole.json", small_record()).read_bytes()
    path = Path(tmp_path_factory.getbasetemp()) / "bytes.json"
    path.write_bytes(damage(whole, data.draw))
    with transaction.atomic():
        before = everything()
        assert loaded(path) or everything() == before
        transaction.set_rollback(True)


def table() -> bytes:
    """Return the template of a table as an XLSX file."""
    book = Workbook()
    for line in template().splitlines():
        book.active.append(line.split(","))
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


TABLE = table()  # once: its file has the time in it, and what is damaged must be the same each time
TIMELINE = json.dumps(
    {
        "events": [
            {"start_date": {"year": "2022", "month": "3"}, "text": {"headline": "A", "text": "<p>b</p>"}, "media": {}}
        ]
    }
)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@MANY
@given(data=st.data())
def test_a_damaged_table_is_read_or_refused_in_words(kind: str, data: st.DataObject):
    whole = {"csv": template().encode(), "xlsx": TABLE, "json": TIMELINE.encode()}[kind]
    content = damage(whole, data.draw)
    refused_in_words(lambda: read_file(content), ImportRefused)


PAGE = """<!DOCTYPE html><html lang="en"><head><title>Rain - The Paper</title><meta charset="utf-8">
<link rel="canonical" href="https://example.org/rain"><script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
"headline": "Rain", "datePublished": "2022-03-29T22:30:00+03:00"}]}</script></head><body><nav><a href="/">Home</a></nav><article>
<h1>Rain</h1><p>The minister said that it rains, and that it rains <b>hard</b>.</p><table><tr><td>1<td>2</table></article></html>
"""
PDF = pdf_of([[(50, 700, 14, "Rain expected"), (50, 670, 10, "It rains, a minister said."), (50, 650, 10, "It does.")]])


@MANY
@given(data=st.data())
def test_a_damaged_page_is_read_or_refused_in_words(data: st.DataObject):
    text = damage(PAGE.encode(), data.draw).decode("utf-8", "replace")
    content = text.encode()
    refused_in_words(lambda: html.read(content), Refused)


@MANY
@given(data=st.data())
def test_a_damaged_pdf_is_read_or_refused_in_words(data: st.DataObject):
    content = damage(PDF, data.draw)
    refused_in_words(lambda: pdf.read(content), Refused)


@FEW  # each in a process of its own, as the desk reads them
@given(data=st.data())
def test_the_desk_reads_or_refuses_whatever_is_brought_in(data: st.DataObject):
    whole = data.draw(st.sampled_from([PAGE.encode(), PDF, TABLE, b"", b"\0" * 30, "привет".encode("cp1251")]))
    content = damage(whole, data.draw) if whole else whole
    refused_in_words(lambda: read(content), ValidationError)
