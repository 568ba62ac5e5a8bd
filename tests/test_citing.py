"""Citing a statement, an event or a report: the same things in plain text, BibTeX, RIS, CSL-JSON, on pages and in their heads.

The files are read here by small readers that follow the rules of each format; ``tests/foreign`` reads them with others'.
"""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from talks import curation
from talks.exports import RECORD_FORMATS, read_record
from talks.exports.annotation import annotation, positions
from talks.exports.bib_file import COMMANDS, entry
from talks.exports.cited_rows import record_of
from talks.exports.citing import Citation, Negotiation, Release, certain, cite, one_line
from talks.exports.csl_file import item
from talks.exports.ris_file import reference
from talks.models import Article, ArticleText, Claim, Event
from talks.proof import prove
from talks.version import read_version
from talks.vocabulary import HIDDEN
from tests.factories import make_actor, make_article, make_claim, make_event, make_outlet, make_process

pytestmark = pytest.mark.django_db

CITING = ("txt", "bib", "ris", "csl")
KINDS = {"claim": Claim, "event": Event, "report": Article}
FORMULA = "=HYPERLINK(1)"
HOSTILE = {
    "line breaks": "First\r\nER  - \r\nTY  - BOOK\nTI  - Forged\u2028and\x85more",
    "a tag of RIS": "TY  - JOUR",
    "open braces": "}} , author = {Forged {{{",
    "closed braces": "{ } \\} \\{ }",
    "TeX": r"100 % of $x_1$ & \input{/etc/passwd} # ~ ^ \\",
    "quotation marks": "\"Peace\" and ”war” or “both” 'now'",
    "markup": "</script><script>alert(1)</script><i>& &amp;",
    "a formula": FORMULA,
    "an entry": "@article{forged, title={x}}",
    "control characters": "nul\x01 bell\x07 escape\x1b",
    "reversed": "\u202egnihtyna\u202c left",
    "right to left": "محادثات السلام بين 2022 و 2023",
    "emoji": "👩‍⚖️ talks 🇺🇦🕊️",
    "2,000 characters": "word " * 400,
}


# Reading the formats


def read_bib(text: str) -> tuple[str, str, dict[str, str]]:
    """Read one entry as BibTeX does: braces count, whatever stands before them. Return type, key and raw values."""
    kind, key, rest = re.fullmatch(r"@(\w+)\{([^\s,{}%#\\\"~]+),\n(.*)\}\n", text, re.DOTALL).groups()
    fields, at = {}, 0
    while found := re.compile(r"  (\w+) = ").match(rest, at):
        at = found.end()
        if rest[at] == "{":
            depth = 0
            for end in range(at, len(rest)):
                depth += {"{": 1, "}": -1}.get(rest[end], 0)
                if depth == 0:
                    break
            value = rest[at + 1 : end]
            at = end + 1
        else:
            value = re.compile(r"[a-z]+").match(rest, at)[0]
            at += len(value)
        assert rest[at : at + 2] == ",\n", rest[at : at + 20]
        at += 2
        assert found[1] not in fields
        fields[found[1]] = value
    assert rest[at:] == ""
    return kind, key, fields


def out_of_tex(value: str) -> str:
    """Return what TeX prints of a value: commands as characters, braces left out. Nothing else may be special."""
    back = {command: character for character, command in COMMANDS.items()}
    pattern = "|".join(map(re.escape, sorted(back, key=len, reverse=True)))
    assert not re.search(r"[\\#$%&_~^]", re.sub(pattern, "", value))
    return "".join(back[part] if part in back else re.sub("[{}]", "", part) for part in re.split(f"({pattern})", value))


def read_ris(text: str) -> list[tuple[str, str]]:
    """Read one reference: each line has a tag, two spaces, a hyphen, a space and its value."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert not [line for line in lines if len(line.splitlines()) > 1]
    tags = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in lines]
    assert [tag for tag, _value in tags].index("ER") == len(tags) - 1
    assert [tag for tag, _value in tags].index("TY") == 0
    assert tags[-1] == ("ER", "")
    return tags


CSL_NAMES = {
    *(
        "id",
        "type",
        "title",
        "author",
        "container-title",
        "publisher",
        "source",
        "issued",
        "event-date",
        "language",
        "URL",
    ),
    *(
        "original-title",
        "original-publisher",
        "original-date",
        "genre",
        "archive_location",
        "version",
        "note",
        "custom",
    ),
}
"""Of the names in csl-data.json those that are used; the schema allows no names of one's own."""


