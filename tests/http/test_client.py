"""The transport: deadlines that hold, credentials that stay, errors that say what happened."""

from __future__ import annotations

import asyncio
import copy
import gzip
import pickle
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.raw_server import RawServer, Script, answer
from tests.stalling import stalled
from videojobs.errors import ConfigurationError, DeadlineExceeded, TransportError, VideoJobsError
from videojobs.http.bodies import Json, Multipart
from videojobs.http.client import AuthenticatedClient, Client
from videojobs.http.request import Request

Start = Callable[[Script], RawServer]
KEY = "sk-canary-0123456789"
GET = Request(method="GET", path="/videos/v1")


def replying(data: bytes) -> Script:
    """Answer with these bytes, whatever is asked."""
    return lambda peer, _: peer.sendall(data)


def send(client: Client, request: Request, how: str, **options: Any) -> httpx.Response:
    """Send by the blocking or by the async door."""
    if how == "sync":
        with client:
            return client.send(request, **options)

    async def main() -> httpx.Response:
        async with client:
            return await client.asend(request, **options)

    return asyncio.run(main())


both = pytest.mark.parametrize("how", ["sync", "async"])


@both
def test_an_answer_of_any_status_comes_back(raw_server: Start, how: str) -> None:
    """HTTP 520 is in no registry, and still an answer."""
    server = raw_server(replying(answer(520, b'{"error": "origin"}')))
    response = send(Client(server.url), GET, how)
    assert (response.status_code, response.json()) == (520, {"error": "origin"})


@both
def test_the_deadline_ends_a_trickle(raw_server: Start, how: str) -> None:
    """A server that sends a byte now and then resets every read timeout; the deadline holds all the same."""
    with stalled() as wait:

        def trickle(peer: socket.socket, _: bytes) -> None:
            peer.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while wait(0.01):
                peer.sendall(b"x")

        server = raw_server(trickle)
        with pytest.raises(DeadlineExceeded) as caught:
            send(Client(server.url), GET, how, deadline=0.2)
    assert caught.value.sent


@both
def test_the_deadline_ends_a_trickled_body(raw_server: Start, how: str) -> None:
    """The same once the headers are through."""
    with stalled() as wait:

        def trickle(peer: socket.socket, _: bytes) -> None:
            peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            while wait(0.01):
                peer.sendall(b"x")

        server = raw_server(trickle)
        with pytest.raises(DeadlineExceeded):
            send(Client(server.url), GET, how, deadline=0.2)


