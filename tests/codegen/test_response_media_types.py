"""Which media type of a response is decoded, if a document lists several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.codegen.conftest import Build, document
from tests.raw_server import RawServer, Script
from tests.raw_server import answer as reply
from videojobs.http.client import Client

Start = Callable[[Script], RawServer]
JOB = {"schema": {"$ref": "#/components/schemas/Job"}}
ANY: dict[str, Any] = {"schema": {}}
BYTES = {"schema": {"type": "string", "format": "binary"}}
TEXT = {"schema": {"type": "string"}}


def one_response(content: dict[str, Any]) -> dict[str, Any]:
    """Return a document with one operation, whose response has these media types."""
    job = {"type": "object", "properties": {"id": {"type": "string"}}}
    responses = {"200": {"description": "ok", "content": content}}
    return document({"/a": {"get": {"operationId": "get", "responses": responses}}}, {"Job": job})


@pytest.mark.parametrize(
    ("content", "others"),
    [
        ({"application/xml": JOB, "application/json": JOB}, "``application/xml``"),
        ({"application/json": JOB, "application/pdf": BYTES}, "``application/pdf``"),
        ({"application/octet-stream": {}, "application/json": JOB}, "``application/octet-stream``"),
        ({"text/csv": TEXT, "application/xml": JOB, "application/json": JOB}, "``text/csv``, ``application/xml``"),
        ({"*/*": JOB}, ""),
        ({"application/*": JOB, "text/plain": TEXT}, "``text/plain``"),
    ],
)
def test_json_is_decoded(build: Build, raw_server: Start, content: dict[str, Any], others: str) -> None:
    """Beside XML (Swagger's pet store), PDF, any type (springdoc); the docstring names the others."""
    module = build(one_response(content), ".api.default.get")
    server = raw_server(lambda peer, _: peer.sendall(reply(200, b'{"id": "v1"}')))
    with Client(server.url) as client:
        assert module.sync(client=client).id == "v1"
    if others:
        assert f"The document also lists {others}:" in module.sync.__doc__
    else:
        assert "also lists" not in module.sync.__doc__


@pytest.mark.parametrize(
    "content",
    [
        {"application/json": TEXT, "video/mp4": BYTES},
        {"application/json": JOB, "image/png": {}},
        {"application/json": ANY, "application/octet-stream": {}},
        {"application/json": ANY, "application/pdf": BYTES},
        {"application/json": BYTES},
        {"*/*": BYTES},
        {"*/*": {}},
        {"application/zip": {}},
        {"application/xml": JOB},
    ],
)
def test_a_file_stays_bytes(build: Build, raw_server: Start, content: dict[str, Any]) -> None:
    """A clip beside JSON, and a file beside the JSON without a schema that FastAPI lists for each response."""
    module = build(one_response(content), ".api.default.get")
    server = raw_server(lambda peer, _: peer.sendall(reply(200, b"\x00\x01")))
    with Client(server.url) as client:
        assert module.sync(client=client) == b"\x00\x01"
        with module.stream(client=client) as response:
            assert response.read() == b"\x00\x01"


def test_a_text_of_any_media_type_is_text(build: Build, raw_server: Start) -> None:
    """Springdoc sends it as it is, without quotes."""
    module = build(one_response({"*/*": TEXT}), ".api.default.get")
    server = raw_server(lambda peer, _: peer.sendall(reply(200, b"hello")))
    with Client(server.url) as client:
        assert module.sync(client=client) == "hello"
