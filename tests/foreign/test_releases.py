"""A release, opened with other people's programs: what they find is what the pages showed when it was made."""

import asyncio
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

releasing = pytest.importorskip("talks.releasing", reason="there are no releases")


@pytest.fixture
def release(record, settings, tmp_path) -> Path:
    """The folder of a release of the real and the hostile record."""
    settings.RELEASES = tmp_path
    made = releasing.make(date(2026, 12, 1), with_site=False)
    return tmp_path / str(made.number)


def read(release: Path, name: str):
    import pandas

    return pandas.read_csv(release / f"{name}.csv", dtype=str, keep_default_na=False)


def test_frictionless_finds_a_valid_package_whose_tables_refer_to_what_is_there(release):
    from frictionless import Package

    package = Package(str(release / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "message"])[:5]
    assert {resource.path for resource in package.resources} == {path.name for path in release.glob("*.csv")}
    rows = {resource.name: len(resource.read_rows()) for resource in package.resources}
    assert rows["statements"] == len(read(release, "statements"))


def test_datasette_opens_the_database_and_shows_what_the_csv_files_have(release):
    from datasette.app import Datasette

    async def tables() -> dict[str, int]:
        site = Datasette([str(release / "record.sqlite3")])
        await site.invoke_startup()
        found = (await site.client.get("/record.json")).json()
        page = await site.client.get("/record/statements")
        assert page.status_code == 200
        row = (await site.client.get("/record/statements.json?claim=hostile-script&_shape=array")).json()
        assert row[0]["statement"].startswith("</script>")
        assert "<script>alert(1)" not in page.text
        return {one["name"]: one["count"] for one in found["tables"]}

    counted = asyncio.run(tables())
    for path in release.glob("*.csv"):
        assert counted[path.stem] == len(read(release, path.stem)), path.name


def test_every_figure_of_the_pages_can_be_counted_with_pandas_from_the_csv_files_alone(record, release):
    statements, reports = read(release, "statements"), read(release, "reports")
    counts = record.get("/").context["timeline"].counts
    assert statements["event"].nunique() == len(read(release, "events")) == counts.events
    assert len(statements) == counts.statements
    assert (statements["attribution"] == "own-voice").sum() == counts.own_voice
    assert len(reports) == counts.origins.reports
    # A report whose origin is not known, or only supposed, may have one of its own.
    known = reports[reports["origin_basis"].isin(["stated", "matched"])]
    unknown = len(reports) - len(known)
    assert known["origin"].nunique() + unknown == counts.origins.most
    held = record.get("/data/").context["page"].held
    assert reports["language"].nunique() == held.languages
    assert reports.loc[reports["outlet"] != "", "outlet"].nunique() == held.outlets
    assert int((statements["proof"] == "found").mean() * 100) == held.proved.percent


def test_the_numbers_on_the_page_of_questions_can_be_counted_with_pandas_from_the_csv_files_alone(record, release):
    questions, answers, given = (read(release, name) for name in ("questions", "answers", "statement_answers"))
    context = record.get("/questions/").context
    for row in context["rows"]:
        of_question = given[given["question"] == row.question.slug]
        assert len(of_question) == row.accounts
        counted = of_question["answer"].value_counts()
        texts = answers[answers["question"] == row.question.slug].set_index("slug")["text"]
        if row.question.is_counted:
            assert {one.text: one.statements.split()[0] for one in row.answers} == {
                texts[answer]: str(number) for answer, number in counted.items()
            }
    assert f"{(questions['differs'] != '').sum()} question" in context["differing"].questions


def test_the_checksums_are_those_of_the_files(release):
    checked = subprocess.run(
        [shutil.which("sha256sum"), "--check", "--strict", "SHA256SUMS"], cwd=release, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_record_is_json_that_another_program_can_read(release):
    record = json.loads((release / "record.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert record
