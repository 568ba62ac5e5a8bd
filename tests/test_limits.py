"""What one reader can use up: whole files at once, and answers cached by what means nothing."""

import pytest
from django.test import Client

from talks.rendering.answers import ANSWERS
from talks.views.whole_files import AT_ONCE
from tests.factories import make_claim

pytestmark = pytest.mark.django_db


def test_whole_files_are_given_to_so_many_at_once_and_others_are_told_when_to_come_back(client):
    make_claim(statement="says so.")
    reading = [client.get("/timeline.csv") for _reader in range(AT_ONCE - 1)]
    reading.append(client.get("/timeline.csv"))
    assert [response.status_code for response in reading] == [200] * AT_ONCE
    refused = client.get("/timeline.csv")
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert refused.json() == {
        "errors": {"busy": ["Too many people are downloading whole files. Try again in 10 seconds."]}
    }
    assert "s-maxage" not in refused.get("Cache-Control", "")
    assert "Content-Disposition" not in refused
    assert client.get("/timeline.json").status_code == 200, "what is in pages has its own limit"
    assert b"says so." in reading.pop().getvalue()
    after = client.get("/timeline.csv")
    assert after.status_code == 200, "a place is free as soon as one has been read"
    for response in [*reading, after]:
        response.close()
        response.close()
    again = [client.get("/timeline.csv") for _reader in range(AT_ONCE)]
    assert [response.status_code for response in again] == [200] * AT_ONCE, (
        "a place that is given back twice is one place"
    )
    for response in again:
        response.close()


def test_a_head_request_and_one_that_has_the_file_take_no_place(client):
    make_claim()
    etag = client.get("/timeline.csv")
    etag.close()
    for _reader in range(AT_ONCE + 1):
        head = client.head("/timeline.csv")
        head.close()  # as the server does
        assert head.status_code == 200
        assert client.get("/timeline.csv", headers={"If-None-Match": etag["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/", "/timeline.json", "/positions/", "/events/"])
def test_values_that_mean_nothing_evict_no_answer(client: Client, address):
    make_claim()
    ANSWERS.clear()
    client.get(address)
    assert len(ANSWERS) == 1
    for name in ("folded", "process", "nothing", "page", "order"):
        for value in ("any", "thing"):
            client.get(address, {name: value})
    assert len(ANSWERS) == 1
