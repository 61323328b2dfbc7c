"""The `httpx.Request` that is built from a request to the provider."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from videojobs.http.bodies import Binary, Body, Json
from videojobs.http.request import Request, build_request

NO_LIMITS: dict[str, float | None] = dict.fromkeys(("connect", "read", "write", "pool"))


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT"])
@pytest.mark.parametrize(
    "body",
    [None, Json(value={"a": "é"}), Binary(payload=b""), Binary(payload=b"abc"), Binary(payload=iter([b"a"]))],
)
@pytest.mark.parametrize("headers", [{}, {"host": "other.example"}, {"Content-length": "9"}])
def test_it_has_what_httpx_adds(method: str, body: Body | None, headers: dict[str, str]) -> None:
    """Host and the length of a body, in the same order, unless they are there."""
    client = httpx.Client(headers={"X-Team": "a"}, params={"tenant": "7"}, cookies={"c": "1"})
    request = Request(method=method, path="/v1/x", params=(("q", "ü"),), body=body)
    built = build_request(client, request, "https://api.example:8443", headers, {}, NO_LIMITS)
    arguments: dict[str, Any] = {}
    if isinstance(body, Json):
        arguments = {"content": '{"a":"é"}'.encode()}
    elif isinstance(body, Binary):
        arguments = {"content": body.payload}
    own = {name: value for name, value in built.headers.multi_items() if name in ADDED}
    expected = client.build_request(
        method, "https://api.example:8443/v1/x", params={"q": "ü"}, headers={**own, **headers}, **arguments
    )
    assert built.url == expected.url and sorted(built.headers.multi_items()) == sorted(expected.headers.multi_items())
    if not headers:
        assert built.headers.raw[0] == (b"Host", b"api.example:8443")  # RFC 9110, section 7.2
    if isinstance(built.stream, httpx.ByteStream):
        assert built.content == expected.content


ADDED = ("user-agent", "accept", "accept-encoding", "content-type")
