"""Downloads: the target never holds a partial or a wrong file, and the key never leaves its origin."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import (
    CLIP,
    DIALECT,
    KEY,
    URL_DIALECT,
    ReceivedRequest,
    StubResponse,
    StubServer,
    box,
    dialect,
    job,
)
from tests.stalling import stalled
from videojobs import (
    ApiError,
    AsyncVideoClient,
    AuthenticationError,
    ContentNotReady,
    DownloadError,
    IncompleteDownload,
    InvalidRequest,
    NotFound,
    NotSupported,
    ServerError,
    TransportError,
    WrongContent,
)
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.testing import virtual_time

MP4 = {"Content-Type": "video/mp4"}
ETAG = {**MP4, "ETag": '"v1"'}
WHOLE = StubResponse(200, CLIP, MP4)
OF_THE_CLIP = '"of": {"provider": "wired", "id": "video_1", "variant": "video"}'
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x00" * 80


def ranged(clip: bytes = CLIP, etag: str = '"v1"', cut: int | None = None) -> Any:
    """Return a server of one file that supports ranges; ``cut``: each response breaks after so many bytes."""

    def response(request: ReceivedRequest) -> StubResponse:
        byte_range = request.headers.get("range")
        if byte_range is None or request.headers.get("if-range", etag) != etag:
            return StubResponse(200, clip, {**MP4, "ETag": etag}, cut=cut)
        start = int(byte_range.removeprefix("bytes=").removesuffix("-"))
        if start >= len(clip):
            return StubResponse(416, b"", {"Content-Range": f"bytes */{len(clip)}"})
        span = f"bytes {start}-{len(clip) - 1}/{len(clip)}"
        return StubResponse(206, clip[start:], {**MP4, "ETag": etag, "Content-Range": span}, cut=cut)

    return response


def left_over(path: Path) -> list[str]:
    """Return the names of the files beside the clip."""
    return sorted(item.name for item in path.parent.iterdir() if item != path)


def test_a_clip_is_downloaded(call: Either, path: Path) -> None:
    """Whole, under its name, with nothing left beside it; every byte is reported."""
    reports: list[tuple[int, int | None]] = []
    call.server.respond_with(WHOLE)
    result = call("download", "video_1", path, on_progress=lambda done, total: reports.append((done, total)))
    assert path.read_bytes() == CLIP and left_over(path) == []
    assert (result.path, result.bytes, result.content_type) == (path, len(CLIP), "video/mp4")
    assert reports[-1] == (len(CLIP), len(CLIP))
    assert call.server.requests[0].target == "/videos/video_1/content"
    assert call.server.requests[0].headers["accept-encoding"] == "identity"


def test_variants_are_images(call: Either, path: Path) -> None:
    """They are requested by name, and their media type is checked."""
    call.server.respond_with(StubResponse(200, WEBP, {"Content-Type": "image/webp"}))
    assert call("download", "video_1", path, variant="thumbnail").content_type == "image/webp"
    assert call.server.requests[0].target == "/videos/video_1/content?variant=thumbnail"
    call.server.respond_with(WHOLE)
    with pytest.raises(WrongContent, match="requested an image, received video/mp4"):
        call("download", "video_1", path, variant="spritesheet")
    call.dialect = URL_DIALECT
    call.dialect = dialect(operations={"retrieve": DIALECT.operations["retrieve"]})
    with pytest.raises(
        NotSupported, match=r"Wired has no variant .thumbnail. of a clip; it serves the video only"
    ) as caught:
        call("download", "video_1", path, variant="thumbnail")
    assert (caught.value.provider, caught.value.ref and caught.value.ref.id) == ("wired", "video_1")


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (StubResponse.json({"error": {"message": "Azure says invalid_api_key"}}), "invalid_api_key"),
        (StubResponse(200, b'{"error": {"message": "expired link"}}', MP4), "expired link"),
        (StubResponse(200, b"<html><h1>Sign in</h1></html>", {"Content-Type": "text/html"}), "Sign in"),
        (StubResponse(200, b"<html><h1>Sign in</h1></html>" * 9, MP4), "Sign in"),
        (StubResponse(200, b"please wait", {"Content-Type": "text/plain"}), "please wait"),
        (StubResponse(200, b"", MP4), "empty"),
        (StubResponse(200, WEBP, MP4), "received image/webp$"),
        (StubResponse(200, b"\x00" * 300, MP4), "something else"),
        (StubResponse(200, CLIP[:-1000], MP4), "damaged"),
        (StubResponse(200, box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"mdat", b"\x00" * 99), MP4), "moov"),
        (StubResponse(200, CLIP, {**MP4, "Content-Encoding": "gzip"}), "Content-Encoding"),
        (StubResponse(200, CLIP, {**MP4, "Content-Encoding": "br"}), "Content-Encoding"),
    ],
)
def test_wrong_content_is_quoted_and_not_kept(call: Either, path: Path, response: StubResponse, words: str) -> None:
    """The old file stays; nothing that could poison a resume is left."""
    path.write_bytes(b"old")
    call.server.respond_with(response)
    with pytest.raises(WrongContent, match=words) as caught:
        call("download", "video_1", path)
    assert path.read_bytes() == b"old" and left_over(path) == []
    assert caught.value.ref.id == "video_1"


def test_a_cut_transfer_is_resumed_within_the_call(call: Either, path: Path) -> None:
    """Each try starts where the last one ended, of the very same file."""
    call.server.respond_with(ranged(cut=40_000))
    with virtual_time():
        assert call("download", "video_1", path).bytes == len(CLIP)
    assert path.read_bytes() == CLIP and left_over(path) == []
    starts = [(request.headers.get("range"), request.headers.get("if-range")) for request in call.server.requests]
    assert starts == [(None, None), ("bytes=40000-", '"v1"'), ("bytes=80000-", '"v1"')]


def test_a_later_call_resumes(call: Either, path: Path) -> None:
    """The part and its note survive; another job's part does not count."""
    call.server.respond_with(StubResponse(200, CLIP, ETAG, cut=50_000), StubResponse(reset=True))
    with virtual_time(), pytest.raises(IncompleteDownload, match="resume"):
        call("download", "video_1", path)
    assert not path.exists() and left_over(path) == ["clip.mp4.part", "clip.mp4.part.json"]
    note = (path.parent / "clip.mp4.part.json").read_text()
    assert KEY not in note and json.loads(note)["origin"]["etag"] == '"v1"'
    call.server.respond_with(ranged())
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.server.requests[0].headers["range"] == "bytes=50000-"


