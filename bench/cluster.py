"""Tries two servers, a PostgreSQL primary and its replica, on loopback: `python -m bench.cluster [--events 200]`.

Readers and a writer work while a server is killed, then the primary, and the replica is promoted. Proves that no answer mixed
two versions and that nothing lost what was committed; prints what was measured. Needs PostgreSQL; nginx is used where it is
installed. Everything is new, on free ports, in a folder that is deleted. Takes about a minute after the record is made.
"""

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psycopg

from bench.checkout import HERE, plain_environment
from bench.server import HOST, Server, free_port
from bench.tables import say, table

USER = "postgres"  # the owner of the databases; as root, also who runs them
SAVES = 4  # a second
READERS = 4
PATIENCE = 3  # seconds for a commit that nobody confirms
BINARIES = [*Path("/usr/lib/postgresql").glob("*/bin"), Path(shutil.which("pg_basebackup") or "/nowhere/x").parent]
NGINX = """
{user}pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=talks:10m max_size=100m;
    upstream talks {{ server {host}:{one} max_fails=1 fail_timeout=2s; server {host}:{other} max_fails=1 fail_timeout=2s; }}
    server {{
        listen {host}:{port};
        location / {{
            proxy_pass http://talks; proxy_set_header Host $host; proxy_connect_timeout 2s;
            proxy_next_upstream error timeout http_502 http_503;
            proxy_cache talks; proxy_cache_key $scheme$host$request_uri; proxy_cache_revalidate on; proxy_cache_lock on;
        }}
    }}
}}
"""


class Postgres:
    """A PostgreSQL server in a folder of its own, stopped when the block ends."""

    def __init__(self, bin_folder: Path, folder: Path) -> None:
        self.bin, self.data, self.port = bin_folder, folder, free_port()

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@{HOST}:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        before = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
        command = [*before, str(self.bin / program), *arguments]
        log = self.data.parent / "postgres.log"
        with log.open("w") as file:  # not a pipe, which a server that goes on running would hold open
            ended = subprocess.run(command, stdout=file, stderr=file, cwd=self.data.parent)  # noqa: S603 - our own
        if ended.returncode:
            raise RuntimeError(f"{program}: {log.read_text()}")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses={HOST} -c unix_socket_directories='' -c max_connections=50"
        log = str(self.data.parent / f"{self.data.name}.log")
        self.run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")

    def __enter__(self) -> "Postgres":
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(RuntimeError):
            self.kill()

    def kill(self) -> None:
        """End it at once, as when the power fails."""
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def execute(self, sql: str) -> list:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


