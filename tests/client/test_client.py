"""`VideoClient` and `AsyncVideoClient`: settings, secrets, and that both are the same."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.jobs.conftest import KINDS
from tests.jobs.stub_server import CLIP, DIALECT, KEY, ReceivedRequest, StubResponse, dialect, job, serving
from videojobs import AsyncVideoClient, ConfigurationError, VideoClient
from videojobs.dialect import Auth
from videojobs.http.secret import Secret
from videojobs.testing import VirtualClock, virtual_time


@pytest.mark.parametrize("client_class", [VideoClient, AsyncVideoClient])
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"base_url": None}, "no fixed address.*base_url"),
        ({"base_url": "relay.example/v1"}, "must start with https"),
        ({"base_url": "ftp://relay.example"}, "must start with https"),
        ({"base_url": "https://user:pass@relay.example"}, "password"),
        ({"base_url": "https://relay.example?key=1"}, "query"),
        ({"base_url": "https://["}, "not a URL"),
        ({"base_url": 5}, "text"),
        ({"api_key": None}, "WIRED_API_KEY"),
        ({"base_url": ""}, "must start with https"),
        ({"api_key": ""}, "api_key is empty: pass a key, or None: then it is read from WIRED_API_KEY"),
        ({"api_key": "a\nb"}, "key"),
        ({"api_key": 5}, "api_key must be text"),
        ({"timeout": 0}, "timeout"),
        ({"http_client": object()}, "http_client must be an httpx"),
    ],
)
def test_wrong_settings_are_reported_at_once(client_class: Any, settings: dict[str, Any], words: str) -> None:
    """Each error says what to do; none repeats a password."""
    with pytest.raises(ConfigurationError, match=words) as caught:
        client_class(DIALECT, **{"api_key": KEY, "base_url": "https://relay.example", **settings})
    assert "pass@" not in str(caught.value)


def test_the_httpx_client_must_be_of_the_right_kind() -> None:
    """Blocking for one, async for the other."""
    with pytest.raises(ConfigurationError, match=r"httpx\.Client"):
        VideoClient(DIALECT, api_key=KEY, base_url="https://x.example", http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    with httpx.Client() as wrong, pytest.raises(ConfigurationError, match=r"httpx\.AsyncClient"):
        AsyncVideoClient(DIALECT, api_key=KEY, base_url="https://x.example", http_client=wrong)  # type: ignore[arg-type]


def test_an_unknown_provider_is_reported_with_a_suggestion() -> None:
    """All providers are listed."""
    with pytest.raises(ConfigurationError, match="did you mean 'compatible'"):
        VideoClient("compatibel")


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the names in the dialect, in order; the argument has precedence."""
    spoken = dialect(auth=(Auth(scheme="header", header="x-key", env=("FIRST", "SECOND")),))
    monkeypatch.setenv("SECOND", f"{KEY}\n")
    with serving() as server:
        server.respond_with(StubResponse.json(job()))
        with VideoClient(spoken, base_url=server.url) as client:
            client.retrieve("video_1")
        with VideoClient(spoken, base_url=server.url, api_key="other") as client:
            client.retrieve("video_1")
        assert [request.headers["x-key"] for request in server.requests] == [KEY, "other"]


