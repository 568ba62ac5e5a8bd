"""A file of others is parsed in a process of its own, which has limits of time and memory, and no network.

Run as ``python -m talks.desk.reading.apart html`` with the bytes on standard input, it answers with JSON on standard output.
A hostile file costs at most ``SECONDS`` and ``MEMORY``, and ends that process alone.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from talks.desk.reading.refusing import Refused

SECONDS = 10  # of processor time; twice that on the clock
MEMORY = 1_000_000_000  # bytes of address space; the packages alone take 300 MB
ANSWER_ALLOWED = 20_000_000  # bytes
ROOT = Path(__file__).resolve().parents[3]
PASSED_ON = ("PATH", "LD_LIBRARY_PATH")  # no secret of the environment


def read_apart(kind: str, content: bytes, *, seconds: int = SECONDS) -> dict[str, Any]:
    """Return what ``html.read`` or ``pdf.read`` returns. Cost: half a second more than they take. Raises: Refused."""
    command = [sys.executable, "-m", "talks.desk.reading.apart", kind, str(seconds)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        # The command is ours, and nothing of the file stands in it.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, cwd=ROOT, env=environment, timeout=2 * seconds
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("slow") from error
    if done.returncode < 0:  # ended by the limit of time, or by what the memory could not hold
        raise Refused("slow")
    if done.returncode or len(done.stdout) > ANSWER_ALLOWED:
        raise Refused("broken")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def _refuse_network(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "subprocess.", "os.exec", "os.system", "os.fork")):
        raise PermissionError(event)


def _confine(seconds: int) -> None:
    """Take from this process what no reader of a file needs. It cannot be given back."""
    try:
        import resource
    except ImportError:  # no such limits on this system; that of the waiting process remains
        pass
    else:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse_network)


def _read(kind: str, content: bytes) -> dict[str, Any]:
    try:
        if kind == "pdf":
            from talks.desk.reading import pdf

            return pdf.read(content)
        from talks.desk.reading import html

        return html.read(content)
    except ImportError:
        raise Refused("missing") from None


def main(kind: str, seconds: str) -> NoReturn:
    content = sys.stdin.buffer.read()
    _confine(int(seconds))
    try:
        answer = _read(kind, content)
    except Refused as refused:
        answer = {"refused": refused.code}
    except MemoryError:
        answer = {"refused": "slow"}
    except Exception:  # what a broken file leads to in a package is its own affair
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    sys.exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
