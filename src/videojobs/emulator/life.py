"""The life of an emulated job, and the words in a prompt that change it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from attrs import define, frozen

State = Literal["queued", "in_progress", "completed", "failed"]

_QUEUED: Final = 0.1
"""Part of the render time that a job waits in the queue."""

_FAILS_AT: Final = 0.5
"""Part of the render time after which a job that shall fail does so."""

_MARKER = re.compile(r"\[\[(fail|status|nourl|page|bucket)(?::([^\[\]]{1,100}))?\]\]")


@frozen(kw_only=True)
class Plan:
    """What shall become of a job.

    Attributes:
        fail: Error code with which it fails halfway, or None: it completes.
        status: Status word that it shows instead of "in progress", or None.
        no_url: Whether its answers never say where its clip is.
        page: Whether a web page is served in place of its clip.
        bucket: Whether its clip is kept elsewhere: the content operation refuses, and says where, if the provider's
            does that.
        render_seconds: How long it takes, or None: as long as the emulator's other jobs.
    """

    fail: str | None = None
    status: str | None = None
    render_seconds: float | None = None
    no_url: bool = False
    page: bool = False
    bucket: bool = False


def plan_of_prompt(body: Mapping[str, Any]) -> Plan:
    """Read the plan of a job from the markers in its prompt.

    - ``[[fail]]``: fails halfway, with the code ``generation_failed``
    - ``[[fail:CODE]]``: fails halfway, with this code, e.g. ``[[fail:moderation_blocked]]``
    - ``[[status:WORD]]``: shows this status word while it renders, e.g. ``[[status:PREPARING]]``
    - ``[[nourl]]``: completes, but its answers never say where its clip is
    - ``[[page]]``: completes, but a web page is served in place of its clip
    - ``[[bucket]]``: its clip is kept elsewhere, which the content operation tells by an error, if the provider's does
    """
    prompt = body.get("prompt")
    found = dict(_MARKER.findall(prompt)) if isinstance(prompt, str) else {}
    return Plan(
        fail=(found["fail"].strip() or "generation_failed") if "fail" in found else None,
        status=found.get("status", "").strip() or None,
        no_url="nourl" in found,
        page="page" in found,
        bucket="bucket" in found,
    )


@frozen(kw_only=True)
class Moment:
    """Where a job stands at one time.

    Attributes:
        state: Its status, in our words.
        progress: Percent done, 0 to 100.
        finished_at: When it completed or failed, Unix seconds, or None.
    """

    state: State
    progress: int
    finished_at: float | None = None


@define(kw_only=True, eq=False)
class Job:
    """One job of the emulator.

    Attributes:
        id: What the provider calls it.
        token: Unguessable part of its clip's URL.
        prompt: As sent.
        model: As sent, or the document's default.
        seconds: Length of its clip.
        size: Size as sent, or the document's default.
        pixels: Width and height of its clip.
        created_at: Unix seconds.
        render_seconds: How long it takes from ``created_at`` to its end.
        plan: What shall become of it.
        remixed_from: Id of the job it was remixed from, or None.
    """

    id: str
    token: str
    prompt: str
    model: str
    seconds: float
    size: str
    pixels: tuple[int, int]
    created_at: float
    render_seconds: float
    plan: Plan
    remixed_from: str | None = None

    def at(self, now: float) -> Moment:
        """Return where the job stands at a time in Unix seconds."""
        part = (now - self.created_at) / self.render_seconds if self.render_seconds > 0 else 1.0
        end = _FAILS_AT if self.plan.fail is not None else 1.0
        if part >= end:
            finished_at = self.created_at + end * self.render_seconds
            if self.plan.fail is not None:
                return Moment(state="failed", progress=int(end * 100), finished_at=finished_at)
            return Moment(state="completed", progress=100, finished_at=finished_at)
        if part < _QUEUED:
            return Moment(state="queued", progress=0)
        return Moment(state="in_progress", progress=min(99, max(1, int(part * 100))))

    def error(self) -> dict[str, str] | None:
        """Return code and message of the failure that is planned, or None."""
        if self.plan.fail is None:
            return None
        return {"code": self.plan.fail, "message": f"The render failed, as asked for ({self.plan.fail})."}
