"""Each request has a connection to itself, which later requests use again."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import anyio
import httpcore
import httpx
import pytest

from tests.jobs.conftest import KINDS, Either
from tests.jobs.stub_server import DIALECT, KEY, StubResponse, StubServer, job, serving
from videojobs import AmbiguousCreate, AsyncVideoClient, VideoClient
from videojobs.http.single_clients import SingleClients

AT_ONCE = 20


class Together:
    """A server that responds to a request when ``AT_ONCE`` of them are there.

    Attributes:
        url: Its URL.
        connections: The connections that were opened.
        cookies: The cookies of each request.
        is_patient: Whether it waits for the others.
    """

    def __init__(self) -> None:
        self.connections: set[tuple[str, int]] = set()
        self.open: set[tuple[str, int]] = set()
        self.cookies: list[str | None] = []
        self.is_patient = True
        barrier = threading.Barrier(AT_ONCE)
        together = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                together.connections.add(self.client_address)
                together.open.add(self.client_address)
                together.cookies.append(self.headers["cookie"])
                if together.is_patient:
                    barrier.wait(20)
                body = StubResponse.json(job(id=self.path.rpartition("/")[2])).body
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Set-Cookie", "server=a; Path=/")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def finish(self) -> None:
                super().finish()
                together.open.discard(self.client_address)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name of the base class
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def together() -> Iterator[Together]:
    """The server."""
    together = Together()
    thread = threading.Thread(target=together.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield together
    together.server.shutdown()
    together.server.server_close()


def retrieve_at_once(kind: str, url: str, bursts: int) -> None:
    """Retrieve ``AT_ONCE`` jobs at once, several times, with one client."""
    ids = [f"video_{number}" for number in range(AT_ONCE)]
    if kind == "sync":
        with VideoClient(DIALECT, api_key=KEY, base_url=url) as client, ThreadPoolExecutor(AT_ONCE) as threads:
            for _ in range(bursts):
                assert [job.id for job in threads.map(client.retrieve, ids)] == ids
        return

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=url) as client:
            for _ in range(bursts):
                received: list[str] = []

                async def retrieve(name: str, received: list[str] = received) -> None:
                    received.append((await client.retrieve(name)).id)

                async with anyio.create_task_group() as group:
                    for name in ids:
                        group.start_soon(retrieve, name)
                assert sorted(received) == sorted(ids)

    anyio.run(main, backend=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_connections_are_used_again_and_closed(kind: str, together: Together) -> None:
    """As many as there were requests at once, and all of them end with their client."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        retrieve_at_once(kind, together.url, bursts=3)
        gc.collect()
    assert len(together.connections) == AT_ONCE
    for _ in range(1000):
        if not together.open:
            break
        time.sleep(0.01)  # the server notices the end of a connection in a thread of its own
    assert not together.open


@pytest.mark.parametrize("kind", KINDS)
def test_connections_share_their_cookies(kind: str, together: Together) -> None:
    """Load balancers lead all requests of a client to one server by a cookie."""
    retrieve_at_once(kind, together.url, bursts=2)
    assert together.cookies == [None] * AT_ONCE + ["server=a"] * AT_ONCE


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_of_the_environment_is_used(kind: str, server: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """By each connection."""
    server.respond_with(StubResponse.json(job()))
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    url = "http://api.example.com"
    with _without_warning_of_plain_http():
        if kind == "sync":
            with VideoClient(DIALECT, api_key=KEY, base_url=url) as client:
                client.retrieve("video_1")
        else:

            async def main() -> None:
                async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=url) as client:
                    await client.retrieve("video_1")

            anyio.run(main, backend=kind)
    assert [request.target for request in server.requests] == [f"{url}/videos/video_1"]


@contextmanager
def _without_warning_of_plain_http() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def server() -> Iterator[StubServer]:
    """A server that sends scripted responses."""
    with serving() as server:
        yield server


