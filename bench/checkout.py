"""The versions of the code that are measured: this one, one in another folder, or a commit.

A commit is unpacked into a folder under ``var/bench/against/``. Imports nothing of the project.
"""

import io
import os
import secrets
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "bench"


@dataclass(frozen=True)
class Checkout:
    """A version of the code: its folder, its name in tables, and the Python that runs it."""

    folder: Path
    name: str
    python: str = sys.executable

    def command(self, *arguments: str) -> list[str]:
        return [self.python, *arguments]

    def run(self, *arguments: str, environment: dict[str, str], **options) -> subprocess.CompletedProcess[str]:
        """Run its Python in its folder. Raises: subprocess.CalledProcessError."""
        command = self.command(*arguments)
        return subprocess.run(command, cwd=self.folder, env=environment, check=True, text=True, **options)  # noqa: S603

    def run_script(self, script: str, database: str, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        """Run a script of this folder, ``bench``, with the modules of that checkout.

        The checkout may be older than the script, so the script imports nothing from ``bench``; with ``-P`` it cannot.
        """
        environment = plain_environment(database) | {"PYTHONPATH": str(self.folder)}
        path = str(Path(__file__).with_name(script))
        return self.run("-P", path, *arguments, environment=environment, stdout=subprocess.PIPE, **options)


HERE = Checkout(ROOT, "this code")


def plain_environment(database: str) -> dict[str, str]:
    """Return the environment of every program that is started for a measurement: this database and no other.

    What the Makefile sets for the server of ``make run`` is passed on.
    """
    own = {
        "DATABASE_URL": database,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_SETTINGS_MODULE": "talks.settings",
    }
    passed = ("PATH", "HOME", "LANG", "WEB_CONCURRENCY", "MALLOC_ARENA_MAX")
    return {name: os.environ[name] for name in passed if name in os.environ} | own


def find(name: str) -> Checkout:
    """Return the checkout in a folder or of a commit. It runs with its own ``.venv`` if it has one, else with ours.

    Exits where the name is neither.
    """
    folder = Path(name).resolve()
    if not folder.is_dir():
        return _unpacked(name)
    if not (folder / "manage.py").is_file():
        sys.exit(f"{folder} holds no checkout: there is no manage.py.")
    python = folder / ".venv" / "bin" / "python"
    return Checkout(folder, folder.name, str(python) if python.exists() else sys.executable)


def _unpacked(name: str) -> Checkout:
    """Return a commit, unpacked; one that was unpacked before is used again."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    commit = ""
    if shutil.which("git"):
        commit = subprocess.run(asked, capture_output=True, text=True).stdout.strip()  # noqa: S603 - git, and checked
    if not commit:
        sys.exit(f"{name} is neither a folder nor a commit.")
    folder = FOLDER / "against" / commit[:10]
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        command = ["git", "-C", str(ROOT), "archive", commit]
        archive = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - git, and checked
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(unfinished, filter="data")
        unfinished.rename(folder)
    return Checkout(folder, name)
