"""The files of a release that describe it: README, licence, citation, data package, and what changed.

Imports ``tables`` and ``releases``. Nothing here depends on the time: number and day are given.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from talks.releases import AUTHORS, WORDS, Difference, File, spelled
from talks.releasing.tables import TABLES, kind_of

SPDX = {"CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")}
RIGHTS = (
    "Quotations and headlines belong to their authors and publishers. They are quoted, as briefly as carries their sense, "
    "to show what a statement rests on; the licence of the record does not cover them."
)
HOW_CHECKED = (
    "“found” says that the quotation stands in the text of its report, not that the report quotes rightly, nor that what "
    "is said is true."
)
PURPOSES = {
    "record.json": "the whole record for programs: events with their statements, reports, questions, names, corrections",
    **{table.file: table.purpose for table in sorted(TABLES, key=lambda table: table.name != "statements")},
    "record.sqlite3": "all tables with their keys, and each record as JSON; for SQL, and for Datasette",
    "fixture.json": "the record for another installation of Talks: manage.py loaddata fixture.json",
    "site.zip": "all pages of the site, to open without a server or a network: unpack it and open site/index.html",
    "datapackage.json": "the columns, types and keys of the CSV files (Frictionless Data Package)",
    "README.md": "what the release is, and what each file is for",
    "codebook.md": "the words of the closed lists, and the columns of each table",
    "verify_quotes.py": "looks up the quotations in the text of a report: verify_quotes.py record.json TEXT",
    "CHANGES.md": "what changed since the release before, in words",
    "changes.json": "what changed since the release before, for programs",
    "CITATION.cff": "how to cite the release, for programs that manage references",
    "LICENCE.md": "licence and rights",
    "SHA256SUMS": "checksums of the files: sha256sum --check SHA256SUMS",
}
"""What each file is for, in the order in which a reader needs them: manifest, page and README have this order."""


@dataclass(frozen=True)
class About:
    """What the descriptions say of a release. Shape: ``processes`` are documents; ``former`` is a number or None."""

    number: int
    day: str
    doi: str
    note: str
    former: int | None
    site: str
    processes: list[dict[str, Any]]
    counts: dict[str, int]

    @property
    def title(self) -> str:
        return "; ".join(one["title"] for one in self.processes) or "Talks"

    @property
    def url(self) -> str:
        return f"{self.site}/data/releases/{self.number}/"

    @property
    def licences(self) -> list[str]:
        """The licences of the negotiations, each once."""
        return list(dict.fromkeys(one["licence"] for one in self.processes if one["licence"]))

    @property
    def spdx(self) -> str:
        """The identifier of the one licence of all, or the empty string."""
        return SPDX[self.licences[0]][0] if len(self.licences) == 1 and self.licences[0] in SPDX else ""


def citation_cff(about: About) -> str:
    """Return CITATION.cff, version 1.2.0. Strings are written as JSON, which YAML reads."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {quoted('Please cite the release that you used, with the SHA-256 of its manifest.json.')}",
        "type: dataset",
        f"title: {quoted(about.title)}",
        "authors:",
        f"  - name: {quoted(AUTHORS)}",
        f"version: {quoted(str(about.number))}",
        f"date-released: {about.day}",
        f"url: {quoted(about.url)}",
    ]
    if about.doi:
        lines.append(f"doi: {quoted(about.doi)}")
    if about.spdx:
        lines.append(f"license: {about.spdx}")
    return "\n".join([*lines, ""])


def read(text: str) -> dict[str, Any]:
    """Return what a text of JSON holds."""
    return json.loads(text)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def licence(about: About) -> str:
    lines = ["# Licence and rights", ""]
    for one in about.processes:
        words = one["licence"] or "no licence is given; ask before you use it"
        address = f" ({SPDX[words][1]})" if words in SPDX else ""
        lines.append(
            f"- The record of “{one['title']}” (facts, statements and summaries in our words): {words}{address}."
        )
    return "\n".join([*lines, f"- {RIGHTS}", "- `verify_quotes.py`: MIT.", ""])