def read_csl(shown: list[dict]) -> dict:
    """Read a list of one item, by the rules of the schema."""
    [found] = shown
    assert found.keys() <= CSL_NAMES
    assert found["type"] in {"webpage", "article-newspaper", "document"}
    for name in ("issued", "event-date", "original-date"):
        for kind, value in found.get(name, {}).items():
            assert kind in {"date-parts", "literal"}
            if kind == "date-parts":
                assert 1 <= len(value) <= 2
                assert all(1 <= len(parts) <= 3 and all(isinstance(part, int) for part in parts) for parts in value)
    assert all(
        isinstance(found[name], str)
        for name in found.keys() - {"issued", "event-date", "original-date", "author", "custom"}
    )
    return found


def head_of(client: Client, path: str) -> dict[str, str]:
    head = client.get(path).content.decode().partition("</head>")[0]
    return {name: unescape(value) for name, value in re.findall(r'<meta name="([^"]+)" content="([^"]*)"', head)}


def shown_on(client: Client, path: str) -> str:
    """The citation as a page shows it."""
    part = re.search(r'<p class="cite"[^>]*>(.*?)</p>', client.get(path).content.decode(), re.DOTALL)[1]
    return " ".join(unescape(re.sub("<[^>]+>", "", part)).split())


# Records


@pytest.fixture
def claim() -> Claim:
    tass = make_outlet("tass", name="TASS")
    article = make_article(
        slug="talks-go-on",
        headline="Talks go on",
        outlet=tass,
        published="2022-03-30",
        url="https://tass.example/talks?a=1&b=2_3%20x",
        archive_url="https://archive.example/2022/talks",
        byline="Anna Smith",
        rendering="original",
    )
    event = make_event(
        slug="talks", title="Talks in Istanbul", date="2022-03-29", process=make_process(licence="CC BY 4.0")
    )
    return make_claim(
        slug="going-on",
        event=event,
        article=article,
        speaker=make_actor("lavrov", name="Sergey Lavrov"),
        paragraph=4,
        statement="says that the talks go on.",
        quote="the talks go on",
        said="2022-03-29",
    )


def row_of(claim: Claim, kind: str) -> Claim | Event | Article:
    return {"claim": claim, "event": claim.event, "report": claim.article}[kind]


def path_of(claim: Claim, kind: str) -> str:
    return row_of(claim, kind).get_absolute_url()


def fetched(client: Client, claim: Claim, kind: str, name: str) -> str:
    return client.get(f"{path_of(claim, kind)[:-1]}.{name}").content.decode()


def hostile(claim: Claim, kind: str, text: str) -> Citation:
    """How a record is cited whose texts are all this one."""
    record = read_record(row_of(claim, kind))
    texts = {"headline", "title", "statement", "quote", "outlet_name", "byline", "speaker_name", "report_url"}

    def spoilt(row: dict | None) -> dict | None:
        changed = {
            name: f"https://x.example/{text}" if name == "report_url" else text for name in texts & (row or {}).keys()
        }
        return row and row | changed

    spoilt_record = replace(
        record, claims=[spoilt(one) for one in record.claims], event=spoilt(record.event), report=spoilt(record.report)
    )
    return cite(spoilt_record, negotiation=Negotiation(text, text))


# What is cited


def test_a_statement_is_cited_with_speaker_report_paragraph_statement_and_quotation(client, claim):
    version = read_version()
    assert fetched(client, claim, "claim", "txt") == (
        "Sergey Lavrov, in “Talks go on”, TASS, 30 March 2022, ¶4. Statement in Negotiations, 2022"
        f" (Talks, version {version}): Sergey Lavrov says that the talks go on. “the talks go on”."
        " http://127.0.0.1:8000/claims/going-on/\n"
    )


def test_an_event_is_cited_as_our_page_with_its_day(client, claim):
    assert fetched(client, claim, "event", "txt") == (
        f"“Talks in Istanbul”, 29 March 2022. Event in Negotiations, 2022 (Talks, version {read_version()})."
        " http://127.0.0.1:8000/events/talks/\n"
    )


