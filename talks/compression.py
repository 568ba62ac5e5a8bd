"""How answers are compressed: the codings, which of them a client takes, and one answer compressed.

``middleware`` compresses what is made for one reader, ``views`` what it caches for all.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from isal import isal_zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHORTEST = 200  # bytes; below, what is saved is less than the headers weigh
FLUSHED = 64 * 1024  # bytes of a stream after which all that is held of it goes out
TEXT = re.compile(r"text/|[^;]*[/+](json|xml|javascript)\s*(;|$)", re.IGNORECASE)


class Coder(NamedTuple):
    """How bytes are compressed: some more of them, all that is held, and the end."""

    add: Callable[[bytes], bytes]
    flush: Callable[[], bytes]
    finish: Callable[[], bytes]


def zstd_coder(size: int | None) -> Coder:
    coder = zstd.ZstdCompressor(level=3)
    coder.set_pledged_input_size(size)  # it takes no more memory than that needs
    return Coder(coder.compress, partial(coder.flush, coder.FLUSH_BLOCK), coder.flush)


def brotli_coder(_size: int | None) -> Coder:
    coder = brotli.Compressor(quality=3)
    return Coder(coder.process, coder.flush, coder.finish)


def gzip_coder(_size: int | None) -> Coder:
    coder = isal_zlib.compressobj(
        level=1, wbits=31
    )  # 31: the largest window, within the header and the end of a gzip file
    return Coder(coder.compress, partial(coder.flush, isal_zlib.Z_SYNC_FLUSH), coder.flush)


# Each for so many bytes, None where that is not known yet. The first is taken where a client likes several as much.
CODERS = {"zstd": zstd_coder, "br": brotli_coder, "gzip": gzip_coder}


def compressed(response: HttpResponse, accepted: str) -> HttpResponse:
    """Compress a text answer by the best coding that a client takes, given its Accept-Encoding; return the same answer.

    Shape: a strong ETag becomes a weak one, since the bytes differ by the coding; so it does where 304 stands for such
    an answer, or a cache could not tell which of its answers is still good. Cost: a stream is held in parts of 64 KB.
    """
    is_unchanged = response.status_code == 304  # has no body, and no type to tell
    is_text = TEXT.match(response.get("Content-Type", ""))
    if response.has_header("Content-Encoding") or not (is_text or is_unchanged):
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    coding = choose_coding(accepted)
    if not coding:
        return response
    if response.streaming:
        # What the answer reads from, it closes itself.
        response.streaming_content = compress(response.streaming_content, CODERS[coding](None))
        del response.headers["Content-Length"]
    elif not is_unchanged:
        content = b"".join(compress([response.content], CODERS[coding](len(response.content))))
        if len(response.content) < SHORTEST or len(content) >= len(response.content):
            return response
        response.content = content
        response.headers["Content-Length"] = str(len(content))
    if not is_unchanged:
        response.headers["Content-Encoding"] = coding
    if response.get("ETag", "").startswith('"'):
        response.headers["ETag"] = f"W/{response['ETag']}"
    return response


def choose_coding(accepted: str) -> str:
    """Return the coding to answer with, by the weights of Accept-Encoding; empty for none.

    A weight that cannot be read counts as 0: what is sent plainly, every client can read. Source: RFC 9110, 12.5.3.
    """
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        weights[name] = float(weight) if re.fullmatch(r"0(\.\d*)?|1(\.0*)?", weight) else 0.0
    everything = weights.get("*", 0.0)
    best = max(CODERS, key=lambda coding: weights.get(coding, everything))
    weight = weights.get(best, everything)
    return best if weight and weight >= weights.get("identity", 0.0) else ""


def compress(chunks: Iterable[bytes], coder: Coder) -> Iterator[bytes]:
    """Yield the chunks compressed, as they come; where they break off, so does it, without an end."""
    held = 0
    for chunk in chunks:
        out = coder.add(chunk)
        held += len(chunk)
        if held >= FLUSHED:
            out += coder.flush()
            held = 0
        if out:
            yield out
    yield coder.finish()
