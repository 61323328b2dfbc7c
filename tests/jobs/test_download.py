"""Downloading: the name asked for never holds a partial or a wrong file, and the key stays at home."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Either
from tests.jobs.wire import (
    CLIP,
    DIALECT,
    KEY,
    URL_DIALECT,
    Answer,
    Seen,
    box,
    dialect,
    job,
)
from tests.stalling import stalled
from videojobs import (
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
WHOLE = Answer(200, CLIP, MP4)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x00" * 80


def ranged(clip: bytes = CLIP, etag: str = '"v1"', cut: int | None = None) -> Any:
    """Return a server of one file that knows ranges; ``cut``: each answer breaks after so many bytes."""

    def answer(seen: Seen) -> Answer:
        wanted = seen.headers.get("range")
        if wanted is None or seen.headers.get("if-range", etag) != etag:
            return Answer(200, clip, {**MP4, "ETag": etag}, cut=cut)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start >= len(clip):
            return Answer(416, b"", {"Content-Range": f"bytes */{len(clip)}"})
        span = f"bytes {start}-{len(clip) - 1}/{len(clip)}"
        return Answer(206, clip[start:], {**MP4, "ETag": etag, "Content-Range": span}, cut=cut)

    return answer


def left_over(path: Path) -> list[str]:
    """Return what stands beside the clip."""
    return sorted(item.name for item in path.parent.iterdir() if item != path)


def test_a_clip_is_downloaded(call: Either, path: Path) -> None:
    """Whole, under its name, with nothing left beside it; every byte is reported."""
    told: list[tuple[int, int | None]] = []
    call.wire.says(WHOLE)
    found = call("download", "video_1", path, on_progress=lambda done, total: told.append((done, total)))
    assert path.read_bytes() == CLIP and left_over(path) == []
    assert (found.path, found.bytes, found.content_type) == (path, len(CLIP), "video/mp4")
    assert told[-1] == (len(CLIP), len(CLIP))
    assert call.wire.seen[0].target == "/videos/video_1/content"
    assert call.wire.seen[0].headers["accept-encoding"] == "identity"


def test_variants_are_images(call: Either, path: Path) -> None:
    """They are asked for by name and checked for what they are."""
    call.wire.says(Answer(200, WEBP, {"Content-Type": "image/webp"}))
    assert call("download", "video_1", path, variant="thumbnail").content_type == "image/webp"
    assert call.wire.seen[0].target == "/videos/video_1/content?variant=thumbnail"
    call.wire.says(WHOLE)
    with pytest.raises(WrongContent, match="requested an image, received video/mp4"):
        call("download", "video_1", path, variant="spritesheet")
    call.dialect = URL_DIALECT
    call.dialect = dialect(operations={"retrieve": DIALECT.operations["retrieve"]})
    with pytest.raises(NotSupported, match="content"):
        call("download", "video_1", path, variant="thumbnail")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer.json({"error": {"message": "Azure says invalid_api_key"}}), "invalid_api_key"),
        (Answer(200, b'{"error": {"message": "expired link"}}', MP4), "expired link"),
        (Answer(200, b"<html><h1>Sign in</h1></html>", {"Content-Type": "text/html"}), "Sign in"),
        (Answer(200, b"<html><h1>Sign in</h1></html>" * 9, MP4), "Sign in"),
        (Answer(200, b"please wait", {"Content-Type": "text/plain"}), "please wait"),
        (Answer(200, b"", MP4), "empty"),
        (Answer(200, WEBP, MP4), "image/webp"),
        (Answer(200, b"\x00" * 300, MP4), "something else"),
        (Answer(200, CLIP[:-1000], MP4), "damaged"),
        (Answer(200, box(b"ftyp", b"isom\x00\x00\x02\x00") + box(b"mdat", b"\x00" * 99), MP4), "moov"),
        (Answer(200, CLIP, {**MP4, "Content-Encoding": "gzip"}), "Content-Encoding"),
        (Answer(200, CLIP, {**MP4, "Content-Encoding": "br"}), "Content-Encoding"),
    ],
)
def test_wrong_content_is_quoted_and_not_kept(call: Either, path: Path, answer: Answer, words: str) -> None:
    """The old file stays; nothing that could poison a resume is left."""
    path.write_bytes(b"old")
    call.wire.says(answer)
    with pytest.raises(WrongContent, match=words) as caught:
        call("download", "video_1", path)
    assert path.read_bytes() == b"old" and left_over(path) == []
    assert caught.value.ref.id == "video_1"


def test_a_cut_transfer_is_resumed_within_the_call(call: Either, path: Path) -> None:
    """Each try starts where the last one ended, of the very same file."""
    call.wire.says(ranged(cut=40_000))
    with virtual_time():
        assert call("download", "video_1", path).bytes == len(CLIP)
    assert path.read_bytes() == CLIP and left_over(path) == []
    starts = [(seen.headers.get("range"), seen.headers.get("if-range")) for seen in call.wire.seen]
    assert starts == [(None, None), ("bytes=40000-", '"v1"'), ("bytes=80000-", '"v1"')]


def test_a_later_call_resumes(call: Either, path: Path) -> None:
    """The part and its note survive; another job's part does not count."""
    call.wire.says(Answer(200, CLIP, ETAG, cut=50_000), Answer(reset=True))
    with virtual_time(), pytest.raises(IncompleteDownload, match="resume"):
        call("download", "video_1", path)
    assert not path.exists() and left_over(path) == ["clip.mp4.part", "clip.mp4.part.json"]
    note = (path.parent / "clip.mp4.part.json").read_text()
    assert KEY not in note and json.loads(note)["origin"]["etag"] == '"v1"'
    call.wire.says(ranged())
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and call.wire.seen[0].headers["range"] == "bytes=50000-"