@pytest.mark.parametrize(
    "note",
    ["{", "[]", '{"of": 1}', '{"of": {"provider": "wired", "id": "video_1", "variant": "video"}, "origin": {}}',
     '{"of": {"provider": "wired", "id": "video_9", "variant": "video"}, "origin": {"url": "x", "etag": null}}',
     '{"of": {"provider": "wired", "id": "video_1", "variant": "video"}, "origin": {"url": "x", "etag": "a\\r\\nb: c"}}',
     f'{{{OF_THE_CLIP}, "origin": {{"url": "x", "etag": "\\"v1\\"\\r\\nb: c", "last_modified": null, "total": null}}}}',
     f'{{{OF_THE_CLIP}, "origin": {{"url": "x", "etag": "\\"v1\\"", "last_modified": null, "total": -1}}}}'],
)  # fmt: skip
def test_a_part_of_unknown_origin_is_not_resumed(call: Either, path: Path, note: str) -> None:
    """It could be of another clip."""
    (path.parent / "clip.mp4.part").write_bytes(b"junk")
    (path.parent / "clip.mp4.part.json").write_text(note)
    call.server.respond_with(ranged())
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.server.requests[0].headers


def left_part(path: Path, size: int, etag: str = '"v1"', total: int | None = len(CLIP)) -> None:
    """Leave what an interrupted download leaves."""
    path.with_name("clip.mp4.part").write_bytes(CLIP[:size])
    of = {"provider": "wired", "id": "video_1", "variant": "video"}
    origin = {"url": "x", "etag": etag, "last_modified": None, "total": total}
    path.with_name("clip.mp4.part.json").write_text(json.dumps({"version": 1, "of": of, "origin": origin}))


def test_a_changed_file_is_fetched_from_the_start(call: Either, path: Path) -> None:
    """If-Range makes the server send all of the new one."""
    changed = CLIP[:-1] + b"\x07"
    left_part(path, 50_000)
    call.server.respond_with(ranged(changed, etag='"v2"'))
    call("download", "video_1", path)
    assert path.read_bytes() == changed


