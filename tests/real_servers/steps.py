"""The operations that are driven against a real server, and against its recording: the same for both clients."""

from __future__ import annotations

import asyncio
import inspect
import io
from collections.abc import Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import define, field, frozen
from PIL import Image

from videojobs import AsyncVideoClient, VideoClient
from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    AuthenticationError,
    ContentNotReady,
    InvalidRequest,
    NotFound,
    NotSupported,
    TransportError,
)
from videojobs.jobs.model.video_job import VideoJob

RIGHT, NOT_OFFERED, WRONG = "right", "not offered", "wrong"
PROMPT = "a cat on a skateboard"
# Fails behind each kind of upstream: the stand-ins read the first word, the emulators the marker.
FAILING_PROMPT = "fail [[fail]] a cat"
UNKNOWN_ID = "video_00000000000000000000000000000000"


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height), 200).save(file, "PNG")
    return file.getvalue()


# The size that a job has if none is sent: some servers refuse an image of another one.
PNG = _png(720, 1280)


@frozen
class Outcome:
    """The outcome of a step.

    Attributes:
        verdict: Right, not offered (the client refused to send it, or the server has no such operation), or wrong.
        detail: What went wrong.
    """

    verdict: str
    detail: str = ""


@frozen
class Scene:
    """A server, and what lies behind it.

    Attributes:
        server: Name of its recording.
        upstream: What it passes jobs to, or the way it stores clips.
        folder: Name of the provider's folder under spec/.
        root: URL without the path of the API.
        model: Name of a model it serves.
        key: The key it accepts.
        base_path: What a user of its folder adds to the URL.
        has_keys: Whether it refuses other keys.
        image_url: Where an image is that it can fetch.
    """

    server: str
    upstream: str
    folder: str
    root: str
    model: str
    key: str
    base_path: str = ""
    has_keys: bool = True
    image_url: str = "https://server.test/cat.png"

    @property
    def name(self) -> str:
        """Its name in the table."""
        return f"{self.server}/{self.upstream}"