def test_a_report_is_cited_as_it_was_published_with_a_note_that_it_stands_here(client, claim):
    assert fetched(client, claim, "report", "txt") == (
        "Anna Smith. “Talks go on”, TASS, 30 March 2022. https://tass.example/talks?a=1&b=2_3%20x"
        f" Archived copy: https://archive.example/2022/talks In the record Talks, version {read_version()}:"
        " http://127.0.0.1:8000/reports/talks-go-on/\n"
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"quote_mode": "indirect"}, "TASS writes: the talks go on."),
        ({"quote_mode": "mixed"}, "TASS writes: the talks go on."),
        ({"rendering": "reworded"}, "TASS writes: the talks go on."),
        ({"rendering": "translated"}, "“the talks go on” (translated by TASS)."),
    ],
)
def test_only_the_speakers_own_words_stand_in_quotation_marks(client, claim, fields, words):
    Claim.objects.update(**fields)
    assert f"Sergey Lavrov says that the talks go on. {words} http" in fetched(client, claim, "claim", "txt")
    for name in ("bib", "ris", "csl"):
        assert words.partition("(")[0].strip() in fetched(client, claim, "claim", name)


def test_the_reports_own_voice_and_a_speaker_who_is_not_named_are_cited_as_such(client, claim):
    make_claim(slug="own", article=claim.article, event=claim.event, attribution="own-voice", statement="says so.")
    make_claim(
        slug="described", article=claim.article, event=claim.event, speaker_role="A diplomat", statement="says so."
    )
    own, described = (client.get(f"/claims/{slug}.txt").content.decode() for slug in ("own", "described"))
    assert own.startswith("“Talks go on”, TASS, 30 March 2022, ¶1. Statement in ")
    assert ": The report says so. " in own
    assert described.startswith("A diplomat, in “Talks go on”, TASS, ")
    assert ": A diplomat says so. " in described


def test_every_format_of_every_record_rests_on_one_citation(client, claim):
    for kind in KINDS:
        citation = cite(read_record(row_of(claim, kind)))
        bib = read_bib(fetched(client, claim, kind, "bib"))
        ris = dict(read_ris(fetched(client, claim, kind, "ris")))
        csl = read_csl(json.loads(fetched(client, claim, kind, "csl")))
        assert bib[1] == ris["ID"] == csl["id"] == f"{kind}-{row_of(claim, kind).slug}"
        assert out_of_tex(bib[2]["title"]) == ris["TI"] == csl["title"] == citation.title
        assert bib[2]["url"] == ris["UR"] == csl["URL"] == citation.link
        assert out_of_tex(bib[2]["note"]) == ris["N1"] == csl["note"] == citation.note
        assert citation.url in (*bib[2].values(), csl["custom"]["record"])[-1]
        assert ris["LA"] == csl["language"] == "en"


def test_a_report_leads_to_the_original_and_names_outlet_byline_and_archived_copy(client, claim):
    kind, _key, bib = read_bib(fetched(client, claim, "report", "bib"))
    assert (kind, bib["journal"], bib["author"], bib["date"], bib["year"], bib["month"]) == (
        *("article", "TASS", "{Anna Smith}", "2022-03-30", "2022", "mar"),
    )
    ris = dict(read_ris(fetched(client, claim, "report", "ris")))
    assert (ris["TY"], ris["AU"], ris["T2"], ris["PY"], ris["DA"]) == (
        "NEWS",
        "Anna Smith",
        "TASS",
        "2022",
        "2022/03/30/",
    )
    csl = read_csl(json.loads(fetched(client, claim, "report", "csl")))
    assert (csl["author"], csl["container-title"]) == ([{"literal": "Anna Smith"}], "TASS")
    assert csl["archive_location"] == "https://archive.example/2022/talks"
    assert csl["issued"] == {"date-parts": [[2022, 3, 30]]}
    for text in (bib["note"], ris["N1"], csl["note"]):
        assert "https://archive.example/2022/talks" in text
        assert "http://127.0.0.1:8000/reports/talks-go-on/" in text


