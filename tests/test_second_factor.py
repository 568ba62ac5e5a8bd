"""The second factor at the login, as a site with SECOND_FACTOR has it: in processes of their own, whose settings say so."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

BEGIN = """
import io, json, re, django
django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, override_settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD = "a-long-password-of-hers"
user = User.objects.create_superuser("curator", password=PASSWORD)

def made(*options):
    out = io.StringIO()
    call_command("second_factor", "curator", *options, stdout=out)
    return out.getvalue()

def attempt(code=None, password=PASSWORD, address="192.0.2.1"):
    sent = {"username": "curator", "password": password}
    client = Client(headers={"host": "127.0.0.1"}, REMOTE_ADDR=address)
    return client.post("/admin/login/", sent if code is None else sent | {"code": code})

def codes(text):
    return re.findall(r"^    ([a-z2-7]{16})$", text, re.M)

def shown():
    from django_otp.oath import TOTP
    from django_otp.plugins.otp_totp.models import TOTPDevice
    device = TOTPDevice.objects.get()
    return f"{TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift).token():06d}"
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory, tables) -> Path:
    database = tmp_path_factory.mktemp("second-factor") / "empty.sqlite3"
    shutil.copy(tables, database)
    run(
        database,
        "1",
        "import django; django.setup()\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)",
    )
    return database


@pytest.fixture
def ask(empty: Path, tmp_path: Path):
    """Return what a script writes as JSON, run with the setting at this value on a database of its own."""
    database = tmp_path / "own.sqlite3"
    shutil.copy(empty, database)
    return lambda script, value="1": json.loads(run(database, value, BEGIN + script).splitlines()[-1])


def run(database: Path, value: str, script: str) -> str:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "for a test"}
    environment |= {"SECOND_FACTOR": value, "DJANGO_SETTINGS_MODULE": "talks.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_account_with_a_device_needs_its_code_and_each_code_opens_once(ask):
    found = ask("""
without = attempt().status_code
text = made()
missing, wrong = attempt(), attempt("000000", address="192.0.2.2")
from django_otp.plugins.otp_totp.models import TOTPDevice
TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
code = shown()
first, again = attempt(code, address="192.0.2.3"), attempt(code, address="192.0.2.4")
print(json.dumps([without, missing.status_code, "Give the code" in missing.content.decode(), wrong.status_code,
                  first.status_code, again.status_code, "otpauth://totp/127.0.0.1" in text, len(codes(text))]))
""")
    assert found == [302, 200, True, 200, 302, 200, True, 10]


def test_a_recovery_code_opens_once_also_while_the_device_waits(ask):
    found = ask("""
code, other, *_rest = codes(made())
for number in range(4):
    attempt("000000", address=f"192.0.2.{number}")
answers = [attempt(one, address=f"198.51.100.{number}").status_code for number, one in enumerate([code, code])]
from django_otp.plugins.otp_static.models import StaticDevice
StaticDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
print(json.dumps(answers + [attempt(f" {other[:4].upper()} {other[4:]} ", address="203.0.113.1").status_code]))
""")
    assert found == [302, 200, 302]


def test_recovery_codes_are_stored_as_hashes_and_what_is_stored_opens_nothing(ask):
    found = ask("""
shown = codes(made())
from django_otp.plugins.otp_static.models import StaticToken
stored = list(StaticToken.objects.values_list("token", flat=True))
print(json.dumps([len(stored), bool(set(stored) & set(shown)), attempt(stored[0]).status_code, len(set(shown))]))
""")
    assert found == [10, False, 200, 10]


def test_a_right_code_with_a_wrong_password_opens_nothing_and_uses_nothing_up(ask):
    found = ask("""
code, *_rest = codes(made())
print(json.dumps([attempt(code, password="a-wrong-password-of-his").status_code, attempt(code).status_code]))
""")
    assert found == [200, 302]


def test_guesses_of_a_code_are_slowed_as_those_of_a_password_are(ask):
    found = ask("""
made()
print(json.dumps([attempt("000000").status_code for _ in range(12)]))
""")
    assert 429 in found
    assert 302 not in found


def test_where_it_is_required_nobody_without_one_logs_in(ask):
    found = ask(
        """
refused = attempt("")
code, *_rest = codes(made())
allowed = attempt(code).status_code
print(json.dumps([refused.status_code, "no second factor yet" in refused.content.decode(), allowed]))
""",
        "require",
    )
    assert found == [200, True, 302]


def test_it_can_be_taken_away_and_no_page_shows_what_is_in_a_device(ask):
    found = ask("""
made()
client = Client(headers={"host": "127.0.0.1"})
client.force_login(user)
pages = [client.get(f"/admin/otp_{kind}/{kind}device/").status_code for kind in ("totp", "static")]
form = Client(headers={"host": "127.0.0.1"}).get("/admin/login/").content.decode()
removed = made("--remove")
print(json.dumps([pages, 'name="code"' in form, removed.strip(), attempt().status_code]))
""")
    assert found == [[404, 404], True, "curator has no second factor any more.", 302]


@pytest.mark.django_db
def test_without_the_setting_nothing_of_it_is_there(client):
    assert 'name="code"' not in client.get("/admin/login/").content.decode()
    assert not [app for app in settings.INSTALLED_APPS if "otp" in app]
    assert "django_otp" not in sys.modules


def test_a_value_that_makes_no_sense_stops_the_start():
    with pytest.raises(AssertionError, match="SECOND_FACTOR is 'perhaps'"):
        run(Path("unused.sqlite3"), "perhaps", "import django; django.setup()")
