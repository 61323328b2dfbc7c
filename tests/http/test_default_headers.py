"""Headers of the caller's: on each request to the API, on none to another host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Either, call, other, path, server
from tests.jobs.stub_server import CLIP, StubResponse, StubServer, job
from videojobs import ConfigurationError, VideoClient
from videojobs.testing import virtual_time

__all__ = ["call", "other", "path", "server"]


def test_each_request_to_the_api_has_them(call: Either, other: StubServer, path: Path) -> None:
    """Also the request for a clip; a redirect to another host has none."""
    other.respond_with(StubResponse(200, CLIP, {"Content-Type": "video/mp4"}))
    redirect = StubResponse(302, b"", {"Location": f"{other.url}/clip"})
    call.settings = {"default_headers": {"X-Team": "red", "HTTP-Referer": "https://a.test"}}
    for method, arguments, reply in (
        ("create", ("a boat",), job()),
        ("retrieve", ("video_1",), job()),
        ("list", (), {"object": "list", "data": [], "has_more": False}),
    ):
        call.server.respond_with(StubResponse.json(reply))
        with virtual_time():
            call(method, *arguments)
        assert {request.headers.get("x-team") for request in call.server.requests} == {"red"}, method
    call.server.respond_with(redirect)
    with virtual_time():
        call("download", "video_1", path)
    assert call.server.requests[0].headers["http-referer"] == "https://a.test"
    assert "x-team" not in other.requests[0].headers and path.read_bytes() == CLIP


def test_those_that_the_provider_needs_win(server: StubServer) -> None:
    """A proxy that repeats paid requests is told not to, whatever the caller's headers are."""
    server.respond_with(StubResponse.json(job()))
    headers = {"X-LiteLLM-Num-Retries": "5"}
    with VideoClient("litellm", base_url=server.url, api_key="k" * 20, default_headers=headers) as client:
        client.create("a boat")
    assert server.requests[0].headers["x-litellm-num-retries"] == "0"


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"Authorization": "Bearer x"}, "api_key="),
        ({"api-KEY": "x"}, "api_key="),
        ({"Content-Type": "x"}, "set by the client"),
        ({"HOST": "x"}, "set by the client"),
        ({"a b": "x"}, "not the name"),
        ({"": "x"}, "not the name"),
        ({"X": 7}, "no text"),
        ({7: "x"}, "not the name"),
        ({"X": "a\r\nb: c"}, "printable ASCII"),
        ({"X": "\u00e9"}, "printable ASCII"),
    ],
)
def test_headers_that_cannot_be_sent_are_refused(headers: Any, message: str) -> None:
    """When the client is made."""
    with pytest.raises(ConfigurationError, match=message):
        VideoClient("azure", base_url="http://127.0.0.1:9", api_key="k" * 20, default_headers=headers)
