"""Failures of the HTTP library are reported in words that say what failed, and what may have been sent."""

from __future__ import annotations

import httpx
import pytest

from tests.jobs.stub_server import KEY
from videojobs import TransportError
from videojobs.http.client import AuthenticatedClient
from videojobs.http.request import Request


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectTimeout("x"), "no connection within the time limit (x)"),
        (httpx.PoolTimeout("x"), "no free connection within the time limit (x)"),
        (httpx.ReadTimeout("x"), "no response within the time limit (x)"),
        (httpx.ConnectError("x"), "could not connect (x)"),
        (httpx.ReadError(""), "the connection broke"),
        (httpx.RemoteProtocolError(f"bad {KEY}\x1b[2J"), "the connection broke (bad ***\\x1b[2J)"),
        (httpx.StreamConsumed(), "the response could not be read (Attempted to read or stream some content, but"),
        (httpx.InvalidURL("x"), "the response could not be read (x)"),
        (OSError(5, "disk"), "OSError while the request was sent or its response read ([Errno 5] disk)"),
        (RuntimeError("Event loop is closed"), "RuntimeError while the request was sent or its response read (Event"),
    ],
)
def test_a_failure_says_where_and_why(error: Exception, reason: str) -> None:
    """Method and address without query and key; a foreign transport proves nothing, so the request counts as sent."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    client = AuthenticatedClient("https://api.example:8443/v1", token=KEY)
    client.set_httpx_client(httpx.Client(transport=httpx.MockTransport(fail)))
    request = Request(method="GET", path="/videos/a", params=(("key", "secret"),))
    with pytest.raises(TransportError) as caught:
        client.send(request)
    assert str(caught.value).startswith(f"GET https://api.example:8443/v1/videos/a: {reason}")
    assert caught.value.sent and caught.value.__cause__ is error
