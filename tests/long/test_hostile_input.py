"""Hostile values in every parameter and path, alone and together: an answer always, an error of ours never."""

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.long.asking import FILES, HOSTILE, LISTS, MANY, PARAMETERS, ask, query_of, quoted
from tests.long.routes import WITH_A_VALUE, filled

pytestmark = pytest.mark.django_db

REAL = [
    "ukraine-2022",
    "russia",
    "ukraine",
    "none",
    "direct",
    "any",
    "1",
    "2022-03",
    "talks",
    "ceasefire",
    "-said",
    "table",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(REAL), st.text(max_size=40))
PAIRS = st.lists(st.tuples(st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=8)), TEXTS), max_size=8)
PAGES = ["/", "/", "/", "/embed/", *FILES, *LISTS]
PAGES += ["/people/russia/", "/positions/ceasefire/russia/", "/reports/compare/"]


@pytest.fixture
def record(db) -> None:
    call_command("loaddata", "ukraine_2022", verbosity=0)


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_hostile_value_of_every_parameter_gets_an_answer(client: Client, record, name: str):
    pages = ["/", "/timeline.json", "/claims/", "/timeline.csv", "/", "/timeline.svg", "/people/russia/"]
    for number, value in enumerate(HOSTILE):
        page = pages[number % len(pages)]
        part = {"headers": {"HX-Request": "true"}} if number % 3 == 0 else {}
        ask(client, f"{page}?{query_of([(name, value)])}", (value,), **part)


@pytest.mark.parametrize("route", WITH_A_VALUE)
def test_every_hostile_value_in_every_path_gets_an_answer(client: Client, record, route: str):
    assert filled("events/<str:slug>/error/", "a/b") == "/events/a%2Fb/error/"
    for value in HOSTILE:
        response = ask(client, filled(route, value)[:7900], (value,))
        assert response.status_code != 200 or value in {"about", "corrections"} or "timeline" in route, (route, value)


@MANY
@given(page=st.sampled_from(PAGES), pairs=PAIRS, part=st.booleans())
def test_whatever_is_asked_gets_an_answer(client: Client, record, page: str, pairs: list[tuple[str, str]], part: bool):
    more = {"headers": {"HX-Request": "true"}} if part else {}
    ask(client, f"{page}?{query_of(pairs)}"[:7990], tuple(value for _name, value in pairs), **more)


@MANY
@given(
    raw=st.binary(max_size=60),
    beginning=st.sampled_from(["", "events/", "people/", "timeline.", "sitemap-", "admin/", "static/"]),
)
def test_whatever_bytes_stand_in_a_path_get_an_answer(client: Client, record, raw: bytes, beginning: str):
    ask(client, f"/{beginning}{quoted(raw.decode('latin-1'))}")
    ask(client, f"/{beginning}{''.join(f'%{byte:02X}' for byte in raw)}")


@MANY
@given(pairs=PAIRS)
def test_a_file_says_what_the_page_says(client: Client, record, pairs: list[tuple[str, str]]):
    """A page with a notice is a file that answers 400; without one both count the same events."""
    query = query_of([(name, value) for name, value in pairs if name in PARAMETERS and name not in {"page", "folded"}])
    page, file = ask(client, f"/?{query}"), ask(client, f"/timeline.json?{query}")
    if page.status_code == 414:
        assert file.status_code == 414
    elif page.context is None:
        pass  # from the cache of answers: this question was compared before
    elif page.context["notices"]:
        assert file.status_code == 400
    else:
        assert file.json()["count"] == page.context["timeline"].counts.events


@pytest.mark.parametrize(
    "name", ["cookie", "hx-request", "hx-current-url", "accept-encoding", "if-none-match", "x-forwarded-for"]
)
def test_every_hostile_value_of_a_header_gets_an_answer(client: Client, record, name: str):
    for value in HOSTILE:
        sent = quoted(value) if any(ord(letter) < 32 or ord(letter) > 255 for letter in value) else value
        ask(client, "/", (value,), headers={name: sent[:8000]})
        ask(client, "/admin/login/", (value,), headers={name: sent[:8000]})


def test_curators_can_type_anything_into_what_searches(admin_client: Client, record):
    autocomplete = "/admin/autocomplete/?app_label=talks&model_name=claim&field_name=speaker&"
    for number, value in enumerate(HOSTILE):
        asked = [
            f"/admin/talks/claim/?{query_of([('q', value)])}",
            f"{autocomplete}{query_of([('term', value)])}",
            f"/admin/desk/find/actor/?{query_of([('q', value), ('report', value)])}",
            f"/admin/desk/day/?{query_of([('q', value)])}",
            f"/admin/desk/new/actor/?{query_of([('name', value)])}",
            f"/admin/talks/event/?{query_of([('status__exact', value), ('p', value)])}",
            f"/admin/talks/claim/{quoted(value)[:300]}/change/",
        ]
        for address in asked[number % 2 :: 2]:
            ask(admin_client, address[:7990], (value,))