@pytest.mark.parametrize("client_class", [VideoClient, AsyncVideoClient])
@pytest.mark.parametrize("key", ["", " \n", Secret("")])
@pytest.mark.parametrize("is_optional", [False, True])
def test_an_empty_key_is_refused_where_the_environment_has_one(
    client_class: Any, key: str | Secret, is_optional: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``api_key=os.environ.get("MY_KEY", "")`` must not send the key of another account, or none."""
    monkeypatch.setenv("OTHER_KEY", KEY)
    ways = [Auth(scheme="bearer", env=("OTHER_KEY",)), Auth(scheme="none")]
    spoken = dialect(auth=tuple(ways[: 1 + is_optional]))
    with pytest.raises(ConfigurationError, match=r"api_key is empty.*OTHER_KEY") as caught:
        client_class(spoken, api_key=key, base_url="https://relay.example")
    assert ("none is sent" in str(caught.value)) is is_optional


def test_no_key_is_sent_where_none_is_needed() -> None:
    """A request without a key is sent where the provider allows it."""
    spoken = dialect(auth=(Auth(scheme="bearer"), Auth(scheme="none")))
    with serving() as server:
        server.respond_with(StubResponse.json(job()))
        with VideoClient(spoken, base_url=server.url) as client:
            client.retrieve("video_1")
        assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    "base_url", ["https://x.example/v1/", "https://x.example/v1", "https://x.example", "https://x.example/"]
)
def test_the_base_url_may_hold_the_base_path_or_not(base_url: str) -> None:
    """Both are the same address."""
    client = VideoClient(dialect(base_path="/v1"), api_key=KEY, base_url=base_url)
    assert client.base_url == "https://x.example"
    assert client.dialect.name == "wired"


@pytest.mark.parametrize("client_class", [VideoClient, AsyncVideoClient])
def test_no_secret_in_any_repr(client_class: Any) -> None:
    """Nor in the client's attributes."""
    client = client_class(DIALECT, api_key=KEY, base_url="https://x.example")
    assert repr(client) == f"{client_class.__name__}('wired', base_url='https://x.example')"
    assert KEY not in repr(vars(client)) and KEY not in str(client._low_level_client())


def test_both_faces_have_the_same_methods() -> None:
    """Same names, same arguments, same defaults."""

    def public(client_class: type) -> dict[str, list[tuple[str, object]]]:
        methods = inspect.getmembers(client_class, inspect.isfunction)
        return {
            name: [(item.name, item.default) for item in inspect.signature(method).parameters.values()]
            for name, method in methods
            if not name.startswith("_") and name != "aclose"
        }

    assert public(VideoClient) == public(AsyncVideoClient)


def test_a_handed_in_client_is_used_and_left_open() -> None:
    """Its transport sends; closing ours does not close it."""
    sent: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=job("completed"))

    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        with VideoClient(DIALECT, api_key=KEY, base_url="https://x.example", http_client=http) as client:
            assert client.retrieve("video_1").is_completed
        assert not http.is_closed and sent[0].url == "https://x.example/videos/video_1"

    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(respond)) as http:
            async with AsyncVideoClient(DIALECT, api_key=KEY, base_url="https://x.example", http_client=http) as client:
                assert (await client.retrieve("video_1")).is_completed
            assert not http.is_closed

    anyio.run(main)


@pytest.mark.parametrize("kind", KINDS)
def test_a_download_over_a_mock_transport_reads_content(tmp_path: Path, kind: str) -> None:
    """`httpx.Response(200, content=...)` is read before it is returned, as tests of programs use it."""
    path = tmp_path / "clip.mp4"

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/content"):
            return httpx.Response(200, content=CLIP, headers={"Content-Type": "video/mp4"})
        return httpx.Response(200, json=job("completed"))

    settings = {"api_key": KEY, "base_url": "https://x.example"}
    transport = httpx.MockTransport(respond)

    async def main() -> None:
        async with httpx.AsyncClient(transport=transport) as http:
            await AsyncVideoClient(DIALECT, http_client=http, **settings).download("video_1", path)

    if kind == "sync":
        VideoClient(DIALECT, http_client=httpx.Client(transport=transport), **settings).download("video_1", path)
    else:
        anyio.run(main, backend=kind)
    assert path.read_bytes() == CLIP


def test_a_cancelled_download_stops_and_keeps_its_part(tmp_path: Path) -> None:
    """Nothing goes on behind the caller's back."""
    release = threading.Event()

    def endless(_: ReceivedRequest) -> StubResponse:
        return StubResponse(200, CLIP, {"Content-Type": "video/mp4", "ETag": '"1"', "Content-Length": "99999999"})

    async def main(url: str) -> None:
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=url) as client:
            with anyio.move_on_after(0.5) as scope:
                await client.download("video_1", tmp_path / "clip.mp4")
            assert scope.cancelled_caught

    with serving() as server:
        server.respond_with(endless)
        anyio.run(main, server.url)
        release.set()
    assert not (tmp_path / "clip.mp4").exists()
    assert (tmp_path / "clip.mp4.part").read_bytes() == CLIP


def test_virtual_time_ends() -> None:
    """Also after an error; waits inside move only the virtual clock."""
    from videojobs.jobs import clock

    real = clock.current()

    def broken() -> None:
        with virtual_time() as virtual:
            assert isinstance(virtual, VirtualClock)
            clock.current().sleep(3600)
            assert (virtual.elapsed, virtual.sleeps, virtual.monotonic()) == (3600.0, [3600], 3600.0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert clock.current() is real


def test_making_a_client_imports_little() -> None:
    """No httpx before the first request; nothing of the generator's, ever."""
    program = (
        "import sys, videojobs; client = videojobs.VideoClient('compatible', base_url='https://x.example/v1'); "
        "heavy = {'httpx', 'anyio', 'asyncio', 'ssl', 'yaml', 'jinja2', 'pydantic', 'openapi_python_client'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
