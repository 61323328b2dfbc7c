"""Media files that are cut do not get the final name, whatever their format; clips may appear late."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import EITHER_DIALECT, URL_DIALECT, ReceivedRequest, Reply, StubResponse, box, job
from tests.jobs.test_download import MP4, WHOLE, left_over
from videojobs import ApiError, DownloadError, IncompleteDownload, NotFound, WrongContent
from videojobs.jobs.download import sink
from videojobs.jobs.download.structure import check_structure
from videojobs.testing import virtual_time


def riff(kind: bytes, payload: bytes) -> bytes:
    """Return a RIFF file."""
    return b"RIFF" + struct.pack("<I", len(payload) + 4) + kind + payload


def chunk(name: bytes, payload: bytes = b"") -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def element(number: str, payload: bytes, *, is_sized: bool = True) -> bytes:
    """Return an EBML element; without a size, as in a live stream."""
    size = (len(payload) | 1 << 56).to_bytes(8, "big") if is_sized else b"\x01" + b"\xff" * 7
    return bytes.fromhex(number) + size + payload


def webm(*, is_sized: bool) -> bytes:
    """Return a WebM file of two clusters."""
    blocks = element("E7", b"\x00") + element("A3", b"\x81" + bytes(200)) * 3
    clusters = element("1F43B675", blocks, is_sized=is_sized) * 2
    return element("1A45DFA3", element("4282", b"webm")) + element("18538067", clusters, is_sized=is_sized)


AVI = riff(b"AVI ", b"LIST" + bytes(301)) + b"\x00" + riff(b"AVIX", b"LIST" + bytes(300))
PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", bytes(200)) + chunk(b"IEND")
WEBP = riff(b"WEBP", b"VP8 " + bytes(300))
# The thumbnail in the APP1 segment has an end of its own, and the scan an escaped FF and restart markers.
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0" * 90
JPEG = b"\xff\xd8\xff\xe1\x00\x46" + b"\xff\xd8\xff\xd9" * 17 + b"\xff\xff\xdb\x00\x03\x00" + SCAN * 2 + b"\xff\xd9"
FRAME = b"\x2c" + bytes(8) + b"\x80" + bytes(6) + b"\x08" + b"\xff" + b"\x3b" * 255 + b"\x05\x3b\x3b\x3b\x3b\x3b\x00"
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\x3b" * 6 + LOOP + FRAME * 2 + b"\x3b"
IMAGES = [("image/jpeg", JPEG), ("image/gif", GIF)]
FILES = [
    ("video", "video/webm", webm(is_sized=True)),
    ("video", "video/webm", webm(is_sized=False)),
    ("video", "video/avi", AVI),
    ("thumbnail", "image/png", PNG),
    ("thumbnail", "image/webp", WEBP),
]


@pytest.mark.parametrize(("variant", "media_type", "data"), FILES)
def test_a_cut_file_without_a_length_is_fetched_again(
    call: Either, path: Path, variant: str, media_type: str, data: bytes
) -> None:
    """Nothing but its structure shows that it is cut."""
    cut = StubResponse(200, data[:-9], length=False)
    call.server.respond_with(cut, StubResponse(200, data, length=False))
    with virtual_time():
        assert call("download", "video_1", path, variant=variant).content_type == media_type
    assert path.read_bytes() == data and len(call.server.requests) == 2
    path.unlink()
    call.server.respond_with(cut)
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path, variant=variant)
    assert not path.exists() and left_over(path) == []
    call.server.respond_with(StubResponse(200, data[:-9]))
    with pytest.raises(WrongContent, match="damaged"):
        call("download", "video_1", path, variant=variant)


@pytest.mark.parametrize(("variant", "media_type", "data"), FILES)
def test_every_cut_but_one_between_two_blocks_is_detected(variant: str, media_type: str, data: bytes) -> None:
    """A live stream may end after any block."""
    accepted = [
        size
        for size in range(64, len(data) + 1)
        if check_structure(io.BytesIO(data[:size]), size, media_type).problem is None
    ]
    assert accepted[-1] == len(data)
    most = 1
    if media_type == "video/avi":
        most = 10  # after the first of its two RIFF files, up to the length of the second
    elif data == webm(is_sized=False):
        most = 10  # after each of the elements
    assert len(accepted) <= most


@pytest.mark.parametrize(("media_type", "data"), IMAGES)
def test_a_cut_image_without_a_length_is_fetched_again(call: Either, path: Path, media_type: str, data: bytes) -> None:
    """Where the length was sent, an image without its end is accepted: some encoders leave it out, and viewers allow it."""
    cut = StubResponse(200, data[:-9], length=False)
    call.server.respond_with(cut, StubResponse(200, data, length=False))
    with virtual_time():
        assert call("download", "video_1", path, variant="thumbnail").content_type == media_type
    assert path.read_bytes() == data and len(call.server.requests) == 2
    path.unlink()
    call.server.respond_with(cut)
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path, variant="thumbnail")
    assert not path.exists() and left_over(path) == []
    call.server.respond_with(StubResponse(200, data[:-2]))
    call("download", "video_1", path, variant="thumbnail")
    assert path.read_bytes() == data[:-2]


@pytest.mark.parametrize(("media_type", "data"), IMAGES)
def test_every_cut_of_an_image_is_detected(media_type: str, data: bytes) -> None:
    """Wherever it is; a long scan is read in several pieces."""
    for size in range(6, len(data)):
        check = check_structure(io.BytesIO(data[:size]), size, media_type)
        assert check.is_cut and check.is_tolerated, size
    assert check_structure(io.BytesIO(data), len(data), media_type).problem is None
    for length in range(65_536 - 40, 65_536 + 40):
        long = JPEG[:-2] + bytes(length) + b"\xff\xd9"
        assert check_structure(io.BytesIO(long), len(long), "image/jpeg").problem is None
        assert check_structure(io.BytesIO(long[:-1]), len(long) - 1, "image/jpeg").is_cut


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("video/avi", b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(99)),
        ("audio/wav", b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(99)),
        ("image/avif", b"\x00\x00\x00\x1cftypavif" + bytes(99)),
        ("video/mp4", box(b"ftyp") + box(b"moov") + box(b"mdat") + b"\x00\x00\x00\x09\xff\xff\xff\xff appended"),
        ("image/png", PNG + b"appended"),
        ("image/jpeg", JPEG + b"appended"),
        ("image/jpeg", JPEG[:2] + b"between" + JPEG[2:]),
        ("image/gif", GIF + b"appended"),
        ("image/gif", GIF[:-1] + b"\x00" + GIF[-1:]),
        ("image/webp", WEBP + b"appended"),
    ],
)
def test_files_that_cannot_be_checked_are_accepted(media_type: str, data: bytes) -> None:
    """Lengths that were never filled in, formats without one, and bytes after the end, which players ignore."""
    assert check_structure(io.BytesIO(data), len(data), media_type).problem is None


@pytest.mark.parametrize(
    ("media_type", "data", "words"),
    [
        ("image/png", PNG[:8] + bytes(200), "no PNG chunk at byte 8"),
        ("video/mp4", box(b"ftyp") + box(b"\x00\x01\x02\x03") + box(b"moov") + box(b"mdat"), "no box at byte 8"),
        ("video/webm", element("1A45DFA3", b"") + bytes(200), "no element"),
        ("video/webm", element("1A45DFA3", b"") + element("18538067", b"", is_sized=False), "Cluster"),
    ],
)
def test_damaged_files_are_reported(media_type: str, data: bytes, words: str) -> None:
    """With the place of the damage."""
    assert words in str(check_structure(io.BytesIO(data), len(data), media_type).problem)


def by_path(content: list[Reply], status: object) -> Reply:
    """Respond to requests for the content with a script, the last one for ever, and to others with a job."""

    def reply(request: ReceivedRequest) -> StubResponse:
        if not request.target.endswith(("/content", ".mp4")):
            return StubResponse.json(status)
        response = content.pop(0) if len(content) > 1 else content[0]
        assert isinstance(response, StubResponse)
        return response

    return reply


@pytest.mark.parametrize("status", [404, 409, 202, 204])
@pytest.mark.parametrize("source", ["endpoint", "url"])
def test_a_clip_that_appears_late_is_downloaded(call: Either, path: Path, status: int, source: str) -> None:
    """A store can be some seconds behind the job's status."""
    completed = job("completed")
    if source == "url":
        call.dialect = URL_DIALECT
        completed = job("completed", video_url=f"{call.server.url}/clip.mp4")
    late = StubResponse.json({"error": {"message": "no such file"}}, status)
    if status == 204:
        late = StubResponse(204, b"")
    call.server.respond_with(by_path([late, late, late, late, WHOLE], completed))
    with virtual_time() as clock:
        call("download", "video_1", path)
    assert sum(clock.sleeps) <= 15