def test_the_client_used_last_is_lent_first() -> None:
    """Its connection is the most likely to be open; one that is not used any more is removed."""
    clients = SingleClients(httpx.Client, expires_after=0.0)
    first, second = clients.borrow(), clients.borrow()
    clients.give_back(first)
    clients.give_back(second)
    assert clients.borrow() is second
    assert clients.take_expired() is first and clients.take_expired() is None
    clients.give_back(second)
    assert clients.take_all() == [second]
    clients.give_back(second)  # in use while all were closed
    assert clients.take_expired() is None
    first.close()
    second.close()


class Signing(httpx.Client):
    """A client that builds its requests in its own way."""

    def build_request(self, *args: Any, **options: Any) -> httpx.Request:
        """Add a header."""
        request = super().build_request(*args, **options)
        request.headers["X-Signed"] = "yes"
        return request


@pytest.mark.parametrize("kind", [httpx.Client, Signing])
def test_the_settings_of_a_custom_client_go_along(kind: type[httpx.Client], server: StubServer) -> None:
    """Headers, parameters and cookies; a header of the request replaces that of the client, in any spelling."""
    server.respond_with(StubResponse.json(job()))
    http = kind(headers={"X-Team": "a", "user-agent": "mine"}, params={"tenant": "7"}, cookies={"c": "1"})
    with http, VideoClient(DIALECT, api_key=KEY, base_url=server.url, http_client=http) as client:
        client.retrieve("video_1")
    (request,) = server.requests
    assert request.target == "/videos/video_1?tenant=7"
    assert request.headers["x-team"] == "a" and request.headers["cookie"] == "c=1"
    assert request.headers["user-agent"].startswith("videojobs/")
    assert request.headers.get("x-signed") == ("yes" if kind is Signing else None)


def test_an_interrupted_request_blocks_no_later_one(server: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while httpcore ends a response: the pool of one counts its connection as in use, for ever."""
    server.respond_with(StubResponse.json(job()))
    original = httpcore.HTTP11Connection._response_closed

    def interrupted(connection: httpcore.HTTP11Connection) -> None:
        monkeypatch.setattr(httpcore.HTTP11Connection, "_response_closed", original)
        raise KeyboardInterrupt

    monkeypatch.setattr(httpcore.HTTP11Connection, "_response_closed", interrupted)
    with VideoClient(DIALECT, api_key=KEY, base_url=server.url, timeout=1.0) as client:
        with pytest.raises(KeyboardInterrupt):
            client.create("a boat")
        assert client.create("a boat").id == "video_1"
        assert len(server.requests) == 2


def test_a_cancelled_request_blocks_no_later_one(server: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """`task.cancel()` breaks through the shield of httpcore, which is one of anyio, as Ctrl-C does above."""
    server.respond_with(StubResponse.json(job()))
    original = httpcore.AsyncHTTP11Connection._response_closed

    async def cancelled(connection: httpcore.AsyncHTTP11Connection) -> None:
        monkeypatch.setattr(httpcore.AsyncHTTP11Connection, "_response_closed", original)
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await original(connection)

    async def main() -> None:
        async with AsyncVideoClient(DIALECT, api_key=KEY, base_url=server.url, timeout=1.0) as client:
            monkeypatch.setattr(httpcore.AsyncHTTP11Connection, "_response_closed", cancelled)
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(client.create("a boat"))
            assert (await client.create("a boat")).id == "video_1"

    asyncio.run(main())
    assert len(server.requests) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_version_of_httpx_without_private_names_works(
    kind: str, server: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests are sent by its public methods. Without its transport, no failure proves that nothing was sent."""
    server.respond_with(StubResponse.json(job()))

    def send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
        response = client._transport.handle_request(request)
        response.request = request
        return response

    async def asend(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        response = await client._transport.handle_async_request(request)
        response.request = request
        return response

    for client_class, replaced in ((httpx.Client, send), (httpx.AsyncClient, asend)):
        monkeypatch.setattr(client_class, "_send_single_request", replaced)
        monkeypatch.delattr(client_class, "_transport_for_url")
    call = Either(kind, server)
    assert call("retrieve", "video_1").id == "video_1"
    call.settings["base_url"] = "http://127.0.0.1:1"
    with pytest.raises(AmbiguousCreate):
        call("create", "a boat")