def datapackage(about: About, files: dict[str, File]) -> str:
    """Return datapackage.json, with a resource for each CSV file."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"talks-release-{about.number}",
        "id": doi_or_url(about.doi, about.url),
        "title": about.title,
        "description": " ".join(one["summary"] for one in about.processes if one["summary"]),
        "version": str(about.number),
        "created": f"{about.day}T00:00:00Z",
        "homepage": about.url,
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "sources": [{"title": "The reports named in reports.csv", "path": "reports.csv"}],
        "licenses": [
            {"name": SPDX[one][0], "title": one, "path": SPDX[one][1]} for one in about.licences if one in SPDX
        ],
        "rights": RIGHTS,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name.replace("_", "-"),
                "path": table.file,
                "title": f"{table.purpose[0].upper()}{table.purpose[1:]}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": files[table.file].size,
                "hash": f"sha256:{files[table.file].sha256}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
                "schema": {
                    "fields": [{"name": column, "type": kind_of(column)} for column in table.columns],
                    "missingValues": [""],
                    "primaryKey": list(table.key),
                    "foreignKeys": [
                        {
                            "fields": list(one.columns),
                            "reference": {
                                "resource": "" if one.table == table.name else one.table.replace("_", "-"),
                                "fields": list(one.key),
                            },
                        }
                        for one in table.references
                    ],
                },
            }
            for table in TABLES
        ],
    }
    if not package["licenses"]:
        del package["licenses"]
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def readme(about: About, left_out: Collection[str] = ()) -> str:
    """Return the README of a release. Shape: ``left_out`` are names of files that it does not have."""
    counts = about.counts
    lines = [
        f"# {about.title}: release {about.number}",
        "",
        f"Released on {about.day}. It stands for ever at <{about.url}>, and its files never change.",
        *(["", about.note] if about.note else []),
        "",
        f"{counts['events']:,} events; {counts['statements']:,} statements, {counts['own_voice']:,} of the reports’ own; "
        f"{counts['reports']:,} reports, separate origins: at least {counts['origins_at_least']:,}, at most "
        f"{counts['origins_at_most']:,}; {counts['questions']:,} questions; accounts differ on "
        f"{counts['questions_differing']:,} of them.",
        "",
        f"{counts['found']:,} of {counts['statements']:,} quotations were found in the text of their report; the others say "
        f"why they were not checked. {HOW_CHECKED}",
        "",
        "| file | for |",
        "|---|---|",
        *(f"| `{name}` | {purpose} |" for name, purpose in PURPOSES.items() if name not in left_out),
        "| `manifest.json` | all files with size and SHA-256; its own SHA-256 stands in the citation |",
        "",
        "In CSV a text that a spreadsheet would run as a formula has an apostrophe before it; an empty cell is no value.",
        "An origin whose basis is “supposed” is counted as not known.",
        "",
        "## Cite",
        "",
        f"{AUTHORS}: {about.title}. Release {about.number}, {about.day}. {doi_or_url(about.doi, about.url)} "
        "(SHA-256 of manifest.json: put in what `sha256sum manifest.json` says).",
        "",
    ]
    return "\n".join(lines)


def doi_or_url(doi: str, url: str) -> str:
    return f"https://doi.org/{doi}" if doi else url


# What changed


def changes_json(found: Difference, former: int | None) -> str:
    """Return changes.json, with one record in each line. Shape: as ``Difference``; ``since`` is a number or null."""
    parts: dict[str, list[dict[str, Any]]] = {
        "added": [{"kind": kind, "slug": slug} for kind, slug in found.added],
        "changed": [
            {
                "kind": one.kind,
                "slug": one.slug,
                "fields": [{"field": name, "before": was, "after": now} for name, was, now in one.fields],
            }
            for one in found.changed
        ],
        "renamed": [{"kind": kind, "former": former, "slug": slug} for kind, former, slug in found.renamed],
        "withdrawn": [{"kind": kind, "slug": slug, "reason": reason} for kind, slug, reason in found.withdrawn],
        "removed": [{"kind": kind, "slug": slug} for kind, slug in found.removed],
    }
    return "\n".join(changes_lines(former, parts)) + "\n"


def changes_lines(since: int | None, parts: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    yield f'{{"since": {json.dumps(since)}'
    for name, items in parts.items():
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in items)
        yield f',"{name}": [\n{lines}\n]' if items else f',"{name}": []'
    yield "}"


def changes_md(changes: dict[str, Any]) -> str:
    """Return CHANGES.md, from what changes.json says."""
    since = changes["since"]
    if not since:
        return "# Changes\n\nThis is the first release.\n"
    lines = [f"# Changes since release {since}"]
    lines += _part("Added", map(_named, changes["added"]))
    lines += _part("Changed", _changed(changes["changed"]))
    lines += _part("Renamed", (f"{_named(one)}, formerly `{one['former']}`" for one in changes["renamed"]))
    lines += _part("Withdrawn", (f"{_named(one)}: {one['reason']}" for one in changes["withdrawn"]))
    lines += _part("No longer in the record", map(_named, changes["removed"]))
    return "\n".join([*lines, ""])


def _named(one: dict[str, Any]) -> str:
    return f"{WORDS.get(one['kind'], one['kind'])} `{one['slug']}`"


def _changed(items: list[dict[str, Any]]) -> Iterator[str]:
    for one in items:
        for each in one["fields"]:
            words = (spelled(each["before"]) or "nothing", spelled(each["after"]) or "nothing")
            yield f"{_named(one)}, {each['field']}: {words[0]} → {words[1]}"


def _part(title: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {' '.join(one.split())}" for one in items]
    return ["", f"## {title}", "", *lines] if lines else []
