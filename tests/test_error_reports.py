"""Readers report an error: the form, its token, its limits, the page of the number, and what is deleted in time."""

import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.signing import TimestampSigner, b62_encode
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from talks import curation, error_reports, throttle, version
from talks.models import Claim, ErrorReport, Rename, Throttle
from talks.models.error_report import LETTERS
from talks.throttle import Limit, hit
from talks.vocabulary import ErrorStatus, Status
from tests.factories import make_actor, make_claim, make_error_report, make_question

pytestmark = pytest.mark.django_db

GIVEN = {"what": "words", "message": "The name is spelt otherwise.", "contact": "reader@example.org"}


@pytest.fixture
def claim() -> Claim:
    _question, (yes, _no) = make_question()
    speaker = make_actor("a-speaker", side=make_actor("a-side"))
    return make_claim(slug="said", speaker=speaker, answers=[yes], statement="says that they met.")


def token_in(page: HttpResponse) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def send(client: Client, where: str = "/claims/said/error/", token: str = "", **given: str) -> HttpResponse:
    token = token or token_in(client.get(where))
    return client.post(where, GIVEN | {"token": token} | given)


def aged(path: str, seconds: int) -> str:
    """Return a token of a form that was opened so many seconds ago."""

    class Former(TimestampSigner):
        def timestamp(self) -> str:
            return b62_encode(int(time.time()) - seconds)

    return Former(salt=error_reports.signer(path).salt).sign("a-token")


# The form


def test_every_kind_of_record_has_a_link_to_its_form_and_the_form_names_the_record(client: Client, claim: Claim):
    for record in (claim, claim.event, claim.article, claim.speaker, claim.answers.get().question):
        page = record.get_absolute_url()
        where = re.search(r'<a href="([^"]+)"[^>]*>Report an error</a>', client.get(page).content.decode())[1]
        assert where == f"{page}error/"
        text = client.get(where).content.decode()
        assert f'href="{page}"' in text
        assert 'name="robots" content="noindex"' in text
        assert send(client, where).status_code == 303
    assert ErrorReport.objects.count() == 5
    assert {one.record for one in ErrorReport.objects.all()} >= {claim, claim.event, claim.speaker}


def test_a_report_is_stored_and_its_number_leads_to_what_became_of_it(client: Client, claim: Claim):
    answer = send(client)
    report = ErrorReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/errors/{report.receipt}/")
    assert (report.claim, report.what, report.message, report.contact) == (claim, *GIVEN.values())
    assert len(report.receipt) == 10
    assert set(report.receipt) <= set(LETTERS)
    text = client.get(answer["Location"]).content.decode()
    assert report.receipt in text
    assert "Received, not decided yet" in text
    assert GIVEN["message"] not in text
    assert GIVEN["contact"] not in text
    report.status, report.reason = ErrorStatus.ACCEPTED, "The name is spelt as in the report now."
    report.save()
    text = client.get(answer["Location"]).content.decode()
    assert "Accepted: the record was changed" in text
    assert report.reason in text


def test_no_page_of_error_reports_sets_a_cookie_reads_a_session_or_is_stored_by_a_cache(client: Client, claim: Claim):
    client.cookies["sessionid"] = "a" * 32
    pages = [client.get("/claims/said/error/"), send(client)]
    pages += [client.get(pages[1]["Location"]), client.post("/claims/said/error/", GIVEN)]
    assert [page.status_code for page in pages] == [200, 303, 200, 400]
    for page in pages:
        assert not page.cookies
        assert "Cookie" not in page.get("Vary", "")
        assert "no-store" in page["Cache-Control"]
        assert "ETag" not in page
        assert not page.wsgi_request.session.accessed
    assert not Session.objects.exists()


def test_the_same_form_sent_twice_makes_one_report(client: Client, claim: Claim):
    token = token_in(client.get("/claims/said/error/"))
    first, second = send(client, token=token), send(client, token=token)
    assert first["Location"] == second["Location"]
    assert ErrorReport.objects.count() == 1


