"""Bring an emulator into the situations in which a provider was recorded, and collect its responses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx
from attrs import define

from tests.create_arguments import create_fields
from tests.emulator.conftest import Clock
from tests.real_servers.exchanges import Answer
from tests.real_servers.steps import PNG
from videojobs.dialect import PAID_ROLES, Dialect, Role
from videojobs.emulator import Served

RENDER_SECONDS = 10.0
UNKNOWN_ID = "video_00000000000000000000000000000000"


@define
class Situations:
    """Sends requests to an emulator whose jobs take ten seconds of its clock."""

    served: Served
    clock: Clock
    http: httpx.Client
    dialect: Dialect

    def responses(self, role: Role) -> Iterator[Answer]:
        """Yield the responses of an operation, whatever else is in its way, without those of faults."""
        if role not in self.dialect.operations:
            return
        if role == "create":
            yield from self._creates()
        elif role == "list":
            yield from self._lists()
        elif role in ("retrieve", "content", "delete"):
            yield from self._about_jobs(role)
        elif role == "create_character":
            yield self._valid(role)
        else:
            for job_id in (self.start(), UNKNOWN_ID):
                yield self._valid(role, job_id)

    def sample(self, role: Role, name: str) -> Answer:
        """Return the response to a valid request that the fault `sample` hits."""
        self.served.app.fail_next(f"{role}=sample:{name}")
        return self._valid(role, self.start())

    def faulty(self, role: Role, status: int) -> Answer:
        """Return the response of an operation with an error status."""
        self.served.app.fail_next(f"{role}={status}")
        answer = self.send(role, UNKNOWN_ID, json={})
        self.served.app.clear_faults()
        return answer

    def other(self, operation_id: str, status: int) -> Iterator[Answer]:
        """Yield the response of an operation without a role, if the document has it; with an error status, if it is one."""
        document = self.served.app.settings.document
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                    if status >= 400:
                        self.served.app.fail_next(str(status))
                    prefix = self.served.app.base_path.removesuffix(self.dialect.base_path)
                    sent = {"files": {"prompt": (None, "a boat")}} if method == "post" else {}
                    response = self.http.request(method, prefix + path, **sent)
                    self.served.app.clear_faults()
                    yield Answer(operation_id, response.status_code, "application/json", {}, response.json())

    def send(self, role: Role, job_id: str = "", query: str = "", key: str | None = None, **content: Any) -> Answer:
        """Send a request of an operation."""
        operation = self.dialect.operations[role]
        head, brace, rest = operation.path.partition("{")
        path = head + quote(job_id, safe="") * bool(brace) + rest.partition("}")[2]
        if job_id and not brace and self.dialect.ids.parameter:
            query = f"{self.dialect.ids.parameter}={quote(job_id, safe='')}"
        headers = {**operation.headers, **self.dialect.create.headers}
        if key is not None:
            headers[self.dialect.auth[0].header] = f"Bearer {key}"
        prefix = self.served.app.base_path.removesuffix(self.dialect.base_path)
        response = self.http.request(operation.method, f"{prefix}{path}?{query}", headers=headers, **content)
        media_type = response.headers.get("content-type", "").partition(";")[0]
        body = response.json() if "json" in media_type else None
        return Answer(role, response.status_code, media_type, {}, body)

    def start(self, prompt: str = "a boat") -> str:
        """Start a job and return its id."""
        return self.served.app.add_job(prompt, size="1280x720", seconds=4, model="any-model").id

    def _valid(self, role: Role, job_id: str = "") -> Answer:
        """Send a valid request of an operation, about a job if it is about one."""
        content: dict[str, Any] = {}
        if role == "create":
            fields = create_fields(self.dialect.name, "a boat")
            content["json"] = fields
            if self.dialect.create.encodings[0] != "json":
                content = {"files": {name: (None, _as_text(value)) for name, value in fields.items()}}
        elif role == "create_character":
            content["files"] = {"name": (None, "hero"), "video": ("a.mp4", b"....ftypisom", "video/mp4")}
        elif role in PAID_ROLES:
            content["json"] = {"prompt": "a dog", "seconds": "4", "video": {"id": job_id}}
        return self.send(role, job_id, **content)

    def _creates(self) -> Iterator[Answer]:
        fields = create_fields(self.dialect.name, "a boat")
        invalid: list[dict[str, Any]] = [
            {},
            {"seconds": 3.5},
            {"input_reference": {"image_url": "https://a.example/b"}},
        ]
        for body in (fields, {"prompt": "a boat"}, *({**fields, **change} for change in invalid), {}):
            yield self.send("create", json=body)
            form = {name: (None, _as_text(value)) for name, value in body.items()} or {"x": (None, "y")}
            yield self.send("create", files=form)
        yield self.send("create", files={"prompt": (None, "a boat"), "input_reference": ("a.png", PNG, "image/png")})
        yield self.send("create", key="wrong", json=fields)

    def _lists(self) -> Iterator[Answer]:
        job_id = self.start()
        self.served.app.add_job("a boat without a size")
        for query in ("", "limit=1", f"after={UNKNOWN_ID}", "order=up", "limit=0", "limit=x"):
            yield self.send("list", query=query)
        self.clock.tick(RENDER_SECONDS)
        yield self.send("list")
        self.served.app.finish(job_id)

    def _about_jobs(self, role: Role) -> Iterator[Answer]:
        yield self.send(role, UNKNOWN_ID)
        yield self.send(role, UNKNOWN_ID, key="wrong")
        prompts = ("a boat", "[[fail]]", "[[fail:x]]", "[[bucket]]", "[[status:unknown]]", "[[status:processing]]")
        for seconds in (0.0, 0.4 * RENDER_SECONDS, RENDER_SECONDS):
            jobs = [self.start(prompt) for prompt in prompts]
            jobs += [self.served.app.add_job(prompt).id for prompt in ("a boat", "[[fail]]")]
            self.clock.tick(seconds)
            for job_id in jobs:
                for query in ("", "variant=thumbnail") if role == "content" else ("",):
                    yield self.send(role, job_id, query)


def _as_text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, Mapping) else str(value)
