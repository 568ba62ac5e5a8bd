"""Asks the site whatever is given, and says what no answer may ever be."""

import gzip
import json
import os
import sys
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.conf import settings as project
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, settings

from talks.exports import FORMATS
from talks.parameters import FACETS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Of each property; below 100 also fewer of the hostile values. On PostgreSQL, where each request costs more, a third.
EXAMPLES = int(os.environ.get("EXAMPLES") or 40) // (1 if connection.vendor == "sqlite" else 3)
MOMENTS = int(os.environ.get("MOMENTS") or 12)  # at which each program is killed, drawn from the seed
SEED = os.environ.get("SEED") or "2022"

DATA = json.loads((project.BASE_DIR / "tests/data/hostile.json").read_text(encoding="utf-8"))
HOSTILE = [value for kind, values in DATA.items() if kind != "repeated" for value in values]
HOSTILE += [part * times for part, times in DATA["repeated"]]
HOSTILE = HOSTILE[:: max(1, 100 // max(1, EXAMPLES))]
MANY = settings(max_examples=max(2, EXAMPLES), deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=max(2, EXAMPLES // 10))  # of what takes a second each

PARAMETERS = [
    *FACETS,
    *("q", "since", "until", "known", "sure", "order", "view", "lanes"),
    *("page", "more", "counts", "folded", "unknown"),
]
FILES = [f"/timeline.{name}" for name in FORMATS]
LISTS = ["/events/", "/claims/", "/reports/", "/people/", "/positions/", "/questions/", "/corrections/", "/about/"]
FINE = {200, 301, 302, 304, 400, 403, 404, 405, 410, 413, 414}


def quoted(text: str) -> str:
    """Return a text as bytes in an address; half a surrogate pair as the bytes that programs make of it."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


def query_of(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def ask(client: Client, address: str, values: tuple[str, ...] = (), **more: Any) -> HttpResponse:
    """Get an address and check the answer; ``values`` came from outside and must not stand in it as markup."""
    response = client.get(address, **more)
    unpack = {"": bytes, "gzip": gzip.decompress, "zstd": zstd.decompress}[response.get("Content-Encoding", "")]
    body, kind = unpack(response.getvalue()).decode(), response.get("Content-Type", "")
    shown = f"{address[:300]!r}: {response.status_code}"
    assert response.status_code in FINE, shown
    assert "Traceback" not in body, shown
    if address.startswith("/timeline.json") and kind.startswith("application/json"):
        json.loads(body)
    if kind.startswith("text/html"):
        for value in values:
            assert not ("alert(1)" in value and set(value) & set("<>\"'") and value in body), shown
        assert 'href="javascript:' not in body.lower(), shown
    if "Location" in response:
        assert urlsplit(response["Location"]).netloc in {"", "testserver"}, shown
        assert not response["Location"].startswith(("//", "/\\")), shown
    return response
