"""What marking a report costs the hands: `python -m bench.keystrokes`. It runs the browser test that marks one, and counts.

The model: seconds for each key, pointing with a click, field that is entered and changed, copy and paste, and page that loads.
A drag over words is two pointings. Reading and thinking are not in it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.tables import table

SECONDS = {"keys": 0.2, "clicks": 1.2, "fields": 1.35, "pastes": 2.5, "loads": 1.0}
TEST = "tests/browser/test_marking_a_report.py"
WRITE_TO = "TALKS_HANDS"
"""The variable with the file into which the test writes what it counted."""


def seconds(counted: Mapping[str, int]) -> float:
    """Return the seconds of hands for what was counted."""
    return sum(cost * counted[name] for name, cost in SECONDS.items())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hands.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", TEST]
        subprocess.run(command, env=os.environ | {WRITE_TO: str(file)}, stdout=sys.stderr, check=True)  # noqa: S603
        ways = json.loads(file.read_text())
    for way, parts in ways.items():
        rows = [[name, *(str(counted[one]) for one in SECONDS), f"{seconds(counted):.1f}"] for name, counted in parts]
        print(f"\n{way}\n")
        print(table(["", *SECONDS, "seconds"], rows))


if __name__ == "__main__":
    main()
