"""Logging in: slowed by account, by address and for all together; never locked; nothing that was typed in the log."""

import logging
import re
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from talks.desk.login import LONGEST_NAME, OF_ACCOUNT, OF_ADDRESS, OF_ALL, OF_BROWSER
from talks.middleware import client_address
from talks.models import Throttle
from talks.version import read_version

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "a-long-password-of-hers", "a-wrong-password-of-his"
NOON = 1_796_040_000.0


class Clock:
    now = NOON

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    """A clock that stands still, so that no test meets the end of a minute."""
    made = Clock()
    monkeypatch.setattr("talks.throttle.time", made)
    return made


@pytest.fixture
def curator() -> User:
    return User.objects.create_superuser("curator", password=RIGHT)


def attempt(password: str, name: str = "curator", client: Client | None = None, address: str = "192.0.2.1", **headers):
    client = client or Client()
    sent = {"username": name, "password": password, "next": headers.pop("next", "")}
    return client.post("/admin/login/", sent, REMOTE_ADDR=address, headers=headers)


def test_wrong_passwords_are_slowed_and_the_wait_is_shown(curator, clock):
    answers = [attempt(WRONG).status_code for _ in range(OF_ADDRESS.most)]
    assert answers == [200] * OF_ADDRESS.most
    refused = attempt(RIGHT)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= OF_ADDRESS.seconds
    assert f"Wait {refused['Retry-After']} seconds" in refused.content.decode()
    clock.now += int(refused["Retry-After"])
    assert attempt(RIGHT).status_code == 302, "slowed, but not locked"


def test_an_attempt_that_is_refused_hashes_no_password(curator, monkeypatch):
    for _ in range(OF_ADDRESS.most):
        attempt(WRONG)
    monkeypatch.setattr("django.contrib.auth.hashers.check_password", lambda *args, **kwargs: pytest.fail("hashed"))
    assert attempt(RIGHT).status_code == 429


def test_guesses_from_many_addresses_are_slowed_by_account(curator):
    answers = [attempt(WRONG, address=f"192.0.2.{n}").status_code for n in range(OF_ACCOUNT.most + 1)]
    assert answers == [200] * OF_ACCOUNT.most + [429]
    assert attempt(WRONG, name="somebody-else", address="192.0.2.200").status_code == 200


def test_guesses_from_many_addresses_at_many_accounts_cost_little(curator):
    answers = [attempt(WRONG, name=f"name-{n}", address=f"192.0.2.{n}").status_code for n in range(OF_ALL.most + 1)]
    assert answers == [200] * OF_ALL.most + [429]


def test_whoever_guesses_a_password_cannot_shut_its_owner_out(curator):
    browser = Client()
    assert attempt(RIGHT, client=browser, address="198.51.100.1").status_code == 302
    browser.post("/admin/logout/")
    for n in range(OF_ALL.most + 5):
        attempt(WRONG, address=f"192.0.2.{n}")
    for _ in range(OF_ADDRESS.most + 1):
        attempt(WRONG, address="198.51.100.1")
    assert attempt(RIGHT, client=browser, address="198.51.100.1").status_code == 302


def test_a_known_browser_guesses_no_faster_and_no_other_account(curator):
    User.objects.create_superuser("other", password=RIGHT)
    browser = Client()
    attempt(RIGHT, client=browser)
    answers = [attempt(WRONG, client=browser).status_code for _ in range(OF_BROWSER.most + 1)]
    assert answers[-1] == 429
    for _ in range(OF_ADDRESS.most):
        attempt(WRONG, name="other", client=browser)
    assert attempt(WRONG, name="other", client=browser).status_code == 429


def test_a_forged_cookie_makes_no_browser_known(curator):
    browser = Client()
    browser.cookies["known"] = "curator/0123456789abcdef:1tXyZ:forged"
    for _ in range(OF_ADDRESS.most):
        attempt(WRONG, client=browser)
    assert attempt(RIGHT, client=browser).status_code == 429


def test_a_forged_header_resets_nothing(curator):
    for n in range(OF_ADDRESS.most):
        attempt(WRONG, **{"x-forwarded-for": f"203.0.113.{n}"})
    assert attempt(RIGHT, **{"x-forwarded-for": "203.0.113.99"}).status_code == 429


@pytest.mark.parametrize(
    ("connection", "header", "address"),
    [
        ("192.0.2.1", "203.0.113.5", "192.0.2.1"),
        ("10.0.0.2", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.5, 10.0.0.3", "203.0.113.5"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "not an address", "not an address"),
    ],
)
def test_only_what_a_trusted_proxy_adds_to_the_header_is_believed(connection, header, address):
    request = RequestFactory().get("/", REMOTE_ADDR=connection, headers={"x-forwarded-for": header})
    with override_settings(TRUSTED_PROXIES=[ip_network("10.0.0.0/8")]):
        assert client_address(request) == address


def test_attempts_move_no_version_and_store_no_address(curator):
    before = read_version()
    attempt(WRONG, address="192.0.2.77")
    assert read_version() == before
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert keys
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


def test_the_log_names_accounts_and_nothing_that_was_typed(curator, caplog):
    with caplog.at_level(logging.INFO, logger="talks.login"):
        attempt(WRONG)
        attempt("curator", name=WRONG)
        attempt(RIGHT)
    assert [record.getMessage() for record in caplog.records if record.name == "talks.login"] == [
        f"Login refused: account {curator.pk}.",
        "Login refused: no such account.",
        f"Login: account {curator.pk}.",
    ]
    assert not any(typed in caplog.text for typed in (WRONG, RIGHT))


def test_a_name_that_is_too_long_is_neither_hashed_nor_sent_back(curator, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.hashers.make_password", lambda *args, **kwargs: pytest.fail("hashed"))
    response = attempt(WRONG, name="a" * (LONGEST_NAME + 1) * 100)
    assert response.status_code == 400
    assert len(response.content) < 5_000


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_foreign_address_to_go_to_ends_at_the_desk(curator, address):
    assert attempt(RIGHT, next=address)["Location"] == reverse("desk")


def test_the_page_that_was_asked_for_is_shown_after_the_login(curator):
    assert attempt(RIGHT, next="/admin/talks/claim/")["Location"] == "/admin/talks/claim/"