@define
class Run:
    """One client that performs the steps, one after another.

    Attributes:
        scene: What it talks to.
        provider: The client's provider: the server's own folder, or ``compatible``.
        new_client: Returns a client with a key.
        folder: An existing folder for its clips.
        step: Name of the step that is being performed; recorders and replays read it.
        bare: Sends the requests that no client sends, before the job is deleted; the step is `BARE` then.
    """

    scene: Scene
    provider: str
    new_client: Callable[[Run, str], Any]
    folder: Path
    step: str = ""
    bare: Callable[[Run], None] | None = None
    outcomes: dict[str, Outcome] = field(factory=dict)
    job: VideoJob | None = None
    remixed: VideoJob | None = None
    client: Any = None

    @property
    def base_url(self) -> str:
        """The ``base_url`` that a user would pass: `compatible` is given the path, too."""
        path = "/v1" if self.provider == "compatible" else self.scene.base_path
        return self.scene.root + path

    async def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a method of either client."""
        result = getattr(self.client, method)(*arguments, **options)
        return await result if inspect.isawaitable(result) else result

    def created(self) -> VideoJob:
        """Return the job of the step `create`."""
        if self.job is None:
            raise AssertionError("there is no job")
        return self.job


Step = Callable[[Run], Awaitable[None]]
STEPS: dict[str, Step] = {}
BARE = "range"


def step(name: str) -> Callable[[Step], Step]:
    """Register a step: it returns if the outcome is right, and raises if not."""

    def register(function: Step) -> Step:
        STEPS[name] = function
        return function

    return register


def optional_step(name: str) -> Callable[[Step], Step]:
    """Register a step whose operation a server may lack: it says so with 404 or 405."""

    def register(function: Step) -> Step:
        async def performed(run: Run) -> None:
            try:
                await function(run)
            except ApiError as error:
                if error.status_code not in {404, 405}:
                    raise
                raise NotSupported(error.message) from error

        STEPS[name] = performed
        return function

    return register


def perform(run: Run) -> dict[str, Outcome]:
    """Perform all steps and return their outcomes by name."""
    asyncio.run(_perform(run))
    return run.outcomes


async def _perform(run: Run) -> None:
    run.client = run.new_client(run, run.scene.key)
    try:
        for name, function in STEPS.items():
            if name == "delete" and run.bare is not None:
                run.step = BARE
                run.bare(run)
            run.step = name
            run.outcomes[name] = await _outcome(run, function)
    finally:
        await _close(run.client)


async def _outcome(run: Run, function: Step) -> Outcome:
    try:
        await function(run)
    except (NotSupported, InvalidRequest) as error:
        return Outcome(NOT_OFFERED, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs in the table
        return Outcome(WRONG, f"{type(error).__name__}: {error}")
    return Outcome(RIGHT)


async def _close(client: VideoClient | AsyncVideoClient) -> None:
    if isinstance(client, AsyncVideoClient):
        await client.aclose()
    else:
        client.close()


def require(holds: object, complaint: str) -> None:
    """Raise an error with the complaint unless the condition holds."""
    if not holds:
        raise AssertionError(complaint)


def _require_clip(path: Path) -> None:
    data = path.read_bytes()
    require(data[4:8] == b"ftyp", f"not an MP4 file: {data[:12]!r}")
    require(len(data) > 1000, f"only {len(data)} bytes")


@step("create")
async def _create(run: Run) -> None:
    job = await run.call("create", PROMPT, model=run.scene.model, seconds=4, size="1280x720")
    run.job = job
    require(job.id, "no id")
    require(not job.is_finished, f"finished at once: {job.raw_status}")
    require(job.seconds in (None, 4.0), f"{job.seconds} seconds were ordered, not 4")


@step("early download")
async def _early_download(run: Run) -> None:
    path = run.folder / "early.mp4"
    try:
        await run.call("download", run.created(), path)
    except ContentNotReady:
        return
    _require_clip(path)  # a server may hold the response back until the clip is there


@step("retrieve")
async def _retrieve(run: Run) -> None:
    job = await run.call("retrieve", run.created())
    require(job.id == run.created().id, f"another id: {job.id}")
    require(job.status in ("queued", "in_progress", "completed"), f"status {job.raw_status}")


@step("wait")
async def _wait(run: Run) -> None:
    job = await run.call("wait", run.created(), timeout=20, poll_interval=0.2)
    require(job.id == run.created().id, f"another id: {job.id}")
    require(job.status == "completed", f"status {job.raw_status}")
    run.job = job


@step("retrieve finished")
async def _retrieve_finished(run: Run) -> None:
    job = await run.call("retrieve", run.created())
    require(job.status == "completed", f"status {job.raw_status}")


@step("download")
async def _download(run: Run) -> None:
    path = run.folder / "clip.mp4"
    saved = await run.call("download", run.created(), path)
    require(saved.bytes == path.stat().st_size, "reported another length than it wrote")
    _require_clip(path)


@step("image")
async def _image(run: Run) -> None:
    job = await run.call("create", PROMPT, model=run.scene.model, input_reference=PNG)
    require(job.id, "no id")


@step("image URL")
async def _image_url(run: Run) -> None:
    job = await run.call("create", PROMPT, model=run.scene.model, input_reference=run.scene.image_url)
    require(job.id, "no id")


@optional_step("list")
async def _list(run: Run) -> None:
    listed = run.client.list(limit=2)
    if inspect.isasyncgen(listed) or hasattr(listed, "__aiter__"):
        jobs = [job async for job in listed]
    else:
        jobs = list(islice(listed, 200))
    require(run.created().id in {job.id for job in jobs}, f"the job is not among the {len(jobs)}")


@optional_step("remix")
async def _remix(run: Run) -> None:
    run.remixed = await run.call("remix", run.created(), "a dog instead")
    require(run.remixed.id, "no id")


@step("wait for remix")
async def _wait_for_remix(run: Run) -> None:
    if run.remixed is None:
        raise NotSupported("there is no remix")
    job = await run.call("wait", run.remixed, timeout=20, poll_interval=0.2)
    require(job.status == "completed", f"status {job.raw_status}")


@step("failed job")
async def _failed_job(run: Run) -> None:
    job = await run.call("create", FAILING_PROMPT, model=run.scene.model)
    job = await run.call("wait", job, timeout=20, poll_interval=0.2)
    require(job.status == "failed", f"status {job.raw_status}")


@step("unknown id")
async def _unknown_id(run: Run) -> None:
    await _raises(run.call("retrieve", UNKNOWN_ID), NotFound)


@step("wrong key")
async def _wrong_key(run: Run) -> None:
    if not run.scene.has_keys:
        raise NotSupported("it has no keys")
    before, run.client = run.client, run.new_client(run, "a-wrong-key")
    try:
        await _raises(run.call("create", PROMPT, model=run.scene.model), AuthenticationError)
    finally:
        await _close(run.client)
        run.client = before


@step("unknown model")
async def _unknown_model(run: Run) -> None:
    """A server may take any model; a refusal must be one, not a job that may have been started."""
    try:
        await run.call("create", PROMPT, model="no-such-model")
    except (AmbiguousCreate, TransportError):
        raise
    except ApiError:
        return


@optional_step("delete")
async def _delete(run: Run) -> None:
    deletion = await run.call("delete", run.created())
    require(deletion.deleted is True, f"deleted: {deletion.deleted}")


@step("retrieve deleted")
async def _retrieve_deleted(run: Run) -> None:
    if run.outcomes["delete"].verdict != RIGHT:
        raise NotSupported("nothing was deleted")
    await _raises(run.call("retrieve", run.created()), NotFound)


async def _raises(call: Awaitable[Any], expected: type[Exception]) -> None:
    try:
        result = await call
    except expected:
        return
    raise AssertionError(f"{expected.__name__} was expected, not {result!r:.100}")
