"""A stranger follows every link of the site, in every format: no answer bears a word of a draft, and none tells that it is there.

Formats are those of the registry, pages those that links and routes lead to. A route that the walk does not reach fails it.
"""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from talks import releasing
from talks.models import Article, Claim, Event
from tests.factories import make_claim
from tests.long.asking import FILES, PARAMETERS, query_of
from tests.long.routes import OF_CURATORS, OF_READERS, WITH_A_VALUE, filled
from tests.test_architecture import ODD, drafts  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("drafts")

NEVER = "qwvxuzt"  # as long as the odd word, and of nothing
SLUGS = [f"{ODD}-{name}" for name in ("event", "article", "claim-0", "claim-9", "person", "side", "topic", "question")]
SEEDS = [*(f"/{route}" for route in OF_READERS if route not in WITH_A_VALUE), *FILES, "/reports/compare/?report=seen"]
# An address in markup, JSON or plain text: after a quotation mark, or after that of the site.
LINK = re.compile(rf'(?:"|{re.escape(settings.SITE_URL)})([/?][^"<>\s\\]*)')

OF_ONE_ANSWER = re.compile(
    r"^(ETag|[\w-]*Reference): .*\n", re.MULTILINE | re.IGNORECASE
)  # made of the address, or at random


def text_of(response: HttpResponse) -> str:
    """Return what an answer says, headers included but for those that repeat the address."""
    headers = "".join(f"{name}: {value}\n" for name, value in response.headers.items() if name != "Location")
    return headers + response.getvalue().decode("utf-8", "replace")


def walk(client: Client) -> Iterator[tuple[str, HttpResponse, str]]:
    """Yield every address that links lead to, its answer, and what it says.

    Addresses with parameters are asked for, and lead on to other pages but not to more parameters: there is no end of those.
    """
    waiting, met = list(SEEDS), set(SEEDS)
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        text = text_of(response)
        yield address, response, text
        for link in LINK.findall(text):
            found = urljoin(address, unescape(link).partition("#")[0])
            parts = urlsplit(found)
            if found in met or parts.netloc or parts.path.startswith(settings.STATIC_URL):
                continue
            if not (parts.query and urlsplit(address).query):
                met.add(found)
                waiting.append(found)


@pytest.fixture
def releases(drafts, settings, tmp_path) -> None:  # noqa: F811 - as above
    """Two releases, and an edition of the first without a statement."""
    settings.RELEASES = tmp_path
    seen = {"event": Event.objects.get(slug="seen"), "article": Article.objects.get(slug="seen")}
    make_claim(slug="gone", **seen)
    releasing.make(date(2026, 12, 1), with_site=False)
    releasing.redact("gone", "It names a place of refuge.", date(2026, 12, 2))
    make_claim(slug="new", **seen)
    releasing.make(date(2026, 12, 3), with_site=False)


def route_of(address: str) -> str:
    """Return the form of an address without its language: in each it leads to the same page."""
    path = urlsplit(address).path
    code = path[1:].partition("/")[0]
    is_language = code in dict(settings.LANGUAGES)
    with override(code if is_language else settings.LANGUAGE_CODE):
        return resolve(path).route.removeprefix(f"{code}/" if is_language else "")


@pytest.mark.usefixtures("releases")
def test_no_link_of_the_site_leads_to_a_word_of_a_draft(client: Client):
    reached = set()
    for address, response, text in walk(client):
        assert response.status_code < 500, address
        assert ODD not in text + address, address
        part = client.get(address, headers={"HX-Request": "true"})
        assert ODD not in text_of(part), address
        if response.status_code == 200:
            reached.add(route_of(address))
    form = client.get("/claims/seen/error/").content.decode()
    token = re.search(r'name="token" value="([^"]*)"', form)[1]
    sent = client.post("/claims/seen/error/", {"what": "other", "message": "It was another day.", "token": token})
    receipt = client.get(sent["Location"])
    assert ODD not in text_of(receipt)
    reached.add(route_of(sent["Location"]))
    assert set(WITH_A_VALUE) - reached == set(), "no link leads there"


@pytest.mark.parametrize("route", WITH_A_VALUE)
def test_the_address_of_a_draft_is_that_of_nothing(client: Client, route: str):
    for slug in SLUGS:
        hidden, unknown = client.get(filled(route, slug)), client.get(filled(route, slug.replace(ODD, NEVER)))
        assert hidden.status_code == unknown.status_code == 404, slug
        assert text_of(hidden).replace(ODD, NEVER) == text_of(unknown), slug


@pytest.mark.parametrize("asked", ["/", *FILES, "/events/", "/claims/", "/reports/", "/people/", "/people/russia/"])
def test_who_asks_for_a_draft_by_any_parameter_finds_what_nonsense_finds(client: Client, asked: str):
    for number, name in enumerate(PARAMETERS):
        for value in (ODD, SLUGS[number % len(SLUGS)]):
            hidden = client.get(f"{asked}?{query_of([(name, value)])}")
            unknown = client.get(f"{asked}?{query_of([(name, value.replace(ODD, NEVER))])}")
            assert hidden.status_code == unknown.status_code, (name, value)
            told, of_nothing = (OF_ONE_ANSWER.sub("", text_of(one)).replace(ODD, NEVER) for one in (hidden, unknown))
            assert told == of_nothing, (name, value)


@pytest.mark.parametrize("address", ["/check-quotes/", "/check-quotes.json"])
def test_who_pastes_words_of_a_draft_is_told_what_nonsense_is_told(client: Client, address: str):
    told = []
    for word in (ODD, NEVER):
        token = re.search(r'token"(?:: | value=)"([^"]*)"', client.get(address).content.decode())[1]
        draft = f"“{word} {word} {word}” “words of seen {word}” “says {word} again” > {word}"
        response = client.post(address, {"text": draft, "token": token})
        assert response.status_code == 200
        told.append(
            re.sub(
                r'(token"(?:: | value=)"|(?:Content-Length|Expires|Last-Modified): )[^"\n]*', "", text_of(response)
            ).replace(word, "")
        )
    assert told[0] == told[1]


def test_no_page_of_curators_tells_a_stranger_of_a_draft(client: Client):
    ids = [Event.objects.get(slug=f"{ODD}-event").pk, Article.objects.get(slug=f"{ODD}-article").pk]
    ids += [Claim.objects.get(slug=f"{ODD}-claim-0").pk]
    for route in OF_CURATORS:
        for number in ids if "<" in route else [0]:
            for ask in (client.get, client.post):
                response = ask(filled(route, str(number)))
                assert response.status_code in {200, 302, 403, 404, 405}, route
                assert response.status_code != 200 or "login" in route or "jsi18n" in route, route
                assert ODD not in text_of(response), route
