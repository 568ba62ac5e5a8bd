"""Write a software bill of materials for one list in requirements/, as CycloneDX 1.6 JSON: `python deploy/sbom.py run`.

Versions and hashes are those of the list; licences are what the installed packages say of themselves. Files of others that
are part of the repository are read from docs/third-party.md. The same lists give the same bytes.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
FILE = re.compile(r"^\| `([^`]+)` \|.*?`([0-9a-f]{64})` \|$", re.M)
CLASSIFIER = "License :: OSI Approved :: "


def components(name: str) -> list[dict]:
    """Return what a list pins, with the hashes of all its files."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found = list(PINNED.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    return [
        component(*one.groups(), HASH.findall(text[one.start() : end])) for one, end in zip(found, ends, strict=True)
    ]


def component(name: str, version: str, hashes: list[str]) -> dict:
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    made = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if licence := licence_of(name):
        made["licenses"] = [licence]
    # A hash of the list is that of one file of several, a wheel or a source: they stand as properties, not as one hash.
    made["properties"] = [{"name": "talks:sha256", "value": one} for one in hashes]
    return made


def licence_of(name: str) -> dict:
    """Return the licence of an installed package; empty where it is not installed or says nothing."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return {}
    if expression := told.get("License-Expression"):
        return {"expression": expression}
    named = [one.removeprefix(CLASSIFIER) for one in told.get_all("Classifier") or () if one.startswith(CLASSIFIER)]
    words = ", ".join(named) or (told.get("License") or "").strip().partition("\n")[0]
    return {"license": {"name": words}} if words else {}


def vendored() -> list[dict]:
    rows = FILE.findall((ROOT / "docs/third-party.md").read_text(encoding="utf-8"))
    return [
        {"type": "file", "bom-ref": f"file:{name}", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
        for name, digest in rows
    ]


def bill(name: str) -> dict:
    about = {"component": {"type": "application", "bom-ref": "talks", "name": "talks"}}
    parts = components(name) + vendored()
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": about, "components": parts}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(bill(sys.argv[1] if len(sys.argv) > 1 else "run"), indent=1) + "\n")
