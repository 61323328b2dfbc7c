"""Mock servers of other people that compare each request of our client with a provider's document."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field, frozen

from tests.conformance.environments import OUTPUTS, node_program, node_version_of

START_SECONDS = 60.0


@frozen
class Judge:
    """A mock server that refuses requests which its document does not allow.

    Attributes:
        name: Its name in the table.
        package: The node package.
        arguments: Returns its arguments for a port and a document.
    """

    name: str
    package: str
    arguments: Callable[[str, str], list[str]]

    @property
    def version(self) -> str:
        """The pinned version."""
        return node_version_of(self.package)

    def command(self, port: int, document: Path) -> list[str]:
        """Return the command line that serves a document."""
        return [*node_program(self.package, self.name), *self.arguments(str(port), str(document))]


JUDGES = (
    Judge("steady", "@stdy/cli", lambda port, document: ["--host", "127.0.0.1", "--port", port, "--quiet", document]),
    Judge("prism", "@stoplight/prism-cli", lambda port, document: ["mock", "--port", port, document]),
)


@define
class JudgedTransport(httpx.BaseTransport):
    """Sends each request to a server, and before it a copy to each judge.

    Attributes:
        judges: URLs of the judges by name.
        prefix: Path of the server before the document's paths.
        origin: Scheme, host and port of the server: requests to others are not the document's.
        accepted: Number of accepted requests by the judge's name.
        refused: Reasons of refused requests by the judge's name.
    """

    judges: dict[str, str]
    prefix: str
    origin: str
    accepted: dict[str, int] = field(init=False)
    refused: dict[str, list[str]] = field(init=False)
    _transport: httpx.HTTPTransport = field(factory=httpx.HTTPTransport, init=False)

    def __attrs_post_init__(self) -> None:
        self.accepted = dict.fromkeys(self.judges, 0)
        self.refused = {name: [] for name in self.judges}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the judges, then to the server."""
        content = request.read()
        if str(request.url).startswith(self.origin):
            for name in self.judges:
                reason = self._judge(name, request, content)
                if reason is None:
                    self.accepted[name] += 1
                else:
                    self.refused[name].append(f"{request.method} {request.url.path}: {reason}")
        return self._transport.handle_request(request)

    def _judge(self, name: str, request: httpx.Request, content: bytes) -> str | None:
        """Return why a judge refuses a request, or None."""
        # The path as it was sent, still percent-encoded.
        path = request.url.raw_path.decode("ascii").removeprefix(self.prefix)
        headers = [(key, value) for key, value in request.headers.multi_items() if key != "host"]
        copy = httpx.Request(request.method, self.judges[name] + path, headers=headers, content=content)
        copy.headers.setdefault("content-length", str(len(content)))
        response = self._transport.handle_request(copy)
        text = b"".join(response.iter_raw()).decode("utf-8", "replace")
        response.close()
        return None if response.is_success else f"HTTP {response.status_code} {_reasons(text)}"

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def _reasons(text: str) -> str:
    """Return the violations that a judge's error lists, or the error."""
    with suppress(ValueError):
        error: Any = json.loads(text)
        violations = error.get("validation") or error.get("steady", {}).get("errors") or [error]
        return json.dumps(violations)[:600]
    return text[:600]


def unrefused(judges: dict[str, str], create_path: str) -> dict[str, list[str]]:
    """Return the wrong requests that the judges accept, by name: one that accepts anything would prove nothing."""
    key = {"authorization": "Bearer key", "api-key": "key"}
    wrong = (("GET", "/no-such-path", None), ("DELETE", create_path, None), ("POST", create_path, {"prompt": []}))
    accepted: dict[str, list[str]] = {name: [] for name in judges}
    for name, url in judges.items():
        for method, path, body in wrong:
            if httpx.request(method, url + path, json=body, headers=key).is_success:
                accepted[name].append(f"{method} {path} {body}")
    return accepted


@contextmanager
def judging(judges: Sequence[Judge], document: Path) -> Iterator[dict[str, str]]:
    """Serve a document with each judge, all at the same time; yield their URLs by name."""
    processes: list[subprocess.Popen[bytes]] = []
    ports = {judge.name: _free_port() for judge in judges}
    try:
        for judge in judges:
            with (OUTPUTS / f"{judge.name}.log").open("wb") as log:
                command = judge.command(ports[judge.name], document)
                # A session of its own: one of them starts another process, which is to end with it.
                process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            processes.append(process)
        for judge, process in zip(judges, processes, strict=True):
            _wait_until_listening(judge, process, ports[judge.name])
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    finally:
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    """Return a port that no outgoing connection is given: one that is being waited for could connect to itself."""
    for port in random.sample(range(20_000, 30_000), 1000):
        with suppress(OSError), socket.socket() as listener:
            listener.bind(("127.0.0.1", port))
            return port
    raise OSError("no port from 20000 to 29999 is free")


def _wait_until_listening(judge: Judge, process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    log = (OUTPUTS / f"{judge.name}.log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"{judge.name} does not listen; it wrote:\n{log[-2000:]}")
