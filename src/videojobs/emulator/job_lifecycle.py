"""Emulated jobs: their states over time, and the markers of a prompt that change them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from attrs import define, field, frozen

Status = Literal["queued", "in_progress", "completed", "failed"]

_QUEUED_FRACTION: Final = 0.1
"""Fraction of the render time that a job is queued."""

_FAILURE_FRACTION: Final = 0.5
"""Fraction of the render time after which a job with a planned failure fails."""

_MARKER = re.compile(r"\[\[(fail|status|nourl|page|bucket|refuse)(?::([^\[\]]{1,100}))?\]\]")


@frozen(kw_only=True)
class Plan:
    """The planned course of a job.

    Attributes:
        fail: Error code with which it fails halfway, or None: it completes.
        status: Status word in place of "in progress", or None.
        render_seconds: Seconds from its creation to its end, or None: as for the emulator's other jobs.
        no_url: Whether responses about it have no URL of its clip.
        page: Whether a web page is served in place of its clip.
        bucket: Whether its clip is in a bucket: the content operation responds with an error that has the URL, if the
            provider's does that.
        refuse: Error code with which the request is refused, so that no job is started, or None.
    """

    fail: str | None = None
    status: str | None = None
    render_seconds: float | None = None
    no_url: bool = False
    page: bool = False
    bucket: bool = False
    refuse: str | None = None


def plan_of_prompt(body: Mapping[str, Any]) -> Plan:
    """Read the plan of a job from the markers in its prompt; `videojobs.emulator` lists them."""
    prompt = body.get("prompt")
    markers: dict[str, str] = dict(_MARKER.findall(prompt)) if isinstance(prompt, str) else {}
    fail = None
    if "fail" in markers:
        fail = markers["fail"].strip() or "generation_failed"
    return Plan(
        fail=fail,
        status=markers.get("status", "").strip() or None,
        no_url="nourl" in markers,
        page="page" in markers,
        bucket="bucket" in markers,
        refuse=markers.get("refuse", "").strip() or None,
    )


@frozen(kw_only=True)
class JobState:
    """The state of a job at one time.

    Attributes:
        status: Its status, a `JobStatus` value.
        progress: Percent, 0 to 100.
        finished_at: When it completed or failed, Unix seconds, or None.
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
    """

    prompt: str
    model: str
    seconds: float
    size: str
    pixels: tuple[int, int]


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
        remixed_from: Id of the job it was remixed from, or None.
    """

    id: str
    token: str
    parameters: RenderParameters
    created_at: float
    render_seconds: float
    plan: Plan
    remixed_from: str | None = None

    def state_at(self, now: float) -> JobState:
        """Return the state at a time in Unix seconds."""
        end: float = 1.0
        last: Status = "completed"
        if self.plan.fail is not None:
            end, last = _FAILURE_FRACTION, "failed"
        fraction = 1.0
        if self.render_seconds > 0:
            fraction = (now - self.created_at) / self.render_seconds
        if fraction >= end:
            finished_at = self.created_at + end * self.render_seconds
            return JobState(status=last, progress=int(end * 100), finished_at=finished_at)
        if fraction < _QUEUED_FRACTION:
            return JobState(status="queued", progress=0)
        # Never 100 before the end: a client must not take the progress for the status.
        return JobState(status="in_progress", progress=min(99, max(1, int(fraction * 100))))

    def error(self) -> dict[str, str] | None:
        """Return code and message of the planned failure, or None."""
        if self.plan.fail is None:
            return None
        return {"code": self.plan.fail, "message": f"The render failed, as requested ({self.plan.fail})."}


@define
class JobStore:
    """The jobs and characters of one emulator, oldest first.

    Attributes:
        jobs: By id.
        characters: By id: name and time of creation, Unix seconds.
        by_key: By role and idempotency key: the job that the key started.
    """

    jobs: dict[str, EmulatedJob] = field(factory=dict[str, EmulatedJob])
    characters: dict[str, tuple[str, float]] = field(factory=dict[str, tuple[str, float]])
    by_key: dict[tuple[str, str], EmulatedJob] = field(factory=dict[tuple[str, str], EmulatedJob])

    def by_token(self, token: str) -> EmulatedJob | None:
        """Return the job with a token in its clip's URL."""
        return next((job for job in self.jobs.values() if job.token == token), None)
