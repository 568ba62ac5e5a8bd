"""Every kind of page is valid HTML by the Nu checker, where Java and vnu.jar are.

npm install --prefix var/vnu --ignore-scripts vnu-jar    puts it there; VNU_JAR=/path/to/vnu.jar names another.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

INSTALLED = settings.BASE_DIR / "var/vnu/node_modules/vnu-jar/build/dist/vnu.jar"
JAR = os.environ.get("VNU_JAR") or (str(INSTALLED) if INSTALLED.exists() else "")
PAGES = [
    *(
        "/",
        "/?side=russia&q=talks",
        "/?view=table",
        "/?view=coverage",
        *("/embed/", "/embed/?view=table", "/embed/?side=russia&q=talks"),
        "/?since=2022-03-30&until=2022-03-01&kind=no-such",
    ),
    *("/about/", "/events/", "/claims/", "/reports/", "/people/", "/positions/", "/questions/", "/corrections/"),
    *("/people/russia/", "/people/russia/error/", "/never-there/", "/admin/login/"),
]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not shutil.which("java"), reason="no Java here; on Debian: apt-get install default-jre-headless"
    ),
    pytest.mark.skipif(not JAR, reason="no vnu.jar here; npm install --prefix var/vnu --ignore-scripts vnu-jar"),
]


def first_of(client: Client, page: str, kind: str) -> str:
    """Return the first address of one record of a kind that a list leads to."""
    body = client.get(page).content.decode()
    return f"/{kind}/" + body.partition(f'href="/{kind}/')[2].partition('"')[0]


def test_every_kind_of_page_is_valid(client: Client, tmp_path: Path):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    records = [
        first_of(client, f"/{kind}/", kind) for kind in ("events", "claims", "reports", "questions", "positions")
    ]
    addresses = [*PAGES, *records, f"{records[0]}error/"]
    for number, address in enumerate(addresses):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).getvalue())
    command = ["java", "-jar", JAR, "--format", "json", "--errors-only", *map(str, sorted(tmp_path.glob("*.html")))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = {}
    for message in json.loads(done.stderr)["messages"]:
        address = addresses[int(Path(message["url"]).stem)]
        found.setdefault(message["message"], set()).add(address)
    assert found == {}
