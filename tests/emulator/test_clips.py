"""Clips: what is seen in them, how they are rendered, and that rendering holds up nothing else."""

from __future__ import annotations

import io
import threading
from typing import Any

import anyio
import av
import httpx
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import EmulatedJob, Emulator, clip_rendering, create_app
from videojobs.emulator.clip_rendering import render, still

KEY = {"authorization": "Bearer emulator-key"}
SIZE = (320, 180)
BOAT = "A boat on a lake at night, with many lamps."


@pytest.fixture
def app() -> Emulator:
    """An emulator whose jobs are completed at once."""
    return create_app(dialect=DIALECT, document=DOCUMENT, render_seconds=0, seed=1)


def client_of(app: Emulator) -> httpx.AsyncClient:
    """Return a client without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a.test/v1", headers=KEY)


async def post(app: Emulator, path: str, body: Any) -> None:
    """Start a job."""
    async with client_of(app) as http:
        assert (await http.post(path, json=body)).status_code == 200


def frames_of(scenes: Any) -> list[Image.Image]:
    """Return the decoded frames of the clip of some scenes."""
    with av.open(io.BytesIO(render(*SIZE, scenes))) as clip:
        return [frame.to_image() for frame in clip.decode(video=0)]


def differs(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures, 0 to 255."""
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def above_counter(image: Image.Image) -> Image.Image:
    """Return the picture without the strip that has the counter."""
    return image.crop((0, 0, image.width, image.height * 85 // 100))


def test_clips_show_the_job_the_prompt_and_the_number_of_the_frame(app):
    """Another id or another prompt is another picture; within a clip, each frame differs in the counter alone."""
    same = [
        frames_of(create_app(dialect=DIALECT, document=DOCUMENT).add_job(prompt, id=id_).scenes)
        for prompt, id_ in ((BOAT, "video_1"), ("A cat rides a bicycle.", "video_1"), (BOAT, "video_2"))
    ]
    first, other_prompt, other_id = (above_counter(frames[0]) for frames in same)
    assert differs(first, other_prompt) > 0.2
    assert differs(first, other_id) > 5  # its colour, too
    frames = same[0]
    assert len({frame.tobytes() for frame in frames}) == len(frames) == 8
    assert max(differs(first, above_counter(frame)) for frame in frames) < 1
    assert differs(frames[0], frames[-1]) > 5


@pytest.mark.parametrize("prompt", ["", "\ud800", "a\0b\r\n\tc", "x" * 5_000, "\u65e5\u672c \U0001f600"])
@pytest.mark.parametrize("size", ["16x16", "721x17", "64x48"])
def test_any_prompt_can_be_drawn_at_any_size(app, prompt, size):
    """Text that cannot be drawn, or that is too long, is left out."""
    job = app.add_job(prompt, size=size, seconds=0.5)
    assert b"ftyp" in render(*job.parameters.pixels, job.scenes)[:12]


def test_a_clip_that_is_rendered_again_has_the_same_bytes():
    """So that its ETag, and a download that goes on, stay valid after it was forgotten; and in another run of a seed."""
    jobs = [create_app(dialect=DIALECT, document=DOCUMENT, seed=7).add_job("a boat") for _ in range(2)]
    assert render(*SIZE, jobs[0].scenes) == render(*SIZE, jobs[1].scenes)
    for variant in ("thumbnail", "spritesheet"):
        assert len({still(*SIZE, job.scenes, variant, "image/webp") for job in jobs}) == 1


def test_the_thumbnail_is_a_frame_and_the_spritesheet_has_sixteen(app):
    """In the size of the clip; the frames of the sheet are in the order of the clip."""
    job = app.add_job("a boat", seconds="12")
    frames = frames_of(job.scenes)
    thumbnail, sheet = (
        Image.open(io.BytesIO(still(*SIZE, job.scenes, variant, "image/png")))
        for variant in ("thumbnail", "spritesheet")
    )
    assert thumbnail.size == sheet.size == SIZE
    assert min(range(24), key=lambda index: differs(thumbnail, frames[index])) == 12
    tiles = [
        sheet.crop((80 * column, 45 * row, 80 * (column + 1), 45 * (row + 1)))
        for row in range(4)
        for column in range(4)
    ]
    for tile, index in zip(tiles, (23 * place // 15 for place in range(16)), strict=True):
        assert differs(tile, frames[index].resize((80, 45), Image.Resampling.BOX)) < 15
    assert differs(tiles[0], tiles[15]) > 3


def test_a_remix_shows_its_source_small(app):
    """In the corner, in the source's colour, with its prompt."""
    source = app.add_job("a boat", id="video_1", size="320x180")
    anyio.run(post, app, f"/videos/{source.id}/remix", {"prompt": "at night"})
    remix = app.jobs[-1]
    assert remix.scenes[0].note == "remix of video_1"
    corner = frames_of(remix.scenes)[5].crop((210, 90, 300, 140))
    assert differs(corner, frames_of(source.scenes)[5].crop((0, 90, 90, 140))) < 20
    assert differs(corner, frames_of(remix.scenes)[5].crop((0, 90, 90, 140))) > 20


def test_an_extended_clip_begins_with_its_source(app):
    """The new segment follows; the whole is as long as both. After many extensions it still is, in few scenes."""

    def extend(job: EmulatedJob) -> None:
        body = {"prompt": "at night", "seconds": "4", "video": {"id": job.id}}
        anyio.run(post, app, "/videos/extensions", body)

    source = app.add_job("a boat", seconds="8", size="320x180")
    extend(source)
    longer = app.jobs[-1]
    frames, before = frames_of(longer.scenes), frames_of(source.scenes)
    assert (len(frames), longer.parameters.seconds) == (24, 12)
    assert differs(above_counter(frames[0]), above_counter(before[0])) < 5
    assert differs(above_counter(frames[15]), above_counter(before[0])) < 5
    assert differs(above_counter(frames[16]), above_counter(before[0])) > 10
    for _ in range(10):
        extend(app.jobs[-1])
    last = app.jobs[-1]
    assert sum(scene.seconds for scene in last.scenes) == last.parameters.seconds == 52
    assert len(last.scenes) == 8


@pytest.mark.parametrize("limit", ["_MAX_FRAMES", "_MAX_PIXELS"])
def test_a_long_or_large_clip_has_fewer_frames_but_its_length(app, monkeypatch, limit):
    """So that no request costs more than about a second."""
    monkeypatch.setattr(clip_rendering, limit, {"_MAX_FRAMES": 11, "_MAX_PIXELS": 11 * 64 * 48}[limit])
    job = app.add_job("a boat", size="64x48", seconds=100)
    with av.open(io.BytesIO(render(64, 48, job.scenes))) as clip:
        assert len(list(clip.decode(video=0))) == 11
        assert clip.duration / av.time_base == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_renders_hold_up_no_other_response(app, monkeypatch, backend):
    """While fifty requests wait for clips, one at a time is rendered; polls and uploads get their responses."""
    go_on = threading.Event()
    under_way: list[int] = []

    def slow(*_: Any) -> bytes:
        under_way.append(1)
        assert go_on.wait(60)
        assert sum(under_way) == 1
        under_way.append(-1)
        return b"clip"

    monkeypatch.setattr(clip_rendering, "render", slow)
    jobs = [app.add_job("a boat", id=f"{backend}-{number}") for number in range(50)]
    clips: list[bytes] = []

    async def main() -> None:
        async with client_of(app) as http, anyio.create_task_group() as group:

            async def download(job_id: str) -> None:
                clips.append((await http.get(f"/videos/{job_id}/content")).content)

            for job in jobs:
                group.start_soon(download, job.id)
            await anyio.wait_all_tasks_blocked()
            try:
                assert (await http.get(f"/videos/{jobs[0].id}")).status_code == 200
                # Over a megabyte, an upload is written to a file in a thread.
                upload = {"video": ("a.mp4", bytes(3_000_000)), "prompt": (None, "a")}
                assert (await http.post("/videos/edits", files=upload)).status_code == 200
                assert not clips
            finally:
                go_on.set()

    anyio.run(main, backend=backend)
    assert clips == [b"clip"] * 50
