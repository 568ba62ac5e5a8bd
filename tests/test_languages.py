"""The interface in each language: its addresses, its words, and the record within, which says its own language."""

import csv
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from talks.models import Actor, Article, Claim, Outlet
from talks.urls import FILES, PAGES
from tests.factories import make_actor, make_article, make_claim, make_event, make_origin, make_outlet, make_place

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
CATALOGUES = [Path(settings.BASE_DIR, "locale", code, "LC_MESSAGES", "django.po") for code in OTHERS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w[^>]*>")


# Addresses


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/events/", "/people/", "/questions/", "/about/", "/nothing-here/"])
def test_an_address_without_a_prefix_is_english_whatever_the_browser_wishes(client: Client, page: str):
    client.cookies["django_language"] = "ru"
    response = client.get(page, headers={"accept-language": "uk, ru;q=0.9"})
    assert '<html lang="en">' in response.content.decode()
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_a_page_in_a_language_says_so_and_names_the_others(client: Client, code: str):
    make_claim()
    body = client.get(f"/{code}/claims/?page=1").content.decode()
    assert f'<html lang="{code}">' in body
    for one, path in {"en": "", **{other: f"/{other}" for other in OTHERS}}.items():
        assert f'<link rel="alternate" hreflang="{one}" href="{settings.SITE_URL}{path}/claims/">' in body
    assert f'<link rel="canonical" href="{settings.SITE_URL}/{code}/claims/">' in body
    assert '<a href="/claims/" hreflang="en" lang="en">English</a>' in body


@pytest.mark.django_db
def test_the_same_question_in_two_languages_is_answered_in_each(client: Client):
    make_claim()
    english, again = (client.get("/?q=statement") for _turn in range(2))
    others = [client.get(f"/{code}/?q=statement") for code in OTHERS]
    assert english.content == again.content
    assert len({english["ETag"], *(one["ETag"] for one in others)}) == 1 + len(OTHERS)
    for code, one in zip(OTHERS, others, strict=True):
        assert f'<html lang="{code}">'.encode() in one.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["timeline.csv", "timeline.json", "data/openapi.json", "llms.txt", "admin/", "en/", "de/"]
)
def test_files_the_desk_and_other_languages_have_no_address_with_a_prefix(client: Client, path: str):
    assert client.get(f"/uk/{path}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(client: Client, code: str):
    response = client.get(f"/{code}/events/nothing/")
    assert response.status_code == 404
    assert f'<html lang="{code}">' in response.content.decode()
    assert client.get(f"/{code}").headers["Location"] == f"/{code}/"


def test_every_page_has_an_address_in_each_language_and_no_file_has():
    # A page is what ends with a slash.
    assert all(str(one.pattern).endswith("/") or not str(one.pattern) for one in PAGES)
    assert not any(str(one.pattern).endswith("/") for one in FILES)
    values = {"slug": "a", "number": 1, "other": 2, "topic": "a", "side": "b", "name": "json", "edition": 1}
    values |= {"section": "pages", "part": 0}
    for code in OTHERS:
        with override(code):
            for one in [*PAGES, *FILES]:
                given = {name: values[name] for name in one.pattern.converters}
                path = reverse(one.name, kwargs=given)
                assert path.startswith(f"/{code}/") == (one in PAGES), path


# Words


class Reader(HTMLParser):
    """Collects the texts of a page that are in its language, and its links.

    Shape: what a tag with another ``lang`` holds is left out, and so are code and scripts.
    """

    VOID = frozenset(
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
    )
    TOLD = ("aria-label", "alt", "placeholder")
    NO_WORDS = frozenset(
        {"script", "style", "code", "pre", "kbd", "textarea", "title"}
    )  # a title may join words of both, and has one tag

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.texts, self.links = language, [], []
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href") and "hreflang" not in values:
            self.links.append(values["href"])
        language = values.get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in self.VOID:
            self.open.append((tag, language))
        if language == self.language:
            self.texts += [values[name] for name in self.TOLD if values.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] == self.language and not self.NO_WORDS & {tag for tag, _lang in self.open}:
            self.texts.append(data)


ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S*[/=_]\S*|\?\S+|«[a-z]+»")
NO_TRANSLATION = re.compile(
    r"\b(Talks|CSV|JSON(-LD)?|Atom|iCalendar|TimelineJS|SVG|PNG|EDTF|UTC|SHA-256|UTF-8|BibTeX|RIS|CSL(-JSON)?|Excel|Zotero"
    r"|LaTeX|URL|HTML|SQLite|PostgreSQL|API|OpenAPI|BCP|DOI|W3C|Web|Annotation|schema\.org|ETag|If-None-Match|MCP"
    r"|cookie|IP|null|slug|event|claim|report)\b"
)
"""Names of formats and programs, and words of their own."""


def words_of_the_record() -> list[str]:
    """Return every text of the record but the shortest, the longest first."""
    found = set()
    for model in (Actor, Article, Claim, *(one for one in Actor._meta.apps.get_app_config("talks").get_models())):
        texts = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
        for row in model._default_manager.values_list(*texts) if texts and "historical" not in model.__name__ else ():
            found |= {line for text in row for line in [text, *text.splitlines()] if len(line) > 3}
    return sorted(found, key=len, reverse=True)


def names_of_outlets() -> re.Pattern[str]:
    """Return what finds the names of outlets as whole words; some are shorter than any other text that is looked for."""
    names = sorted(Outlet.objects.values_list("name", flat=True), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")


def leads_to_english(link: str) -> bool:
    """Return whether a link leads to a page of this site in English."""
    if not link.startswith("/"):
        return False
    try:
        return resolve(urlsplit(link).path).url_name in {one.name for one in PAGES}
    except Resolver404:
        return False


OF_A_KIND = 12


def pages_of(client: Client, code: str) -> Iterator[tuple[str, Reader]]:
    """Yield the pages that links of the site lead to in a language: of each kind of record the first ``OF_A_KIND``."""
    kinds: Counter[str] = Counter()
    waiting, seen = [f"/{code}/", f"/{code}/?view=table", f"/{code}/?view=coverage", f"/{code}/?q=ж"], set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        reader = Reader(code)
        reader.feed(response.content.decode())
        yield address, reader
        for link in reader.links:
            path = urlsplit(link).path
            if path.startswith(f"/{code}/") and "?" not in link and path not in {*seen, *waiting}:
                kind = re.sub("[^/]*/(error/)?$", r"\1", path)
                kinds[kind] += 1
                if kinds[kind] <= OF_A_KIND:
                    waiting.append(path)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_no_english_word_stands_on_a_page_in_another_language_unless_it_says_so(client: Client, code: str):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    record, outlets = words_of_the_record(), names_of_outlets()
    client.get("/")  # what is cached is of an English page
    found: dict[str, str] = {}
    read: set[str] = set()
    number = 0
    for address, reader in pages_of(client, code):
        number += 1
        for link in reader.links:
            assert not leads_to_english(link), (address, link)
        for text in reader.texts:
            if text in read:
                continue
            read.add(text)
            rest = ADDRESS.sub(" ", text)
            cut, is_cut, after = rest.partition("…")  # a title of the record, shortened
            rest = after if is_cut and any(one.startswith(cut.strip()) for one in record) else rest
            if re.search("[A-Za-z]{2}", rest):
                for one in record:
                    rest = rest.replace(one, " ") if one in rest else rest
            if re.search("[A-Za-z]{2}", NO_TRANSLATION.sub(" ", outlets.sub(" ", rest))):
                found.setdefault(" ".join(text.split()), address)
    assert number > 60
    assert found == {}, "\n".join(sorted(f"{address}: {text}" for text, address in found.items()))


@pytest.mark.parametrize("path", CATALOGUES, ids=OTHERS)
def test_every_message_is_translated_in_each_of_its_forms(path: Path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    assert len(catalogue) > 1_000
    for message in catalogue:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert len(forms) == (1 if isinstance(message.id, str) else catalogue.num_plurals), message.id
        assert all(forms), message.id
        allowed = [sorted(PLACEHOLDER.findall(one)) for one in english]
        for form in forms:
            assert sorted(PLACEHOLDER.findall(form)) in allowed, (message.id, form)


def first_form(of: str | list[str]) -> str:
    return of if isinstance(of, str) else of[0]


@pytest.mark.parametrize("path", CATALOGUES, ids=OTHERS)
def test_what_the_site_reads_is_made_of_what_translators_wrote(path: Path):
    with path.open("rb") as written, path.with_suffix(".mo").open("rb") as read:
        one, other = read_po(written), read_mo(read)
    texts = [{(row.context, first_form(row.id)): list(row.string) for row in of if row.id} for of in (one, other)]
    assert texts[0] == texts[1]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="no GNU gettext here; on Debian: apt-get install gettext")
def test_no_message_of_the_pages_is_missing_in_a_catalogue(tmp_path: Path):
    for name in ("talks", "templates", "locale"):
        shutil.copytree(
            settings.BASE_DIR / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    subprocess.run([sys.executable, "manage.py", "makemessages", "-v0"], cwd=tmp_path, check=True, timeout=120)
    for path in CATALOGUES:
        found = []
        for one in (path, tmp_path / path.relative_to(settings.BASE_DIR)):
            with one.open("rb") as file:
                found.append({(row.context, first_form(row.id)) for row in read_po(file) if row.id})
        assert found[0] == found[1]


# The record within


@pytest.mark.django_db
def test_names_are_those_of_the_page_and_files_have_the_name_as_it_is_stored(client: Client):
    kyiv = make_place("kyiv", name="Kyiv", names="uk: Київ\nru: Киев")
    party = make_actor("ukraine", name="Ukraine", names="uk: Україна")
    make_claim(slug="one", event=make_event(slug="visit", place=kyiv), speaker=party, attribution="institution")
    assert "Київ" in client.get("/uk/events/visit/").content.decode()
    assert "Україна" in client.get("/uk/").content.decode()
    russian = client.get("/ru/events/visit/").content.decode()
    assert "Киев" in russian
    assert "Ukraine" in russian  # which has no Russian name
    assert "Київ" not in client.get("/events/visit/").content.decode()
    assert client.get("/timeline.json").json()["events"][0]["place_name"] == "Kyiv"


@pytest.mark.django_db
def test_search_finds_a_name_in_any_of_its_languages(client: Client):
    party = make_actor("turkey", name="Türkiye", names="uk: Туреччина")
    make_claim(slug="one", speaker=party, attribution="institution", event=make_event(slug="antalya"))
    make_claim(slug="other", event=make_event(slug="elsewhere"))
    found = client.get("/timeline.json?q=Туреччина").json()["events"]
    assert [one["slug"] for one in found] == ["antalya"]


@pytest.mark.django_db
@pytest.mark.parametrize("names", ["Київ", "uk:", "uk: Київ\nuk: Києв", "Ukrainian: Київ", "uk: Kиїв", "en: Kyiv"])
def test_names_need_a_language_each_once(names: str):
    with pytest.raises(ValidationError):
        Actor(slug="kyiv", name="Kyiv", kind="party", names=names).full_clean()


@pytest.mark.django_db
def test_words_of_the_record_and_of_reports_say_their_language(client: Client):
    report = make_article(language="ru", headline="Переговоры идут")
    make_claim(
        slug="one", article=report, statement="says that the talks go on", quote="идут переговоры", quote_mode="direct"
    )
    body = client.get("/uk/claims/one/").content.decode()
    assert '<span class="st" lang="en">says that the talks go on</span>' in body
    assert 'lang="ru" dir="auto">идут переговоры' in body
    english = client.get("/claims/one/").content.decode()
    assert '<span class="st">says that the talks go on</span>' in english
    assert 'lang="ru" dir="auto">идут переговоры' in english


@pytest.fixture
def post() -> Claim:
    """A post in English that a Ukrainian report quotes, with a role and a verb in the words of the report."""
    report = make_article(language="uk", headline="Розпочався четвертий раунд", openings="Радник повідомив про")
    return make_claim(
        **{"slug": "post", "article": report, "quote": "Hard discussion", "quote_language": "en"},
        **{"speaker_role": "радник", "cue": "повідомив", "paragraph": 1, "speaker": make_actor("adviser")},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", *OTHERS])
def test_a_quotation_in_another_language_than_its_report_says_its_own(client: Client, post: Claim, code: str):
    prefix, mark = (f"/{code}", ' lang="en" dir="auto"') if code else ("", "")
    pages = ["/", "/claims/post/", f"/events/{post.event.slug}/", f"/people/{post.speaker.slug}/"]
    for page in pages:
        body = client.get(f"{prefix}{page}").content.decode()
        assert f"<q{mark}>Hard discussion</q>" in body, page
    of_report = "" if code == "uk" else ' lang="uk" dir="auto"'
    body = client.get(f"{prefix}/claims/post/").content.decode()
    assert f"<dd{of_report}>повідомив</dd>" in body
    assert f"<small{of_report}>радник</small>" in body
    body = client.get(f"{prefix}/reports/{post.article.slug}/").content.decode()
    assert re.search(r'<p class="text" lang="uk" dir="auto">.*<mark [^>]*lang="en"[^>]*>\s*Hard discussion', body)


@pytest.mark.django_db
def test_the_page_of_a_statement_says_in_which_language_its_quotation_stands(client: Client, post: Claim):
    assert "<small>Англійська</small>" in client.get("/uk/claims/post/").content.decode()
    assert "<small>Ukrainian</small>" not in client.get("/claims/post/").content.decode()
    Claim.objects.update(quote_language="")
    assert "<small>Ukrainian</small>" in client.get("/claims/post/").content.decode()


@pytest.mark.django_db
def test_files_tell_the_language_of_a_quotation_from_that_of_its_report(client: Client, post: Claim):
    claim = client.get("/claims/post.json").json()
    assert (claim["language"], claim["report_language"]) == ("en", "uk")
    (row,) = csv.DictReader(io.StringIO(client.get("/timeline.csv").content.decode()))
    assert (row["language"], row["report_language"]) == ("en", "uk")
    linked = client.get("/claims/post.jsonld").json()
    assert (linked["isBasedOn"]["inLanguage"], linked["appearance"]["inLanguage"]) == ("en", "uk")
    (target,) = client.get("/claims/post.annotation").json()["target"]
    assert target["language"] == "en"
    assert '<span lang="en">Hard discussion</span>' in unescape(client.get("/timeline.atom").content.decode())


@pytest.mark.django_db
def test_the_language_of_its_report_is_not_stored_as_that_of_a_quotation(post: Claim):
    post.quote_language = "uk"
    post.full_clean()
    assert (post.quote_language, post.language_of_quote) == ("", "uk")
    post.quote_language = "English"
    with pytest.raises(ValidationError) as refused:
        post.full_clean()
    assert set(refused.value.message_dict) == {"quote_language"}


@pytest.mark.django_db
def test_a_note_on_how_a_fact_is_known_says_its_language(client: Client):
    known = {"published_basis": "inferred", "published_basis_note": "From the address."}
    origin = make_origin("dispatch", house=make_outlet("afp", name="AFP"))
    relayed = {"origin": origin, "origin_basis": "matched", "origin_note": "Same words."}
    report = make_article(slug="one", published="2022-03-13", **known, **relayed)
    day = {"date_basis": "inferred", "date_basis_note": "From “Sunday”."}
    event = make_event(slug="they-meet", date="2022-03-12", **day)
    said = {"said": "2022-03-11", "said_basis": "elsewhere", "said_basis_note": "Known."}
    make_claim(slug="one", event=event, article=report, **said)
    notes = {
        "/reports/one/": ["From the address.", "Same words."],
        "/reports/": ["Same words."],
        "/events/they-meet/": ["From “Sunday”.", "Same words."],
        "/claims/one/": ["Known."],
    }
    for page, expected in notes.items():
        body, english = (client.get(f"{prefix}{page}").content.decode() for prefix in ("/uk", ""))
        for note in expected:
            assert f'<span lang="en">{note}</span>' in body, (page, note)
            assert f"<span>{note}</span>" in english, (page, note)
    assert "<small>inferred: <span>From the address.</span></small>" in client.get("/reports/one/").content.decode()


@pytest.mark.django_db
def test_a_translated_quotation_names_its_translator_and_how_it_was_made(client: Client):
    report = make_article(language="ru")
    make_claim(
        **{"slug": "one", "article": report, "quote": "идут переговоры", "quote_translation": "the talks go on"},
        **{"translated_by": "The curators", "translation_method": "human"},
    )
    body = client.get("/claims/one/").content.decode()
    assert "the talks go on" in body
    assert "Human translation: The curators" in body
    claim = client.get("/claims/one.json").json()
    assert (claim["quote_translation"], claim["translated_by"], claim["translation_method"]) == (
        *("the talks go on", "The curators"),
        "human",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["translated_by", "translation_method", "quote_translation"])
def test_a_translation_without_its_translator_or_method_is_refused(missing: str):
    claim = make_claim(
        quote="words", quote_translation="words", translated_by="The curators", translation_method="human"
    )
    setattr(claim, missing, "")
    with pytest.raises(ValidationError):
        claim.full_clean()