@pytest.mark.parametrize(
    "headers",
    [{"Content-Range": f"bytes 0-{len(CLIP) - 1}/{len(CLIP)}"}, {"Content-Range": "bytes 50000-60000/60001"},
     {"Content-Range": "nonsense"}, {}, {"Content-Range": f"bytes 50000-{len(CLIP) - 1}/{len(CLIP)}", "ETag": '"v9"'}],
)  # fmt: skip
def test_a_range_that_was_not_requested_is_not_appended(call: Either, path: Path, headers: dict[str, str]) -> None:
    """The download starts again from zero."""
    left_part(path, 50_000)
    call.server.respond_with(StubResponse(206, CLIP, {**MP4, **headers}), WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.server.requests[1].headers


def test_a_part_that_is_whole_already(call: Either, path: Path) -> None:
    """416 with the same length means done; with another, start again."""
    left_part(path, len(CLIP))
    call.server.respond_with(ranged())
    assert call("download", "video_1", path).bytes == len(CLIP)
    assert path.read_bytes() == CLIP and len(call.server.requests) == 1
    left_part(path, 100, total=None)
    call.server.respond_with(StubResponse(416, b"", {"Content-Range": "bytes */50"}), WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP


def test_truncation_without_a_length_is_detected(call: Either, path: Path) -> None:
    """A connection that just ends proves nothing: the boxes do."""
    cut = StubResponse(200, CLIP[:-500], MP4, length=False)
    call.server.respond_with(cut, StubResponse(200, CLIP, MP4, length=False))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    path.unlink()
    call.server.respond_with(cut)
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path)
    assert not path.exists()


def test_a_connection_that_never_comes_is_a_transport_error(call: Either, path: Path) -> None:
    """After four tries without a byte; nothing is left behind."""
    call.server.respond_with(StubResponse(reset=True))
    with virtual_time(), pytest.raises(TransportError):
        call("download", "video_1", path)
    assert len(call.server.requests) == 4 and left_over(path) == []


def test_requests_to_busy_servers_are_repeated(call: Either, path: Path) -> None:
    """429 and 5xx, as their hints say; then it is an error."""
    call.server.respond_with(StubResponse(503), StubResponse.json({}, 429, Retry_After="2"), WHOLE)
    with virtual_time() as clock:
        call("download", "video_1", path)
    assert clock.sleeps == [1.0, 2.0]
    call.server.respond_with(StubResponse.json({"error": {"message": "Failed to fetch video content"}}, 502))
    with virtual_time(), pytest.raises(ServerError, match="Failed to fetch"):
        call("download", "video_1", path)


@pytest.mark.parametrize(("status", "code"), [(429, "insufficient_quota"), (402, "no_money")])
def test_a_refusal_for_money_is_not_repeated(call: Either, path: Path, status: int, code: str) -> None:
    """And the bytes that arrived before it are kept for a later call."""
    refusal = StubResponse.json({"error": {"message": "no", "code": code}}, status)
    call.server.respond_with(StubResponse(200, CLIP, ETAG, cut=40_000), refusal)
    with virtual_time(), pytest.raises(ApiError) as caught:
        call("download", "video_1", path)
    assert len(call.server.requests) == 2 and caught.value.ref.id == "video_1"
    assert left_over(path) == ["clip.mp4.part", "clip.mp4.part.json"] and not path.exists()


@pytest.mark.parametrize("status", [404, 400, 409, 202])
@pytest.mark.parametrize(("state", "words"), [("in_progress", "wait"), ("failed", "moderation")])
def test_a_clip_that_is_not_there_yet(call: Either, path: Path, status: int, state: str, words: str) -> None:
    """The job tells why: not finished, or failed."""
    stands = StubResponse.json(job(state, error={"message": "moderation"} if state == "failed" else None))
    call.server.respond_with(StubResponse.json({"detail": "Generation is still in-progress"}, status), stands)
    with pytest.raises(ContentNotReady, match=words) as caught:
        call("download", "video_1", path)
    assert caught.value.job.status == state and left_over(path) == []


def test_a_missing_clip_of_a_finished_job_is_an_api_error(call: Either, path: Path) -> None:
    """Then the server is wrong, not the caller; of a failed job no clip is requested."""
    missing, completed = StubResponse.json({"error": "lost"}, 404), StubResponse.json(job("completed"))
    call.server.respond_with(lambda request: missing if request.target.endswith("/content") else completed)
    with virtual_time(), pytest.raises(NotFound, match="lost"):
        call("download", "video_1", path)
    call.server.respond_with(WHOLE)
    with pytest.raises(ContentNotReady):
        call("download", reconcile(job("failed"), DIALECT), path)
    assert call.server.requests == []
    call.server.respond_with(StubResponse.json({"error": "key"}, 401))
    with pytest.raises(AuthenticationError):
        call("download", "video_1", path)


def test_bounds(call: Either, path: Path) -> None:
    """``max_bytes`` holds with and without an announced length, to the byte."""
    assert call.server.respond_with(WHOLE) and call("download", "video_1", path, max_bytes=len(CLIP))
    for response in (WHOLE, StubResponse(200, CLIP, MP4, length=False)):
        call.server.respond_with(response)
        with pytest.raises(DownloadError, match="max_bytes"):
            call("download", "video_1", path, max_bytes=len(CLIP) - 1)
    for wrong in ({"max_bytes": 0}, {"timeout": 0}, {"variant": ""}):
        with pytest.raises(InvalidRequest):
            call("download", "video_1", path, **wrong)


def test_a_deadline_ends_a_trickle(call: Either, path: Path) -> None:
    """The part is kept."""
    with stalled() as wait:

        def never(_: ReceivedRequest) -> StubResponse:
            while wait(1.0):
                pass
            return WHOLE

        call.server.respond_with(never)
        call.settings = {"timeout": None}  # so that only the deadline of the call can end it
        with pytest.raises(IncompleteDownload, match=r"time allowed|within"):
            call("download", "video_1", path, timeout=0.3)


def test_the_folder_must_exist(call: Either, path: Path) -> None:
    """Local problems are reported before anything is fetched."""
    for wrong in (path.parent, path.parent / "no" / "clip.mp4", path.parent / "a\0b"):
        with pytest.raises(DownloadError):
            call("download", "video_1", wrong)
    assert call.server.requests == []


def test_nothing_is_written_through_a_link(call: Either, path: Path) -> None:
    """A planted ``.part`` link would overwrite another file."""
    victim = path.parent / "victim"
    victim.write_bytes(b"precious")
    path.with_name("clip.mp4.part").symlink_to(victim)
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError, match="symbolic link"):
        call("download", "video_1", path)
    assert victim.read_bytes() == b"precious"


