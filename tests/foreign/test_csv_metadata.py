"""The metadata beside CSV, by which a reader of tables on the web knows the type of each column."""

import json
from pathlib import Path

from talks.exports.csv_file import COLUMNS
from tests.foreign.test_views import get, in_json, needs


@needs("csv-metadata.json")
def test_csvw_reads_every_cell_of_the_csv_by_the_types_that_its_metadata_name(record, tmp_path: Path):
    from csvw import Table

    for question in ("", "?process=hostile", "?since=2022-03&until=2022-03-29"):
        metadata = json.loads(get(record, f"/timeline.csv-metadata.json{question}"))
        assert metadata["url"] == f"https://talks.example/timeline.csv{question}"
        (tmp_path / "timeline.csv").write_bytes(get(record, f"/timeline.csv{question}"))
        path = tmp_path / "timeline.csv-metadata.json"
        path.write_text(json.dumps(metadata | {"url": "timeline.csv"}), encoding="utf-8")
        table = Table.from_file(path)
        rows = list(table.iterdicts(strict=True))  # which raises for a cell that is not of its type
        assert table.check_primary_key()
        claims = [claim for event in in_json(record, question) for claim in event["claims"]]
        assert [row["claim"] for row in rows] == [claim["slug"] for claim in claims]
        for row, claim in zip(rows, claims, strict=True):
            assert tuple(row) == COLUMNS
            assert row["topics"] == claim["topics"]
            assert str(row["said_earliest"] or "")[:10] == (claim["said_earliest"] or "")
            assert row["standing"] is claim["standing"]
            assert row["paragraph"] == claim["paragraph"]
