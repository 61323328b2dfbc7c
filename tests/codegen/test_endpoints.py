"""Endpoints, run against a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests.codegen.conftest import Build, document, ok_response
from tests.raw_server import RawServer, Script
from tests.raw_server import answer as reply
from videojobs.errors import ApiError, DecodeError, InvalidRequest, NotFound
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.types import File

Start = Callable[[Script], RawServer]
JOB = {"type": "object", "properties": {"id": {"type": "string"}}}
ID = {"name": "video_id", "in": "path", "required": True, "description": "The job", "schema": {"type": "string"}}
CONTENT = {
    "200": {"description": "bytes", "content": {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}}
}


def replying(data: bytes) -> Script:
    """Send these bytes to any request."""
    return lambda peer, _: peer.sendall(data)


def one_get(**more: Any) -> dict[str, Any]:
    """Return a document with one operation."""
    operation = {
        "operationId": "getVideo",
        "parameters": [ID],
        "responses": ok_response({"$ref": "#/components/schemas/Job"}),
    }
    return document({"/videos/{video_id}": {"get": {**operation, **more}}}, {"Job": JOB})


def test_the_four_functions(build: Build, raw_server: Start) -> None:
    """Blocking and async, plain and detailed, return the same."""
    module = build(one_get(), ".api.default.get_video")
    server = raw_server(replying(reply(200, b'{"id": "v1"}')))
    with Client(server.url) as client:
        assert module.sync("v1", client=client).id == "v1"
        detailed = module.sync_detailed("v1", client=client)
        assert (detailed.status_code, detailed.parsed.id) == (200, "v1")

    async def main() -> None:
        async with Client(server.url) as client:
            assert (await module.asyncio("v1", client=client)).id == "v1"
            assert (await module.asyncio_detailed("v1", client=client)).parsed.id == "v1"

    asyncio.run(main())


def test_an_error_status_raises_but_not_in_detail(build: Build, raw_server: Start) -> None:
    """Any integer is a status; the error has the message of the server."""
    module = build(one_get(), ".api.default.get_video")
    body = b'{"error": {"message": "no such job", "code": "gone"}}'
    with Client(raw_server(replying(reply(404, body, x_request_id="r-1"))).url) as client:
        with pytest.raises(NotFound, match=r"no such job \[gone\] \(request r-1\)") as caught:
            module.sync("v1", client=client)
        assert (caught.value.code, caught.value.request_id) == ("gone", "r-1")
        assert module.sync_detailed("v1", client=client).parsed is None
    with Client(raw_server(replying(reply(520, b"oops"))).url) as client:
        assert module.sync_detailed("v1", client=client).status_code == 520
        with pytest.raises(ApiError):
            module.sync("v1", client=client)


@pytest.mark.parametrize(
    "body", [b"<html>oops</html>", b"[]", b"null", b"{", b"[" * 100_000, b'{"a": NaN}', b"1" * 9999]
)
def test_an_undocumented_response_is_a_decode_error(build: Build, raw_server: Start, body: bytes) -> None:
    """HTML, JSON of another kind, JSON that never ends: one error of this package."""
    module = build(one_get(), ".api.default.get_video")
    with Client(raw_server(replying(reply(200, body))).url) as client, pytest.raises(DecodeError):
        module.sync("v1", client=client)


@pytest.mark.parametrize("bad", ["", ".", ".."])
def test_an_id_that_changes_the_path_is_refused(build: Build, bad: str) -> None:
    """Before anything is sent."""
    module = build(one_get(), ".api.default.get_video")
    with pytest.raises(InvalidRequest, match="video_id"):
        module.request(bad)
    assert module.request("a/b?c").path == "/videos/a%2Fb%3Fc"


def test_a_download_streams(build: Build, raw_server: Start) -> None:
    """A binary response has ``stream``; the plain call gives all bytes."""
    doc = document(
        {"/videos/{video_id}/content": {"get": {"operationId": "content", "parameters": [ID], "responses": CONTENT}}}
    )
    module = build(doc, ".api.default.content")
    server = raw_server(replying(reply(200, b"\x00" * 1000)))
    with Client(server.url) as client:
        with module.stream("v1", client=client) as response:
            assert sum(len(chunk) for chunk in response.iter_bytes()) == 1000
        assert module.sync("v1", client=client) == b"\x00" * 1000
    early = Client(raw_server(replying(reply(409, b'{"detail": "not yet"}'))).url)
    with early, pytest.raises(ApiError, match="not yet"), module.stream("v1", client=early):
        pass


def test_limits_of_parameters_and_bodies_are_checked_first(build: Build) -> None:
    """No paid request is sent that the document shows to be invalid."""
    body = {
        "type": "object",
        "required": ["prompt"],
        "properties": {
            "prompt": {"type": "string", "minLength": 1, "maxLength": 5},
            "seconds": {"type": "string", "enum": ["4", "8"]},
        },
    }
    doc = document(
        {
            "/videos": {
                "post": {
                    "operationId": "create",
                    "requestBody": {"content": {"application/json": {"schema": body}}},
                    "responses": ok_response(JOB),
                },
                "get": {
                    "operationId": "list",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
                    "responses": ok_response(JOB),
                },
            }
        }
    )
    module = build(doc, ".api.default.create")
    for bad in ({}, {"prompt": ""}, {"prompt": "123456"}, {"prompt": "cat", "seconds": "5"}):
        with pytest.raises(InvalidRequest, match=r"prompt|seconds"):
            module.request(body=bad)
    assert module.request(body={"prompt": "cat", "seconds": "8"}).body.value == {"prompt": "cat", "seconds": "8"}
    listing = build(doc, ".api.default.list_")
    with pytest.raises(InvalidRequest, match="limit: 101 is above 100"):
        listing.request(limit=101)
    assert listing.request(limit=0).params == (("limit", "0"),)


SHARED = {"type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string"}, "file": {}}}


def two_media() -> dict[str, Any]:
    """Return a document whose body goes as JSON or multipart."""
    content = {
        media: {"schema": {"$ref": "#/components/schemas/Body"}}
        for media in ("multipart/form-data", "application/json")
    }
    operation = {"operationId": "remix", "requestBody": {"content": content}, "responses": ok_response(JOB)}
    return document({"/videos/remix": {"post": operation}}, {"Body": SHARED})


def test_a_body_that_two_media_types_share_is_sent_once(build: Build, raw_server: Start) -> None:
    """JSON without a file, multipart with one, and what the caller chooses."""
    module = build(two_media(), ".api.default.remix")
    models = build(two_media(), ".models")
    server = raw_server(replying(reply(200, b"{}")))
    with Client(server.url) as client:
        module.sync(client=client, body=module.BODIES["application/json"](prompt="a"))
        module.sync(client=client, body={"prompt": "a", "file": File(BytesIO(b"\x89PNG\r\n\x1a\n...."))})
        module.sync(client=client, body={"prompt": "a", "file": {"url": "u"}}, media_type="multipart/form-data")
    plain, with_file, as_multipart = server.requests
    assert b"content-type: application/json" in plain.lower()
    assert plain.endswith(b'{"prompt":"a"}')
    assert b'name="file"; filename="file.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in with_file
    assert b'name="prompt"\r\n\r\na\r\n' in with_file
    assert b'name="file[url]"\r\n\r\nu\r\n' in as_multipart
    with pytest.raises(InvalidRequest, match="pass a Body,"):
        module.request(body=models)
    with pytest.raises(InvalidRequest, match="cannot be sent as text/plain"):
        module.request(body={"prompt": "a"}, media_type="text/plain")


def test_security_decides_the_client_and_the_header(build: Build, raw_server: Start) -> None:
    """An operation without security is sent without the credential."""
    secured = one_get()
    secured["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    secured["security"] = [{"key": []}]
    secured["paths"]["/open"] = {"get": {"operationId": "open", "security": [], "responses": ok_response(JOB)}}
    with_key = build(secured, ".api.default.get_video")
    without = build(secured, ".api.default.open_")
    server = raw_server(replying(reply(200, b"{}")))
    with AuthenticatedClient(server.url, token="sk-1") as client:
        with_key.sync("v", client=client)
        without.sync(client=client)
    assert b"authorization: bearer sk-1" in server.requests[0].lower()
    assert b"authorization" not in server.requests[1].lower()


def test_a_deprecated_operation_says_so_in_its_docstring(build: Build) -> None:
    """And warns nobody at each call."""
    module = build(one_get(deprecated=True, summary="Fetch a job"), ".api.default.get_video")
    assert module.sync.__doc__.startswith("Fetch a job (`GET /videos/{video_id}`).")
    assert "Deprecated by the provider." in module.sync.__doc__
    assert "video_id: The job." in module.sync.__doc__


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/x", "/a/../b", "/a#b", "/a\nb", "/a b"])
def test_a_path_that_is_none_is_refused(errors_of: Callable[[dict[str, Any]], list[str]], path: str) -> None:
    """Stock sends the token to an absolute URL used as a path key."""
    (error,) = errors_of(document({path: {"get": {"operationId": "x", "responses": ok_response(JOB)}}}))
    assert "not a path of this server" in error
    assert "\n" not in error


def test_the_output_is_the_same_bytes_again(build: Build) -> None:
    """Two runs write the same files."""
    first = build(one_get())
    second = build(one_get())
    texts = [json.dumps(_tree(module.__file__ or "")) for module in (first, second)]
    assert texts[0] == texts[1]


def _tree(init: str) -> dict[str, str]:
    from pathlib import Path

    root = Path(init).parent
    return {path.relative_to(root).as_posix(): path.read_text() for path in sorted(root.rglob("*.py"))}


def test_headers_and_cookies_carry_each_value_or_refuse_it(build: Build, raw_server: Start) -> None:
    """A list is sent whole; a value that would add a cookie or a header never leaves."""
    schemas = {"X-Tags": {"type": "array", "items": {"type": "string"}}, "X-Note": {"type": "string"}}
    declared = [{"name": name, "in": "header", "schema": schema} for name, schema in schemas.items()]
    declared.append({"name": "session", "in": "cookie", "schema": {"type": "string"}})
    declared.append({"name": "seen", "in": "cookie", "schema": schemas["X-Tags"]})
    module = build(one_get(parameters=[ID, *declared]), ".api.default.get_video")
    server = raw_server(replying(reply(200, b"{}")))
    with Client(server.url, cookies={"session": "old", "other": "1"}) as client:
        module.sync("v", client=client, x_tags=["a", "b"], x_note="a\tb c", session="s=1", seen=["1", "2"])
    (request,) = server.requests
    assert b"X-Tags: a,b\r\n" in request
    assert b"X-Note: a\tb c\r\n" in request
    assert b"Cookie: other=1; session=s=1; seen=1; seen=2\r\n" in request
    for bad in ("a; admin=1", "a admin=1", "a, admin=1", 'a"', "a\\", "é", "a\r\nadmin: 1", "a\x00"):
        with pytest.raises(InvalidRequest, match="session: a cookie cannot carry this value"):
            module.request("v", session=bad)
    for bad in ("é", "a\r\nadmin: 1", "a\x00", "视频"):
        with pytest.raises(InvalidRequest, match="X-Note: a header cannot carry this value"):
            module.request("v", x_note=bad)
        with pytest.raises(InvalidRequest, match="X-Tags: a header cannot carry this value"):
            module.request("v", x_tags=["a", bad])
