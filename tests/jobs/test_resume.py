"""Resuming: the bytes of two files never end up in one, and a page in the way costs nothing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, ReceivedRequest, StubResponse, box
from tests.jobs.test_download import ETAG, MP4, left_over, left_part, ranged
from videojobs import IncompleteDownload, WrongContent
from videojobs.testing import virtual_time

OTHER = (
    box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41") + box(b"moov", b"\x01" * 500) + box(b"mdat", b"\x07" * 102_400)
)
REST = {"Content-Range": f"bytes 50000-{len(CLIP) - 1}/{len(CLIP)}"}
MONDAY, TUESDAY = "Mon, 02 Nov 2026 10:00:00 GMT", "Tue, 03 Nov 2026 10:00:00 GMT"
PAGE = StubResponse(200, b"<!doctype html><h1>Gateway busy</h1>" * 5, {"Content-Type": "text/html"})
PAGE_AS_CLIP = StubResponse(200, PAGE.body, MP4)
assert len(OTHER) == len(CLIP)


def digest(data: bytes, algorithm: str = "sha256") -> str:
    """Return the value of a digest header."""
    name = {"sha256": "sha-256", "sha512": "sha-512"}[algorithm]
    return f"{name}=:{b64encode(hashlib.new(algorithm, data).digest()).decode()}:"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"ETag": '"v1"'}, {}),
        ({"ETag": '"v1"'}, {"ETag": '"v2"'}),
        ({"ETag": '"v1"'}, {"ETag": 'W/"v1"'}),
        ({"ETag": 'W/"v1"'}, {"ETag": 'W/"v1"'}),
        ({"ETag": 'W/"v1"', "Last-Modified": MONDAY}, {"ETag": 'W/"v1"', "Last-Modified": MONDAY}),
        ({"ETag": '"v1"', "Last-Modified": MONDAY}, {"ETag": '"v1"', "Last-Modified": TUESDAY}),
        ({"Last-Modified": MONDAY}, {}),
        ({"Last-Modified": MONDAY}, {"Last-Modified": TUESDAY}),
        ({"Last-Modified": MONDAY, "Date": MONDAY}, {"Last-Modified": MONDAY, "Date": MONDAY}),
    ],
)
def test_the_rest_of_another_file_is_not_appended(
    call: Either, path: Path, first: dict[str, str], second: dict[str, str]
) -> None:
    """The server ignores If-Range, and its file changed between two responses; both have one length."""

    def rest(request: ReceivedRequest) -> StubResponse:
        if "range" not in request.headers:
            return StubResponse(200, OTHER, {**MP4, **second})
        return StubResponse(206, OTHER[50_000:], {**MP4, **second, **REST})

    call.server.respond_with(StubResponse(200, CLIP, {**MP4, **first}, cut=50_000), rest)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == OTHER


def test_another_length_is_that_of_another_file(call: Either, path: Path) -> None:
    """Whatever its ETag."""
    left_part(path, 50_000)
    longer = {"Content-Range": f"bytes 50000-{len(CLIP) - 1}/{len(CLIP) + 1}", **ETAG}
    call.server.respond_with(StubResponse(206, OTHER[50_000:], longer), StubResponse(200, CLIP, ETAG))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.server.requests[1].headers


def test_an_unchanged_date_resumes(call: Either, path: Path) -> None:
    """Where a server sends no ETag, and the file had not changed for a second."""
    headers = {**MP4, "Last-Modified": MONDAY, "Date": TUESDAY}
    call.server.respond_with(
        StubResponse(200, CLIP, headers, cut=50_000), StubResponse(206, CLIP[50_000:], {**headers, **REST})
    )
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[1].headers["if-range"] == MONDAY


def test_an_equal_length_does_not_prove_a_part_whole(call: Either, path: Path) -> None:
    """HTTP 416 with the number of bytes that are here, of a file whose length was never sent with them."""
    left_part(path, len(CLIP), total=None)
    unsatisfied = StubResponse(416, b"", {"Content-Range": f"bytes */{len(OTHER)}"})
    call.server.respond_with(unsatisfied, StubResponse(200, OTHER, ETAG))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == OTHER


@pytest.mark.parametrize("end", [len(CLIP) - 1, 60_000])
def test_more_bytes_than_announced_are_refused(call: Either, path: Path, end: int) -> None:
    """By the total, and by the range of the response. The bytes of earlier responses are kept."""
    left_part(path, 50_000)
    span = f"bytes 50000-{end}/{len(CLIP)}"
    too_many = StubResponse(206, CLIP[50_000 : end + 1] + b"\x00" * 100, {**ETAG, "Content-Range": span})
    call.server.respond_with(too_many)
    with virtual_time(), pytest.raises(WrongContent, match="sent more"):
        call("download", "video_1", path)
    assert not path.exists() and path.with_name("clip.mp4.part").read_bytes() == CLIP[:50_000]
    assert {request.headers["range"] for request in call.server.requests} == {"bytes=50000-"}
    call.server.respond_with(too_many, ranged())
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[1].headers["range"] == "bytes=50000-"


def test_a_range_that_was_not_requested_is_resumed(call: Either, path: Path) -> None:
    """Some servers send HTTP 206 for the whole file, too."""
    whole = {**ETAG, "Content-Range": f"bytes 0-{len(CLIP) - 1}/{len(CLIP)}"}
    call.server.respond_with(StubResponse(206, CLIP, whole, cut=40_000), ranged())
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[1].headers["range"] == "bytes=40000-"


@pytest.mark.parametrize("page", [PAGE, PAGE_AS_CLIP, StubResponse(200, b"", MP4)])
def test_a_page_in_the_middle_of_a_resume_costs_nothing(call: Either, path: Path, page: StubResponse) -> None:
    """The bytes that are there are kept, and the request is repeated."""
    left_part(path, 90_000)
    call.server.respond_with(page, ranged())
    with virtual_time() as clock:
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[1].headers["range"] == "bytes=90000-"
    assert clock.sleeps == [1.0]


@pytest.mark.parametrize("page", [PAGE, PAGE_AS_CLIP])
def test_pages_without_end_are_an_error_that_keeps_the_part(call: Either, path: Path, page: StubResponse) -> None:
    """A later call resumes."""
    left_part(path, 90_000)
    call.server.respond_with(page)
    with virtual_time(), pytest.raises(WrongContent, match="Gateway busy"):
        call("download", "video_1", path)
    assert path.with_name("clip.mp4.part").read_bytes() == CLIP[:90_000] and not path.exists()
    call.server.respond_with(ranged())
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[0].headers["range"] == "bytes=90000-"


@pytest.mark.parametrize("header", ["Content-Digest", "Repr-Digest"])
@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_digests_are_checked(call: Either, path: Path, header: str, algorithm: str) -> None:
    """A clip with another digest does not get the final name; digests that cannot be checked are ignored."""
    path.write_bytes(b"old")
    call.server.respond_with(StubResponse(200, CLIP, {**MP4, header: f"md5=:AAAA:, {digest(OTHER, algorithm)}"}))
    with pytest.raises(WrongContent, match=r"sha-(256|512)"):
        call("download", "video_1", path)
    assert path.read_bytes() == b"old" and left_over(path) == []
    for value in (digest(CLIP, algorithm), "md5=:AAAA:", "sha-256=:A:", "nonsense", f"unixsum=1, {digest(CLIP)};a=1"):
        call.server.respond_with(StubResponse(200, CLIP, {**MP4, header: value}))
        call("download", "video_1", path)
        assert path.read_bytes() == CLIP


def test_the_digest_of_the_whole_outlives_the_first_response(call: Either, path: Path) -> None:
    """Two files under one ETag, joined by a resume in a later call, are fetched anew."""
    first = StubResponse(200, CLIP, {**ETAG, "Repr-Digest": digest(CLIP)}, cut=50_000)
    call.server.respond_with(first, StubResponse(reset=True))
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path)
    mixed = StubResponse(206, OTHER[50_000:], {**ETAG, **REST})
    call.server.respond_with(mixed, StubResponse(200, CLIP, {**ETAG, "Repr-Digest": digest(CLIP)}))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.server.requests[1].headers


def test_the_digest_of_a_range_is_of_its_bytes_alone(call: Either, path: Path) -> None:
    """RFC 9530, section 2: Content-Digest covers the content of one response."""
    headers = {**ETAG, **REST, "Content-Digest": digest(CLIP[50_000:])}
    left_part(path, 50_000)
    call.server.respond_with(StubResponse(206, CLIP[50_000:], headers))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and len(call.server.requests) == 1
    left_part(path, 50_000)
    call.server.respond_with(StubResponse(206, OTHER[50_000:], headers), StubResponse(200, CLIP, ETAG))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and len(call.server.requests) == 2
