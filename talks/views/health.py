"""For monitors and proxies: whether the server lives, and has all that it needs; for finders of weaknesses: whom to tell."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from talks.index import current, in_one_moment
from talks.replica import REPLICA, of_readers
from talks.version import CHANGES, CHANGES_STORED, read_version
from talks.views.answering import for_reading

EXPIRES = timezone.now() + timedelta(days=364)
LEAST_ROOM = 100_000_000  # bytes free where the database and the index lie
MOST_BEHIND = 10  # seconds that a replica may be behind


@for_reading
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503."""
    try:
        check_database()
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@for_reading
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when all that serving needs is there, else 503. Shape: JSON, ``ok`` or a sentence for each part.

    A replica that is behind or gone is said, with 200: the primary serves in its place.
    Cost: some 50 ms, for the list of migrations; meant to be asked every few seconds at most.
    """
    found = {}
    for name, check in (CHECKS | (OF_REPLICA if of_readers() == REPLICA else {})).items():
        try:
            found[name] = check() or "ok"
        except (DatabaseError, OSError) as error:
            found[name] = type(error).__name__  # its words may have a path or an address
    needed = {words for name, words in found.items() if name != "replica"}
    response = JsonResponse(found, status=200 if needed == {"ok"} else 503)
    add_never_cache_headers(response)
    return response


@for_reading
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness. Shape: RFC 9116, whose date of expiry is a year after this process started."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    address = f"{settings.SITE_URL}{request.path}"
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {EXPIRES:%Y-%m-%dT00:00:00Z}", f"Canonical: {address}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM talks_event LIMIT 1")
    return ""


def check_migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} wait: run manage.py migrate." if waiting else ""


def check_index() -> str:
    in_one_moment(current)
    return ""


def check_room() -> str:
    places = {settings.VAR}
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        places.add(Path(connection.settings_dict["NAME"]).parent)
    for place in places:
        if place.exists() and (free := shutil.disk_usage(place).free) < LEAST_ROOM:
            return f"{free // 1_000_000} MB free, {LEAST_ROOM // 1_000_000} are needed."
    return ""


def check_replica() -> str:
    """Say whether the replica answers, and how far it is behind."""
    try:
        number, seconds = read_version(REPLICA), seconds_behind()
    except OperationalError:
        return "does not answer; readers are served from the primary."
    if number == read_version(DEFAULT_DB_ALIAS) or (seconds is not None and seconds < MOST_BEHIND):
        return ""
    return "behind." if seconds is None else f"{seconds:.0f} s behind."


def seconds_behind() -> float | None:
    """Return how long ago that was committed what the replica showed last; None if it does not know."""
    if connections[REPLICA].vendor != "postgresql":
        return None
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())")
        (seconds,) = cursor.fetchone()
    return None if seconds is None else float(seconds)


def check_record() -> str:
    """Say whether the primary had the version of the replica once. Two records never have the same one."""
    try:
        number = read_version(REPLICA)
    except OperationalError:
        return ""  # readers get the record of the primary
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {CHANGES} WHERE version = %s LIMIT 1", [number])  # noqa: S608 - our own name
        is_known = cursor.fetchone()
    if is_known or number == read_version(DEFAULT_DB_ALIAS):
        return ""
    return f"READ_DATABASE_URL has another record, or is more than {CHANGES_STORED:,} changes behind."


OF_REPLICA = {"replica": check_replica, "record": check_record}
CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "migrations": check_migrations,
    "index": check_index,
    "room": check_room,
}
