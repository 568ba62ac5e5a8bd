"""Upgrades from each former state of the database, with data in it, undisturbed and killed at many moments.

Each runs in processes of its own, on a database of its own: a file, or one that a PostgreSQL server makes for it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from tests.long.asking import MOMENTS, SEED

FORMER = sorted(path.stem for path in (settings.BASE_DIR / "talks/migrations").glob("0*.py"))
SQLITE = connection.vendor == "sqlite"
STARTS = [FORMER[0], FORMER[len(FORMER) // 2], FORMER[-2]]  # whose upgrades are killed
KILLS = max(1, MOMENTS // (3 if SQLITE else 6))  # of each

# Migrates to a former state. What this version makes beside the tables needs columns that are not there yet.
MAKE = """
import sys, django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db.models.signals import post_migrate
from talks.apps import install_beside_tables
post_migrate.disconnect(install_beside_tables, sender=apps.get_app_config("talks"))
for name in (("talks", sys.argv[1]), ("auth",), ("admin",), ("sessions",)):
    call_command("migrate", *name, verbosity=0)
"""

# Writes a row of each kind with the fields that the former models have; what a later version needs is its migration's work.
ROWS = """
import sys, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
apps = MigrationExecutor(connection).loader.project_state(("talks", sys.argv[1])).apps

def make(name, /, **fields):
    model = apps.get_model("talks", name)
    known = {field.name for field in model._meta.get_fields()}
    return model.objects.create(**{key: value for key, value in fields.items() if key in known})

process = make("Process", slug="talks-2022", title="Talks of 2022")
north = make("Actor", slug="north", name="North", kind="party")
holm = make("Actor", slug="anna-holm", name="Anna Holm", kind="person", side=north)
wire, place = make("Outlet", slug="wire", name="The Wire"), make("Place", slug="istanbul", name="Istanbul")
topic = make("Topic", slug="ceasefire", name="Ceasefire")
make("Lane", process=process, side=north, position=1, palette=1)
question = make("Question", slug="any", process=process, text="Any result?", reason="It came or it did not.")
answer = make("Answer", question=question, slug="yes", text="Yes", position=1)
for number in range(int(sys.argv[2])):
    event = make("Event", slug=f"event-{number}", process=process, title=f"Talks {number}", kind="visit", place=place,
                 place_basis="stated", status="published")
    make("Participation", event=event, actor=north, role="party", basis="stated")
    report = make("Article", slug=f"report-{number}", headline=f"Headline {number}", outlet=wire, agency=wire,
                  agency_basis="Same words.", status="published")
    make("ArticleText", article=report, paragraphs=["so it is"], sha256="0" * 64)
    for slug, status in (("seen", "published"), ("draft", "draft")):
        claim = make("Claim", slug=f"{slug}-{number}", event=event, article=report, speaker=holm, paragraph=1,
                     attribution="named", kind="account", statement=f"says {slug} {number}", quote="so it is",
                     quote_mode="direct", status=status, unchecked_reason="No text." if status == "published" else "")
        claim.topics.add(topic)
        claim.answers.add(answer)
make("Rename", model="event", former="talks-before", present="event-0")
"""

# A copy of a file has all that is in it only once nothing waits beside it.
TIDY = """
from django.db import connection
if connection.vendor == "sqlite":
    connection.cursor().execute("VACUUM")
"""

# Runs migrate, and dies before the statement with this number reaches the database. Number 0: tells how many there are.
KILL = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
last, count = int(sys.argv[1]), 0

def counted(execute, sql, params, many, context):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

with connection.execute_wrapper(counted):
    call_command("migrate", verbosity=0)
print(count)
"""

# Whether the tables of the record are those of the last migration that was made, and all rows are there. Prints its name.
LOOK = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
loader = MigrationExecutor(connection).loader
last = max(name for app, name in loader.applied_migrations if app == "talks")
apps = loader.project_state(("talks", last)).apps
with connection.cursor() as cursor:
    for model in apps.get_app_config("talks").get_models(include_auto_created=True):
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}" LIMIT 0')
        assert {one[0] for one in cursor.description} == {field.column for field in model._meta.concrete_fields}, model
    if connection.vendor == "sqlite":
        assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
connection.check_constraints()
for name, number in (("Process", 1), ("Event", 3), ("Article", 3), ("ArticleText", 3), ("Claim", 6), ("Participation", 3)):
    assert apps.get_model("talks", name).objects.count() == number, name
