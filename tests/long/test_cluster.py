"""Two servers, a primary and its replica; some are killed: a short run of `make cluster`."""

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="a cluster is of PostgreSQL")


def test_no_answer_of_a_cluster_mixes_two_versions_and_no_confirmed_save_is_lost():
    command = [sys.executable, "-m", "bench.cluster", "--events", "60", "--seconds", "4"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    compared, mixed, last, there = re.search(
        r"(\d+) answers with a version: (\d+) mixed two\. Last save (\d+), there: save (\d+)", done.stdout
    ).groups()
    assert int(compared) > 0
    assert mixed == "0"
    assert int(there) >= int(last) > 0
