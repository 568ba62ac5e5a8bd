"""The CSV and what describes it: a column for each name, values of its type, a mark for Excel, nothing lost on the way."""

import csv
import io
import re
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from talks.exports.csv_file import COLUMNS
from talks.models import Article, Event
from talks.sources import public_url
from talks.spreadsheets import unguarded
from tests.factories import make_actor, make_claim, make_event
from tests.test_feeds import HOSTILE

pytestmark = pytest.mark.django_db


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/timeline.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def metadata(client: Client, query: str = "") -> dict:
    response = client.get(f"/timeline.csv-metadata.json{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/csvm+json")
    return response.json()


def is_of(value: str, datatype: str | dict) -> bool:
    """Whether a cell is of a type of CSV on the Web; an empty cell is null of any."""
    if not value:
        return True
    if isinstance(datatype, dict):
        return bool(re.fullmatch(datatype["format"], value))
    forms = {"boolean": "true|false", "integer": r"\d+", "anyURI": r"https?://\S+", "language": "[a-z]{2,3}(-[a-z]+)*"}
    if datatype == "date":
        return str(date.fromisoformat(value)) == value
    return datatype == "string" or bool(re.fullmatch(forms[datatype], value))


def test_the_description_names_each_column_in_order_and_the_type_of_its_values(client: Client):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    shown = metadata(client)
    columns = shown["tableSchema"]["columns"]
    assert [one["name"] for one in columns] == [one["titles"] for one in columns] == list(COLUMNS)
    found = rows(client, "?since=2022-03-01")
    assert list(found[0]) == list(COLUMNS)
    for one in columns:
        assert one["dc:description"].endswith(".")
        wrong = [row[one["name"]] for row in found if not is_of(row[one["name"]], one["datatype"])]
        assert not wrong, one
    assert len({row[shown["tableSchema"]["primaryKey"]] for row in found}) == len(found)
    assert (shown["dc:license"], shown["dc:title"]) == ("CC BY 4.0", "Russia–Ukraine negotiations, 2022")


def test_the_csv_leads_to_its_description_and_says_filters_and_version(client: Client):
    make_claim(speaker=make_actor("north"))
    response = client.get("/timeline.csv?speaker=north&order=-said&view=table")
    described = re.fullmatch(r'<(.+)>; rel="describedby"; type="application/csvm\+json"', response["Link"])[1]
    assert described == public_url("/timeline.csv-metadata.json?speaker=north&order=-said&view=table")
    shown = metadata(client, "?speaker=north&order=-said&view=table")
    assert shown["url"] == public_url("/timeline.csv?speaker=north&order=-said&view=table")
    assert shown["dc:description"] == "Speaker: North"
    assert response["X-Talks-Filters"] == "?speaker=north&order=-said&view=table"
    version = client.get("/timeline.json").json()["version"]
    assert response["X-Talks-Version"] == shown["schema:version"] == str(version)
    assert "X-Talks-Version" in response["Access-Control-Expose-Headers"]


def test_a_byte_order_mark_stands_before_csv_alone_and_only_when_asked_for(client: Client):
    claim = make_claim()
    plain = client.get("/timeline.csv").getvalue()
    marked = client.get("/timeline.csv?bom=1").getvalue()
    assert marked == b"\xef\xbb\xbf" + plain
    assert marked.decode("utf-8-sig") == plain.decode()
    assert client.get("/timeline.json?bom=1").json()["events"][0]["slug"] == claim.event.slug
    assert client.get("/timeline.csv?bom=1")["X-Talks-Filters"] == ""


def test_an_unknown_value_of_bom_is_refused_by_files_and_unknown_to_pages(client: Client):
    make_claim()
    refused = client.get("/timeline.csv?bom=yes")
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["bom"]
    assert "is not an option here" not in client.get("/?bom=yes").content.decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_record_breaks_a_table_or_becomes_a_formula(client: Client, name: str):
    words = HOSTILE[name]
    event = make_event()
    make_claim(event=event, statement=words, quote=words[:300], speaker_role=words[:100], note=words)
    Event.objects.update(title=words[:160])
    Article.objects.update(headline=words[:160])
    [row] = rows(client)
    [shown] = client.get("/timeline.json").json()["events"]
    [claim] = shown["claims"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row.values())
    assert unguarded(row["event_title"]) == shown["title"]
    for column in ("statement", "quote", "speaker_role", "note", "headline"):
        assert unguarded(row[column]) == claim[column], column
