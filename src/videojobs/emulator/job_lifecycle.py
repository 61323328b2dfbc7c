"""Emulated jobs: their plans and their states over time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote, unquote

from attrs import define, evolve, frozen

from videojobs.emulator.bounded import BoundedMapping, size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from videojobs.emulator.faults import Fault
    from videojobs.emulator.scenes import Scene

EndStatus = Literal["completed", "failed", "cancelled", "expired"]
Status = Literal["queued", "in_progress"] | EndStatus

MEDIA_PATH: Final = "/media/"
# Of a job without its texts, measured with tracemalloc.
_SIZE: Final = 600
_QUEUED_FRACTION: Final = 0.1
"""Fraction of the render time that a job is queued."""

_FAILURE_FRACTION: Final = 0.5
"""Fraction of the render time after which a job with a planned failure fails."""


@frozen(kw_only=True)
class Plan:
    """The planned course of a job.

    Attributes:
        fail: Error code with which it fails halfway, or None: it does not fail.
        end: Its last status, if it is neither ``completed`` nor ``failed``, or None.
        status: Status word in place of "in progress", or None.
        render_seconds: Seconds from its creation to its end, or None: as for the emulator's other jobs.
        no_url: Whether responses about it have no URL of its clip.
        page: Whether a web page is served in place of its clip.
        bucket: Whether its clip is in a bucket: the content operation responds with an error that has the URL, if the
            provider's does that.
        refuse: Error code with which the request is refused, so that no job is started, or None.
        flap: Status word of each second poll while it renders, or None.
        stuck: The progress that it never exceeds, since it never ends, or None: it ends.
        vanish: Seconds after which it no longer exists, or None.
        ttl: Seconds from its creation until its clip expires, or None: a day, if the provider's clips expire.
        faults: The faults of its prompt.
    """

    fail: str | None = None
    end: EndStatus | None = None
    status: str | None = None
    render_seconds: float | None = None
    no_url: bool = False
    page: bool = False
    bucket: bool = False
    refuse: str | None = None
    flap: str | None = None
    stuck: int | None = None
    vanish: float | None = None
    ttl: float | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def last_status(self) -> EndStatus:
        """The status with which it ends."""
        if self.fail is not None:
            return "failed"
        return self.end or "completed"


@frozen(kw_only=True)
class JobState:
    """The state of a job at one time.

    Attributes:
        status: Its status, a `JobStatus` value.
        progress: Percent, 0 to 100.
        finished_at: When it ended, Unix seconds, or None.
    """

    status: Status
    progress: int
    finished_at: float | None = None


@frozen(kw_only=True)
class RenderParameters:
    """The parameters of a render.

    Attributes:
        prompt: As sent, or "".
        model: As sent, or the document's default.
        seconds: Length of the clip.
        size: As sent, or the document's default.
        pixels: Width and height of the clip.
        has_size: Whether a size was requested.
    """

    prompt: str
    model: str
    seconds: float
    size: str
    pixels: tuple[int, int]
    has_size: bool = True


@define(kw_only=True, eq=False)
class EmulatedJob:
    """One job of the emulator.

    Attributes:
        id: Its id.
        token: Unguessable part of its clip's URL.
        parameters: Its prompt, model, size and length.
        created_at: Unix seconds.
        render_seconds: Seconds from ``created_at`` to its end.
        plan: Its planned course.
        ttl: Seconds from ``created_at`` until its clip expires, or None: never.
        remixed_from: Id of the job it was remixed from, or None.
        scenes: What is seen in its clip.
        finished_at: When `finish` ended it, Unix seconds, or None.
        polls: How often its state was requested.
    """

    id: str
    token: str
    parameters: RenderParameters
    created_at: float
    render_seconds: float
    plan: Plan
    ttl: float | None = None
    remixed_from: str | None = None
    scenes: tuple[Scene, ...] = ()
    finished_at: float | None = None
    polls: int = 0

    @property
    def expires_at(self) -> float | None:
        """When its clip expires, Unix seconds, or None: never."""
        return None if self.ttl is None else self.created_at + self.ttl

    def is_expired(self, now: float) -> bool:
        """Whether its clip has expired."""
        return self.ttl is not None and now >= self.created_at + self.ttl

    def is_vanished(self, now: float) -> bool:
        """Whether it no longer exists, as planned."""
        return self.plan.vanish is not None and now >= self.created_at + self.plan.vanish

    @property
    def prompt(self) -> str:
        """Its prompt."""
        return self.parameters.prompt

    def finish(self, now: float, end: EndStatus, code: str | None = None) -> None:
        """End it, whatever its plan was; ``code`` is the error code of a failure."""
        self.plan = evolve(self.plan, end=end, fail=code, stuck=None)
        self.finished_at = now

    def state_at(self, now: float) -> JobState:
        """Return the state at a time in Unix seconds."""
        last = self.plan.last_status
        end = 1.0 if last == "completed" else _FAILURE_FRACTION
        finished_at = self.finished_at
        if finished_at is None:
            finished_at = self.created_at + end * self.render_seconds
        is_over = now >= finished_at or self.render_seconds <= 0
        if is_over and self.plan.stuck is None:
            return JobState(status=last, progress=int(end * 100), finished_at=finished_at)
        fraction = 1.0
        if self.render_seconds > 0:
            fraction = (now - self.created_at) / self.render_seconds
        if fraction < _QUEUED_FRACTION:
            return JobState(status="queued", progress=0)
        # Never 100 before the end: a client must not take the progress for the status.
        limit = 99 if self.plan.stuck is None else self.plan.stuck
        return JobState(status="in_progress", progress=min(limit, max(1, int(fraction * 100))))

    def error(self) -> dict[str, str] | None:
        """Return code and message of the failure, or None."""
        if self.plan.fail is None:
            return None
        return {"code": self.plan.fail, "message": f"The render failed, as requested ({self.plan.fail})."}


class JobStore:
    """The jobs and characters of one emulator, oldest first: 50,000 and 64 MiB of each.

    A new job has the place of the oldest one that is finished, if there is one among the oldest thousand.

    Args:
        clock: Returns the time in Unix seconds.
        on_forget: Called with the id of each job that has lost its place.

    Attributes:
        jobs: By id.
        characters: By id: name and time of creation, Unix seconds.
        by_key: By role and idempotency key: the job that the key started.
    """

    def __init__(self, clock: Callable[[], float], on_forget: Callable[[str], None]) -> None:
        def is_finished(job: EmulatedJob) -> bool:
            return job.state_at(clock()).finished_at is not None

        self.jobs = BoundedMapping[str, EmulatedJob](_size_of_job, is_finished, on_forget)
        self.characters = BoundedMapping[str, tuple[str, float]](lambda _, character: _SIZE + size_of(character))
        self.by_key = BoundedMapping[tuple[str, str], EmulatedJob](
            lambda entry, job: size_of(entry) + _size_of_job(job.id, job)
        )

    def clear(self) -> None:
        """Forget all of them."""
        self.jobs.clear()
        self.characters.clear()
        self.by_key.clear()

    def by_media_path(self, path: str) -> EmulatedJob | None:
        """Return the job with a clip at a path, or None; the inverse of `media_path`."""
        _, _, rest = path.removeprefix("/").partition("/")
        token, _, name = rest.partition("/")
        job = self.jobs.get(unquote(name.removesuffix(".mp4")))
        return job if job is not None and job.token == token else None


def media_path(job: EmulatedJob) -> str:
    """Return the path of a job's clip at the second origin."""
    # An id in base64 may hold `/`.
    return f"{MEDIA_PATH}{job.token}/{quote(job.id, safe='')}.mp4"


def _size_of_job(job_id: str, job: EmulatedJob) -> int:
    texts = (job_id, job.parameters.prompt, job.parameters.model, job.parameters.size)
    return _SIZE + sum(map(sys.getsizeof, texts)) + sum(scene.size for scene in job.scenes)
