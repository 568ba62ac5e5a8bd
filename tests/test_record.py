"""The first record: every address that readers were given still answers, and nothing of it is there twice."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from talks.loading import load
from talks.loading.shape import MODELS_BY_NAME
from talks.models import Claim, Rename
from talks.vocabulary import Status
from tests.fixture_files import Item, load_items

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "ukraine_2022.json"

FORMER = json.loads((Path(__file__).parent / "data" / "former_addresses.json").read_text(encoding="utf-8"))
"""The slugs of the pages of the record as it was first published, by the first part of their address."""


KINDS = {"claim": "claims", "event": "events", "question": "questions"}


def record() -> list[Item]:
    return json.loads(FIXTURE.read_text(encoding="utf-8"))


def lost(client: Client) -> list[str]:
    """Return the former addresses that answer neither with a page, here or where they lead, nor with 410 and a reason."""
    return [
        address
        for kind, slugs in FORMER.items()
        for address in (f"/{kind}/{slug}/" for slug in slugs)
        if client.get(address, follow=True).status_code not in (200, 410)
    ]


def in_former_shape() -> list[Item]:
    """Return the record with each joined or renamed statement, event and question under its former slug.

    Shape: of what was joined, each part is a copy of the whole, so that there are as many rows as at first. A copied event
    is a draft, since no statement is about it.
    """
    first: dict[tuple[str, str], str] = {}  # the former slug under which a record with a new one was put back
    items = [one for one in record() if one["model"] != "talks.rename" or one["fields"]["model"] not in KINDS]
    for rename in (one["fields"] for one in record() if one["model"] == "talks.rename"):
        model, former, present = f"talks.{rename['model']}", rename["former"], rename["present"]
        if rename["model"] not in KINDS:
            continue
        whole = [one for one in items if (one["model"], one["fields"].get("slug")) == (model, present)]
        if whole and present not in FORMER[KINDS[rename["model"]]]:
            items = json.loads(json.dumps(items).replace(f'"{present}"', f'"{former}"'))
            first[model, present] = former
        else:
            copied = whole or [
                one for one in items if (one["model"], one["fields"].get("slug")) == (model, first[model, present])
            ]
            status = {"status": "draft"} if rename["model"] == "event" else {}
            items.append({"model": model, "fields": copied[0]["fields"] | {"slug": former} | status})
    return items


@pytest.mark.django_db
def test_every_address_of_the_record_as_first_published_still_answers(client: Client):
    load(FIXTURE)
    assert lost(client) == []


@pytest.mark.django_db
def test_a_statement_that_was_taken_out_says_why(client: Client):
    load(FIXTURE)
    withdrawn = Claim.objects.filter(status=Status.WITHDRAWN)
    assert withdrawn
    for claim in withdrawn:
        answer = client.get(f"/claims/{claim.slug}/")
        assert answer.status_code == 410
        assert claim.status_reason in answer.content.decode()
        assert claim.quote == ""


@pytest.mark.django_db
def test_loading_the_record_over_its_former_shape_loses_no_address_and_leaves_nothing_twice(
    client: Client, tmp_path: Path
):
    load_items(tmp_path, in_former_shape())
    for name, kind in KINDS.items():
        model = MODELS_BY_NAME[name]
        assert set(FORMER[kind]) <= set(model.objects.values_list("slug", flat=True))
    assert not Rename.objects.exclude(model="origin").exists()
    load(FIXTURE)
    assert lost(client) == []
    for name, model in MODELS_BY_NAME.items():
        assert model.objects.count() == sum(one["model"] == f"talks.{name}" for one in record()), name
    assert load(FIXTURE).changed == 0