@pytest.mark.parametrize(("status", "error"), [(404, NotFound), (409, ApiError), (202, DownloadError)])
def test_a_clip_that_never_appears_is_an_error(call: Either, path: Path, status: int, error: type[Exception]) -> None:
    """After a quarter of a minute."""
    call.dialect = EITHER_DIALECT
    call.server.respond_with(by_path([StubResponse.json({"error": "lost"}, status)], job("completed")))
    with virtual_time() as clock, pytest.raises(error):
        call("download", "video_1", path)
    assert 5 < sum(clock.sleeps) <= 15 and left_over(path) == []


def test_a_stream_without_end_does_not_fill_the_disk(call: Either, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless ``max_bytes`` allows it."""
    monkeypatch.setattr(sink, "MAX_UNANNOUNCED_BYTES", 50_000)
    endless = StubResponse(200, WHOLE.body, MP4, length=False)
    call.server.respond_with(endless)
    with pytest.raises(DownloadError, match="50,000 bytes; max_bytes"):
        call("download", "video_1", path)
    assert left_over(path) == []
    call("download", "video_1", path, max_bytes=10**6)
    monkeypatch.setattr(sink, "MAX_UNANNOUNCED_BYTES", len(WHOLE.body))
    call("download", "video_1", path)
    call.server.respond_with(WHOLE)
    call("download", "video_1", path)


def test_a_resumed_image_of_unknown_length_needs_its_end(call: Either, path: Path) -> None:
    """A range does not prove the length of the whole."""
    tagged = {"ETag": '"v1"'}
    broken = StubResponse(
        200, b"64\r\n" + JPEG[:100] + b"\r\n", {**tagged, "Transfer-Encoding": "chunked"}, length=False
    )
    rest = {**tagged, "Content-Range": f"bytes 100-{len(JPEG) - 10}/*"}
    call.server.respond_with(broken, StubResponse(206, JPEG[100:-9], rest), StubResponse(200, JPEG, tagged))
    with virtual_time():
        call("download", "video_1", path, variant="thumbnail")
    assert path.read_bytes() == JPEG and call.server.requests[1].headers["range"] == "bytes=100-"
