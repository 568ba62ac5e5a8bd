"""A report brought in from a file: what is found in it, what is joined, what is suggested, and what is refused in words."""

import base64
import hashlib
import socket
import subprocess
import sys
from io import BytesIO

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader, PdfWriter

from talks.article_texts import attach_text
from talks.desk.reading import apart, documents
from talks.desk.reading.documents import read
from talks.desk.reading.encodings import decode
from talks.desk.reading.furniture import reason_of
from talks.desk.reading.joining import is_wrapped, joined
from talks.desk.reading.languages import language_of
from talks.desk.reading.pdf import _in_order
from talks.desk.reading.refusing import Refused
from talks.models import Article, ArticleText, Outlet, ReceivedText
from tests.factories import make_article, make_outlet
from tests.pdf_files import pdf_of, pdf_with_content
from tests.test_desk import NEW, errors, filled, send

pytestmark = pytest.mark.django_db

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Rain expected - The Paper</title>
<meta property="og:site_name" content="The Paper"><link rel="canonical" href="https://example.org/rain">
<meta property="article:modified_time" content="2022-04-02T10:00:00Z">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Rain expected",
"dateModified": "2022-04-02T10:00:00Z", "datePublished": "2022-03-29T22:30:00+03:00", "author": [{"name": "A Writer"}]}]}</script>
<style>p { color: red }</style></head>
<body><nav><a href="/">Home</a> <a href="/weather">Weather</a></nav>
<div id="cookie-bar"><p>We use cookies to make this site better for you.</p><button>Accept</button></div>
<article><h1>Rain expected</h1><p>By A Writer</p>
<figure><img src="data:image/png;base64,AAAA"><figcaption>The sea on Monday.</figcaption></figure>
<p>The minister said that it rains, and that it rains <b>hard</b>.</p>
<h2>What they want</h2><ul><li>An umbrella for every delegate</li><li>A roof</li></ul>
<blockquote>“Nobody has ever seen such rain,” he said.</blockquote><p hidden>Secret words</p>
<div style="display: none">Hidden words</div>
<table><tr><th>Day</th><th>Rain</th></tr><tr><td>Monday</td><td>12 mm</td></tr></table>
<p>The other minister does not believe it.<br><br>Nobody does, he told reporters on Tuesday afternoon.</p></article>
<aside><h3>Read also</h3><p>Snow expected</p></aside><script>var x = "<p>no</p>";</script></body></html>
"""
BODY = [
    "The minister said that it rains, and that it rains hard.",
    "What they want",
    "An umbrella for every delegate",
    "A roof",
    "“Nobody has ever seen such rain,” he said.",
    "Day\tRain",
    "Monday\t12 mm",
    "The other minister does not believe it.",
    "Nobody does, he told reporters on Tuesday afternoon.",
]
RUSSIAN = """<html lang="ru"><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">
<title>Идёт дождь</title><meta name="date" content="2022-03-11"></head><body><h1>Идёт дождь</h1>
<p>Министр заявил во вторник, что дождь продолжится в ближайшие недели.</p>
<p>Другой министр ему не верит, и никто не верит.</p></body></html>"""


def kept(document: documents.Document) -> list[str]:
    """Return the lines that are not suggested to be struck out, without the headline."""
    lines = enumerate(document.text.split("\n"), 1)
    return [line for number, line in lines if number not in document.struck and line != document.fields.get("headline")]


def bring(client: Client, name: str, content: bytes, page: HttpResponse | None = None, **typed) -> HttpResponse:
    """Choose a file on the page and have it read."""
    data = filled(page or client.get(NEW)) | typed | {"preview": "1", "file": SimpleUploadedFile(name, content)}
    return client.post(NEW, data)


# HTML


def test_a_saved_page_gives_headline_day_outlet_address_language_and_every_paragraph():
    document = read(PAGE.encode())
    assert document.fields == {
        "headline": "Rain expected",
        "outlet": "The Paper",
        "byline": "A Writer",
        "language": "en",
        "url": "https://example.org/rain",
        "published": "2022-03-29",
        "published_basis": "stated",
    }
    assert kept(document) == BODY


def test_what_surrounds_the_text_of_a_page_is_left_away_or_suggested_to_be_struck_out():
    document = read(PAGE.encode())
    for words in ("Home", "cookies", "Accept", "Secret", "Hidden", "color", "var x", "data:image"):
        assert words not in document.text
    struck = {document.text.split("\n")[number - 1]: reason for number, reason in document.struck.items()}
    assert {"By A Writer": "byline", "The sea on Monday.": "outside", "Read also": "link"}.items() <= struck.items()


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_is_in(encoding):
    declared = RUSSIAN.replace("windows-1251", encoding if encoding != "cp1251" else "windows-1251")
    document = read(declared.encode(encoding))
    assert document.fields["headline"] == "Идёт дождь"
    assert (document.fields["language"], document.fields["published"]) == ("ru", "2022-03-11")
    assert kept(document) == [
        "Министр заявил во вторник, что дождь продолжится в ближайшие недели.",
        "Другой министр ему не верит, и никто не верит.",
    ]


def test_a_line_of_a_page_that_is_a_day_alone_is_no_paragraph():
    page = RUSSIAN.replace("</h1>", "</h1><p>11 марта 2022, 21:40</p>")
    document = read(page.encode("cp1251"))
    assert "11 марта 2022, 21:40" not in kept(document)
    assert kept(document) == kept(read(RUSSIAN.encode("cp1251")))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сьогодні їхні делегації зустрілися.", "uk"),
        ("Сегодня эти делегации встретились.", "ru"),
        ("Сустрэча ў Мінску.", "be"),
        ("Москва", ""),
        ("Қазақ тілі мен орыс тілі", ""),
        ("التقى الوفدان اليوم", "ar"),
        ("گفتگوهای امروز", "fa"),
        ("今日の会談", "ja"),
        ("The word “переговоры” means talks.", ""),
        ("2022", ""),
    ],
)
def test_the_letters_of_a_text_tell_its_language_or_nothing(text, language):
    assert language_of(text) == language


def test_a_pasted_text_fills_in_its_language_and_what_the_curator_typed_stays(admin_client):
    text = "Идёт дождь\n\nМинистр заявил, что дождь продолжится.\nДругой министр этому не верит."
    page = send(admin_client, NEW, text=text, button="preview")
    assert page.context["form"]["language"].value() == "ru"
    page = send(admin_client, NEW, text=text, language="kk", button="preview")
    assert page.context["form"]["language"].value() == "kk"


def test_a_page_saved_as_one_file_is_read_with_the_address_it_was_saved_from():
    page = base64.encodebytes(RUSSIAN.encode("cp1251")).decode()
    saved = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/dozhd\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n------b\r\n'
        f"Content-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: base64\r\n\r\n{page}\r\n------b--\r\n"
    )
    document = read(saved.encode())
    assert document.fields["headline"] == "Идёт дождь"
    assert document.fields["url"] == "https://example.org/dozhd"


def test_a_copy_of_a_web_archive_gives_both_addresses_and_the_day_of_its_capture():
    copy = PAGE.replace(
        'href="https://example.org/rain"', 'href="https://web.archive.org/web/20220330101112/https://example.org/rain"'
    )
    fields = read(copy.encode()).fields
    assert (fields["url"], fields["captured"]) == ("https://example.org/rain", "2022-03-30")
    assert fields["archive_url"] == "https://web.archive.org/web/20220330101112/https://example.org/rain"


def test_a_day_that_is_only_guessed_is_marked_as_inferred():
    page = PAGE.replace('"datePublished": "2022-03-29T22:30:00+03:00", ', "").replace(
        '"dateModified": "2022-04-02T10:00:00Z",', ""
    )
    page = page.replace('<meta property="article:modified_time" content="2022-04-02T10:00:00Z">', "")
    document = read(page.replace("example.org/rain", "example.org/2022/03/28/rain").encode())
    assert (document.fields["published"], document.fields["published_basis"]) == ("2022-03-28", "inferred")
    assert document.fields["published_basis_note"]


def test_a_page_of_which_no_text_is_recognised_is_read_block_by_block():
    assert kept(read(b"<!doctype html><body><p>It rains.<p>Hard.</body>")) == ["It rains.", "Hard."]


# PDF

TOP, FOOT = (60, 770, 9, "The Paper, 29 March 2022"), 30


def leaf(number: int, lines: list[tuple[float, float, str]]) -> list[tuple[float, float, float, str]]:
    return [*[(x, y, 11, text) for x, y, text in lines], TOP, (60, FOOT, 9, f"Page {number} of 2")]


LEAVES = [
    [
        (60, 740, 22, "Rain expected"),
        *leaf(
            1,
            [
                (60, 700, "The minister said on Tuesday that the negotia-"),
                (60, 687, "tion of umbrellas goes on, as does a well-"),
                (60, 674, "known rain, and that it rains every day hard."),
                (60, 648, "The other minister does not believe in a single"),
                (60, 635, "word of what was said, and goes on to say that the"),
            ],
        ),
    ],
    leaf(2, [(60, 740, "sun shines on every delegate."), (60, 714, "Nobody else was asked about the weather at all.")]),
]
JOINED = [
    "Rain expected",
    "The minister said on Tuesday that the negotiation of umbrellas goes on, as does a well-known rain, and that it rains "
    "every day hard.",
    "The other minister does not believe in a single word of what was said, and goes on to say that the sun shines on every "
    "delegate.",
    "Nobody else was asked about the weather at all.",
]


def test_printed_lines_become_paragraphs_over_pages_and_running_lines_are_suggested_to_be_struck_out():
    document = read(pdf_of(LEAVES))
    assert [line for number, line in enumerate(document.text.split("\n"), 1) if number not in document.struck] == JOINED
    assert document.fields["headline"] == "Rain expected"
    assert document.text.count("The Paper, 29 March 2022") == document.text.count("of 2") == 2
    assert "negotiation" in " ".join(document.notes)
    assert "“well-known”" in " ".join(document.notes)


def test_printed_lines_can_be_left_as_they_are():
    assert "The minister said on Tuesday that the negotia-" in read(pdf_of(LEAVES), join=False).text.split("\n")


def test_two_columns_are_read_one_after_the_other_with_their_indented_paragraphs():
    def column(x: float, words: str) -> list[tuple[float, float, float, str]]:
        said = [
            f"{words} one says a good",
            "many things about rain.",
            f"{words} two says more than",
            "that about the sea.",
        ]
        return [(x + 12 * (at % 2 == 0), 700 - 13 * at, 11, line) for at, line in enumerate(said)]

    document = read(pdf_of([[*column(60, "North"), *column(320, "South")]]))
    assert kept(document)[-3:] == [
        "North two says more than that about the sea.",
        "South one says a good many things about rain.",
        "South two says more than that about the sea.",
    ]


def test_cyrillic_is_read_and_particles_stay_joined_by_their_hyphen():
    lines = ["Министр заявил, что какой-", "нибудь дождь продол-", "жится."]
    document = read(pdf_of([[(60, 700 - 13 * at, 11, line) for at, line in enumerate(lines)]]))
    assert document.text == "Министр заявил, что какой-нибудь дождь продолжится."


def test_the_pieces_of_a_right_to_left_line_are_put_into_the_order_in_which_it_is_read():
    assert _in_order(["الوسيط", " ", "أن", " ", "وأضاف"]) == "وأضاف أن الوسيط"
    assert _in_order(["The", " ", "rain"]) == "The rain"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\nnothing that a reader knows", "damaged"),
        (pdf_with_content(b"q Q"), "scan"),
        (pdf_of([[]] * 201), "more than 200 pages"),
        (pdf_with_content(b" " * 300_000_000), "damaged|too long"),
        (b"PK\x03\x04 a word processor's", "compressed"),
        (b"a" * 5_000_001, "larger than 5 MB"),
        (b"ab\x00\x00cd", "NUL"),
    ],
    ids=["broken", "scanned", "long", "bomb", "packed", "large", "nul"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content, said):
    with pytest.raises(ValidationError, match=said):
        read(content)


def test_a_locked_pdf_file_is_refused_in_words():
    writer, locked = PdfWriter(PdfReader(BytesIO(pdf_of(LEAVES)))), BytesIO()
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(locked)
    with pytest.raises(ValidationError, match="password"):
        read(locked.getvalue())


# A process of its own


@pytest.mark.slow
def test_a_file_that_takes_too_long_ends_its_own_process_alone():
    with pytest.raises(Refused) as refused:
        apart.read_apart("html", b"<!doctype html><body>" + b"<p>word word word</p>" * 200_000, seconds=2)
    assert refused.value.code == "slow"


def test_nested_and_hostile_pages_get_an_answer():
    deep = b"<!doctype html><body>" + b"<div>" * 100_000 + b"text"
    with pytest.raises(ValidationError):
        read(deep)
    page = PAGE.replace('{"@graph"', "[" * 50_000 + '{"@graph"')
    assert "An umbrella for every delegate" in read(page.encode()).text


def test_nothing_is_fetched_and_no_other_file_is_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the hidden words")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        page = (
            f'<!DOCTYPE html SYSTEM "{address}x.dtd" [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><head>'
            f'<link rel="stylesheet" href="{address}a.css"><base href="{address}"></head><body>'
            f'<p>The minister said that &x; it rains.</p><img src="{address}a.png"><iframe src="{address}"></iframe></body></html>'
        )
        document = read(page.encode())
        with pytest.raises(TimeoutError):
            server.accept()
    assert "it rains" in document.text
    assert "hidden words" not in document.text


def test_the_process_that_reads_has_no_network_at_all():
    script = (
        "import socket, sys; from talks.desk.reading import apart; apart._confine(5)\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError: sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=apart.ROOT, check=False).returncode == 7


@pytest.mark.parametrize("content", [PAGE.encode(), b"%PDF-1.7"])
def test_without_the_packages_of_the_desk_the_page_says_how_to_install_them(monkeypatch, content):
    def missing(kind: str, content: bytes) -> dict:
        raise Refused("missing")

    monkeypatch.setattr(documents, "read_apart", missing)
    with pytest.raises(ValidationError, match="make run DESK=1"):
        read(content)
    assert read(b"Plain text is read all the same.").text


def test_a_missing_package_is_told_from_a_broken_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "talks.desk.reading.html", None)
    with pytest.raises(Refused) as refused:
        apart._read("html", b"")
    assert refused.value.code == "missing"


# Text


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Міністр сказав, що йде дощ, і що він їй не вірить. Ґанок мокрий.", "koi8-u", "koi8-u"),
        ("Министр заявил, что идёт сильный дождь.", "koi8-r", "koi8-r"),
        ("Министр заявил, что идёт сильный дождь.", "cp1251", "cp1251"),
        ("Министр заявил, что идёт сильный дождь.", "iso8859-5", "iso8859-5"),
        ("Министр заявил, что идёт сильный дождь.", "mac-cyrillic", "mac-cyrillic"),
        ("Министр заявил, что идёт сильный дождь.", "cp866", "cp866"),
        ("Dışişleri Bakanı yağmurun sürdüğünü söyledi.", "cp1254", "cp1254"),
        ("قال الوزير يوم الثلاثاء إن المطر ستستمر", "cp1256", "cp1256"),
    ],
)
def test_encodings_of_one_byte_a_letter_are_told_by_their_letters(text, encoding, found):
    assert decode(text.encode(encoding)) == (text, found, True)


WRAPPED = """Rain expected

