"""What goes out compressed, by which coding, and that it is the same when it is unpacked."""

import sys
import zlib
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from hypothesis import given
from hypothesis import strategies as st

from talks.compression import CODERS, FLUSHED, SHORTEST, choose_coding, compress
from talks.middleware import compression, head
from tests.factories import make_actor, make_claim, make_event

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONG = "Дuring a meeting. " * 60
UNPACK = {
    "zstd": zstd.decompress,
    "gzip": lambda body: zlib.decompress(body, wbits=31),
    "": bytes,
}


def answer(response: HttpResponse, accepted: str | None = "zstd, gzip", method: str = "GET") -> HttpResponse:
    """Return the response as a client gets it that accepts these codings."""
    request = HttpRequest()
    request.method = method
    if accepted is not None:
        request.META["HTTP_ACCEPT_ENCODING"] = accepted
    return compression(lambda _request: response)(request)


# Which coding


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("br", ""),
        ("gzip", "gzip"),
        ("GZIP;Q=1", "gzip"),
        ("gzip;q=0.5, zstd;q=0.5", "zstd"),
        ("gzip;q=1.0, zstd;q=0.9", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd; q=0.000 ,gzip; q=0.001", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("zstd;q=0, gzip;q=0, *", ""),
        ("gzip, *;q=0", "gzip"),
        ("*;q=0", ""),
        ("zstd;q=0, gzip;q=0", ""),
        ("identity", ""),
        ("identity, zstd;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("deflate, zstandard", ""),
        ("zstd;q=0.9, gzip", "gzip"),
        ("zstd;q=2, gzip;q=nan", ""),
        ("zst, gzippy", ""),
        ("", ""),
        (",;=,q=1", ""),
    ],
)
def test_the_coding_is_the_one_a_client_likes_best_and_zstd_where_it_likes_all(accepted, coding):
    assert choose_coding(accepted) == coding


@given(st.text(alphabet="brgzipst*;q=.,01 identy", max_size=60))
def test_any_header_gets_a_coding_it_names_or_none(accepted):
    coding = choose_coding(accepted)
    assert not coding or coding in accepted or "*" in accepted


# What is compressed


@pytest.mark.parametrize(
    "kind",
    [
        "text/html; charset=utf-8",
        "text/csv",
        "text/calendar",
        "text/javascript",
        "application/json",
        "application/ld+json; charset=utf-8",
        "application/javascript",
        "application/xml",
        "application/atom+xml",
        "image/svg+xml",
    ],
)
def test_text_is_compressed_and_says_by_what(kind):
    response = answer(HttpResponse(LONG, content_type=kind))
    assert (response["Content-Encoding"], response["Vary"]) == ("zstd", "Accept-Encoding")
    assert int(response["Content-Length"]) == len(response.content) < len(LONG.encode())
    assert zstd.decompress(response.content) == LONG.encode()


@pytest.mark.parametrize(
    "kind", ["image/png", "font/woff2", "application/zip", "application/octet-stream", "video/mp4"]
)
def test_what_is_compressed_already_goes_out_as_it_is_and_varies_by_nothing(kind):
    response = answer(HttpResponse(LONG, content_type=kind, headers={"ETag": '"1"'}))
    assert response.content == LONG.encode()
    assert response["ETag"] == '"1"'
    assert not {"Content-Encoding", "Vary"} & set(response.headers)


def test_what_has_a_coding_keeps_it():
    response = answer(HttpResponse(LONG, headers={"Content-Encoding": "zstd", "ETag": '"1"'}))
    assert (response["Content-Encoding"], response["ETag"], response.content) == ("zstd", '"1"', LONG.encode())


@pytest.mark.parametrize("accepted", [None, "", "identity", "zstd;q=0", "br"])
def test_text_that_goes_out_plainly_varies_all_the_same_and_keeps_its_strong_tag(accepted):
    response = answer(HttpResponse(LONG, headers={"ETag": '"1"', "Vary": "HX-Request"}), accepted)
    assert (response.content, response["ETag"]) == (LONG.encode(), '"1"')
    assert response["Vary"] == "HX-Request, Accept-Encoding"
    assert "Content-Encoding" not in response


def test_short_text_is_not_compressed():
    short, longer = HttpResponse("a" * (SHORTEST - 1)), HttpResponse("a" * SHORTEST)
    assert "Content-Encoding" not in answer(short)
    assert "Content-Encoding" in answer(longer)


def test_text_that_would_grow_is_not_compressed():
    noise = bytes(number * number * 7919 % 251 for number in range(SHORTEST))
    response = answer(HttpResponse(noise, headers={"ETag": '"1"'}), "gzip")
    assert (response.content, response["ETag"]) == (noise, '"1"')


@pytest.mark.parametrize("coding", CODERS)
def test_the_same_page_is_the_same_bytes_each_time(coding):
    assert len({answer(HttpResponse(LONG), coding).content for _ in range(3)}) == 1


# Tags, HEAD and 304


@pytest.mark.parametrize(("tag", "sent"), [('"1"', 'W/"1"'), ('W/"1"', 'W/"1"')])
def test_a_strong_tag_becomes_a_weak_one(tag, sent):
    assert answer(HttpResponse(LONG, headers={"ETag": tag}))["ETag"] == sent


