"""Asks the web addresses of reports, a few hosts at once, and stores what was found. Imports models and ``asking``."""

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from queue import SimpleQueue
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

from talks.links.asking import Answer, Asker
from talks.models import Article, LinkCheck
from talks.vocabulary import LinkState, Status

AT_ONCE = 4  # hosts
# Statuses with which servers turn programs away, and let people in: log in, pay, come from elsewhere, ask less often.
TURNED_AWAY = {401, 402, 403, 407, 429, 451, 999}


class Asked(NamedTuple):
    """One address of a report that is to be asked. Shape: ``which`` is the name of the field that has it."""

    article: int
    slug: str
    which: str
    address: str


def addresses_to_ask(older_than: int = 0) -> list[Asked]:
    """Return the addresses of all reports but withdrawn ones, in the order of slugs.

    With ``older_than``, those that were asked in these last days are left out, unless the report has another address now.
    Cost: two queries.
    """
    since = timezone.now() - timedelta(days=older_than)
    fresh = set()
    if older_than > 0:
        asked = LinkCheck.objects.filter(checked__gt=since)
        fresh = set(asked.values_list("article", "which", "address"))
    reports = Article.objects.exclude(status=Status.WITHDRAWN).order_by("slug")
    names = [name for name, _label in LinkCheck.WHICH]
    found = []
    for pk, slug, *addresses in reports.values_list("pk", "slug", *names):
        for which, address in zip(names, addresses, strict=True):
            if address and (pk, which, address) not in fresh:
                found.append(Asked(pk, slug, which, address))
    return found


def check(asked: list[Asked], asker: Asker, at_once: int = AT_ONCE) -> Iterator[tuple[Asked, LinkCheck]]:
    """Ask addresses, each once, and store what was found; in the order in which answers come.

    Shape: lazy. What was stored stays if it is left early. Cost: up to two requests for each address and redirect; one
    after another at one host, at most ``at_once`` hosts at a time; two queries for each address of a report.
    """
    wanted: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        wanted[one.address].append(one)
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in wanted:
        hosts[_host(address)].append(address)
    answers: SimpleQueue[tuple[str, Answer]] = SimpleQueue()

    def ask_all(addresses: list[str]) -> None:  # in a thread of its own, which never reaches the database
        for address in addresses:
            if is_left:
                return
            try:
                answers.put((address, asker.ask(address)))
            except Exception as error:  # whatever it is, the other addresses have to be asked
                answers.put((address, Answer(address, error=f"It cannot be asked: {error}")))

    is_left: list[bool] = []
    pool = ThreadPoolExecutor(max(1, at_once), "link")
    try:
        for addresses in hosts.values():
            pool.submit(ask_all, addresses)
        for _number in range(len(wanted)):
            address, answer = answers.get()
            for one in wanted[address]:
                yield one, store(one, answer)
    finally:
        is_left.append(True)
        pool.shutdown(cancel_futures=True)


def store(asked: Asked, answer: Answer) -> LinkCheck:
    found = {
        "address": asked.address,
        "state": state_of(asked.address, answer),
        "status": answer.status,
        "final_address": answer.address if answer.address != asked.address else "",
        "error": answer.error[:300],
        "checked": timezone.now(),
    }
    return LinkCheck.objects.update_or_create(article_id=asked.article, which=asked.which, defaults=found)[0]


def state_of(address: str, answer: Answer) -> LinkState:
    if answer.status in TURNED_AWAY:
        return LinkState.REFUSED
    if answer.error or answer.status is None or answer.status >= 400:
        return LinkState.BROKEN
    return LinkState.FOUND if answer.address == address else LinkState.MOVED


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
