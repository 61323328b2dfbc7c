"""Everything that leaves the client is an error of videojobs, can be printed and pickled, and sent nothing by mistake."""

from __future__ import annotations

import io
import json
import pickle
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import KEY, StubResponse, dialect, job
from videojobs import (
    AmbiguousCreate,
    ConfigurationError,
    DecodeError,
    DownloadError,
    InvalidRequest,
    JobRef,
    VideoClient,
    VideoJob,
)
from videojobs.dialect import Quirks
from videojobs.errors import ApiError, RateLimited, TransportError, VideoJobsError
from videojobs.http import pool, responses
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.registry import load_dialect
from videojobs.testing import virtual_time

LONG = "x" * 100_000
SURROGATE = "a\ud800"
DEEP = "[" * 900 + "]" * 900


def check(error: VideoJobsError) -> None:
    """Check that an error can be printed, and pickled in another process."""
    assert str(error).encode() and str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    "host", ["xn--a", "a" * 70 + ".example", "a..b", "\u2603.net", "a" * 300, "[::1", "\ud800.example"]
)
def test_a_host_that_cannot_be_looked_up_is_a_configuration_error(host: str) -> None:
    """Before anything is sent: a paid request to it would be said to be unknown."""
    with pytest.raises(ConfigurationError) as caught:
        VideoClient("openai", api_key=KEY, base_url=f"https://{host}/v1").retrieve("video_1")
    check(caught.value)


@pytest.mark.parametrize("host", ["xn--a", "a" * 70 + ".example", "a..b"])
def test_a_clip_at_a_host_that_cannot_be_looked_up_is_a_download_error(call: Either, host: str, path: Path) -> None:
    """In the job, and in a redirect."""
    done = reconcile(job("completed", video_url=f"https://{host}/a.mp4"), call.dialect)
    call.server.respond_with(StubResponse(302, b"", {"Location": f"https://{host}/a.mp4"}))
    for target in (done, "video_1"):
        # The second is raised by httpx, which reads the Location of a redirect that it need not follow.
        with virtual_time(), pytest.raises((DownloadError, TransportError)) as caught:
            call("download", target, path)
        check(caught.value)


@pytest.mark.parametrize("text", [LONG, SURROGATE])
@pytest.mark.parametrize("name", ["retrieve", "delete", "wait", "remix", "list", "download", "download variant"])
def test_an_id_that_no_url_can_carry_is_refused(call: Either, name: str, text: str, path: Path) -> None:
    """100,000 characters, or a lone surrogate, as JSON can hold it."""
    call.server.respond_with(StubResponse.json(job()))
    arguments: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
        "list": ((), {"after": text}),
        "remix": ((text, "A fox"), {}),
        "download": ((text, path), {}),
        "download variant": (("video_1", path), {"variant": text}),
    }
    positional, named = arguments.get(name, ((text,), {}))
    with pytest.raises(InvalidRequest) as caught:
        call(name.split(maxsplit=1)[0], *positional, **named)
    check(caught.value)
    assert not call.server.requests


@pytest.mark.parametrize(
    "arguments",
    [
        {"prompt": SURROGATE},
        {"model": SURROGATE},
        {"extra": {SURROGATE: 1}},
        {"extra": {"a": SURROGATE}},
        {"input_reference": f"/nowhere/{SURROGATE}.png"},
        {"input_reference": Path(f"/nowhere/{SURROGATE}.png")},
        {"input_reference": f"https://x.example/{SURROGATE}"},
        {"input_reference": f"data:image/png,{SURROGATE}"},
    ],
)
def test_lone_surrogates_in_a_create_are_refused(call: Either, arguments: dict[str, Any]) -> None:
    """Nothing is sent, and the message can be printed."""
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest) as caught:
        call("create", **{"prompt": "A fox", **arguments})
    check(caught.value)
    assert not call.server.requests


