"""Measures readers while ten clients are slow: `python -m bench.slow --events 1000 [--nginx] [--clients 10]`.

In turn they send nothing, send a header or a body a byte a second, and read `/timeline.csv` a little at a time. Meanwhile one
reader asks `/healthz` and `/`. With `--nginx` all go through nginx with deploy/nginx.conf, on another free port.
"""

import argparse
import contextlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import record
from bench.checkout import ROOT
from bench.server import HOST, Server, free_port
from bench.tables import say, table

PAUSE = 1.0  # seconds between two bytes
ASKED = ("/healthz", "/")
NGINX = """
daemon off;
pid {folder}/pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/talks.conf;
}}
"""


def send(head: bytes, drip: bytes) -> Callable[[int, threading.Event], None]:
    """Return a client that sends a beginning, and then the rest a byte a second, again and again."""

    def client(port: int, ended: threading.Event) -> None:
        while not ended.is_set():
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=5) as there:
                if head:
                    there.sendall(head)
                while not ended.wait(PAUSE):
                    if drip:
                        there.sendall(drip)
                    there.setblocking(False)
                    with contextlib.suppress(BlockingIOError):
                        if not there.recv(1_000):
                            break  # closed: come again
                    there.setblocking(True)

    return client


def read_slowly(port: int, ended: threading.Event) -> None:
    while not ended.is_set():
        with contextlib.suppress(OSError), socket.socket() as there:
            there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            there.connect((HOST, port))
            there.sendall(b"GET /timeline.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            while not ended.wait(PAUSE) and there.recv(1_000):
                pass


CLIENTS = {
    "none": None,
    "send nothing": send(b"", b""),
    "drip a header": send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ", b"a"),
    "drip a body": send(
        b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        b"a",
    ),
    "drain /timeline.csv": read_slowly,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.slow", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000, help="Size of the record.")
    parser.add_argument("--clients", type=int, default=10, help="How many are slow.")
    parser.add_argument("--seconds", type=float, default=20, help="How long, for each kind.")
    parser.add_argument(
        "--threads", type=int, help="Of each of the two server processes; else as gunicorn.conf.py says."
    )
    parser.add_argument("--nginx", action="store_true", help="Through nginx with deploy/nginx.conf.")
    arguments = parser.parse_args()
    made = record.make(arguments.events)
    made.manage("build_index")
    port = free_port()
    command = made.code.command("-m", "gunicorn", "--bind", f"{HOST}:{port}")
    if arguments.threads:
        command += ["--threads", str(arguments.threads)]
    environment = made.environment() | {"PORT": str(port), "WEB_CONCURRENCY": "2", "MALLOC_ARENA_MAX": "2"}
    rows = []
    with (
        Server(command, port, environment, "/healthz", folder=made.code.folder) as server,
        contextlib.ExitStack() as stack,
    ):
        asked = stack.enter_context(nginx(port)) if arguments.nginx else port
        for name, client in CLIENTS.items():
            say(name)
            spent = measure(asked, client, arguments.clients, arguments.seconds)
            words = [f"{len(of)}, {sum(one is None for one in of)}, {longest(of)}" for of in spent.values()]
            rows.append([name, *words, f"{server.memory()[1]:,.0f}"])
    columns = [f"{path}: asked, failed, longest s" for path in ASKED]
    print(table([f"{arguments.clients} clients", *columns, "memory of the largest process, MB"], rows))


def longest(spent: list[float | None]) -> str:
    return f"{max((one for one in spent if one is not None), default=0):.2f}"


def measure(port: int, client: Callable | None, number: int, seconds: float) -> dict[str, list[float | None]]:
    """Return, by path, how long each answer took, None if there was none within five seconds."""
    ended = threading.Event()
    slow = [threading.Thread(target=client, args=(port, ended)) for _one in range(number)] if client else []
    for one in slow:
        one.start()
    time.sleep(2)
    found: dict[str, list[float | None]] = {path: [] for path in ASKED}
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path, spent in found.items():
            begun = time.monotonic()
            spent.append(time.monotonic() - begun if answers(port, path) else None)
        time.sleep(0.25)
    ended.set()
    for one in slow:
        one.join()
    return found


def answers(port: int, path: str) -> bool:
    import http.client

    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            return False
        return response.status == 200


@contextlib.contextmanager
def nginx(port: int) -> Iterator[int]:
    """Start nginx with deploy/nginx.conf in front of a server, and return its port."""
    own = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        words = (ROOT / "deploy" / "nginx.conf").read_text()
        shutil.copytree(ROOT / "deploy" / "pages", folder / "pages")  # where its processes may read
        for former, new in (
            ("127.0.0.1:8000", f"{HOST}:{port}"),
            ("127.0.0.1:8080", f"{HOST}:{own}"),
            ("/opt/talks/deploy", name),
        ):
            words = words.replace(former, new)
        (folder / "talks.conf").write_text(words.replace("/var/cache/nginx-talks", f"{folder}/cache"))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
        process = subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf", "-e", "stderr"])  # noqa: S603, S607 - that of the system
        try:
            deadline = time.monotonic() + 20
            while process.poll() is None and not answers(own, "/healthz") and time.monotonic() < deadline:
                time.sleep(0.1)
            yield own
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