def test_two_downloads_of_one_name_do_not_mix(call: Either, path: Path) -> None:
    """The second is refused while the first is at work."""
    from videojobs.jobs.download.partial_file import Identity, PartialFile

    part = PartialFile.open(path, Identity(provider="wired", id="video_1", variant="video"))
    try:
        call.server.respond_with(WHOLE)
        with pytest.raises(DownloadError, match="another download"):
            call("download", "video_1", path)
    finally:
        part.close()


def test_an_error_of_the_caller_keeps_the_part(call: Either, path: Path) -> None:
    """What ``on_progress`` raises passes through."""

    def stop(done: int, total: int | None) -> None:
        raise KeyError("enough")

    call.server.respond_with(StubResponse(200, CLIP, ETAG))
    with pytest.raises(KeyError, match="enough"):
        call("download", "video_1", path, on_progress=stop)
    assert not path.exists() and path.with_name("clip.mp4.part").stat().st_size > 0


def test_a_deadline_that_passes_without_a_byte_is_an_incomplete_download(call: Either, path: Path) -> None:
    """Not the fault of the last try: a longer deadline would have helped."""
    call.server.respond_with(StubResponse(reset=True))
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path, timeout=1.0)
    with virtual_time(), pytest.raises(TransportError):
        call("download", "video_1", path)


def test_progress_is_reported_while_a_custom_client_downloads(server: StubServer, path: Path) -> None:
    """After each MiB, which is written to the disk then, and at the end."""
    clip = CLIP + box(b"free", bytes(3 * 2**20))
    server.respond_with(StubResponse(200, clip, MP4))
    reports: list[int] = []

    async def main() -> None:
        async with httpx.AsyncClient() as http:
            client = AsyncVideoClient(DIALECT, base_url=server.url, api_key=KEY, http_client=http)
            await client.download("video_1", path, on_progress=lambda done, _: reports.append(done))

    asyncio.run(main())
    assert len([done for done in reports if done < len(clip)]) >= 2 and reports[-1] == len(clip)