def test_the_same_form_with_other_words_is_shown_again_and_can_be_sent_as_another_report(client: Client, claim: Claim):
    token = token_in(client.get("/claims/said/error/"))
    send(client, token=token)
    page = send(client, token=token, message="Another error.")
    assert page.status_code == 400
    assert f"as number {ErrorReport.objects.get().receipt}" in page.content.decode()
    assert "Another error." in page.content.decode()
    assert send(client, token=token_in(page), message="Another error.").status_code == 303
    assert ErrorReport.objects.count() == 2


def test_of_two_requests_at_once_with_one_token_the_database_keeps_one(claim: Claim):
    given = GIVEN | {"private": False}
    first = error_reports.send(claim, "one-token", given)
    second = error_reports.send(claim, "one-token", given)
    assert first == second
    assert not error_reports.send(claim, "one-token", given | {"message": "Other words."}).is_same
    assert ErrorReport.objects.count() == 1


def test_a_form_older_than_an_hour_is_shown_again_with_what_was_written(client: Client, claim: Claim):
    where = "/claims/said/error/"
    assert send(client, where, aged(where, 3590)).status_code == 303
    ErrorReport.objects.all().delete()
    page = send(client, where, aged(where, 3700), what="quotation")
    assert page.status_code == 400
    text = page.content.decode()
    assert "older than an hour" in text
    assert GIVEN["message"] in text
    assert GIVEN["contact"] in text
    assert '<option value="quotation" selected>' in text
    assert not ErrorReport.objects.exists()
    assert send(client, where, token_in(page)).status_code == 303


def test_the_token_of_one_form_opens_no_other_and_a_forged_one_none(client: Client, claim: Claim):
    other = token_in(client.get(f"{claim.event.get_absolute_url()}error/"))
    for token in (other, "forged", "a:b:c", TimestampSigner().sign("x"), "\u0430" * 30):
        assert send(client, token=token).status_code == 400
    assert not ErrorReport.objects.exists()


# What is refused


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"message": ""}, "Say what is wrong"),
        ({"message": "  \n "}, "Say what is wrong"),
        ({"message": "x" * 2001}, "at most 2000 characters"),
        ({"message": "nul \x00 inside"}, "Null characters are not allowed"),
        ({"message": "turned \u202e round"}, "U+202E"),
        ({"message": "bell \x07"}, "U+0007"),
        ({"contact": "y" * 201}, "at most 200 characters"),
        ({"contact": "a\u200bb"}, "U+200B"),
        ({"what": ""}, "Choose what is wrong"),
        ({"what": "nonsense"}, "Choose what is wrong"),
        ({"website": "https://example.org/"}, "It was not sent yet"),
    ],
)
def test_what_cannot_be_stored_is_refused_in_words_and_shown_again(
    client: Client, claim: Claim, given: dict, words: str
):
    page = send(client, **given)
    assert page.status_code == 400
    text = page.content.decode()
    assert words in text
    assert 'role="alert"' in text
    assert "&lt;" not in text
    assert not ErrorReport.objects.exists()


def test_what_was_sent_is_shown_again_as_text_and_never_as_markup(client: Client, claim: Claim):
    page = send(
        client, what="", message='</textarea><script src="//example.org/x.js"></script>', contact='"><img src=x>'
    )
    text = page.content.decode()
    assert '<script src="//' not in text
    assert "<img src=x" not in text
    assert "&lt;/textarea&gt;" in text


def test_lines_and_accents_are_stored_in_one_way(client: Client, claim: Claim):
    send(client, message="One.\r\nTwo: e\u0301", contact="  a  b ")
    report = ErrorReport.objects.get()
    assert (report.message, report.contact) == ("One.\nTwo: é", "a b")


def test_a_message_of_2000_letters_of_any_script_is_taken_and_a_body_that_is_too_large_is_not(
    client: Client, claim: Claim
):
    assert send(client, message="😀" * 2000, contact="я" * 200).status_code == 303
    page = send(client, message="x" * 50_000)
    assert page.status_code == 413
    assert "too long to be sent" in page.content.decode()
    assert (
        client.post("/claims/said/error/", b"junk", content_type="multipart/form-data; boundary=x").status_code == 400
    )
    assert client.post("/claims/said/error/", b"\xff%zz=&=&", content_type="text/plain").status_code == 400


