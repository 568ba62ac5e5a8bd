"""Compresses responses: the content codings, the choice for a client, and the compression itself.

Imports nothing of the project. ``middleware`` compresses responses to one reader, ``views`` those that it caches for
all.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHORTEST = 200  # bytes; a shorter body saves less than the headers cost
FLUSHED = 64 * 1024  # bytes of a stream after which the coder is flushed
TEXT = re.compile(r"text/|[^;]*[/+](json|xml|javascript)\s*(;|$)", re.IGNORECASE)


class Coder(NamedTuple):
    """The functions of a compressor: add bytes, flush what it holds, finish."""

    add: Callable[[bytes], bytes]
    flush: Callable[[], bytes]
    finish: Callable[[], bytes]


def zstd_coder(size: int | None) -> Coder:
    coder = zstd.ZstdCompressor(level=3)
    coder.set_pledged_input_size(size)  # so that it allocates no more memory than needed
    return Coder(coder.compress, partial(coder.flush, coder.FLUSH_BLOCK), coder.flush)


def gzip_coder(_size: int | None) -> Coder:
    coder = zlib.compressobj(6, zlib.DEFLATED, 31)  # 31: the largest window, in the gzip format
    return Coder(coder.compress, partial(coder.flush, zlib.Z_SYNC_FLUSH), coder.flush)


# Each takes the number of bytes, None if unknown. In order of preference, for clients that give equal weights.
CODERS = {"zstd": zstd_coder, "gzip": gzip_coder}


def compressed(response: HttpResponse, accepted: str) -> HttpResponse:
    """Compress a text response with the best coding that a client accepts, and return the same response.

    Shape: ``accepted`` is the Accept-Encoding of the request. A strong ETag becomes weak, since the bytes depend on the
    coding. So does that of a 304, which must be the ETag that the cached response has.
    Cost: buffers up to 64 KB of a stream.
    """
    is_unchanged = response.status_code == 304  # has no body and no Content-Type
    is_text = TEXT.match(response.get("Content-Type", ""))
    if response.has_header("Content-Encoding") or not (is_text or is_unchanged):
        return response
    patch_vary_headers(response, ["Accept-Encoding"])
    coding = choose_coding(accepted)
    if not coding:
        return response
    if response.streaming:
        # The response itself closes what it reads from.
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
    """Return the coding for a response, by the weights of Accept-Encoding; empty for none.

    Shape: an invalid weight counts as 0, since every client can read an uncompressed response.
    Source: RFC 9110, 12.5.3.
    """
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        weights[name] = float(weight) if re.fullmatch(r"0(\.\d*)?|1(\.0*)?", weight) else 0.0
    everything = weights.get("*", 0.0)
    best = max(CODERS, key=lambda coding: weights.get(coding, everything))
    highest = weights.get(best, everything)
    return best if highest and highest >= weights.get("identity", 0.0) else ""


def compress(chunks: Iterable[bytes], coder: Coder) -> Iterator[bytes]:
    """Yield the compressed chunks. If the source raises, the output stops without its end, so that clients notice."""
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
