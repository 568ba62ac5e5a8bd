"""Files and packages of others: each file is the one that docs/third-party.md names, and the bill of materials has them all."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
FONTS = ROOT / "talks/static/talks/fonts"
ROW = re.compile(r"^\| `([^`]+)` \|.*?`([0-9a-f]{64})` \|$", re.M)
LISTED = dict(ROW.findall((ROOT / "docs/third-party.md").read_text(encoding="utf-8")))


def place_of(name: str) -> Path:
    if "/" not in name:
        return FONTS / name
    if name.startswith("django_htmx/"):
        return Path(django_htmx.__file__).parent.parent / name
    return ROOT / name


@pytest.mark.parametrize("name", LISTED)
def test_a_file_of_others_is_the_one_that_was_looked_at(name: str):
    assert hashlib.sha256(place_of(name).read_bytes()).hexdigest() == LISTED[name]


def test_every_file_of_others_is_listed():
    folders = (FONTS, ROOT / "talks/static/talks/icons", ROOT / "templates/icons")
    present = {path for folder in folders for path in folder.iterdir() if path.name != "README.md"}
    assert present - {place_of(name) for name in LISTED} == set()


def test_no_script_or_style_sheet_of_ours_came_from_elsewhere_unlisted():
    ours = [path for path in (ROOT / "talks/static").rglob("*") if path.suffix in {".js", ".css"}]
    assert [path for path in ours if ".min." in path.name or "@license" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("name", ["run", "otp"])
def test_the_bill_of_materials_has_every_package_of_a_list_with_its_licence_and_hashes(name: str):
    made = subprocess.run(
        [sys.executable, "deploy/sbom.py", name], cwd=ROOT, capture_output=True, text=True, check=True
    )
    bill = json.loads(made.stdout)
    parts = {part["name"]: part for part in bill["components"] if part["type"] == "library"}
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert len(parts) == text.count("==") - text.count("python_version ==") - text.count("sys_platform ==")
    assert sum(len(part["properties"]) for part in parts.values()) == text.count("--hash=")
    assert parts["django"]["licenses"]
    assert {part["name"] for part in bill["components"] if part["type"] == "file"} == set(LISTED)


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.stem)
def test_every_pinned_package_has_a_hash_and_no_list_names_an_index(path: Path):
    text = path.read_text(encoding="utf-8")
    assert "index" not in text
    for part in re.split(r"^(?=\S)", text, flags=re.M):
        assert not part.strip() or "--hash=sha256:" in part, part
