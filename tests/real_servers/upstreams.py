"""Small upstreams for a gateway to pass jobs to, in the formats of Gemini (Veo), Runway and fal; on loopback.

Their shapes are those of the vendors' documentation: https://ai.google.dev/gemini-api/docs/video,
https://docs.dev.runwayml.com/api, https://docs.fal.ai/model-endpoints/queue.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from tests.real_servers.programs.clip import FAIL, asked_for, clip
from tests.real_servers.steps import PNG

READY_AFTER = 1.2  # seconds


class _Upstream(BaseHTTPRequestHandler):
    """Base of the upstreams: reads JSON, keeps jobs, writes JSON or the clip."""

    protocol_version = "HTTP/1.1"
    jobs: ClassVar[dict[str, tuple[str, float]]]
    numbers: ClassVar[itertools.count[int]]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - of the base class
        pass

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def send(self, status: int, body: dict[str, Any] | bytes) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        kind = "application/json"
        if isinstance(body, bytes):
            kind = "image/png" if body == PNG else "video/mp4"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/clip.mp4":
            self.send(200, clip())
        elif path == "/cat.png":
            self.send(200, PNG)
        else:
            self.retrieve(path)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}")
        self.create(self.path.partition("?")[0], body)

    def add(self, job_id: str, prompt: str) -> None:
        self.jobs[job_id] = (prompt, time.monotonic())

    def age(self, job_id: str) -> float:
        return time.monotonic() - self.jobs[job_id][1]

    def fails(self, job_id: str) -> bool:
        return asked_for(self.jobs[job_id][0], FAIL)

    def create(self, path: str, body: dict[str, Any]) -> None:
        raise NotImplementedError

    def retrieve(self, path: str) -> None:
        raise NotImplementedError


class _Veo(_Upstream):
    def create(self, path: str, body: dict[str, Any]) -> None:
        model = path.rpartition("/")[2].partition(":")[0]
        name = f"models/{model}/operations/op{next(self.numbers):04d}"
        self.add(name, body["instances"][0]["prompt"])
        self.send(200, {"name": name})

    def retrieve(self, path: str) -> None:
        name = path.removeprefix("/v1beta/")
        if name not in self.jobs:
            self.send(404, {"error": {"code": 404, "message": "Operation not found", "status": "NOT_FOUND"}})
        elif self.age(name) < READY_AFTER:
            self.send(200, {"name": name})
        elif self.fails(name):
            self.send(200, {"name": name, "done": True, "error": {"code": 3, "message": "The prompt was blocked"}})
        else:
            samples = [{"video": {"uri": f"{self.origin}/clip.mp4"}}]
            response = {"generateVideoResponse": {"generatedSamples": samples}}
            self.send(200, {"name": name, "done": True, "response": response})


class _Runway(_Upstream):
    def create(self, path: str, body: dict[str, Any]) -> None:
        job_id = f"63fd0f13-f29d-4e58-99d3-{next(self.numbers):012d}"
        self.add(job_id, body.get("promptText", ""))
        self.send(200, {"id": job_id})

    def retrieve(self, path: str) -> None:
        job_id = path.rpartition("/")[2]
        if job_id not in self.jobs:
            self.send(404, {"error": "Not found"})
            return
        task: dict[str, Any] = {"id": job_id, "createdAt": "2026-11-21T12:00:00.448Z"}
        if self.age(job_id) < READY_AFTER / 3:
            task |= {"status": "PENDING"}
        elif self.age(job_id) < READY_AFTER:
            task |= {"status": "RUNNING", "progress": 0.42}
        elif self.fails(job_id):
            task |= {"status": "FAILED", "failure": "Content moderation", "failureCode": "SAFETY.INPUT.TEXT"}
        else:
            task |= {"status": "SUCCEEDED", "output": [f"{self.origin}/clip.mp4"]}
        self.send(200, task)


class _Fal(_Upstream):
    def create(self, path: str, body: dict[str, Any]) -> None:
        job_id = f"0a1b2c3d-0000-4000-8000-{next(self.numbers):012d}"
        self.add(job_id, body.get("prompt", ""))
        self.send(200, {"status": "IN_QUEUE", "request_id": job_id, "queue_position": 0})

    def retrieve(self, path: str) -> None:
        job_id = path.partition("/requests/")[2].partition("/")[0]
        if job_id not in self.jobs:
            self.send(404, {"detail": "Request not found"})
        elif path.endswith("/status"):
            done = self.age(job_id) >= READY_AFTER
            self.send(200, {"status": "COMPLETED" if done else "IN_PROGRESS", "request_id": job_id})
        elif self.fails(job_id):
            refusal = {"loc": ["body", "prompt"], "msg": "content policy", "type": "content_policy_violation"}
            self.send(422, {"detail": [refusal]})
        else:
            self.send(200, {"video": {"url": f"{self.origin}/clip.mp4"}})


UPSTREAMS: dict[str, type[_Upstream]] = {"veo": _Veo, "runway": _Runway, "fal": _Fal}


@contextmanager
def serving(name: str) -> Generator[str]:
    """Serve an upstream in a thread and yield its URL."""
    handler = type(name, (UPSTREAMS[name],), {"jobs": {}, "numbers": itertools.count(1)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