@pytest.mark.parametrize(
    "note",
    [None, "{", "[]", '{"of": 1}', '{"of": {"provider": "wired", "id": "video_1", "variant": "video"}, "origin": {}}',
     '{"of": {"provider": "wired", "id": "video_9", "variant": "video"}, "origin": {"url": "x", "etag": null}}',
     '{"of": {"provider": "wired", "id": "video_1", "variant": "video"}, "origin": {"url": "x", "etag": "a\\r\\nb: c"}}'],
)  # fmt: skip
def test_a_part_of_unknown_origin_is_not_resumed(call: Either, path: Path, note: str | None) -> None:
    """It could be of another clip."""
    (path.parent / "clip.mp4.part").write_bytes(b"junk")
    if note is not None:
        (path.parent / "clip.mp4.part.json").write_text(note)
    call.wire.says(ranged())
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.wire.seen[0].headers


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
    call.wire.says(ranged(changed, etag='"v2"'))
    call("download", "video_1", path)
    assert path.read_bytes() == changed


@pytest.mark.parametrize(
    "headers",
    [{"Content-Range": f"bytes 0-{len(CLIP) - 1}/{len(CLIP)}"}, {"Content-Range": "bytes 50000-60000/60001"},
     {"Content-Range": "nonsense"}, {}, {"Content-Range": f"bytes 50000-{len(CLIP) - 1}/{len(CLIP)}", "ETag": '"v9"'}],
)  # fmt: skip
def test_a_range_that_was_not_asked_for_is_not_glued_on(call: Either, path: Path, headers: dict[str, str]) -> None:
    """The download starts again from zero."""
    left_part(path, 50_000)
    call.wire.says(Answer(206, CLIP, {**MP4, **headers}), WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP and "range" not in call.wire.seen[1].headers


def test_a_part_that_is_whole_already(call: Either, path: Path) -> None:
    """416 with the same length means done; with another, start again."""
    left_part(path, len(CLIP))
    call.wire.says(ranged())
    assert call("download", "video_1", path).bytes == len(CLIP)
    assert path.read_bytes() == CLIP and len(call.wire.seen) == 1
    left_part(path, 100, total=None)
    call.wire.says(Answer(416, b"", {"Content-Range": "bytes */50"}), WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP


def test_truncation_without_a_length_is_seen(call: Either, path: Path) -> None:
    """A connection that just ends proves nothing: the boxes do."""
    cut = Answer(200, CLIP[:-500], MP4, length=False)
    call.wire.says(cut, Answer(200, CLIP, MP4, length=False))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    path.unlink()
    call.wire.says(cut)
    with virtual_time(), pytest.raises(IncompleteDownload):
        call("download", "video_1", path)
    assert not path.exists()


def test_a_connection_that_never_comes_is_a_transport_error(call: Either, path: Path) -> None:
    """After four tries without a byte; nothing is left behind."""
    call.wire.says(Answer(reset=True))
    with virtual_time(), pytest.raises(TransportError):
        call("download", "video_1", path)
    assert len(call.wire.seen) == 4 and left_over(path) == []


def test_busy_servers_are_asked_again(call: Either, path: Path) -> None:
    """429 and 5xx, as their hints say; then it is an error."""
    call.wire.says(Answer(503), Answer.json({}, 429, Retry_After="2"), WHOLE)
    with virtual_time() as clock:
        call("download", "video_1", path)
    assert clock.sleeps == [1.0, 2.0]
    call.wire.says(Answer.json({"error": {"message": "Failed to fetch video content"}}, 502))
    with virtual_time(), pytest.raises(ServerError, match="Failed to fetch"):
        call("download", "video_1", path)


@pytest.mark.parametrize("status", [404, 400, 409, 202])
@pytest.mark.parametrize(("state", "words"), [("in_progress", "wait"), ("failed", "moderation")])
def test_a_clip_that_is_not_there_yet(call: Either, path: Path, status: int, state: str, words: str) -> None:
    """The job tells why: not finished, or failed."""
    stands = Answer.json(job(state, error={"message": "moderation"} if state == "failed" else None))
    call.wire.says(Answer.json({"detail": "Generation is still in-progress"}, status), stands)
    with pytest.raises(ContentNotReady, match=words) as caught:
        call("download", "video_1", path)
    assert caught.value.job.status == state and left_over(path) == []


def test_a_missing_clip_of_a_finished_job_is_an_api_error(call: Either, path: Path) -> None:
    """Then the server is wrong, not the caller; a failed job is not even asked for its clip."""
    call.wire.says(Answer.json({"error": "lost"}, 404), Answer.json(job("completed")))
    with pytest.raises(NotFound, match="lost"):
        call("download", "video_1", path)
    call.wire.says(WHOLE)
    with pytest.raises(ContentNotReady):
        call("download", reconcile(job("failed"), DIALECT), path)
    assert call.wire.seen == []
    call.wire.says(Answer.json({"error": "key"}, 401))
    with pytest.raises(AuthenticationError):
        call("download", "video_1", path)


def test_bounds(call: Either, path: Path) -> None:
    """``max_bytes`` holds with and without an announced length, to the byte."""
    assert call.wire.says(WHOLE) and call("download", "video_1", path, max_bytes=len(CLIP))
    for answer in (WHOLE, Answer(200, CLIP, MP4, length=False)):
        call.wire.says(answer)
        with pytest.raises(DownloadError, match="max_bytes"):
            call("download", "video_1", path, max_bytes=len(CLIP) - 1)
    for wrong in ({"max_bytes": 0}, {"timeout": 0}, {"variant": ""}):
        with pytest.raises(InvalidRequest):
            call("download", "video_1", path, **wrong)


def test_a_deadline_holds_whatever_trickles(call: Either, path: Path) -> None:
    """The part is kept."""
    with stalled() as wait:

        def never(_: Seen) -> Answer:
            while wait(1.0):
                pass
            return WHOLE

        call.wire.says(never)
        with pytest.raises(IncompleteDownload, match=r"time allowed|within"):
            call("download", "video_1", path, timeout=0.3)


def test_the_folder_must_exist(call: Either, path: Path) -> None:
    """Local trouble is told before anything is fetched."""
    for wrong in (path.parent, path.parent / "no" / "clip.mp4", path.parent / "a\0b"):
        with pytest.raises(DownloadError):
            call("download", "video_1", wrong)
    assert call.wire.seen == []


def test_nothing_is_written_through_a_link(call: Either, path: Path) -> None:
    """A planted ``.part`` link would overwrite another file."""
    victim = path.parent / "victim"
    victim.write_bytes(b"precious")
    path.with_name("clip.mp4.part").symlink_to(victim)
    call.wire.says(WHOLE)
    with pytest.raises(DownloadError, match="symbolic link"):
        call("download", "video_1", path)
    assert victim.read_bytes() == b"precious"


def test_two_downloads_of_one_name_do_not_mix(call: Either, path: Path) -> None:
    """The second is refused while the first is at work."""
    from videojobs.jobs.download.partial_file import Identity, PartialFile

    part = PartialFile.open(path, Identity(provider="wired", id="video_1", variant="video"))
    try:
        call.wire.says(WHOLE)
        with pytest.raises(DownloadError, match="another download"):
            call("download", "video_1", path)
    finally:
        part.close()


def test_an_error_of_the_caller_keeps_the_part(call: Either, path: Path) -> None:
    """What ``on_progress`` raises passes through."""

    def stop(done: int, total: int | None) -> None:
        raise KeyError("enough")

    call.wire.says(Answer(200, CLIP, ETAG))
    with pytest.raises(KeyError, match="enough"):
        call("download", "video_1", path, on_progress=stop)
    assert not path.exists() and path.with_name("clip.mp4.part").stat().st_size > 0