def test_304_has_the_tag_and_the_variance_of_the_answer_it_stands_for():
    for accepted, tag in (("zstd", 'W/"1"'), ("", '"1"')):
        response = answer(HttpResponseNotModified(headers={"ETag": '"1"'}), accepted)
        assert (response["ETag"], response["Vary"], response.content) == (tag, "Accept-Encoding", b"")
        assert not {"Content-Encoding", "Content-Length"} & set(response.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["", "gzip", "zstd", "gzip;q=0.5, *"])
def test_a_page_that_has_not_changed_is_not_sent_again_in_any_coding(client, accepted):
    make_claim()
    headers = {"accept-encoding": accepted}
    first = client.get("/", headers=headers)
    again = client.get("/", headers=headers | {"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Vary"]) == (first["ETag"], first["Vary"])
    other = client.get("/", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/timeline.csv"])
def test_head_says_what_get_would_and_sends_nothing(client, path):
    make_claim()
    headers = {"accept-encoding": "gzip"}
    whole, bare = client.get(path, headers=headers), client.head(path, headers=headers)
    assert whole.getvalue()
    assert bare.getvalue() == b""
    assert {name: whole[name] for name in ("Content-Encoding", "Vary", "ETag")} == {
        name: bare[name] for name in ("Content-Encoding", "Vary", "ETag")
    }
    assert whole.get("Content-Length") == bare.get("Content-Length")


@pytest.mark.parametrize(("method", "started"), [("GET", True), ("HEAD", False)])
def test_for_head_no_file_is_made_and_the_server_is_handed_none(method, started):
    request, begun = HttpRequest(), []
    request.method = method

    def file() -> Iterator[str]:
        begun.append(True)
        yield LONG

    response = head(lambda _request: StreamingHttpResponse(file()))(request)
    assert bool(response.getvalue()) is bool(begun) is started
    assert bool(head(lambda _request: HttpResponse(LONG))(request).content) is started


# The same when unpacked


@pytest.fixture
def record(db) -> None:
    """Enough statements for a file of several parts."""
    event, speaker = make_event(slug="one"), make_actor("lavrov", name="Лавров")
    for number in range(150):
        make_claim(event=event, speaker=speaker, statement=f"says {number}: {LONG[: 100 + 7 * number % 290]}")


@pytest.mark.parametrize("accepted", ["zstd", "gzip", "gzip;q=0.5, zstd;q=0.1", "*", "deflate", "br"])
def test_each_page_and_file_is_the_same_when_unpacked(client, record, accepted):
    paths = ["/", "/?speaker=lavrov", "/events/one/", "/reports/", "/no-such-page/", "/timeline.json", "/timeline.svg"]
    for path in [*paths, "/timeline.csv", "/timeline.csv?speaker=lavrov", "/timeline.csv?page=2"]:
        plain, sent = client.get(path), client.get(path, headers={"accept-encoding": accepted})
        assert plain.status_code == sent.status_code, path
        assert UNPACK[sent.get("Content-Encoding", "")](sent.getvalue()) == plain.getvalue(), path
        assert "Accept-Encoding" in sent["Vary"], path
        assert "Accept-Encoding" in plain["Vary"], path


@given(st.sampled_from(list(CODERS)), st.lists(st.binary(max_size=300) | st.just(b"row;" * FLUSHED), max_size=12))
def test_chunks_of_any_size_come_out_as_they_went_in(coding, chunks):
    sent = list(compress(chunks, CODERS[coding](None)))
    assert UNPACK[coding](b"".join(sent)) == b"".join(chunks)
    assert all(sent)


# Streams


def rows(count: int, closed: list) -> Iterator[str]:
    try:
        for number in range(count):
            yield f"{number};{number * number % 9973};{LONG[:80]}\r\n"
    finally:
        closed.append(True)


@pytest.mark.parametrize("coding", CODERS)
def test_a_stream_goes_out_as_it_is_made_and_holds_little(coding):
    made, sent, held = 0, 0, []
    unpack = {
        "zstd": zstd.ZstdDecompressor().decompress,
        "gzip": zlib.decompressobj(wbits=31).decompress,
    }[coding]

    def counted() -> Iterator[str]:
        nonlocal made
        for row in rows(5000, []):
            made += len(row.encode())
            yield row

    response = answer(StreamingHttpResponse(counted(), content_type="text/csv"), coding)
    assert "Content-Length" not in response
    for chunk in response:
        sent += len(unpack(chunk))
        held.append(made - sent)
    assert made > 5 * FLUSHED
    assert max(held) < 2 * FLUSHED
    assert sent == made


@pytest.mark.django_db  # the end of an answer looks after connections
@pytest.mark.parametrize("coding", [*CODERS, ""])
def test_a_stream_that_a_reader_leaves_is_closed(coding):
    closed = []
    response = answer(StreamingHttpResponse(rows(50_000, closed), content_type="text/csv"), coding)
    next(iter(response))
    assert not closed
    response.close()
    assert closed == [True]


@pytest.mark.parametrize("coding", CODERS)
def test_a_stream_that_breaks_off_has_no_end_that_would_make_it_look_whole(coding):
    def broken() -> Iterator[bytes]:
        yield b"row;" * FLUSHED
        raise OSError

    sent = []
    with pytest.raises(OSError):  # noqa: PT011
        sent.extend(compress(broken(), CODERS[coding](None)))
    with pytest.raises((zstd.ZstdError, EOFError, zlib.error)):
        UNPACK[coding](b"".join(sent))
