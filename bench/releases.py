"""Makes a release of the record in DATABASE_URL, in a folder that is deleted afterwards, and says what that costs.

    DATABASE_URL=sqlite:////tmp/large.sqlite3 python -m bench.releases

Then single records of it are asked for, and it is compared with itself, which reads the hashes of all records twice.
"""

import os
import resource
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ASKED = 100


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RELEASES"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")

        import django

        django.setup()
        measure()


def measure() -> None:
    from django.test import Client

    from talks import releases, releasing

    begun = time.process_time()
    made = releasing.make(datetime.now(UTC).date(), with_site=False)
    spent = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in made.folder.iterdir()) / 1_000_000
    print(
        f"{made.counts['statements']:,} statements: {spent:.0f} s of processor time, {memory:.0f} MB of memory, "
        f"{size:,.0f} MB of files"
    )
    database = made.folder / releases.DATABASE
    client = Client(headers={"host": "localhost"})
    with closing(sqlite3.connect(database)) as held:
        for kind, table, slug in (("claims", "statements", "claim"), ("events", "events", "slug")):
            rows = held.execute(f"SELECT {slug} FROM {table} ORDER BY random() LIMIT ?", [ASKED + 1])  # noqa: S608
            addresses = [f"/r/{made.number}/{kind}/{row[0]}/" for row in rows]
            client.get(addresses.pop())  # templates are compiled once
            begun = time.process_time()
            if {client.get(one).status_code for one in addresses} != {200}:
                raise SystemExit(f"not all of /{kind}/ answer")
            print(f"/{kind}/: {(time.process_time() - begun) / len(addresses) * 1000:.1f} ms a page")
    begun = time.process_time()
    releases.compare(Path(database), Path(database))
    print(f"two releases compared: {time.process_time() - begun:.2f} s")


if __name__ == "__main__":
    main()
