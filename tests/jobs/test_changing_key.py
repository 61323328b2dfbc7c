"""A key that is a callable: called for each request, checked, masked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import StubResponse, dialect, job
from videojobs import ApiError, ConfigurationError, VideoClient
from videojobs.dialect import Auth
from videojobs.http.client import AuthenticatedClient
from videojobs.http.request import Request
from videojobs.http.secret import ChangingSecret, Secret
from videojobs.testing import virtual_time

BOTH = (Auth(scheme="header", header="api-key", env=("A_KEY",)), Auth(scheme="bearer", env=("A_TOKEN",)))


def tokens() -> Callable[[], str]:
    """Return a callable that returns another token each time."""
    number = count(1)
    return lambda: f"token-{next(number)}"


def test_each_request_has_the_key_of_its_moment(call: Either) -> None:
    """As bearer where the provider takes both: what changes is a token."""
    call.dialect = dialect(auth=BOTH)
    call.settings = {"api_key": tokens()}
    call.server.respond_with(StubResponse.json({"error": "busy"}, 503), StubResponse.json(job()))
    with virtual_time():
        call("retrieve", "video_1")
    assert [request.headers["authorization"] for request in call.server.requests] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert all("api-key" not in request.headers for request in call.server.requests)


def test_a_plain_key_goes_the_first_way(call: Either) -> None:
    """Alone in its header."""
    call.dialect = dialect(auth=BOTH)
    call.server.respond_with(StubResponse.json(job()))
    call("retrieve", "video_1")
    assert "authorization" not in call.server.requests[0].headers
    assert call.server.requests[0].headers["api-key"] == call.settings.get("api_key", "sk-canary-0123456789")


def test_a_header_carries_it_where_there_is_no_bearer(call: Either) -> None:
    """The provider's own way is the only one."""
    call.dialect = dialect(auth=BOTH[:1])
    call.settings = {"api_key": lambda: Secret("token-x")}
    call.server.respond_with(StubResponse.json(job()))
    call("retrieve", "video_1")
    assert call.server.requests[0].headers["api-key"] == "token-x"


def test_a_token_that_a_server_repeats_is_masked(call: Either) -> None:
    """The one that was sent, though another one would be next."""
    call.settings = {"api_key": tokens()}
    call.server.respond_with(
        lambda request: StubResponse.json({"error": {"message": f"bad {request.headers['authorization']}"}}, 401)
    )
    with pytest.raises(ApiError) as caught:
        call("retrieve", "video_1")
    assert "token-1" not in f"{caught.value!r} {caught.value} {caught.value.body}"


@pytest.mark.parametrize("key", [None, 5, "", "  ", "a b", "a\nb", "schl\u00fcssel", b"bytes"])
def test_what_is_no_key_is_not_sent(call: Either, key: Any) -> None:
    """And the error does not show it."""
    call.settings = {"api_key": lambda: key}
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(ConfigurationError, match="api_key callable"):
        call("create", "a boat")
    assert call.server.requests == []


def test_an_async_callable_is_refused(call: Either) -> None:
    """It would have to be awaited in a place that cannot."""

    class Later:
        def __await__(self) -> Any:
            raise AssertionError("nobody waits for this")

    call.settings = {"api_key": Later}
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(ConfigurationError, match="async"):
        call("retrieve", "video_1")


def test_its_own_error_comes_through(call: Either) -> None:
    """What the caller's code raises is the caller's; nothing was sent."""

    def key() -> str:
        raise LookupError("not signed in")

    call.settings = {"api_key": key}
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(LookupError, match="not signed in"):
        call("create", "a boat")
    assert call.server.requests == []


def test_the_callable_is_not_called_before_a_request() -> None:
    """Neither by making a client nor by looking at one."""

    def key() -> str:
        raise AssertionError("nobody asked for a request")

    client = VideoClient(dialect(), base_url="https://api.example.com", api_key=key)
    assert "key" not in repr(client)
    low = AuthenticatedClient("https://api.example.com", token=key)  # type: ignore[arg-type]
    assert repr(low.token) == "Secret('***')"
    assert bool(ChangingSecret(key))


def test_the_low_level_client_takes_one_too(call: Either) -> None:
    """As its token."""
    call.server.respond_with(StubResponse.json(job()))
    with AuthenticatedClient(call.server.url, token=tokens()) as client:  # type: ignore[arg-type]
        client.send(Request(method="GET", path="/videos/1"))
        client.send(Request(method="GET", path="/videos/1"))
    assert [request.headers["authorization"] for request in call.server.requests] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
