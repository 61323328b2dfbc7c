"""A provider whose server lists and serves the jobs of a test."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from attrs import define, field

from tests.jobs.stub_server import CLIP, ReceivedRequest, StubResponse, box, job


@define
class Provider:
    """The jobs of a provider.

    Attributes:
        jobs: The jobs by their ids, as sent.
        page_size: Jobs per page of the list.
        accepts_jobs: Whether jobs may be created; a recovery must not try.
        is_list_broken: Whether the list is an error.
    """

    jobs: dict[str, dict[str, Any]] = field(factory=dict)
    page_size: int = 100
    accepts_jobs: bool = False
    is_list_broken: bool = False

    def add(self, job_id: str, *, prompt: str | None, age: float = 0.0, **more: Any) -> dict[str, Any]:
        """Add a job, ``age`` seconds old, completed unless ``status`` is passed."""
        self.jobs[job_id] = {
            **job("completed"),
            "id": job_id,
            "created_at": int(time.time() - age),
            "prompt": prompt,
            **more,
        }
        return self.jobs[job_id]

    def respond(self, request: ReceivedRequest) -> StubResponse:
        """Serve create, list, job and content."""
        parts = urlsplit(request.target)
        if request.method == "POST":
            assert self.accepts_jobs, "a recovery must not start anything"
            if len(request.body) < int(request.headers["content-length"]):  # the client was killed while it sent
                return StubResponse.json({"error": {"message": "the request is not complete"}}, 400)
            fields = self.add(f"video_{len(self.jobs)}", prompt=prompt_of(request), status="queued")
            return StubResponse.json(fields)
        if parts.path == "/videos":
            return self._list(parse_qs(parts.query).get("after", [""])[0])
        job_id = parts.path.split("/")[2]
        if job_id not in self.jobs:
            return StubResponse.json({"error": {"message": "no such job"}}, 404)
        if parts.path.endswith("/content"):
            return StubResponse(200, clip_of(job_id), {"Content-Type": "video/mp4"})
        fields = dict(self.jobs[job_id])
        if fields["status"] == "queued":
            self.jobs[job_id]["status"] = "completed"
        return StubResponse.json(fields)

    def _list(self, after: str) -> StubResponse:
        if self.is_list_broken:
            return StubResponse.json({"error": {"message": "no list today"}}, 500)
        newest_first = sorted(self.jobs.values(), key=lambda fields: -fields["created_at"])
        start = 0
        if after:
            start = [fields["id"] for fields in newest_first].index(after) + 1
        page = newest_first[start : start + self.page_size]
        has_more = start + self.page_size < len(newest_first)
        return StubResponse.json({"object": "list", "data": page, "has_more": has_more})


def prompt_of(request: ReceivedRequest) -> str:
    """Return the prompt of a create."""
    if request.headers["content-type"] == "application/json":
        prompt: str = json.loads(request.body)["prompt"]
        return prompt
    _, _, rest = request.body.partition(b'name="prompt"\r\n\r\n')
    return rest.partition(b"\r\n")[0].decode()


def clip_of(job_id: str) -> bytes:
    """Return the clip of a job, which differs from those of all others."""
    return CLIP + box(b"free", job_id.encode())