The minister said on Tuesday that the nego-
tiation of umbrellas would go on, and that it
rains every day and every night of the year.

The other minister does not believe in a
single word of it, and says that the sun
shines on each of the many delegates.
"""


def test_wrapped_lines_are_told_from_paragraphs_and_joined():
    assert is_wrapped(WRAPPED)
    assert not is_wrapped("\n".join(BODY))
    whole = joined(WRAPPED)
    assert [paragraph[:12] for paragraph in whole.paragraphs] == ["Rain expecte", "The minister", "The other mi"]
    assert whole.joined == ["negotiation"]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            "• Live\nfacebook\nWednesday 30 March 2022 - 21:50\nRain expected over the sea",
            ("Rain expected over the sea", "2022-03-30"),
        ),
        ("title: Rain expected\ndate: 2022-03-11\nurl: https://example.org/rain", ("Rain expected", "2022-03-11")),
        ("Posted: 28.02.2022 09:45:00\nНад морем идёт дождь", ("Над морем идёт дождь", "2022-02-28")),
        ("It rained on 3 March 2022 and on other days.\nRain", (None, None)),
    ],
)
def test_headline_and_day_of_a_text_are_lines_of_their_own_at_its_beginning(head, found):
    document = read(f"{head}\nThe minister said that it rains.\nNobody believes it.".encode())
    assert (document.fields.get("headline"), document.fields.get("published")) == found
    if found[1]:
        assert "about" in document.struck.values()
    assert kept(document)[-2:] == ["The minister said that it rains.", "Nobody believes it."]


def test_a_hyphen_that_the_text_has_elsewhere_stays():
    text = "They want a cease-fire.\nA long line that ends with the word cease-\nfire, and a ne-\nver ending one."
    assert joined(text).left == ["cease-fire"]
    assert joined(text).joined == ["never"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Share this article", "button"),
        ("Show more", "button"),
        ("Back to top button", "button"),
        ("ADVERTISEMENT", "advertisement"),
        ("Реклама", "advertisement"),
        ("Читайте також: Дощ над морем", "link"),
        ("<image>data:image/png;base64,AAAA", "picture"),
        ("By Ann Writer and Bob Writer", "byline"),
        ("Автор: Имя Фамилия", "byline"),
        ("Page 2 of 3", "page"),
        ("Share prices fell after the talks.", ""),
        ("By Tuesday the rain had stopped.", ""),
        ("The advertisement was shown on all channels.", ""),
    ],
)
def test_only_certain_lines_are_suggested_to_be_struck_out(line, reason):
    assert reason_of(line) == reason


# The page


def test_a_dropped_page_fills_empty_fields_and_leaves_what_was_typed(admin_client):
    make_outlet("paper", name="The Paper")
    page = bring(admin_client, "rain.html", PAGE.encode(), headline="Rain, as I call it")
    assert page.context["form"].found == {"outlet", "url", "published", "published_basis", "byline", "language"}
    shown = filled(page)
    assert (shown["headline"], shown["outlet"], shown["url"]) == (
        "Rain, as I call it",
        "The Paper",
        "https://example.org/rain",
    )
    assert page.content.decode().count("found in the file") == 6
    assert not Article.objects.exists()


def test_an_outlet_that_is_not_in_the_record_is_named_and_not_made(admin_client):
    page = bring(admin_client, "rain.html", PAGE.encode())
    assert "The file names “The Paper” as its outlet" in page.content.decode()
    assert "outlet" not in filled(page)
    assert 'data-named="The Paper"' in page.content.decode()  # the name that “New …” begins with
    assert not Outlet.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("rain.html", RUSSIAN.encode("cp1251"), "text/html"),
        ("rain.pdf", pdf_of(LEAVES), "application/pdf"),
        ("rain.txt", "Над морем дождь\r\nИдёт сильный дождь.".encode("koi8-r"), "text/plain"),
    ],
)
def test_the_bytes_are_stored_as_received_beside_the_paragraphs_that_were_shown(
    admin_client, admin_user, name, content, media_type
):
    page = bring(admin_client, name, content)
    shown = [line.text for line in page.context["lines"] if line.paragraph]
    send(admin_client, NEW, page, slug="rain")
    received = ReceivedText.objects.get()
    assert bytes(received.content) == content
    assert (received.media_type, received.user) == (media_type, admin_user)
    assert received.sha256 == ArticleText.objects.get().sha256 == hashlib.sha256(content).hexdigest()
    assert ArticleText.objects.get().paragraphs == received.paragraphs == shown
    assert not any("talks held file" in session.get_decoded() for session in Session.objects.all())


def test_struck_numbers_are_those_of_the_lines_that_were_shown(admin_client):
    page = bring(admin_client, "rain.html", PAGE.encode())
    by_text = {line.text: line.number for line in page.context["lines"]}
    out = [line.number for line in page.context["lines"] if not line.paragraph and not line.is_headline]
    send(admin_client, NEW, page, out=[*out, by_text["A roof"]])
    assert ArticleText.objects.get().paragraphs == [line for line in BODY if line != "A roof"]


def test_a_suggested_line_is_restored_by_taking_its_tick_away(admin_client):
    page = bring(admin_client, "rain.html", PAGE.encode())
    assert "suggested: a byline" in page.content.decode()
    byline = next(line.number for line in page.context["lines"] if line.text == "By A Writer")
    out = [number for number in filled(page)["out"] if int(number) != byline]
    send(admin_client, NEW, page, out=out)
    assert ArticleText.objects.get().paragraphs[0] == "By A Writer"


def test_the_source_of_a_page_that_is_pasted_is_read_as_a_page(admin_client):
    page = send(admin_client, NEW, button="preview", text=PAGE)
    assert [line.text for line in page.context["lines"] if line.paragraph] == BODY
    send(admin_client, NEW, page)
    article = Article.objects.get()
    assert "<" not in article.openings
    assert bytes(ReceivedText.objects.get().content).decode() == PAGE


def test_pasted_lines_of_print_are_joined_and_parted_again_by_a_tick(admin_client):
    page = send(admin_client, NEW, button="preview", text=WRAPPED)
    assert len(page.context["lines"]) == 3
    assert filled(page)["join"]
    assert "“negotiation”" in page.content.decode()
    data = filled(page) | {"preview": "1"}
    data.pop("join")
    parted = admin_client.post(NEW, data)
    assert [line.text for line in parted.context["lines"]] == [line for line in WRAPPED.split("\n") if line]
    again = send(admin_client, NEW, parted, button="preview", join="on")
    assert len(again.context["lines"]) == 3


def test_another_encoding_reads_the_same_file_again(admin_client):
    content = "Ґанок знову мокрий\nЇжак".encode("koi8-u")
    page = bring(admin_client, "rain.txt", content, encoding="cp1251")
    assert "Ґанок" not in page.content.decode()
    page = send(admin_client, NEW, page, button="preview", encoding="koi8-u")
    assert [line.text for line in page.context["lines"]] == ["Ґанок знову мокрий", "Їжак"]
    assert filled(page)["headline"] == "Ґанок знову мокрий"


def test_another_text_in_place_of_that_of_a_file_is_stored_without_the_file(admin_client):
    page = bring(admin_client, "rain.html", PAGE.encode())
    page = send(admin_client, NEW, page, button="preview", text="Sleet expected\nIt snows, said the minister.")
    send(admin_client, NEW, page, slug="snow")
    assert bytes(ReceivedText.objects.get().content).decode() == "Sleet expected\nIt snows, said the minister."


def test_a_held_file_is_nobody_elses(admin_client, django_user_model, client):
    page = bring(admin_client, "rain.html", PAGE.encode())
    django_user_model.objects.create_superuser("other", password="a long password")
    client.login(username="other", password="a long password")
    data = filled(page) | {"save": "1"}
    assert "file" in errors(client.post(NEW, data))
    assert not Article.objects.exists()


def test_a_refused_file_stands_beside_its_field_and_what_was_typed_stays(admin_client):
    page = bring(admin_client, "rain.pdf", b"%PDF-1.7 nothing", headline="Rain")
    assert "damaged" in errors(page)["file"][0]
    assert filled(page)["headline"] == "Rain"


def test_hidden_signs_and_parted_accents_of_a_page_are_cleaned_and_the_report_can_be_saved(admin_client):
    signs = "C\u0327avus\u0327og\u0306lu said the nego\u00adtia\u200btion of the \ufb01rst o\ufb03cial text \u2067goes on\u2069."
    page = PAGE.replace("The minister said that it rains, and that it rains <b>hard</b>.", signs)
    page = page.replace("Rain expected", "Rain expe\u00adcted by C\u0327avus\u0327og\u0306lu")
    shown = bring(admin_client, "rain.html", page.encode())
    send(admin_client, NEW, shown)
    article = Article.objects.get()
    assert article.headline == "Rain expected by Çavuşoğlu"
    assert article.text.paragraphs[0] == "Çavuşoğlu said the negotiation of the first official text goes on."
    assert article.openings.startswith("Çavuşoğlu said the\n")


@pytest.mark.parametrize("content", [PAGE.encode(), b"\xef\xbb\xbf<html>", pdf_of(LEAVES)])
def test_the_source_of_a_page_or_a_pdf_file_is_never_stored_as_paragraphs(content):
    with pytest.raises(ValidationError, match="at the desk"):
        attach_text(make_article(), content)
    assert not ArticleText.objects.exists()


def test_without_a_decoded_text_bytes_that_are_no_utf_8_are_refused_as_before():
    article = make_article()
    content = "Идёт дождь.".encode("cp1251")
    with pytest.raises(ValidationError, match="not UTF-8"):
        attach_text(article, content)
    attach_text(article, content, text="Идёт дождь.")
    assert ArticleText.objects.get().paragraphs == ["Идёт дождь."]


@pytest.mark.parametrize("again", ["address", "text"])
def test_a_page_that_is_stored_already_is_told_before_it_is_saved(admin_client, again):
    stored = make_article(slug="stored", url="https://example.org/rain" if again == "address" else "")
    if again == "text":
        attach_text(stored, "\n".join(BODY).encode())
    page = bring(admin_client, "rain.html", PAGE.encode())
    assert [known for known, _same in page.context["known"]] == [stored]
    assert "sure" in errors(send(admin_client, NEW, page))
    assert Article.objects.count() == 1