print(last)
"""

# What is there in the end: the columns, triggers and indexes of every table, the rows of the record, and a few pages.
STATE = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from talks import search, version

with connection.cursor() as cursor:
    tables = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        columns = sorted((one.name, one.null_ok) for one in connection.introspection.get_table_description(cursor, table))
        tables[table] = [columns, sorted(connection.introspection.get_constraints(cursor, table))]
names = {model.__name__: sorted(model._base_manager.values_list("slug", flat=True))
         for model in apps.get_app_config("talks").get_models()
         if any(field.name == "slug" for field in model._meta.fields) and not hasattr(model, "history_object")}
client = Client(headers={"host": "127.0.0.1"})
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=plain):
    pages = {page: client.get(page).status_code for page in ("/", "/events/event-0/", "/claims/seen-0/", "/readyz")}
    found = client.get("/timeline.json?q=seen").json()["count"]
print(json.dumps([tables, sorted(version.present_triggers(connection)), names, pages, found], default=str))
"""


def run(url: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "talks.settings", "SECRET_KEY": "for a test"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0 or not check, done.stderr
    return done


class Databases:
    """Makes empty databases, and copies of one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.names = folder, []

    def make(self, template: str = "") -> str:
        """Return the address of a new database, empty or a copy of the one at this address."""
        name = f"upgrade_{uuid4().hex[:12]}"
        if SQLITE:
            url = f"sqlite:///{self.folder / name}.sqlite3"
            if template:
                Path(url.removeprefix("sqlite:///")).write_bytes(Path(template.removeprefix("sqlite:///")).read_bytes())
            return url
        self.names.append(name)
        self.ask(f"CREATE DATABASE {name}" + (f" TEMPLATE {template.rpartition('/')[2]}" if template else ""))
        return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"

    def ask(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as opened:
            opened.execute(sql)

    def remove(self) -> None:
        for name in self.names:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def databases(tmp_path_factory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("upgrades"))
    yield made
    made.remove()


def finished(url: str) -> str:
    """Migrate a database to the end, and return what is there then."""
    return run(url, "-c", STATE).stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def former(databases) -> Callable[[str], str]:
    """Returns the database of the version with this migration: three events and reports, and two statements on each."""

    @cache
    def make(name: str) -> str:
        url = databases.make()
        run(url, "-c", MAKE + ROWS + TIDY, name, "3")
        return url

    return make


@pytest.fixture(scope="module")
def statements(databases, former) -> Callable[[str], int]:
    """Returns how many statements reach the database in an upgrade from this migration."""
    return cache(lambda name: int(run(databases.make(former(name)), "-c", KILL, "0").stdout))


@pytest.fixture(scope="module")
def expected(databases, former) -> Callable[[str], str]:
    """Returns the state after an upgrade from this migration: that after an undisturbed one from the first."""

    @cache
    def from_the_first() -> str:
        found = finished(databases.make(former(FORMER[0])))
        assert '"/": 200, "/events/event-0/": 200, "/claims/seen-0/": 200, "/readyz": 200' in found
        assert '["draft-0", "draft-1", "draft-2", "seen-0", "seen-1", "seen-2"]' in found
        assert '"Origin": ["report-0", "report-1", "report-2"]' in found
        assert found.endswith(", 3]")
        return found

    def state(name: str) -> str:
        # Reports have had origins since 0005: nothing is made from the agency that they had before.
        late = name >= "0005_origins_and_questions"
        return re.sub(r'"Origin": \[.*?\]', '"Origin": []', from_the_first()) if late else from_the_first()

    return state


@pytest.mark.parametrize("name", FORMER[1:] if SQLITE else STARTS)
def test_a_database_with_data_of_each_former_version_becomes_the_same(databases, former, expected, name):
    assert finished(databases.make(former(name))) == expected(name)


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize("turn", range(KILLS))
def test_an_upgrade_that_is_killed_is_completed_by_the_next(databases, former, statements, expected, name, turn):
    moment = Random(f"{SEED} {name}").sample(range(1, statements(name) + 1), KILLS)[turn]  # noqa: S311 - no secret
    url = databases.make(former(name))
    died = run(url, "-c", KILL, str(moment), check=False)
    assert died.returncode == -9, died.stderr
    assert name <= run(url, "-c", LOOK).stdout.strip() <= FORMER[-1]
    assert finished(url) == expected(name)