def test_statements_and_events_have_no_author_and_name_their_negotiation_licence_and_origin(client, claim):
    for kind in ("claim", "event"):
        entry_kind, _key, bib = read_bib(fetched(client, claim, kind, "bib"))
        ris = dict(read_ris(fetched(client, claim, kind, "ris")))
        csl = read_csl(json.loads(fetched(client, claim, kind, "csl")))
        assert entry_kind == "misc"
        assert not {"author"} & bib.keys() | {"AU"} & ris.keys() | {"author"} & csl.keys()
        assert bib["howpublished"] == "Negotiations, 2022. Talks"
        assert (ris["TY"], ris["T2"], ris["PB"]) == ("ELEC", "Negotiations, 2022", "Talks")
        assert (csl["type"], csl["container-title"], csl["publisher"]) == ("webpage", "Negotiations, 2022", "Talks")
        assert all("The record: CC BY 4.0." in note for note in (bib["note"], ris["N1"], csl["note"]))
        assert bib["version"] == ris["ET"] == csl["version"] == str(read_version())
    csl = read_csl(json.loads(fetched(client, claim, "claim", "csl")))
    assert (csl["original-title"], csl["original-publisher"]) == ("Talks go on", "TASS")
    assert csl["original-date"] == {"date-parts": [[2022, 3, 30]]}
    assert (csl["custom"]["said"], csl["custom"]["published"]) == ("2022-03-29", "2022-03-30")
    assert "Said: 29 March 2022." in csl["note"]
    event = read_csl(json.loads(fetched(client, claim, "event", "csl")))
    assert event["event-date"] == {"date-parts": [[2022, 3, 29]]}


def test_a_byline_with_a_comma_is_no_surname_with_a_first_name(client, claim):
    Article.objects.update(byline="Reuters, Anna Smith")
    ris = read_ris(fetched(client, claim, "report", "ris"))
    assert "AU" not in dict(ris)
    assert ("N1", "Byline: Reuters, Anna Smith") in ris


def test_without_outlet_address_and_byline_nothing_is_made_up(client):
    claim = make_claim(article=make_article(slug="bare", headline="Bare", published="2022-03-30"))
    assert read_bib(fetched(client, claim, "report", "bib"))[0] == "misc"
    ris = dict(read_ris(fetched(client, claim, "report", "ris")))
    assert (ris["TY"], ris["UR"]) == ("GEN", "http://127.0.0.1:8000/reports/bare/")
    assert not {"AU", "T2", "PB"} & ris.keys()
    csl = read_csl(json.loads(fetched(client, claim, "report", "csl")))
    assert csl["type"] == "document"
    assert not {"author", "container-title", "publisher", "archive_location"} & csl.keys()
    assert fetched(client, claim, "report", "txt").startswith("“Bare”, outlet not known, 30 March 2022. In the record")
    assert ", in “Bare”, outlet not known, 30 March 2022, ¶1. " in fetched(client, claim, "claim", "txt")


def test_a_release_stands_in_the_citation_with_its_number_hash_and_doi(claim):
    release = Release(3, "ab" * 32, "https://talks.example/data/releases/3/", "10.5281/zenodo.1")
    for kind in KINDS:
        citation = cite(read_record(row_of(claim, kind)), release)
        assert f"release 3, SHA-256 of its manifest {'ab' * 32}" in citation.text
        assert "version" not in citation.text
        for note in (citation.note, item(citation)["note"], out_of_tex(read_bib(entry(citation))[2]["note"])):
            assert "https://talks.example/data/releases/3/" in note
            assert "https://doi.org/10.5281/zenodo.1" in note
        assert "DOI" not in item(citation)  # it is that of the whole


def test_a_release_is_cited_without_the_live_record(claim, django_assert_num_queries):
    release, negotiation = Release(3, "ab" * 32, "https://talks.example/3/"), Negotiation("As it was called", "CC0")
    records = [read_record(row_of(claim, kind)) for kind in KINDS]
    with django_assert_num_queries(0):
        texts = [cite(record, release, negotiation).text for record in records]
    assert ["As it was called" in text for text in texts] == [True, True, False]


# Days