def test_a_draft_has_no_form_a_former_address_leads_on_and_a_withdrawn_record_can_be_reported(
    client: Client, claim: Claim
):
    draft = make_claim(slug="draft", status=Status.DRAFT, statement="says nothing yet.")
    for slug in (draft.slug, "never-there"):
        assert client.get(f"/claims/{slug}/error/").status_code == 404
        assert client.post(f"/claims/{slug}/error/", GIVEN).status_code == 404
    Rename.objects.create(model="claim", former="former", present="said")
    former = client.get("/claims/former/error/")
    assert (former.status_code, former["Location"]) == (301, "/claims/said/error/")
    # Who had the form open when the record was renamed can still send it.
    token = error_reports.new_token("/claims/former/error/")
    assert send(client, "/claims/former/error/", token).status_code == 303
    make_claim(slug="gone", status=Status.WITHDRAWN, status_reason="Never said.", statement="says the odd xyzzy.")
    gone = client.get("/claims/gone/")
    assert gone.status_code == 410
    assert 'href="/claims/gone/error/"' in gone.content.decode()
    form = client.get("/claims/gone/error/")
    assert form.status_code == 200
    assert "xyzzy" not in form.content.decode()
    answer = send(client, "/claims/gone/error/")
    assert "xyzzy" not in client.get(answer["Location"]).content.decode()


def test_the_page_of_a_number_does_not_name_a_record_that_was_taken_back_and_is_rewritten(client: Client, claim: Claim):
    answer = send(client)
    assert claim.statement in client.get(answer["Location"]).content.decode()
    curation.take_back([claim], "To be worked on.")
    claim.statement = "says the odd xyzzy."
    claim.save()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "xyzzy" not in page.content.decode()
    assert "/claims/said/" not in page.content.decode()


def addresses(patterns=None, prefix: str = "/") -> list[str]:
    """Return every address outside the admin, with a value for each argument."""
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(re.sub(r"<int:[^>]+>", "0", re.sub(r"<(?:str|slug):[^>]+>", "said", route)))
    return [route for route in found if not route.startswith("/admin/")]


def test_only_the_forms_for_errors_and_for_quotations_take_a_post_from_readers(client: Client, claim: Claim):
    takes = set()
    for where in addresses():
        if client.post(where).status_code != 405:
            takes.add(where)
    forms = {f"/{kind}/said/error/" for kind in ("claims", "events", "reports", "people", "questions")}
    assert takes == forms | {"/check-quotes/", "/check-quotes.json"}
    for method in (client.put, client.delete, client.patch, client.options):
        assert method("/claims/said/error/").status_code == 405


def test_search_engines_are_kept_out_of_the_forms(client: Client, claim: Claim):
    assert "Disallow: /*/error/" in client.get("/robots.txt").content.decode()


def test_who_is_at_risk_is_shown_where_else_to_write(client: Client, claim: Claim, settings):
    assert "You can also write to" not in client.get("/claims/said/error/").content.decode()
    settings.PRIVATE_CONTACT = "safe@example.org"
    assert (
        "You can also write to: <strong>safe@example.org</strong>" in client.get("/claims/said/error/").content.decode()
    )


# Limits


def test_the_sixth_report_of_an_hour_from_one_address_is_refused_with_when_to_come_again(client: Client, claim: Claim):
    for _number in range(5):
        assert send(client).status_code == 303
    page = send(client)
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 3600
    assert "Too many error reports" in page.content.decode()
    assert ErrorReport.objects.count() == 5
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert send(elsewhere).status_code == 303
    # A header that anybody can write changes nothing.
    token = token_in(client.get("/claims/said/error/"))
    headers = {"x-forwarded-for": "192.0.2.9"}
    assert client.post("/claims/said/error/", GIVEN | {"token": token}, headers=headers).status_code == 429


