"""A server on real sockets that sends the responses of a test's script, and a dialect for it."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from attrs import define, evolve, field

from videojobs.dialect import Auth, Content, Create, Dialect, Fields, Quirks, Reference, RoleOperation
from videojobs.http.bodies import Json, Multipart, holds_file
from videojobs.http.parameters import segment
from videojobs.http.request import Request

KEY = "sk-canary-0123456789"


@define
class ReceivedRequest:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@define
class StubResponse:
    """What to send back. ``cut``: how many bytes of the body to send before the connection breaks."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(factory=dict)
    cut: int | None = None
    length: bool = True
    reset: bool = False

    @classmethod
    def json(cls, value: object, status: int = 200, **headers: str) -> StubResponse:
        """Return a response with JSON; underscores in header names become dashes."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


Reply = StubResponse | Callable[[ReceivedRequest], StubResponse]
Writer = Callable[[socket.socket], None]


class StubServer:
    """Sends the scripted responses in order, the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[ReceivedRequest] = []
        self.script: list[Reply] = []
        self._writer: Writer | None = None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def respond_with(self, *replies: Reply) -> StubServer:
        """Set the script."""
        self.script = list(replies)
        self.requests.clear()
        return self

    def take_over(self, writer: Writer) -> None:
        """Let a function write the responses, byte by byte."""
        self._writer = writer

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            try:
                request = _read(stream)
                if request is None:
                    return
                self.requests.append(request)
                if self._writer is not None:
                    self._writer(connection)
                    return
                reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                _write(connection, reply(request) if callable(reply) else reply)
            except OSError:
                return

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def _read(stream: Any) -> ReceivedRequest | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) < 2:
        return None
    headers: dict[str, str] = {}
    while (raw := stream.readline()) not in (b"\r\n", b""):
        name, _, value = raw.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return ReceivedRequest(line[0], line[1], headers, stream.read(int(headers.get("content-length", 0))))


def _write(connection: socket.socket, response: StubResponse) -> None:
    if response.reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return
    headers = {"Connection": "close", **response.headers}
    if response.length:
        headers.setdefault("Content-Length", str(len(response.body)))
    head = f"HTTP/1.1 {response.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    connection.sendall(head.encode() + b"\r\n" + response.body[: response.cut])
    connection.shutdown(socket.SHUT_WR)


@contextmanager
def serving() -> Iterator[StubServer]:
    """Run a server for a test."""
    server = StubServer()
    try:
        yield server
    finally:
        server.close()


class _Body(dict[str, Any]):
    @classmethod
    def from_dict(cls, src: Any) -> _Body:
        return cls(src)


def _module(name: str, method: str, path: str, *, body: bool = False) -> str:
    def request(*ids: str, body: Any = None, media_type: str | None = None, **query: Any) -> Request:
        target = path.format(*(segment(item) for item in ids))
        sent = None
        if body is not None:
            plain = media_type == "application/json" or (media_type is None and not holds_file(body))
            sent = Json(value=dict(body)) if plain else Multipart(fields=dict(body))
        params = tuple((key, str(value)) for key, value in query.items())
        return Request(method=method, path=target, params=params, body=sent)

    module = ModuleType(f"tests_jobs_fake_{name}")
    module.__dict__["request"] = request
    module.__dict__["BODIES"] = {"application/json": _Body, "multipart/form-data": _Body} if body else {}
    sys.modules[module.__name__] = module
    return module.__name__


def _operation(name: str, method: str, path: str, *, body: bool = False, query: tuple[str, ...] = ()) -> RoleOperation:
    module = _module(name, method, path, body=body)
    return RoleOperation(module=module, operation_id=name, method=method, path=path, query=query)


OPERATIONS: dict[Any, RoleOperation] = {
    "create": _operation("create", "POST", "/videos", body=True),
    "retrieve": _operation("retrieve", "GET", "/videos/{}"),
    "list": _operation("list", "GET", "/videos", query=("limit", "order", "after")),
    "delete": _operation("delete", "DELETE", "/videos/{}"),
    "content": _operation("content", "GET", "/videos/{}/content", query=("variant",)),
    "remix": _operation("remix", "POST", "/videos/{}/remix", body=True),
}

DIALECT = Dialect(
    name="wired",
    title="Wired",
    base_url=None,
    auth=(Auth(scheme="bearer", env=("WIRED_API_KEY",)),),
    operations=OPERATIONS,
    create=Create(
        encodings=("json", "multipart"),
        references=(Reference(field="input_reference", forms=("file", "url", "file_id", "data_url")),),
    ),
    fields=Fields(
        job=("", "/data"),
        id=("/id", "/task_id"),
        created_at=("/created_at", "/created"),
        video_url=("/video_url", "/url", "/metadata/url"),
    ),
    quirks=Quirks(progress_fraction=True),
)


def dialect(**changes: Any) -> Dialect:
    """Return the dialect, changed."""
    return evolve(DIALECT, **changes)


URL_DIALECT = dialect(content=Content(source="url"))
EITHER_DIALECT = dialect(content=Content(source="either"))


def job(status: str = "queued", **more: Any) -> dict[str, Any]:
    """Return the body of a job."""
    return {"id": "video_1", "object": "video", "status": status, "progress": 0, "created_at": 1773296991, **more}


def box(name: bytes, payload: bytes = b"") -> bytes:
    """Return one MP4 box."""
    return (len(payload) + 8).to_bytes(4, "big") + name + payload


CLIP = (
    box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41")
    + box(b"moov", b"\x00" * 500)
    + box(b"mdat", bytes(range(256)) * 400)
)
