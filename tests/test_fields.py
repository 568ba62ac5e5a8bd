"""The description of the fields: it has every field that files hold, and its types are those of the values."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client

from talks import dates
from talks.exports import fields
from talks.exports.fields import CLAIM, CORRECTION, EVENT, IN_VIEW, PARTICIPANT, PROOF, REPORT, TYPES, VIEW, Field
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_participation,
    make_place,
)

pytestmark = pytest.mark.django_db

SLUG = r"[a-z0-9-]+"
FORMS = {
    fields.SLUG: SLUG,
    fields.URL: r"https?://\S+|",
    fields.LANGUAGE: r"[a-z]{2,3}(-[A-Za-z0-9]+)*",
    fields.HASH: r"[0-9a-f]{64}|",
    fields.DAY: r"\d{4}-\d\d-\d\d",
    fields.MOMENT: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
}
NOT_NULL = {fields.URL, fields.LANGUAGE, fields.HASH, fields.EDTF}
"""Types that are never null, apart from the next page."""


def fits(value: object, field: Field) -> bool:
    """Whether a value is of the type of its field."""
    if value is None:
        return field.type not in NOT_NULL or field == VIEW["next"]
    if field.type in FORMS:
        return isinstance(value, str) and bool(re.fullmatch(FORMS[field.type], value))
    if field.type == fields.WORD:
        return value == "" or value in field.terms.values
    if field.type == fields.EDTF:
        return value == "" or dates.parse(value).text == value
    if field.type == fields.SLUGS:
        return all(re.fullmatch(f"{SLUG}(/{SLUG})?", one) for one in value)
    of = {fields.TEXT: str, fields.INTEGER: int, fields.BOOLEAN: bool, fields.OBJECT: dict, fields.OBJECTS: list}
    return isinstance(value, of[field.type])


def described(found: dict, *tables: dict[str, Field]) -> Iterator[str]:
    """Yield what is wrong: a name that is missing or too much, or a value of another type; also within objects."""
    known = {name: field for table in tables for name, field in table.items()}
    yield from {*found} ^ {*known}
    for name in {*found} & {*known}:
        if not fits(found[name], known[name]):
            yield f"{name}: {found[name]!r} is no {known[name].type}"
    inner = {"participants": PARTICIPANT, "corrections": CORRECTION, "proof": PROOF}
    for name in {*inner} & {*found}:
        for one in found[name] if isinstance(found[name], list) else [found[name]]:
            yield from described(one, inner[name])


def check_every_file(client: Client) -> None:
    view = client.get("/timeline.json").json()
    assert not [*described(view, VIEW)]
    claims = {"claims": Field(fields.OBJECTS, "")}
    for event in view["events"]:
        assert not [*described(event, EVENT, IN_VIEW, claims)]
        assert not [*described(client.get(f"/events/{event['slug']}.json").json(), EVENT, claims)]
        for claim in event["claims"]:
            assert not [*described(claim, CLAIM, IN_VIEW)]
    for slug in {claim["report"] for event in view["events"] for claim in event["claims"]}:
        assert not [*described(client.get(f"/reports/{slug}.json").json(), REPORT, claims)]


def test_every_field_of_every_record_is_described_with_its_type(client: Client):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    check_every_file(client)


def test_fields_of_sparse_and_of_corrected_records_are_described_as_well(client: Client):
    event = make_event(date="", place=make_place("town"))
    make_participation(event, make_actor("north"))
    article = make_article(published="", published_basis="")
    claim = make_claim(event=event, article=article, speaker_role="a source")
    for record in (event, claim, article):
        make_correction(record)
    check_every_file(client)


def test_each_field_has_a_known_type_and_one_sentence():
    for table in (EVENT, CLAIM, IN_VIEW, REPORT, VIEW, PARTICIPANT, CORRECTION, PROOF):
        for name, field in table.items():
            assert field.type in TYPES, name
            assert (field.terms is not None) == (field.type == fields.WORD), name
            assert re.fullmatch(r"[^.]+\.", str(field.meaning)), name