def test_all_readers_together_have_a_limit_too(client: Client, claim: Claim, monkeypatch):
    monkeypatch.setattr(error_reports, "OF_ALL", Limit("all of a test", 2, 3600))
    answers = [send(Client(REMOTE_ADDR=f"192.0.2.{n}")).status_code for n in range(3)]
    assert answers == [303, 303, 429]


NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC).timestamp()
THREE = Limit("three", most=3, seconds=3600)


def test_a_limit_lets_through_what_is_below_and_at_it_refuses_what_is_above_and_begins_again_with_the_hour():
    assert [hit(THREE, "192.0.2.1", NOON + n) for n in (0, 1, 2)] == [0, 0, 0]
    assert hit(THREE, "192.0.2.1", NOON + 600) == 3000
    assert hit(THREE, "192.0.2.2", NOON + 600) == 0
    assert hit(Limit("other", 3, 3600), "192.0.2.1", NOON + 600) == 0
    assert hit(THREE, "192.0.2.1", NOON + 3600) == 0


def test_a_network_of_ipv6_is_one_sender_and_an_address_of_ipv4_is_one_in_either_spelling():
    assert throttle.network_of("2001:db8:1:2::1") == throttle.network_of("2001:db8:1:2:ffff::9")
    assert throttle.network_of("2001:db8:1:2::1") != throttle.network_of("2001:db8:1:3::1")
    assert throttle.network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert throttle.network_of("") == ""


def test_no_address_is_stored_and_its_hash_changes_with_the_day_and_is_forgotten(client: Client, claim: Claim):
    hit(THREE, "192.0.2.1", NOON)
    hit(THREE, "192.0.2.1", NOON + throttle.A_DAY)
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert not any("192" in key and "." in key for key in keys)
    hit(THREE, "192.0.2.1", NOON + 4 * throttle.A_DAY)
    assert Throttle.objects.count() == 1
    send(client)
    columns = [str(value) for row in ErrorReport.objects.values_list() for value in row]
    assert not any("127.0.0.1" in value for value in columns)


COUNTING = """
import sys, django
django.setup()
from talks.throttle import Limit, hit
print(sum(not hit(Limit("race", 30, 3600), "192.0.2.1", float(sys.argv[1])) for _ in range(20)))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_that_count_at_once_let_through_exactly_what_is_allowed(tmp_path, tables):
    """Four processes try twenty times each, on a database of their own; thirty are allowed."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{shutil.copy(tables, tmp_path / 'race.sqlite3')}"
    else:
        name, host, port = (connection.settings_dict[key] for key in ("NAME", "HOST", "PORT"))
        url = f"postgresql://{database['USER']}:{database['PASSWORD']}@{host}:{port}/{name}"
        if host.startswith("/"):
            url = f"postgresql://{database['USER']}@{host.replace('/', '%2F')}:{port}/{name}"
    environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "talks.settings", "SECRET_KEY": "x" * 50}
    run = {"cwd": settings.BASE_DIR, "env": environment, "text": True}
    command = [sys.executable, "-c", COUNTING, str(NOON)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, **run) for _ in range(4)]
    allowed = [int(racer.communicate()[0]) for racer in racers]
    assert sum(allowed) == 30


def test_reports_and_counters_move_no_version(client: Client, claim: Claim):
    before = version.read_version()
    send(client)
    assert version.read_version() == before


# At the desk


def curator(*rights: str) -> User:
    user = User.objects.create_user(f"curator-{len(rights)}", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=user.pk)


