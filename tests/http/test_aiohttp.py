"""``transport="aiohttp"``: the same promises over aiohttp's connections; tests/faults tries them under faults."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from aiohttp import TCPConnector
from httpx_aiohttp import AiohttpTransport

from tests.http.test_connections import Jobs, jobs
from tests.jobs.conftest import other, server
from tests.jobs.stub_server import CLIP, DIALECT, KEY, StubResponse, StubServer, job
from tests.jobs.test_deadlines import SlowReader
from tests.jobs.test_wait_all import Jobs as PolledJobs
from tests.raw_server import RawServer, Script, answer, raw_server
from tests.stalling import stalled
from tests.tls_server import TlsServer, needs_openssl
from videojobs import AmbiguousCreate, AsyncVideoClient, ConfigurationError, TransportError, VideoClient
from videojobs.http import aiohttp_client
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.request import Request
from videojobs.testing import virtual_time

__all__ = ["jobs", "other", "raw_server", "server"]

GET = Request(method="GET", path="/videos/video_1")


def run(client: AsyncVideoClient, method: str, *args: Any, **options: Any) -> Any:
    """Call one method of a client in an event loop of its own, and close the client; warnings are errors."""

    async def main() -> Any:
        async with client:
            return await getattr(client, method)(*args, **options)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return asyncio.run(main())
        finally:
            gc.collect()


def client_of(url: str, **settings: Any) -> AsyncVideoClient:
    """Return a client over aiohttp."""
    return AsyncVideoClient(DIALECT, base_url=url, api_key=KEY, transport="aiohttp", **settings)


def send(client: Client, request: Request = GET) -> httpx.Response:
    """Send a request with a low-level client over aiohttp."""
    client.connections.uses_aiohttp = True

    async def main() -> httpx.Response:
        async with client:
            return await client.asend(request)

    return asyncio.run(main())


def test_settings_that_cannot_work_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once; each message says what to do."""
    settings: dict[str, Any] = {"base_url": "https://x.example", "api_key": KEY}
    with pytest.raises(ConfigurationError, match="VideoClient can use 'httpx'"):
        VideoClient(DIALECT, transport="aiohttp", **settings)
    with pytest.raises(ConfigurationError, match="'httpx' or 'aiohttp'"):
        AsyncVideoClient(DIALECT, transport="requests", **settings)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="not both"):
        AsyncVideoClient(DIALECT, transport="aiohttp", http_client=httpx.AsyncClient(), **settings)
    monkeypatch.setitem(sys.modules, "httpx_aiohttp", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'videojobs\[aiohttp\]'"):
        AsyncVideoClient(DIALECT, transport="aiohttp", **settings)


def test_trio_is_refused(server: StubServer) -> None:
    """The transport works with asyncio only. Nothing is sent."""
    server.respond_with(StubResponse.json(job()))
    with pytest.raises(ConfigurationError, match="asyncio only"):
        anyio.run(client_of(server.url).create, "a boat", backend="trio")
    assert not server.requests


def test_a_connection_lives_longer_than_the_interval_of_polls(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection per poll would cost a TLS handshake each; aiohttp's own limit is 15 s."""
    url, connections = jobs
    real = time.monotonic
    passed = 0.0
    monkeypatch.setattr("aiohttp.connector.monotonic", lambda: real() + passed)

    async def main() -> list[int]:
        nonlocal passed
        counts = []
        async with client_of(url) as client:
            for seconds in (0, 50, 70):
                passed += seconds
                await client.retrieve("video_1")
                counts.append(len(connections))
        return counts

    assert asyncio.run(main()) == [1, 1, 2]


def test_each_event_loop_has_its_own_session(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    """A second `asyncio.run` works, and nothing is left unclosed by either, though nobody closes the client."""
    url, connections = jobs
    client = client_of(url)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in (1, 2):
            assert asyncio.run(client.create("a boat")).id == "video_1"
            assert len(connections) == number
        del client
        gc.collect()
    assert "Unclosed" not in caplog.text


def test_a_refused_connection_is_an_unknown_outcome() -> None:
    """The exceptions of aiohttp do not prove that nothing was sent, so nothing is repeated."""
    with virtual_time() as clock, pytest.raises(AmbiguousCreate):
        run(client_of("http://127.0.0.1:9"), "create", "a boat")
    assert clock.sleeps == []


def test_a_download_leaves_the_whole_file(server: StubServer, tmp_path: Path) -> None:
    """Resumed from where its connection broke."""
    headers = {"Content-Type": "video/mp4", "ETag": '"v1"'}
    span = {"Content-Range": f"bytes 60000-{len(CLIP) - 1}/{len(CLIP)}"}
    server.respond_with(
        StubResponse(200, CLIP, headers, cut=60_000), StubResponse(206, CLIP[60_000:], {**headers, **span})
    )
    with virtual_time():
        run(client_of(server.url), "download", "video_1", tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == CLIP and len(server.requests) == 2


def test_a_file_is_sent_as_over_httpx(server: StubServer) -> None:
    """In multipart with its length; only the random boundary differs."""
    server.respond_with(StubResponse.json(job()))
    image = b"\x89PNG\r\n\x1a\n" + bytes(300_000)
    run(client_of(server.url), "create", "a boat", input_reference=image)
    run(AsyncVideoClient(DIALECT, base_url=server.url, api_key=KEY), "create", "a boat", input_reference=image)
    bodies, names = [], []
    for request in server.requests:
        boundary = request.headers["content-type"].partition("boundary=")[2]
        bodies.append(request.body.replace(boundary.encode(), b"boundary"))
        names.append(sorted(request.headers))
    assert bodies[0] == bodies[1] and image in bodies[0]
    assert names[0] == names[1]


def test_an_upload_to_a_slow_reader_ends_in_time() -> None:
    """Within the limit of the whole request; the job may have been started."""
    with stalled() as wait:
        slow = SlowReader(lambda peer, _: None)
        slow.pause = wait
        with pytest.raises(AmbiguousCreate):
            run(client_of(slow.url, timeout=0.3), "create", "a boat", input_reference=bytes(64 * 2**20))
    slow.close()
    assert len(slow.requests) == 1 and sum(slow.counted) < 32 * 2**20


def test_many_jobs_are_waited_for(server: StubServer) -> None:
    """Each to its end, by a bounded number of requests at once."""
    polls = {f"video_{number}": 1 + number % 3 for number in range(120)}
    polled = PolledJobs(polls)
    server.respond_with(polled)
    with virtual_time():
        results = run(client_of(server.url), "wait_all", list(polls))
    assert all(result.is_completed for result in results)
    assert polled.received == polls


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_key_stays_at_its_origin(server: StubServer, other: StubServer, host: str) -> None:
    """Also the cookies that the server sets stay there: for a name, a jar would send them to all of its ports."""
    url, other_url = server.url.replace("127.0.0.1", host), other.url.replace("127.0.0.1", host)
    server.respond_with(StubResponse(302, b"", {"Location": f"{other_url}/a", "Set-Cookie": "session=1; Path=/"}))
    other.respond_with(StubResponse.json({}))
    assert send(AuthenticatedClient(url, token=KEY, follow_redirects=True)).status_code == 200
    assert KEY in server.requests[0].headers["authorization"]
    assert not {"authorization", "cookie"} & set(other.requests[0].headers)


def test_proxies_of_the_environment_are_used(server: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not for the hosts of NO_PROXY."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    server.respond_with(StubResponse.json(job()))
    with pytest.warns(UserWarning, match="unencrypted"):
        client = client_of("http://proxied.example")
    assert run(client, "retrieve", "video_1").id == "video_1"
    assert server.requests[0].target == "http://proxied.example/videos/video_1"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    run(client_of(server.url), "retrieve", "video_1")
    assert server.requests[1].target == "/videos/video_1"


def test_long_headers_are_read(server: StubServer) -> None:
    """Policies of gateways are longer than the 8,190 bytes that aiohttp reads by default."""
    server.respond_with(StubResponse.json(job(), content_security_policy="a" * 60_000))
    assert run(client_of(server.url), "retrieve", "video_1").id == "video_1"


@pytest.mark.parametrize("job_id", ["a+b", "a/b", "a%2Bb", "a b", "a;b=c", "a~b'(c)!*", "\u4e2d", "a%zz", "..%2f"])
def test_ids_are_sent_as_over_httpx(server: StubServer, job_id: str) -> None:
    """In paths and in queries, to the letter: `a+b` and `a b` are two jobs."""
    for client in (client_of(server.url), AsyncVideoClient(DIALECT, base_url=server.url, api_key=KEY)):
        requests = list(server.requests)
        server.respond_with(StubResponse.json(job(id=job_id)), StubResponse.json({"data": []}))
        server.requests[:] = requests

        async def main(client: AsyncVideoClient) -> None:
            async with client:
                await client.retrieve(job_id)
                assert [item async for item in client.list(after=job_id)] == []

        asyncio.run(main(client))
    targets = [request.target for request in server.requests]
    assert targets[:2] == targets[2:] and len(targets) == 4


def test_nothing_is_sent_again_by_aiohttp_itself(raw_server: Callable[[Script], RawServer]) -> None:
    """On a connection that was kept, aiohttp would repeat a GET that broke; the client counts its repetitions."""

    def respond_once(peer: socket.socket, _: bytes) -> None:
        peer.sendall(answer().replace(b"connection: close\r\n", b""))
        while peer.recv(65536):  # the second request: closed without a response
            return

    async def main() -> None:
        async with client:
            assert (await client.asend(GET)).status_code == 200
            with pytest.raises(TransportError):
                await client.asend(GET)

    client = Client(raw_server(respond_once).url)
    client.connections.uses_aiohttp = True
    asyncio.run(main())


@needs_openssl
def test_certificates_are_checked(tmp_path: Path) -> None:
    """Against those of `verify_ssl`; no TLS connection is left unclosed."""
    tls = TlsServer(lambda peer, request: peer.sendall(answer(200, b"{}")), tmp_path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert send(Client(tls.url, verify_ssl=str(tls.certificate))).status_code == 200
            with pytest.raises(TransportError, match="certificate verify failed"):
                send(Client(tls.url))
            gc.collect()
    finally:
        tls.close()


def test_a_version_of_aiohttp_without_private_names_works(server: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the method that gives a connection back nor the attribute that forbids repetitions is public."""
    server.respond_with(StubResponse.json(job()))
    release = TCPConnector._release

    def other_release(connector: TCPConnector, key: Any, protocol: Any, *, close: bool = False, **options: Any) -> None:
        release(connector, key, protocol, **options)

    monkeypatch.setattr(TCPConnector, "_release", other_release)
    assert run(client_of(server.url), "retrieve", "video_1").id == "video_1"

    class Session:
        """A session that no attribute can be set of, but its own."""

        __slots__ = ("connector", "request")

        def __init__(self, **settings: Any) -> None:
            self.connector, self.request = settings["connector"], None

    async def main() -> None:
        await aiohttp_client._session(AiohttpTransport()).connector.close()

    monkeypatch.setattr(aiohttp_client, "ClientSession", Session)
    asyncio.run(main())
