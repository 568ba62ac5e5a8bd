"""Citations of single records, read by other people's programs: each finds what the others find."""

import json

import pytest

from talks.exports import RECORD_FORMATS
from talks.models import Article, Claim, Event
from tests.foreign.hostile import WORDS
from tests.foreign.readers import CITATIONS, Reference, expanded, letters
from tests.foreign.test_views import get, needs

REAL = {"events": Event, "claims": Claim, "reports": Article}


def records() -> list[str]:
    """The paths of the hostile records, and of some of the real one, without their ends."""
    hostile = [f"/{folder}/hostile-{name}" for folder in REAL for name in WORDS]
    real = [
        f"/{folder}/{slug}"
        for folder, model in REAL.items()
        for slug in model.objects.public()
        .exclude(slug__startswith="hostile")
        .order_by("slug")
        .values_list("slug", flat=True)[:5]
    ]
    return [*hostile, *real]


def alike(one: Reference) -> tuple[str, ...]:
    """What has to be the same in every format. Shape: words by their letters, since a format may have no other signs."""
    return one.key, letters(one.title), one.url, one.year, letters(one.note), letters(one.container)


@pytest.mark.parametrize("name", [name for name in CITATIONS if name in RECORD_FORMATS and name != "csl"])
def test_every_reader_of_citations_finds_the_same(record, name: str):
    for path in records():
        (_program, read), (_processor, by_csl) = CITATIONS[name], CITATIONS["csl"]
        found, expected = read(get(record, f"{path}.{name}")), by_csl(get(record, f"{path}.csl"))
        assert alike(found) == alike(expected), path


def test_every_format_of_a_record_has_a_foreign_reader():
    assert set(RECORD_FORMATS) <= set(CITATIONS) | {"json", "jsonld", "txt", "annotation"}


@needs("annotation")
def test_an_annotation_is_json_ld_with_a_body_and_a_target_that_has_the_words(record):
    anno = "http://www.w3.org/ns/oa#"
    for claim in Claim.objects.public().order_by("slug"):
        content = get(record, f"/claims/{claim.slug}.annotation")
        (found,) = expanded(content)
        assert found["@type"] == [f"{anno}Annotation"]
        assert found[f"{anno}hasBody"]
        exact = [one["selector"][0]["exact"] for one in json.loads(content)["target"]]
        assert len(found[f"{anno}hasTarget"]) == len(exact)
        assert letters("".join(exact)) == letters(claim.quote)


@needs("jsonld")
def test_json_ld_of_a_single_record_names_it_by_its_address(record):
    for path in records():
        (found,) = expanded(get(record, f"{path}.jsonld"))
        given = json.loads(get(record, f"{path}.json"))
        assert found["@id"] == given.get("id", given["url"])
