"""Loads that are killed: whatever the moment, the record is the old one or the new one and sound, and the next load succeeds."""

import json

import pytest

from tests.fixture_files import claim, item, small_record, write
from tests.long.asking import MOMENTS, SEED
from tests.sites import a_site

# Loads a file in children; each dies before one of the statements that reach the database. Prints what dumps of the
# record are there after each, and after a load that nobody disturbs.
DIE = """
import random, signal, sys
from talks.loading import dump
from talks.models import Process
path, moments, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]

def load(last):
    count = 0
    def counted(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    with connection.execute_wrapper(counted):
        if last:
            call_command("loaddata", path, verbosity=0)
        else:
            with transaction.atomic():
                call_command("loaddata", path, verbosity=0)
                transaction.set_rollback(True)
    return count

def state():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.check_constraints()
    from talks.index import in_one_moment
    from talks.timeline import Filters, read_timeline
    found = in_one_moment(lambda: read_timeline(Filters(q="go on"))).counts.statements
    return [found, dump(*Process.objects.values_list("slug", flat=True))]

before = state()
load(0)
# The second time, since children have what the first looked up; fewer, since its transaction is an inner one.
statements = load(0) - 5
assert state() == before
after, died = [], 0
for moment in sorted(random.Random(seed).sample(range(1, statements + 1), moments)):
    connection.close()
    child = os.fork()
    if not child:
        load(moment)
        os._exit(0)
    died += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    after.append(state())
call_command("loaddata", path, verbosity=0)
print(json.dumps([before, after, state(), died]))
"""


def many(topic: str) -> list[dict]:
    """Return the small record and 200 statements more, with a topic and a note that tell one record from another."""
    claims = [claim(f"claim-{number}", topics=[[topic]], note=topic) for number in range(200)]
    return [*small_record(), item("topic", slug=topic, name=topic), *claims]


@pytest.mark.django_db  # the site's own database is made beside that of the tests
@pytest.mark.parametrize("begins", ["empty", "old"])
def test_a_load_that_is_killed_leaves_the_old_record_or_the_new_one(begins: str, tmp_path):
    with a_site(tmp_path) as site:
        assert site.manage("migrate", "--verbosity", "0").returncode == 0
        if begins == "old":
            assert site.manage("loaddata", write(tmp_path / "old.json", many("old-words"))).returncode == 0
        path = write(tmp_path / "new.json", many("new-words"))
        before, after, last, died = json.loads(site.run(DIE, str(path), str(MOMENTS), SEED))
    assert died == MOMENTS
    assert before[0] == (0 if begins == "empty" else 202)
    assert last[0] == 202
    assert '"new-words"' in last[1]
    for state in after:
        assert state in (before, last)