@both
def test_a_refused_connection_was_not_sent(how: str) -> None:
    """Nothing listens: the server provably saw nothing, so repeating is safe."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        send(Client(f"http://127.0.0.1:{port}"), GET, how)
    assert caught.value.sent is False


@both
def test_a_cut_connection_may_have_been_sent(raw_server: Start, how: str) -> None:
    """The request was read and no answer came: the outcome is not known."""
    server = raw_server(lambda peer, _: None)
    with pytest.raises(TransportError) as caught:
        send(Client(server.url), GET, how)
    assert caught.value.sent is True


@both
def test_a_bomb_is_cut_off(raw_server: Start, how: str) -> None:
    """64 MiB of zeros in 64 KiB of gzip do not get into memory."""
    server = raw_server(replying(answer(200, gzip.compress(bytes(64 * 2**20)), content_encoding="gzip")))
    with pytest.raises(TransportError, match="more than 16,777,216 bytes"):
        send(Client(server.url), GET, how)


@both
@pytest.mark.parametrize("header", ["Authorization", "api-key"])
def test_a_credential_stays_at_its_origin(raw_server: Start, how: str, header: str) -> None:
    """A GET may be redirected elsewhere; the key, custom headers and cookies do not go along."""
    cdn = raw_server(replying(answer(200, b'{"from": "cdn"}')))
    api = raw_server(replying(answer(302, b"", location=f"{cdn.url}/file")))
    client = AuthenticatedClient(
        api.url, token=KEY, auth_header_name=header, prefix="", follow_redirects=True, headers={"X-Tenant": "acme"}
    ).with_cookies({"session": "secret-cookie"})
    assert send(client, GET, how).json() == {"from": "cdn"}
    assert KEY.encode() in api.requests[0]
    assert b"acme" in api.requests[0]
    assert KEY.encode() not in cdn.requests[0]
    assert b"acme" not in cdn.requests[0]
    assert b"secret-cookie" not in cdn.requests[0]


@both
def test_a_post_is_never_redirected(raw_server: Start, how: str) -> None:
    """307 asks for the body to be sent again elsewhere: a prompt, and a second paid job."""
    server = raw_server(replying(answer(307, b"", location="http://127.0.0.1:1/elsewhere")))
    request = Request(method="POST", path="/videos", body=Json(value={"prompt": "a cat"}))
    client = Client(server.url, follow_redirects=True)
    assert send(client, request, how).status_code == 307
    assert len(server.requests) == 1


@both
def test_redirects_that_do_not_end_are_an_error(raw_server: Start, how: str) -> None:
    """Six hops are one too many."""
    server = raw_server(replying(answer(302, b"", location="/again")))
    with pytest.raises(TransportError, match="still redirects after 5 hops"):
        send(Client(server.url, follow_redirects=True), GET, how)


def test_a_foreign_url_gets_nothing_of_ours(raw_server: Start) -> None:
    """Not even from a handed-in httpx client that has the key among its default headers."""
    other = raw_server(replying(answer(200, b"clip")))
    api = raw_server(replying(answer()))
    own = httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, cookies={"s": KEY})
    client = AuthenticatedClient(api.url, token=KEY).set_httpx_client(own)
    with own, client.open_url(f"{other.url}/clip.mp4", credential=True) as response:
        assert response.read() == b"clip"
    assert KEY.encode() not in other.requests[0]


def test_no_secret_in_any_representation() -> None:
    """repr, str, format and errors are what ends up in logs."""
    proxy = {"proxy": f"http://user:{KEY}@proxy.example"}
    client = AuthenticatedClient("https://api.example.com", token=KEY, headers={"X-Key": KEY}, httpx_args=proxy)
    shown = f"{client!r} {client} {client.token} {client.token!r} {client.token:>40} {copy.deepcopy(client.token)!r}"
    assert KEY not in shown
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(client.token)


@pytest.mark.parametrize("key", ["a b", "a\nb", "ключ", "a\x00"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    """The message does not quote it."""
    with pytest.raises(ConfigurationError) as caught:
        AuthenticatedClient("https://api.example.com", token=key)
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["api.example.com/v1", "ftp://api.example.com", "https://", "https://x/v1?key=1", "https://u:p@x", "http://[::1"],
)
def test_a_base_url_that_cannot_work_is_refused(url: str) -> None:
    """At once, not at the first request."""
    with pytest.raises(ConfigurationError, match="base_url"):
        Client(url)


def test_with_headers_leaves_the_original_alone() -> None:
    """Clients are immutable, and share their connections."""
    client = Client("https://api.example.com", headers={"A": "1"})
    other = client.with_headers({"B": "2"})
    assert (client.headers, other.headers) == ({"A": "1"}, {"A": "1", "B": "2"})
    assert other.get_httpx_client() is client.get_httpx_client()
    client.close()


def test_clients_share_one_tls_context() -> None:
    """Each context costs 20 ms and 0.75 MB."""
    first, second = Client("https://a.example"), Client("https://b.example")
    contexts = {id(c.get_httpx_client()._transport._pool._ssl_context) for c in (first, second)}  # type: ignore[attr-defined]
    first.close()
    second.close()
    assert len(contexts) == 1


def test_a_client_that_was_handed_in_stays_open(raw_server: Start) -> None:
    """Who made it closes it."""
    own = httpx.Client()
    with Client("https://api.example.com").set_httpx_client(own):
        pass
    assert not own.is_closed
    own.close()


@both
def test_a_prompt_cannot_inject_a_form_field(raw_server: Start, how: str) -> None:
    """The boundary is random: what looks like one in a prompt is text."""
    server = raw_server(replying(answer()))
    prompt = '\r\n--+++\r\nContent-Disposition: form-data; name="model"\r\n\r\nexpensive\r\n--+++--'
    request = Request(method="POST", path="/videos", body=Multipart(fields={"prompt": prompt}))
    send(Client(server.url), request, how)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    boundary = head.lower().split(b"boundary=")[1].split(b"\r\n")[0]
    assert len(boundary) >= 32
    assert body.count(b"--" + boundary) == 2
    assert prompt.encode() in body


def test_errors_pickle_and_copy() -> None:
    """They cross process pools."""
    error = DeadlineExceeded("too slow", sent=False, provider="p")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(twin, DeadlineExceeded)
        assert (str(twin), twin.sent, twin.provider) == ("too slow", False, "p")
        assert isinstance(twin, VideoJobsError)


@both
def test_the_largest_response_has_16_mib(raw_server: Start, how: str) -> None:
    """One byte more is refused."""
    for size in (16 * 2**20, 16 * 2**20 + 1):
        server = raw_server(replying(answer(200, bytes(size))))
        if size > 16 * 2**20:
            with pytest.raises(TransportError, match="more than 16,777,216 bytes"):
                send(Client(server.url), GET, how)
        else:
            assert len(send(Client(server.url), GET, how).content) == size


@both
def test_a_streamed_response_is_not_redirected_by_a_client_that_follows(raw_server: Start, how: str) -> None:
    """A custom client that follows redirects would take headers along that httpx does not know as credentials."""
    other = raw_server(replying(answer(200, b"{}")))
    server = raw_server(replying(answer(302, b"", location=f"{other.url}/a.mp4")))
    client = AuthenticatedClient(server.url, token=KEY, auth_header_name="api-key", prefix="")
    if how == "sync":
        with httpx.Client(follow_redirects=True) as http, client.set_httpx_client(http).open(GET) as response:
            assert response.status_code == 302
    else:

        async def main() -> int:
            http = httpx.AsyncClient(follow_redirects=True)
            async with http, client.set_async_httpx_client(http).aopen(GET) as response:
                return response.status_code

        assert asyncio.run(main()) == 302
    assert other.requests == []


def test_an_idle_connection_is_kept_for_a_minute() -> None:
    """The default of httpx is 5 s, so that each poll of a render would open a new one."""
    with Client("http://127.0.0.1:9") as client:
        pool: Any = client.get_httpx_client()._transport
        assert pool._pool._keepalive_expiry == 60.0


@both
def test_an_error_body_is_read_up_to_256_kib(raw_server: Start, how: str) -> None:
    """It is quoted, not used."""
    server = raw_server(replying(answer(500, b"x" * 300_000)))
    assert len(send(Client(server.url), GET, how).content) == 256 * 1024