def test_a_private_report_is_seen_only_by_those_who_may_read_private_ones(client: Client, claim: Claim):
    secret = make_error_report(claim, private=True, message="the odd xyzzy")
    plain = make_error_report(claim)
    few, all_rights = (
        curator("view_errorreport", "change_errorreport"),
        curator("view_errorreport", "change_errorreport", "view_private_errorreport"),
    )
    assert list(error_reports.waiting(few)) == [plain]
    assert list(error_reports.waiting(all_rights)) == [secret, plain]
    assert not error_reports.waiting(curator())
    for user, sees in ((few, False), (all_rights, True)):
        client.force_login(user)
        listed = client.get(reverse("admin:talks_errorreport_changelist")).content.decode()
        assert (secret.receipt in listed) is sees
        form = client.get(reverse("admin:talks_errorreport_change", args=[secret.pk]), follow=True).content.decode()
        assert ("xyzzy" in form) is sees
        history = client.get(reverse("admin:talks_errorreport_history", args=[secret.pk]), follow=True).content.decode()
        assert ("Change history" in history) is sees
    page = client.get(f"/errors/{secret.receipt}/").content.decode()
    for words in ("xyzzy", claim.statement, claim.slug, secret.contact):
        assert words not in page
    assert "Received, not decided yet" in page


def test_a_curator_decides_with_a_reason_and_the_report_waits_no_longer(client: Client, claim: Claim):
    report, user = make_error_report(claim), curator("view_errorreport", "change_errorreport", "view_claim")
    client.force_login(user)
    where = reverse("admin:talks_errorreport_change", args=[report.pk])
    text = client.get(where).content.decode()
    assert report.message in text
    assert reverse("admin:talks_claim_change", args=[claim.pk]) in text
    refused = client.post(where, {"status": "declined", "reason": ""})
    assert "Give the reason: the sender reads it." in refused.content.decode()
    client.post(where, {"status": "declined", "reason": "The report has it so.", "message": "changed"})
    report.refresh_from_db()
    assert (report.status, report.reason, report.handled_by) == ("declined", "The report has it so.", user)
    assert report.closed
    assert report.message != "changed"
    assert not error_reports.waiting(user)


def test_no_reader_finds_an_error_report_on_any_page_of_the_record(client: Client, claim: Claim):
    make_error_report(claim, message="the odd xyzzy", contact="xyzzy@example.org")
    for where in ("/", "/corrections/", claim.get_absolute_url(), "/timeline.json", "/timeline.csv"):
        assert "xyzzy" not in client.get(where).getvalue().decode()


# What senders gave


def test_90_days_after_it_came_in_what_a_sender_gave_is_deleted_and_not_a_day_before(claim: Claim):
    came = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
    private = make_error_report(claim, private=True, received=came)
    waits = make_error_report(claim, received=came)
    decided = make_error_report(claim, received=came, status="answered", reason="As it stands.")
    later = make_error_report(claim, private=True, received=came + timedelta(days=1))
    assert error_reports.forget_senders(came + timedelta(days=90, seconds=-1)) == 0
    assert error_reports.forget_senders(came + timedelta(days=90)) == 3
    left = {one.pk: (bool(one.message), bool(one.contact)) for one in ErrorReport.objects.all()}
    # What nobody has decided on is still needed, unless it is private; nobody is named in it.
    assert left == {
        private.pk: (False, False),
        waits.pk: (True, False),
        decided.pk: (False, False),
        later.pk: (True, True),
    }
    assert error_reports.forget_senders(came + timedelta(days=90)) == 0
    waits.status, waits.reason = "declined", "It stands so."
    waits.save()
    assert error_reports.forget_senders(came + timedelta(days=95)) == 2  # the later one, and the one decided on since
    assert not ErrorReport.objects.exclude(message="", contact="").exists()


def test_what_is_due_is_deleted_by_the_command_and_whenever_a_report_comes_in(client: Client, claim: Claim, capsys):
    old = datetime(2026, 1, 1, tzinfo=UTC)
    make_error_report(claim, private=True, received=old)
    call_command("forget_senders")
    assert "of 1 error report" in capsys.readouterr().out
    call_command("forget_senders")
    assert "Nothing to delete." in capsys.readouterr().out
    due = make_error_report(claim, private=True, received=old)
    send(client)
    due.refresh_from_db()
    assert (due.message, due.contact) == ("", "")
    assert client.get(f"/errors/{due.receipt}/").status_code == 200