@dataclass
class Seen:
    """What readers and the writer saw. Shape: ``saved`` is the number saved in each version; ``spent`` is in milliseconds."""

    saved: dict[int, int] = field(default_factory=dict)
    last: int = 0
    commits: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    answers: list[tuple[int, set[str]]] = field(default_factory=list)

    def mixed(self) -> list[tuple[int, set[str]]]:
        """Return the answers whose statements are not both of the save that made their version."""
        return [
            (version, notes)
            for version, notes in self.answers
            if len(notes) != 1 or (version in self.saved and notes != {f"save {self.saved[version]}"})
        ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.cluster", description=__doc__)
    parser.add_argument("--events", type=int, default=200, help="Size of the record.")
    parser.add_argument("--seconds", type=float, default=8, help="How long each of the phases lasts; there are four.")
    arguments = parser.parse_args()
    found = next((folder for folder in BINARIES if (folder / "pg_basebackup").exists()), None)
    if not found:
        sys.exit("PostgreSQL is not installed. On Debian and Ubuntu: apt-get install postgresql")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        primary = stack.enter_context(Postgres(found, folder / "primary"))
        replica = stack.enter_context(Postgres(found, folder / "replica"))
        start_both(primary, replica)
        try_all(stack, folder, primary, replica, arguments.events, arguments.seconds)


def start_both(primary: Postgres, replica: Postgres) -> None:
    """Start a primary, and a replica that every commit waits for."""
    primary.run("initdb", "-D", str(primary.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    primary.start()
    address = f"host={HOST} port={primary.port} user={USER} application_name=replica"
    primary.run(
        "pg_basebackup", "-D", str(replica.data), "-R", "-d", address, "--checkpoint=fast", "-C", "-S", "replica"
    )
    replica.start()


def environment_of(primary: Postgres, replica: Postgres, port: int) -> dict[str, str]:
    own = {"READ_DATABASE_URL": replica.url, "PORT": str(port), "WEB_CONCURRENCY": "1", "SECRET_KEY": "k" * 50}
    return plain_environment(primary.url) | own


def serve(primary: Postgres, replica: Postgres, port: int) -> Server:
    command = HERE.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    return Server(command, port, environment_of(primary, replica, port), "/healthz", folder=HERE.folder)


def try_all(stack: ExitStack, folder: Path, primary: Postgres, replica: Postgres, events: int, seconds: float) -> None:
    say("making the record")
    for command in (["migrate", "--verbosity", "0"], ["make_record", "--events", str(events), "--seed", "1"]):
        HERE.run("manage.py", *command, environment=plain_environment(primary.url), stdout=sys.stderr)
    ports = free_port(), free_port()
    HERE.run("manage.py", "build_index", environment=environment_of(primary, replica, ports[0]), stdout=sys.stderr)
    alone = commit_times(primary)
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'replica'")
    primary.execute("SELECT pg_reload_conf()")
    time.sleep(1)
    confirmed = commit_times(primary)
    waited = without_replica(primary, replica)
    servers = [stack.enter_context(serve(primary, replica, port)) for port in ports]
    doors = [start_nginx(stack, folder, ports)] if shutil.which("nginx") else list(ports)
    seen, rows = Seen(), []
    report, claims = pair(primary)
    database = [primary]
    stop = threading.Event()
    people = [threading.Thread(target=write, args=(database, claims, seen, stop))]
    people += [threading.Thread(target=read, args=(doors, report, claims, seen, stop)) for _n in range(READERS)]
    for one in people:
        one.start()
    try:
        for words, act in (
            ("both servers", lambda: None),
            ("a server killed", lambda: kill(servers[0])),
            ("the primary killed", primary.kill),
            ("the replica promoted", lambda: promote(stack, database, replica, ports[0])),
        ):
            say(words)
            begun, before, failed = time.monotonic(), len(seen.spent), len(seen.failed)
            act()
            time.sleep(seconds)
            spent, lost = seen.spent[before:], seen.failed[failed:]
            p95 = quantiles(spent, n=20)[-1] if len(spent) > 1 else 0
            per_second = len(spent) / (time.monotonic() - begun)
            rows.append([words, f"{per_second:.0f}", f"{p95:.0f}", str(len(lost)), str(seen.last)])
    finally:
        stop.set()
        for one in people:
            one.join()
    print(table(["while", "answers a second", "p95 ms", "answers that failed", "saves so far"], rows))
    print(f"A commit took {alone:.1f} ms on the primary alone, {confirmed:.1f} ms with the replica confirming.")
    print(f"With the replica stopped a commit was {'still waiting' if waited else 'done'} after {PATIENCE} s.")
    (note,) = replica.execute(f"SELECT note FROM talks_claim WHERE id = {claims[0][0]}")[0]  # noqa: S608 - a number
    mixed = seen.mixed()
    print(f"{len(seen.answers)} answers with a version: {len(mixed)} mixed two. Last save {seen.last}, there: {note}.")
    for line in dict.fromkeys(seen.failed[:5]):
        say(line)
    if mixed or int(note.split()[1]) < seen.last:
        sys.exit("Something was mixed or lost.")


def commit_times(primary: Postgres) -> float:
    """Return the median time of a small commit. Units: milliseconds."""
    spent = []
    with psycopg.connect(primary.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_commits (n integer)")
        for number in range(50):
            begun = time.perf_counter()
            connection.execute("INSERT INTO bench_commits VALUES (%s)", [number])
            spent.append((time.perf_counter() - begun) * 1000)
    return median(spent)


def without_replica(primary: Postgres, replica: Postgres) -> bool:
    """Return whether a commit waits while the replica is stopped. The replica is started again, and so confirms it."""
    replica.kill()

    def commit() -> None:
        with psycopg.connect(primary.url, autocommit=True) as connection:
            connection.execute("INSERT INTO bench_commits VALUES (0)")

    waiting = threading.Thread(target=commit)
    waiting.start()
    waiting.join(PATIENCE)
    waited = waiting.is_alive()
    replica.start()
    waiting.join(30)
    return waited


def start_nginx(stack: ExitStack, folder: Path, ports: tuple[int, int]) -> int:
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(
        NGINX.format(
            user="user root;\n" if os.geteuid() == 0 else "",
            folder=folder,
            host=HOST,
            one=ports[0],
            other=ports[1],
            port=port,
        )
    )
    process = subprocess.Popen(["nginx", "-c", str(file), "-g", "daemon off;"], stderr=subprocess.DEVNULL)  # noqa: S603, S607
    stack.callback(process.wait)
    stack.callback(process.terminate)
    time.sleep(1)
    return port


def pair(primary: Postgres) -> tuple[str, list[tuple[int, str]]]:
    """Return the slug of a report, and the ids and slugs of two statements of it about one event."""
    sql = """SELECT article.slug, array_agg(claim.id ORDER BY claim.id), array_agg(claim.slug ORDER BY claim.id)
        FROM talks_claim claim JOIN talks_article article ON article.id = article_id
        WHERE claim.status = 'published' AND article.status = 'published'
        GROUP BY article.slug, event_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1"""
    report, ids, slugs = primary.execute(sql)[0]
    return report, list(zip(ids, slugs, strict=True))[:2]


def write(database: list[Postgres], claims: list[tuple[int, str]], seen: Seen, stop: threading.Event) -> None:
    """Save both statements in one transaction, again and again. What was not confirmed may be there or not."""
    while not stop.is_set():
        number = seen.last + 1
        with suppress(psycopg.OperationalError):
            with psycopg.connect(database[0].url, connect_timeout=2) as connection:
                ids = [pk for pk, _slug in claims]
                connection.execute("UPDATE talks_claim SET note = %s WHERE id = ANY(%s)", [f"save {number}", ids])
                ((version,),) = connection.execute("SELECT number FROM talks_version").fetchall()
                seen.saved[version] = number
            seen.last = number
        time.sleep(1 / SAVES)


def read(doors: list[int], report: str, claims: list[tuple[int, str]], seen: Seen, stop: threading.Event) -> None:
    """Ask for pages, and for the file with both statements, at one door after the other."""
    slugs, turn = {slug for _pk, slug in claims}, 0
    paths = [f"/timeline.json?report={report}", "/", f"/reports/{report}/", "/?order=-happened", "/people/"]
    while not stop.is_set():
        turn += 1
        path, begun = paths[turn % len(paths)], time.perf_counter()
        if "json" in path:
            path = f"{path}&turn={id(threading.current_thread())}-{turn}"  # no cache in front has it
        try:
            body = ask(doors, turn, path)
        except (OSError, http.client.HTTPException) as error:
            seen.failed.append(f"{path}: {error!r}")
            time.sleep(0.1)
            continue
        seen.spent.append((time.perf_counter() - begun) * 1000)
        if "json" in path:
            file = json.loads(body)
            notes = {one["note"] for event in file["events"] for one in event["claims"] if one["slug"] in slugs}
            if any(notes):
                seen.answers.append((file["version"], notes))


def ask(doors: list[int], turn: int, path: str) -> bytes:
    """Return the body of an answer. Without a proxy, a reader tries the other server where one does not answer."""
    for place in range(len(doors)):
        connection = http.client.HTTPConnection(HOST, doors[(turn + place) % len(doors)], timeout=20)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            if response.status == 200:
                return body
        except OSError:
            if place + 1 == len(doors):
                raise
        finally:
            connection.close()
    raise http.client.HTTPException(str(response.status))


def kill(server: Server) -> None:
    for pid in server.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, 9)


def promote(stack: ExitStack, database: list[Postgres], replica: Postgres, port: int) -> None:
    """Make the replica the primary, and start a server that writes to it, at the port of the one that was killed."""
    replica.run("pg_ctl", "-D", str(replica.data), "-w", "promote")
    database[0] = replica
    stack.enter_context(serve(replica, replica, port))


if __name__ == "__main__":
    main()