class ChangingFile(io.BytesIO):
    """A file whose length changes, or that fails, while it is sent; ``change`` returns what a read gives then."""

    def __init__(self, change: Callable[[], bytes]) -> None:
        super().__init__(b"\x89PNG\r\n\x1a\n" + b"x" * 300_000)
        self.change = change

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes; httpx reads 65,536 at a time."""
        return self.change() if size == 65_536 and self.tell() > 0 else super().read(size)


def _fail() -> bytes:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize("change", [bytes, _fail])
def test_a_file_that_changes_while_it_is_sent_is_an_error_of_the_tree(
    call: Either, change: Callable[[], bytes]
) -> None:
    """It shrinks, or reading it fails. The server received a part, so the outcome is unknown."""
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(AmbiguousCreate) as caught:
        call("create", "A fox", input_reference=ChangingFile(change))
    check(caught.value)


def test_lone_surrogates_in_responses_and_paths(call: Either) -> None:
    """Messages are printable."""
    for body, status in ((b'{"id": "a\\ud800", "status": "queued"}', 200), (b'{"error": "a\\ud800"}', 400)):
        call.server.respond_with(StubResponse(status, body))
        with pytest.raises(VideoJobsError) as caught:
            call("retrieve", "video_1")
        check(caught.value)
    with pytest.raises(VideoJobsError) as caught:
        call("download", "video_1", f"/nowhere/{SURROGATE}.mp4")
    check(caught.value)


def test_low_level_calls_refuse_values_that_cannot_be_sent() -> None:
    """The body too."""
    client = VideoClient("openai", api_key=KEY)
    for operation, arguments, options in (
        ("GetVideo", (LONG,), {}),
        ("GetVideo", (SURROGATE,), {}),
        ("GetVideo", ({"id": "video_1"},), {}),
        ("ListVideos", (), {"after": SURROGATE}),
        ("ListVideos", (), {"after": LONG}),
        ("CreateVideo", (), {"body": {"prompt": SURROGATE}}),
    ):
        with pytest.raises(InvalidRequest) as caught:
            client.call(operation, *arguments, **options)
        check(caught.value)


@pytest.mark.parametrize("kind", ["job", "ref"])
def test_a_low_level_call_takes_a_job_for_its_id(call: Either, kind: str) -> None:
    """Not the whole job with its prompt, which would be in every log on the way."""
    call.settings = {"base_url": call.server.url}
    target: VideoJob | JobRef = VideoJob(provider="openai", id="video_1", prompt="A private fox")
    if kind == "ref":
        target = target.ref
    call.dialect = load_dialect("openai")
    call.server.respond_with(StubResponse.json(job()))
    call("call", "GetVideo", target)
    assert [request.target for request in call.server.requests] == ["/videos/video_1"]


def test_bodies_that_no_pickle_can_hold_are_refused(call: Either) -> None:
    """Decoding takes more levels than pickling, printing or comparing."""
    for name, body in (
        ("retrieve", '{"id": "video_1", "status": "queued", "x": %s}'),
        ("list", '{"data": [{"id": "video_1", "x": %s}]}'),
        ("delete", '{"deleted": true, "x": %s}'),
    ):
        call.server.respond_with(StubResponse(200, (body % DEEP).encode()))
        with pytest.raises(DecodeError, match="64 levels") as caught:
            call(name, *(() if name == "list" else ("video_1",)))
        check(caught.value)
    call.server.respond_with(StubResponse(400, f'{{"error": {DEEP}}}'.encode()))
    with pytest.raises(ApiError) as error:
        call("retrieve", "video_1")
    check(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PROXY", "foo://x"),
        ("HTTP_PROXY", "http://x:notaport"),
        ("ALL_PROXY", "http://[::1"),
        ("NO_PROXY", "[::1"),
        pytest.param(
            "SSL_CERT_FILE",
            "/nonexistent",
            marks=pytest.mark.skipif(httpx.__version__ < "0.28", reason="httpx 0.27 ignores a file that is missing"),
        ),
        ("SSL_CERT_FILE", __file__),
    ],
)
def test_bad_settings_of_the_environment_are_named(
    call: Either, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The variable is in the message."""
    monkeypatch.setenv(name, value)
    pool.shared_tls.cache_clear()
    try:
        with pytest.raises(ConfigurationError, match=name) as caught:
            call("retrieve", "video_1")
    finally:
        pool.shared_tls.cache_clear()
    check(caught.value)


def test_a_proxy_that_cannot_be_reached_is_named(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `HTTP_PROXY`, a server on the same machine seems to be down; the proxy's password is not shown."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        proxy = f"127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setenv("HTTP_PROXY", f"http://user:canary-4711@{proxy}")
        with (
            virtual_time(),
            pytest.raises(TransportError, match=f"connect through the proxy http://{proxy} ") as caught,
        ):
            call("create", "a boat")
    assert caught.value.sent is False and "canary" not in str(caught.value)
    check(caught.value)


def test_a_proxy_that_refuses_is_named(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """It refused the tunnel, so that nothing was sent."""
    monkeypatch.setenv("HTTPS_PROXY", call.server.url)
    call.settings = {"base_url": "https://api.example"}
    call.server.respond_with(StubResponse(status=403))
    named = f"connect through the proxy {call.server.url} .*403"
    with virtual_time(), pytest.raises(TransportError, match=named) as caught:
        call("create", "a boat")
    assert caught.value.sent is False
    check(caught.value)


def test_an_error_response_is_decoded_once(call: Either) -> None:
    """Also where a failed job may be an error response."""
    call.dialect = dialect(quirks=Quirks(failed_job_is_http_error=True))
    call.server.respond_with(StubResponse.json({"error": {"message": "slow down"}}, 429))
    decoded: list[bytes] = []
    loads = responses.loads

    def counted(content: bytes) -> Any:
        decoded.append(content)
        return loads(content)

    with patch.object(responses, "loads", counted), virtual_time(), pytest.raises(RateLimited):
        call("retrieve", "video_1")
    assert len(decoded) == len(call.server.requests) and json.loads(decoded[0])
