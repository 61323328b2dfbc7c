"""The key is masked in every error, however the server spells it; credentials and requests stay at their origin."""

from __future__ import annotations

import re
import socket
import traceback
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, KEY, StubResponse, dialect, job
from tests.stalling import stalled
from videojobs import (
    ApiError,
    AsyncVideoClient,
    ConfigurationError,
    DecodeError,
    DownloadError,
    InvalidRequest,
    VideoClient,
    VideoJobsError,
)
from videojobs.dialect import Content, Create, Reference
from videojobs.errors import TransportError
from videojobs.http import secret
from videojobs.http.client import AuthenticatedClient
from videojobs.http.request import Request
from videojobs.http.secret import Secret, mask
from videojobs.testing import virtual_time

ESCAPED = "".join(f"\\u{ord(letter):04x}" for letter in KEY)
PARTLY = "\\u0073" + KEY[1:]
TWICE = ESCAPED.replace("\\", "\\\\")
PERCENT = "".join(f"%{ord(letter):02X}" for letter in KEY)


def everything(error: BaseException) -> str:
    """Return all that an error shows or holds, with escapes decoded."""
    shown = f"{error!s} {vars(error)!r} {''.join(traceback.format_exception(error))}"
    decoded = re.sub(r"\\+[ux](?:00)?([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), shown)
    return re.sub(r"%([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), decoded)


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("body", ['{"error": {"message": "bad key %s", "code": "%s"}}', '"bad key %s"', "not JSON: %s"])
@pytest.mark.parametrize("name", ["list", "delete", "retrieve", "create"])
def test_the_key_is_masked_in_any_spelling(call: Either, name: str, body: str, status: int) -> None:
    """JSON escapes, escapes inside text that is JSON itself, and percent-encoding."""
    arguments = () if name == "list" else ("video_1",)
    for spelling in (KEY, ESCAPED, PARTLY, TWICE, PERCENT):
        text = body.replace("%s", spelling)
        call.server.respond_with(StubResponse(status, text.encode(), {"X-Echo": spelling, "X-Request-Id": spelling}))
        with pytest.raises(VideoJobsError) as caught:
            call(name, *arguments)
        assert KEY not in everything(caught.value), spelling


@pytest.mark.parametrize("name", ["create", "retrieve", "download"])
def test_a_key_at_the_cut_of_a_long_error_body_is_not_shown(call: Either, path: Path, name: str) -> None:
    """Only the start of such a body is read; the key may go across its end, and nothing but keys be in it."""
    arguments = ("video_1", path) if name == "download" else ("video_1",)
    for start in range(0, len(ESCAPED), 7):
        call.server.respond_with(StubResponse(400, (ESCAPED * 3000)[start:].encode()))
        with pytest.raises(ApiError) as caught:
            call(name, *arguments)
        assert KEY[:6] not in everything(caught.value)


@pytest.mark.parametrize("media_type", ["application/json", "text/html"])
@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("spelling", [KEY, ESCAPED])
def test_a_key_in_a_body_that_stalls_is_not_shown(
    call: Either, path: Path, spelling: str, status: int, media_type: str
) -> None:
    """The deadline of a download cuts the body in two, anywhere; three characters help nobody."""
    call.settings = {"timeout": 0.15}
    with stalled() as wait:

        def stall(connection: socket.socket) -> None:
            connection.sendall(head + f"bad key: {spelling}"[: -len(spelling) // 3].encode())
            while wait(0.05):
                pass

        head = f"HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: 9999\r\n\r\n".encode()
        call.server.take_over(stall)
        with pytest.raises(VideoJobsError) as caught:
            call("download", "video_1", path)
    assert "bad key" in str(caught.value) and KEY[:4] not in everything(caught.value)


@pytest.mark.parametrize("cut", range(4, 13 * len(KEY), 3))
def test_a_part_of_a_key_is_masked_where_a_text_is_cut(cut: int) -> None:
    """At its end, and before the dots that show a cut; elsewhere, four letters of a key may be those of a word."""
    for spelling in (KEY, ESCAPED, TWICE, PERCENT):
        part = spelling[:cut]
        masked = mask(f"{part}... {KEY[:8]} x {part}", Secret(KEY), is_cut=True)
        assert KEY[:4] not in everything(Exception(masked.replace(f" {KEY[:8]} ", ""))), spelling
        assert f" {KEY[:8]} " in masked
    assert mask(KEY[:8], Secret(KEY)) == KEY[:8] and mask(KEY[:3], Secret(KEY), is_cut=True) == KEY[:3]


def test_of_a_large_body_only_the_start_is_masked(call: Either, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error shows no more of it; to mask 16 MiB took 290 MB of memory."""
    lengths: list[int] = []
    real = secret.mask

    def record(text: str, *secrets: Any, **options: Any) -> str:
        lengths.append(len(text))
        return real(text, *secrets, **options)

    monkeypatch.setattr("videojobs._base_client.mask", record)
    call.server.respond_with(StubResponse(200, f"{KEY} {'x' * 1900}{KEY * 50_000}".encode()))
    with pytest.raises(DecodeError) as caught:
        call("retrieve", "video_1")
    assert KEY[:4] not in everything(caught.value) and caught.value.content.startswith(b"*** x")
    assert len(caught.value.content) == 2000 and max(lengths) < 32_000


@pytest.mark.parametrize("start", [*range(130, 165, 5), *range(1980, 2001, 5)])
def test_a_key_at_the_cut_of_an_excerpt_is_not_shown(call: Either, start: int) -> None:
    """Of a response that cannot be decoded, an error shows the first letters and holds the first bytes."""
    for letter in ("x", "\u4e2d"):
        body = letter * start + KEY
        call.server.respond_with(StubResponse(200, body.encode()))
        with pytest.raises(DecodeError) as caught:
            call("retrieve", "video_1")
        assert KEY[:4] not in everything(caught.value)
        assert caught.value.__context__ is None or KEY not in repr(vars(caught.value.__context__))


@pytest.mark.parametrize("spelling", [KEY, ESCAPED])
@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_the_key_is_masked_in_errors_of_low_level_calls(kind: str, status: int, spelling: str) -> None:
    """Message, body, content and headers."""

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=f'["key {spelling}"]', headers={"x-echo": spelling})

    transport = httpx.MockTransport(handler)
    arguments: dict[str, Any] = {"api_key": KEY, "base_url": "https://api.example"}

    def call_sync() -> None:
        VideoClient("openai", **arguments, http_client=httpx.Client(transport=transport)).call("GetVideo", "a")

    async def call_async() -> None:
        async with httpx.AsyncClient(transport=transport) as http:
            await AsyncVideoClient("openai", **arguments, http_client=http).call("GetVideo", "a")

    with pytest.raises(VideoJobsError) as caught:
        call_sync() if kind == "sync" else anyio.run(call_async, backend=kind)
    assert KEY not in everything(caught.value)


def test_masking_takes_linear_time() -> None:
    """Of a body of many backslashes as well: none of them is read more than eight times."""
    text = "\\" * 300_000 + "%"
    assert mask(text, Secret(KEY)) == text


def test_a_password_in_a_redirect_is_masked(call: Either, path: Path) -> None:
    """A Location such as ``https://user:pw@host/`` may carry a credential of the provider's."""
    call.dialect = dialect(content=Content(source="endpoint", redirects="none"))
    location = "https://user:hunter2@other.example/x?signature=s3cret"
    call.server.respond_with(StubResponse(302, b"", {"Location": location}))
    for name, arguments in (("retrieve", ("video_1",)), ("create", ("A fox",)), ("download", ("video_1", path))):
        with pytest.raises(VideoJobsError) as caught:
            call(name, *arguments)
        assert "hunter2" not in everything(caught.value) and "s3cret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_the_auth_of_a_handed_in_client_stays_at_its_origin(kind: str) -> None:
    """Neither it nor the key follows a redirect to another origin; both go to their own."""
    received: list[tuple[str, bool]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        received.append((str(request.url), "authorization" in request.headers))
        if request.url.path == "/start":
            return httpx.Response(302, headers={"location": "/next"})
        if request.url.path == "/next":
            return httpx.Response(302, headers={"location": "https://other.example/end"})
        return httpx.Response(200)

    transport, request = httpx.MockTransport(handler), Request(method="GET", path="/start")
    client = AuthenticatedClient("https://api.example", token=KEY, follow_redirects=True)
    if kind == "sync":
        client.set_httpx_client(httpx.Client(transport=transport, auth=("user", "pw"))).send(request)
    else:

        async def main() -> None:
            async with httpx.AsyncClient(transport=transport, auth=("user", "pw")) as http:
                await client.set_async_httpx_client(http).asend(request)

        anyio.run(main, backend=kind)
    assert received == [
        ("https://api.example/start", True),
        ("https://api.example/next", True),
        ("https://other.example/end", False),
    ]


def test_a_redirect_into_a_local_network_is_not_followed() -> None:
    """By a low-level client that follows redirects."""
    received: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        received.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://169.254.169.254/latest"})

    client = AuthenticatedClient("https://api.example", token=KEY, follow_redirects=True)
    client.set_httpx_client(httpx.Client(transport=httpx.MockTransport(handler)))
    with pytest.raises(TransportError, match="local network"):
        client.send(Request(method="GET", path="/start"))
    assert received == ["api.example"]


@pytest.mark.parametrize("kind", ["sync", "asyncio", "trio"])
def test_https_never_becomes_http(kind: str, path: Path) -> None:
    """Neither in a download nor in a low-level call that follows redirects."""
    received: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        received.append(str(request.url))
        if request.url.scheme == "http":
            return httpx.Response(200, content=CLIP, headers={"content-type": "video/mp4"})
        return httpx.Response(302, headers={"location": "http://api.example/plain"})

    transport, request = httpx.MockTransport(handler), Request(method="GET", path="/start")
    low_level = AuthenticatedClient("https://api.example", token=KEY, follow_redirects=True)
    arguments: dict[str, Any] = {"api_key": KEY, "base_url": "https://api.example"}
    done = job("completed", video_url="https://cdn.example/a.mp4")
    if kind == "sync":
        http = httpx.Client(transport=transport)
        client = VideoClient("openai", **arguments, http_client=http)
        with pytest.raises(TransportError, match="never followed"):
            low_level.set_httpx_client(http).send(request)
        with pytest.raises(DownloadError, match="never followed"):
            client.download("video_1", path)
    else:

        async def main() -> None:
            async with httpx.AsyncClient(transport=transport) as http:
                client = AsyncVideoClient("openai", **arguments, http_client=http)
                with pytest.raises(TransportError, match="never followed"):
                    await low_level.set_async_httpx_client(http).asend(request)
                with pytest.raises(DownloadError, match="never followed"):
                    await client.download("video_1", path)

        anyio.run(main, backend=kind)
    assert done and received and all(url.startswith("https:") for url in received)


@pytest.mark.parametrize("media_type", ["image/png\r\nX-Injected: 1", "image/png\nX: 1", "a b", "image/pn\u00e9"])
def test_a_line_end_in_the_media_type_of_a_data_url_is_refused(call: Either, media_type: str) -> None:
    """It would write further headers into the upload's part."""
    call.dialect = dialect(create=Create(references=(Reference(field="input_reference", forms=("file",)),)))
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest, match="media type"):
        call("create", "A fox", input_reference=f"data:{media_type};base64,iVBORw0KGgo=")
    assert not call.server.requests


def test_a_key_over_plain_http_warns_once() -> None:
    """On the way to a public host anybody can read it."""
    with pytest.warns(UserWarning, match=r"http://plain\.example .*https") as caught:
        VideoClient("openai", api_key=KEY, base_url="http://plain.example/v1")
    assert KEY not in str(caught[0].message)
    VideoClient("openai", api_key=KEY, base_url="http://plain.example/v1")  # does not warn again
    for base_url in ("http://127.0.0.1:9", "http://litellm:4000", "http://10.0.0.7", "https://secure.example"):
        VideoClient("openai", api_key=KEY, base_url=base_url)  # warnings are errors in this test suite


def test_plain_http_without_a_key_does_not_warn() -> None:
    """There is nothing to be read."""
    with pytest.raises(ConfigurationError, match="needs a key"):
        VideoClient("openai", base_url="http://other-plain.example")


def test_decode_errors_hold_their_content_masked(call: Either) -> None:
    """The content of an error is for bug reports."""
    call.server.respond_with(StubResponse(200, f"<p>{KEY}</p>".encode()))
    with pytest.raises(DecodeError) as caught:
        call("list")
    assert caught.value.content == b"<p>***</p>"


@pytest.fixture(autouse=True)
def _virtual() -> Any:
    with virtual_time():
        yield


def test_a_key_is_masked_beside_every_mark_of_an_escape() -> None:
    """A text may hold backslashes, percent signs and entities at once."""
    escaped = "".join(f"\\u{ord(character):04x}" for character in KEY)
    percent = "".join(f"%{ord(character):02X}" for character in KEY)
    masked = mask(f"100% &#x20; {escaped} {percent} {KEY}", Secret(KEY))
    assert masked == "100% &#x20; *** *** ***"
