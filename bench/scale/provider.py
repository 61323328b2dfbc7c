"""A simulated provider: jobs that render, a limit of requests per second, and an outage."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from email.utils import formatdate
from typing import Any, Literal

import httpx
from attrs import field, frozen

from bench.scale.kernel import Kernel
from videojobs.errors import DeadlineExceeded, TransportError

LATENCY = 0.1
"""Seconds of the fastest half of the responses; the others take up to three times that."""

OutageKind = Literal["503", "503, Retry-After: 30", "503, Retry-After: date", "refused", "silent"]


@frozen
class Outage:
    """A time in which no request succeeds.

    Attributes:
        kind: What happens to requests. ``silent`` is no response at all.
        starts_at: Its start.
        ends_at: Its end.
    """

    kind: OutageKind
    starts_at: float
    ends_at: float


@frozen
class Settings:
    """A provider.

    Attributes:
        render_seconds: The shortest and the longest time of a job.
        at_once: Jobs that render at once; others are queued.
        requests_per_second: Its limit; above it, requests are answered with 429.
        retry_after: The header of a 429, or None.
        outage: An outage, or None.
    """

    render_seconds: tuple[float, float] = (60.0, 180.0)
    at_once: int = 1_000_000
    requests_per_second: float | None = None
    retry_after: int | None = None
    outage: Outage | None = None


@frozen
class Counts:
    """Requests by the second in which they arrived.

    Attributes:
        polls: All polls.
        creates: All creates.
        limited: Requests that were answered with 429.
        failed: Requests of the outage.
    """

    polls: Counter[int] = field(factory=Counter)
    creates: Counter[int] = field(factory=Counter)
    limited: Counter[int] = field(factory=Counter)
    failed: Counter[int] = field(factory=Counter)


class Provider:
    """Answers the requests of simulated clients."""

    def __init__(self, kernel: Kernel, settings: Settings) -> None:
        self._kernel = kernel
        self._settings = settings
        self._tokens = settings.requests_per_second or 0.0
        self._filled_at = 0.0
        self._finishes: dict[str, float] = {}
        self._free_at: list[float] = []
        self.counts = Counts()

    async def respond(self, request: Any, deadline: float) -> httpx.Response:
        """Return a response after its latency, or raise the exception of a network that fails."""
        response = await self._response_to(request, deadline)
        response.request = httpx.Request(request.method, f"https://api.example.com{request.path}")
        return response

    async def _response_to(self, request: Any, deadline: float) -> httpx.Response:
        kernel, second = self._kernel, int(self._kernel.now)
        is_create = request.method == "POST"
        (self.counts.creates if is_create else self.counts.polls)[second] += 1
        outage = self._settings.outage
        if outage is not None and outage.starts_at <= kernel.now < outage.ends_at:
            self.counts.failed[second] += 1
            return await self._fail(outage, deadline)
        if not self._has_token():
            self.counts.limited[second] += 1
            headers = {}
            if self._settings.retry_after is not None:
                headers["Retry-After"] = str(self._settings.retry_after)
            response = httpx.Response(429, json={"error": {"message": "too many requests"}}, headers=headers)
        elif is_create:
            response = self._create()
        else:
            response = self._job(request.path.rpartition("/")[2])
        await kernel.pause(LATENCY * (1 + 2 * max(0.0, kernel.random() - 0.5)))
        return response

    async def _fail(self, outage: Outage, deadline: float) -> httpx.Response:
        if outage.kind == "silent":
            await self._kernel.pause(deadline)
            raise DeadlineExceeded(f"no response within {deadline:g} s", sent=True)
        await self._kernel.pause(LATENCY)
        if outage.kind == "refused":
            raise TransportError("connection refused", sent=False)
        headers = {"Date": formatdate(self._kernel.time(), usegmt=True)}
        if outage.kind == "503, Retry-After: 30":
            headers["Retry-After"] = "30"
        elif outage.kind == "503, Retry-After: date":
            headers["Retry-After"] = formatdate(self._kernel.time() - self._kernel.now + outage.ends_at, usegmt=True)
        return httpx.Response(503, json={"error": {"message": "unavailable"}}, headers=headers)

    def _has_token(self) -> bool:
        """Take one of the requests of a second, if one is left."""
        limit = self._settings.requests_per_second
        if limit is None:
            return True
        now = self._kernel.now
        self._tokens = min(limit, self._tokens + (now - self._filled_at) * limit)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def start_job(self, job_id: str) -> None:
        """Start a job, which renders as soon as fewer than ``at_once`` do."""
        shortest, longest = self._settings.render_seconds
        seconds = shortest + (longest - shortest) * self._kernel.random()
        starts_at = self._kernel.now
        if len(self._free_at) >= self._settings.at_once:
            starts_at = max(starts_at, heapq.heappop(self._free_at))
        self._finishes[job_id] = starts_at + seconds
        heapq.heappush(self._free_at, starts_at + seconds)

    def _create(self) -> httpx.Response:
        job_id = f"video_{len(self._finishes)}"
        self.start_job(job_id)
        return self._job(job_id)

    def _job(self, job_id: str) -> httpx.Response:
        status = "completed" if self._kernel.now >= self._finishes[job_id] else "in_progress"
        fields = {"id": job_id, "object": "video", "status": status, "created_at": 1_700_000_000, "progress": 50}
        return httpx.Response(200, content=json.dumps(fields).encode())
