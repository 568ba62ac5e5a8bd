"""Asks one Talks site for its public JSON; nothing else is asked, and nothing is stored but a token of an hour."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx2

TOKEN_USED = 3_000  # seconds; it holds for an hour
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What the site answered. Shape: ``data`` is its JSON object, None where it is none; ``version`` and ``release`` are those
    of the record and of the newest release, empty where the site says none.
    """

    status: int
    data: Any
    version: str = ""
    release: str = ""


class Site:
    """A Talks site."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._token, self._since = "", 0.0

    async def get(self, path: str, parameters: dict[str, Any] | None = None) -> Answer:
        """Ask for a path. Raises: httpx2.HTTPError where the site does not answer."""
        return await self._ask("GET", path, params=parameters)

    async def record(self, folder: str, name: str) -> Answer:
        """Ask for one record by its slug or by its address."""
        return await self.get(f"/{folder}/{quote(slug_of(name), safe='')}.json")

    async def check(self, text: str) -> Answer:
        """Send a text whose quotations are looked up; a token that is too old is replaced once."""
        answer = await self._check(text)
        if answer.status == 400 and "token" in ((answer.data or {}).get("errors") or {}):
            self._token = ""
            answer = await self._check(text)
        return answer

    async def _check(self, text: str) -> Answer:
        if not self._token or time.monotonic() - self._since > TOKEN_USED:
            given = await self.get("/check-quotes.json")
            self._token, self._since = (given.data or {}).get("token", ""), time.monotonic()
        return await self._ask("POST", "/check-quotes.json", data={"text": text, "token": self._token})

    async def _ask(self, method: str, path: str, **more: Any) -> Answer:
        async with httpx2.AsyncClient(base_url=self.address, timeout=PATIENCE, follow_redirects=True) as client:
            response = await client.request(method, path, **more)
        data = object_of(response)
        version = response.headers.get("X-Talks-Version", "") or str((data or {}).get("version", ""))
        return Answer(response.status_code, data, version, response.headers.get("X-Talks-Newest-Release", ""))


def object_of(response: httpx2.Response) -> dict[str, Any] | None:
    """Return the JSON object that an answer holds, None where it holds none or cannot be read."""
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        return None
    try:
        data = response.json()
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def slug_of(name: str) -> str:
    """Return the slug in an address of a record, or the name itself. Shape: a slug has no slash."""
    parts = [part for part in urlsplit(name.strip()).path.split("/") if part]
    return unquote(parts[-1]).removesuffix(".json") if parts else ""