@pytest.mark.parametrize(
    ("day", "known", "words"),
    [
        ("2022-03-30", "2022-03-30", ""),
        ("2022-03", "2022-03", "March 2022"),
        ("2022", "2022", "2022"),
        ("2022-12-XX", "2022-12", "a day in December 2022"),
        ("[2022-03-11..2022-03-17]", "2022-03", "on one day, 11–17 March 2022"),
        ("[2022-03-28,2022-04-02]", "2022", "28 March or 2 April 2022"),
        ("[2022-12-31..2023-01-02]", "", "31 December 2022 – 2 January 2023"),
        ("[..2022-02-24]", "", "24 February 2022"),
        ("2022-12-25?", "", "25 December 2022"),
        ("2022-03-11~", "", "about 11 March 2022"),
        ("2022-03-11%", "", "about 11 March 2022"),
        ("202X", "", "the 2020s"),
        ("0451-10", "0451-10", "October 451"),
        ("", "", "day not known"),
    ],
)
def test_no_day_is_more_certain_than_it_is(client, day, known, words):
    basis = "stated" if day else ""
    claim = make_claim(article=make_article(published=day, published_basis=basis, outlet=make_outlet("tass")))
    bib = read_bib(fetched(client, claim, "report", "bib"))[2]
    ris = dict(read_ris(fetched(client, claim, "report", "ris")))
    csl = read_csl(json.loads(fetched(client, claim, "report", "csl")))
    assert bib.get("date", "") == known
    assert (bib.get("year", ""), ris.get("PY", "")) == (known[:4], known[:4])
    assert ris.get("DA", "").rstrip("/").replace("/", "-") == known
    parts = csl.get("issued", {}).get("date-parts", [])
    assert parts == ([[int(part) for part in known.split("-")]] if known else [])
    assert head_of(client, path_of(claim, "report")).get("citation_publication_date", "") == known
    for text in (bib["note"], ris["N1"], csl["note"]):
        assert words in out_of_tex(text) if text is bib["note"] else words in text
    if day and not known:
        assert words in csl["issued"]["literal"]
    statement = read_csl(json.loads(fetched(client, claim, "claim", "csl")))
    assert statement.get("original-date", {}).get("date-parts", []) == parts
    assert read_bib(fetched(client, claim, "claim", "bib"))[2].get("origdate", "") == known


def test_what_lasted_is_cited_from_its_first_day_to_its_last(client):
    claim = make_claim(event=make_event(date="2022-02-28/2022-03-07"))
    csl = read_csl(json.loads(fetched(client, claim, "event", "csl")))
    assert csl["event-date"] == {"date-parts": [[2022, 2, 28], [2022, 3, 7]]}
    assert read_bib(fetched(client, claim, "event", "bib"))[2]["eventdate"] == "2022-02-28/2022-03-07"
    assert certain("2022-02-28/..") == certain("2022-02-28/2022-03-07?") == ()


def test_an_entry_is_dated_by_its_last_change_and_not_by_the_day_it_is_asked_for(client, claim):
    Claim.objects.update(changed="2026-11-29T23:30:00Z")
    csl = read_csl(json.loads(fetched(client, claim, "claim", "csl")))
    assert csl["issued"] == {"date-parts": [[2026, 11, 29]]}
    assert "accessed" not in csl
    assert "accessed" not in fetched(client, claim, "claim", "txt")
    assert not {"Y2", "Y1"} & dict(read_ris(fetched(client, claim, "claim", "ris"))).keys()
    assert "urldate" not in read_bib(fetched(client, claim, "claim", "bib"))[2]


# Hostile texts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_leave_every_format_valid_and_come_back_as_they_are(claim, kind, text):
    citation = hostile(claim, kind, text)
    plain = one_line(text)
    title = f"{plain} {plain}" if kind == "claim" else plain
    assert len(citation.text.splitlines()) == 1
    _kind, _key, bib = read_bib(entry(citation))
    assert out_of_tex(bib["title"]) == title.removesuffix(".")
    tags = read_ris(reference(citation))
    assert dict(tags)["TI"] == title.removesuffix(".")
    csl = read_csl(json.loads(json.dumps([item(citation)])))
    assert csl["title"] == title.removesuffix(".")
    if kind == "report":
        assert [csl["author"], bib["journal"] and out_of_tex(bib["journal"])] == [[{"literal": plain}], plain]
        assert not re.search(r"[\s{}\\]", bib["url"])
    shown = citation.text + bib["note"] + dict(tags)["N1"]
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069]", shown)


def test_the_page_of_a_hostile_title_is_valid_and_so_are_its_files(client):
    title = HOSTILE["markup"] + HOSTILE["TeX"] + HOSTILE["quotation marks"]
    claim = make_claim(
        event=make_event(title=title[:110]), article=make_article(headline=title, outlet=make_outlet("o", name=FORMULA))
    )
    for kind in KINDS:
        page = client.get(path_of(claim, kind)).content.decode()
        assert "<script>alert" not in page
        assert shown_on(client, path_of(claim, kind)) == fetched(client, claim, kind, "txt").strip()
        assert head_of(client, path_of(claim, kind))["citation_title"] == cite(record_of(row_of(claim, kind))).title


