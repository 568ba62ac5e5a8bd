"""Limits how often something is done, for all server processes together: error reports of readers, attempts to log in.

Imports models. A table counts, by the clock: so many in each hour. It has hashes of addresses, salted with the day, and
forgets them after two days. An address is that of the connection; see ``middleware.client_address``.
"""

import ipaddress
import time
from dataclasses import dataclass

from django.db import connection
from django.utils.crypto import salted_hmac

from talks.models import Throttle

A_DAY = 86_400
STORED = 2 * A_DAY
SITE_PREFIX = 64  # bits; whoever has one IPv6 address has a whole network of that size


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds. ``name`` keeps the counts of different things apart."""

    name: str
    most: int
    seconds: int


def hit(limit: Limit, who: str = "", now: float | None = None) -> int:
    """Count one more for ``who``, and return how many seconds to wait: 0 if that is within the limit.

    Shape: ``who`` is empty for a limit on everybody together. What is refused counts too.
    Cost: two queries, and no version moves. Of processes that count at once, none is lost.
    """
    moment = int(time.time() if now is None else now)
    began = moment - moment % limit.seconds
    table = Throttle._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, began, count) VALUES (%s, %s, 1) "  # noqa: S608 - our own name
            f"ON CONFLICT (key, began) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [key_of(limit, who, moment), began],
        )
        (count,) = cursor.fetchone()
    if count == 1:
        Throttle.objects.filter(began__lt=moment - STORED - limit.seconds).delete()
    return 0 if count <= limit.most else began + limit.seconds - moment


def key_of(limit: Limit, who: str, moment: int) -> str:
    """Return a hash from which nobody without the secret key can tell an address, nor follow it from day to day."""
    day = (moment - moment % limit.seconds) // A_DAY
    return salted_hmac("talks.throttle", f"{limit.name} {day} {network_of(who)}", algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, the network of an IPv6 address, or any other text as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), SITE_PREFIX), strict=False))
    return address
