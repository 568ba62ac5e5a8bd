"""A server under measurement: started on a free port of this machine; its processor time and memory come from the kernel."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

HOST = "127.0.0.1"
TICKS = os.sysconf("SC_CLK_TCK")
STARTS_WITHIN = 120  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Server:
    """A program that serves, with the processes that it starts; stopped by its own id when the block ends."""

    def __init__(
        self,
        command: list[str],
        port: int,
        env: dict[str, str],
        ready: str,
        database: int = 0,
        folder: Path | None = None,
    ) -> None:
        """Take what starts it. ``database`` is the process of a database server that works for it, 0 for none.

        ``folder`` is where it starts; the current folder if not given.
        """
        self.port, self._folder = port, folder
        self._command, self._env, self._ready, self._database = command, env, ready, database

    def __enter__(self) -> "Server":
        self.process = subprocess.Popen(self._command, cwd=self._folder, env=self._env, stdout=sys.stderr)  # noqa: S603
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=STARTS_WITHIN)
            with contextlib.suppress(OSError), contextlib.closing(connection):
                connection.request("GET", self._ready)
                if connection.getresponse().status < 500:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start: {' '.join(self._command)}")

    def processes(self) -> list[int]:
        """Return the ids of the server and of those that it started."""
        return _family(self.process.pid)

    def cpu(self) -> float:
        """Return the processor time used so far, by its database server too. Units: seconds."""
        roots = [self.process.pid, *([self._database] if self._database else [])]
        return sum(_cpu(pid) for root in roots for pid in _family(root))

    def memory(self) -> tuple[float, float, float]:
        """Return of the largest process its resident memory, what it wrote itself, and what else no other shares. Units: MB.

        The last is of files that are mapped, as the index is: as soon as a second process reads the same places it is
        shared, and the system takes it back when it needs room.
        """
        sizes = []
        for pid in self.processes():
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
                held = {name: int(value.split()[0]) for name, _colon, value in (line.partition(":") for line in lines)}
                sizes.append(tuple(held[name] / 1024 for name in ("Rss", "Private_Dirty", "Private_Clean")))
        return max(sizes)


def _family(root: int) -> list[int]:
    """Return a process and those that it started."""
    found = [root]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if parent_of(int(folder.name)) == root:
                found.append(int(folder.name))
    return found


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _cpu(pid: int) -> float:
    """Return what a process has used, and its children that have ended; nothing once it has ended itself.

    Its own clock is exact, that of its children goes by the kernel's ticks of mostly 10 ms. Source:
    clock_getcpuclockid(3), proc(5).
    """
    with contextlib.suppress(OSError):
        of_children = sum(map(int, _stat(pid)[13:15])) / TICKS
        return time.clock_gettime((~pid << 3) | 2) + of_children
    return 0.0


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat that follow the name, which may hold anything. Source: proc(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