# Pages


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_cites_what_its_files_cite_without_reading_its_statements(client, claim, kind):
    row = type(row_of(claim, kind)).objects.get()
    assert cite(record_of(row)) == cite(read_record(row_of(claim, kind)))
    assert shown_on(client, path_of(claim, kind)) == fetched(client, claim, kind, "txt").strip()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_leads_to_each_of_its_files(client, claim, kind):
    page = client.get(path_of(claim, kind)).content.decode()
    names = [name for name, one in RECORD_FORMATS.items() if kind in one.kinds]
    found = re.findall(rf'href="{path_of(claim, kind)[:-1]}\.(\w+)"', page.partition("cite-files")[2])
    assert sorted(found) == sorted(names)
    assert found[:4] == list(CITING)
    for name in names:
        assert client.get(f"{path_of(claim, kind)[:-1]}.{name}").status_code == 200


def test_zotero_takes_a_page_as_what_it_is(client, claim):
    report = head_of(client, path_of(claim, "report"))
    assert report["z:itemType"] == "newspaperArticle"
    assert report["citation_title"] == "Talks go on"
    assert report["citation_author"] == "Anna Smith"
    assert report["citation_publication_date"] == "2022-03-30"
    assert report["citation_public_url"] == claim.article.url
    assert report["citation_language"] == "en"
    assert report["prism.publicationName"] == "TASS"
    for kind in ("claim", "event"):
        head = head_of(client, path_of(claim, kind))
        assert (head["z:itemType"], head["prism.publicationName"]) == ("webpage", "Negotiations, 2022")
        assert head["citation_public_url"] == f"http://127.0.0.1:8000{path_of(claim, kind)}"
        assert "citation_author" not in head
    for kind in KINDS:
        # With this name Zotero takes anything for an article of a journal.
        assert "citation_journal_title" not in head_of(client, path_of(claim, kind))
    Article.objects.update(outlet=None)
    assert head_of(client, path_of(claim, "report"))["z:itemType"] == "document"
    assert not [name for name in head_of(client, "/people/lavrov/") if name.startswith(("citation_", "z:"))]


# Addresses


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("txt", "text/plain; charset=utf-8"),
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("csl", "application/vnd.citationstyles.csl+json"),
        ("annotation", 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'),
    ],
)
def test_each_file_has_its_type_and_may_be_read_by_other_sites(client, claim, name, type_):
    response = client.get(f"/claims/going-on.{name}")
    assert response["Content-Type"] == type_
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("name", [*CITING, "annotation"])
def test_former_addresses_lead_on_and_withdrawn_statements_say_why(client, claim, name):
    curation.rename(claim, "another-slug")
    moved = client.get(f"/claims/going-on.{name}")
    assert (moved.status_code, moved["Location"]) == (301, f"/claims/another-slug.{name}")
    curation.withdraw([claim], reason="It was said of another day.")
    assert client.get(f"/claims/another-slug.{name}").status_code == 410


@pytest.mark.parametrize("status", HIDDEN)
def test_drafts_are_cited_nowhere(client, claim, status):
    Claim.objects.update(status=status)
    for kind in KINDS:
        for name in (*CITING, "annotation"):
            assert client.get(f"{path_of(claim, kind)[:-1]}.{name}").status_code == 404
    assert client.get("/events/talks.annotation").status_code == 404


# Annotations

PARAGRAPHS = [
    "Talks were held on Tuesday.",
    "He said\u00a0that the   talks go on, and on, and that talks go on for ever.",
    "Nobody else spoke.",
]


def annotated(client: Client, claim: Claim) -> dict:
    return client.get(f"/claims/{claim.slug}.annotation").json()


def store(article: Article, paragraphs: list[str]) -> None:
    ArticleText.objects.update_or_create(article=article, defaults={"paragraphs": paragraphs, "sha256": "0" * 64})
    prove(article)


