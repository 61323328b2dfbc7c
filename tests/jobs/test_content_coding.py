"""Compressed responses: decoded within a limit, one coding at most."""

from __future__ import annotations

import gc
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import anyio
import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, StubResponse, StubServer, job
from videojobs import ApiError, DownloadError, TransportError, VideoClient, VideoJobsError, WrongContent
from videojobs.http.client import Client
from videojobs.http.content_coding import aiter_decoded, iter_decoded
from videojobs.testing import virtual_time

BODY = json.dumps(job("completed")).encode()
MIB = 2**20


def raw_deflate(data: bytes) -> bytes:
    """Compress without zlib's header."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


def coded(body: bytes, coding: str, status: int = 200) -> StubResponse:
    """Return a JSON response with a content coding."""
    return StubResponse(status, body, {"Content-Type": "application/json", "Content-Encoding": coding})


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP, identity", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
    ],
)
def test_the_requested_codings_are_undone(call: Either, coding: str, compress: Callable[[bytes], bytes]) -> None:
    """Only those are requested that can be decoded within a limit."""
    call.server.respond_with(coded(compress(BODY), coding))
    assert call("retrieve", "video_1").is_completed
    assert call.server.requests[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "br"])
@pytest.mark.parametrize("status", [200, 400])
def test_chains_and_unrequested_codings_are_refused(call: Either, path: Path, coding: str, status: int) -> None:
    """Each further coding multiplies the size again."""
    call.server.respond_with(coded(gzip.compress(gzip.compress(BODY)), coding, status))
    with virtual_time(), pytest.raises(TransportError, match="Content-Encoding"):
        call("retrieve", "video_1")
    with virtual_time(), pytest.raises(VideoJobsError, match="Content-Encoding"):
        call("download", "video_1", path)


def test_a_damaged_body_is_a_transport_error(call: Either) -> None:
    """Not zlib's exception."""
    call.server.respond_with(coded(b"no gzip at all", "gzip"))
    with virtual_time(), pytest.raises(TransportError, match="not gzip"):
        call("retrieve", "video_1")


@cache
def spaces() -> bytes:
    """Return 60 MiB of spaces, compressed once for all kinds of clients."""
    return gzip.compress(b" " * 60 * MIB)


@cache
def errors(number: int) -> bytes:
    """Return so many errors, compressed once for all kinds of clients."""
    return gzip.compress(json.dumps([{"error": "no such luck"}] * number).encode())


def test_a_large_body_is_an_error(call: Either) -> None:
    """60 KB that become 60 MiB, where 16 MiB are read."""
    call.server.respond_with(coded(spaces(), "gzip"))
    with virtual_time(), pytest.raises(TransportError, match="more than 16,777,216 bytes"):
        call("retrieve", "video_1")


@pytest.mark.parametrize("number", [600_000, 900_000])
def test_only_the_start_of_a_large_error_body_is_read(call: Either, number: int) -> None:
    """The status is what counts, also of a body that is larger than any that is read; 15 MiB of JSON took 290 MB."""
    call.server.respond_with(coded(errors(number), "gzip", 400))
    tracemalloc.start()
    try:
        with pytest.raises(ApiError, match="HTTP 400") as caught:
            call("create", "a boat")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * MIB
    assert "no such luck" in str(caught.value.body) and len(call.server.requests) == 1


def test_a_body_that_is_not_read_to_its_end_leaves_no_generator(call: Either, path: Path) -> None:
    """Trio warns of each that the garbage collector closes, and here its warnings are errors."""
    call.server.respond_with(StubResponse(200, CLIP, {"Content-Type": "video/mp4"}))
    call.settings = {"http_client": httpx.Client() if call.kind == "sync" else httpx.AsyncClient()}
    with virtual_time(), pytest.raises(DownloadError, match="max_bytes"):
        call("download", "video_1", path, max_bytes=10)
    call.server.respond_with(coded(gzip.compress(b" " * MIB), "gzip"))
    with pytest.raises(WrongContent):
        call("download", "video_1", path)
    gc.collect()


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_decoding_stops_at_the_limit(server: StubServer, kind: str) -> None:
    """Within a chunk, too: at most one byte more is decoded than may be read."""
    server.respond_with(coded(gzip.compress(b" " * 60 * MIB), "gzip"))
    client = Client(server.url)

    def read() -> int:
        with client.open_url(server.url) as response:
            return sum(len(chunk) for chunk in iter_decoded(response, 1000))

    async def aread() -> int:
        async with client, client.aopen_url(server.url) as response:
            return sum([len(chunk) async for chunk in aiter_decoded(response, 1000)])

    tracemalloc.start()
    try:
        size = read() if kind == "sync" else anyio.run(aread)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        client.close()
    assert size == 1001 and peak < 5 * MIB


def test_a_response_that_was_read_already_is_accepted() -> None:
    """Event hooks and mock transports of a custom client read the body before it is returned."""

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=gzip.compress(BODY), headers={"Content-Encoding": "gzip"})

    http = httpx.Client(transport=httpx.MockTransport(respond))
    with VideoClient("compatible", api_key="k", base_url="https://x.example", http_client=http) as client:
        assert client.retrieve("video_1").is_completed
