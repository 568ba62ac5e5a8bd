"""What is printed: tables in Markdown on standard output, progress on standard error."""

import os
import platform
import shlex
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import database


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def shown(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def about(cluster: str, accept: str) -> str:
    """Return where and when this is measured, and with what."""
    model = "a processor not named"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    versions = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "gunicorn"))
    engine = f"SQLite {sqlite3.sqlite_version}"
    if cluster:
        with database.connect(cluster) as connection:
            engine = database.name_of(connection)
    return "\n".join(
        [
            f"Machine: {os.cpu_count()} cores, {model}, {memory:.0f} GB; {platform.system()} {platform.machine()}.",
            f"Date: {datetime.now(UTC):%Y-%m-%d}. Versions: Python {platform.python_version()}, {versions}, {engine}.",
            f"Command: `{os.environ.get('BENCH_COMMAND') or shlex.join(sys.orig_argv)}`. "
            f"Asked for with Accept-Encoding: {accept}. Load of the machine before: {os.getloadavg()[0]:.1f}.",
        ]
    )