def test_an_annotation_has_our_words_with_their_speaker_and_the_words_of_the_report(client, claim):
    shown = annotated(client, claim)
    assert shown["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert shown["id"] == "http://127.0.0.1:8000/claims/going-on.annotation"
    assert shown["type"] == "Annotation"
    said, link, quotation = shown["body"]
    assert (said["purpose"], said["value"]) == ("describing", "Sergey Lavrov says that the talks go on.")
    assert (link["purpose"], link["source"]) == ("linking", "http://127.0.0.1:8000/claims/going-on/")
    assert quotation["value"] == "Speaker's words; ¶4, not checked: no text is stored."
    [target] = shown["target"]
    assert target["source"] == claim.article.url
    assert target["state"] == {"type": "TimeState", "cached": claim.article.archive_url}
    words, line = target["selector"]
    assert words == {"type": "TextQuoteSelector", "exact": "the talks go on"}
    assert (line["value"], line["refinedBy"]) == ("line=3,4", words)


def test_each_piece_of_a_quotation_is_a_target_with_what_stands_beside_it(client, claim):
    Claim.objects.update(quote="talks […] go on […] ever", prefix="that the", suffix="and so on")
    words = [target["selector"][0] for target in annotated(client, claim)["target"]]
    assert words == [
        {"type": "TextQuoteSelector", "exact": "talks", "prefix": "that the "},
        {"type": "TextQuoteSelector", "exact": "go on"},
        {"type": "TextQuoteSelector", "exact": "ever", "suffix": " and so on"},
    ]


def test_with_a_stored_text_each_piece_has_its_place_in_the_cleaned_text_whose_hash_is_given(client, claim):
    Claim.objects.update(
        paragraph=2, quote="that the talks […] talks go on for", prefix="He said", unchecked_reason="x"
    )
    store(claim.article, PARAGRAPHS)
    shown = annotated(client, claim)
    text, article = "\n".join(PARAGRAPHS), Article.objects.get()
    found = []
    for target in shown["target"]:
        words, place, _line = target["selector"]
        assert (place["type"], place["sha256"]) == ("TextPositionSelector", article.text_sha256)
        assert " ".join(text[place["start"] : place["end"]].split()) == words["exact"]
        found.append((place["start"], place["end"]))
    assert found == sorted(found)
    assert text[slice(*found[0])] == "that the   talks"
    # What was not quoted stays where it is.
    assert "for ever" not in json.dumps(shown)
    assert "Nobody" not in json.dumps(shown)


def test_a_place_is_given_for_the_text_alone_in_which_the_quotation_was_found(client, claim):
    Claim.objects.update(paragraph=2, quote="that the talks go on", unchecked_reason="x")
    store(claim.article, PARAGRAPHS)
    [row] = read_record(Claim.objects.get()).claims
    assert len(positions(row, PARAGRAPHS)) == 1
    assert positions(row, [*PARAGRAPHS, "One more."]) == []
    assert positions(row, []) == []
    assert positions(row | {"proof": row["proof"] | {"state": "not-checked"}}, PARAGRAPHS) == []


def test_an_annotation_is_one_that_recogito_takes_if_the_text_is_stored(client, claim):
    """Its importer reads the selectors of each target by type, and refuses a target without words, start or end."""
    Claim.objects.update(paragraph=2, quote="that the talks […] for ever", unchecked_reason="x")
    store(claim.article, PARAGRAPHS)
    for target in annotated(client, claim)["target"]:
        read: dict = {}
        for selector in target["selector"]:
            if selector["type"] == "TextQuoteSelector":
                read["quote"] = selector["exact"]
            elif selector["type"] == "TextPositionSelector":
                read |= {"start": selector["start"], "end": selector["end"]}
        assert read.keys() == {"quote", "start", "end"}


def test_without_an_address_the_copy_is_annotated_and_without_a_copy_our_page_of_the_report(client, claim):
    Article.objects.update(url="")
    [target] = annotated(client, claim)["target"]
    assert (target["source"], "state" in target) == (claim.article.archive_url, False)
    Article.objects.update(archive_url="")
    [target] = annotated(client, claim)["target"]
    assert target["source"] == "http://127.0.0.1:8000/reports/talks-go-on/"


def test_a_statement_without_a_quotation_selects_its_paragraph_alone(claim):
    record = read_record(claim)
    record.claims[0].update(quote="", quote_mode="")
    [target] = annotation(record, [])["target"]
    assert target["selector"] == [
        {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc5147", "value": "line=3,4"}
    ]
