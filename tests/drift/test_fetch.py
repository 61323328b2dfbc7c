"""Downloads of published documents: limits, refused addresses, and requests without credentials."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable

import httpx
import pytest

from scripts.drift.fetch.fetch import Fetched, Limits, Unreachable, check_plausible, fetch
from tests.raw_server import RawServer, Script, answer
from tests.spec.support import read
from tests.stalling import stalled

Start = Callable[[Script], RawServer]
BODY = b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {}}\n"
QUICK = Limits(max_bytes=1000, seconds=5, silence=2, retry_delay=5)


class Sleeps:
    """Record the delays without sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        """Record a delay."""
        self.seconds.append(seconds)


def get(url: str, **how: object) -> Fetched:
    """Download with small limits and without waiting."""
    return fetch(url, **{"limits": QUICK, "sleep": Sleeps(), **how})  # type: ignore[arg-type]


def refused(url: str, **how: object) -> str:
    """Return the line that a download is refused with."""
    with pytest.raises(Unreachable) as caught:
        get(url, **how)
    text = str(caught.value)
    assert text.startswith("upstream unreachable: ") and "\n" not in text
    assert text.count(": ") >= 3
    return text


def sent(body: bytes = BODY, **headers: str) -> httpx.Response:
    """Return a response with a streamed body."""
    return httpx.Response(200, content=iter([body]), headers=headers)


def mock(respond: Callable[[httpx.Request], httpx.Response]) -> httpx.MockTransport:
    """Return a transport that calls one function."""
    return httpx.MockTransport(respond)


def redirects(to: str, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    """Return a transport whose first response redirects, and whose others are the document."""

    def respond(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if request.url.path == "/start":
            return httpx.Response(302, headers={"location": to, "set-cookie": "id=1; Domain=example.com; Path=/"})
        return sent()

    return mock(respond)


def test_a_document_is_downloaded(raw_server: Start) -> None:
    """Bytes, address and type are returned; the request holds no cookie and no credentials."""
    server = raw_server(lambda peer, _: peer.sendall(answer(body=BODY, content_type="text/yaml")))
    fetched = get(f"{server.url}/openapi.yaml")
    assert (fetched.content, fetched.url) == (BODY, f"{server.url}/openapi.yaml")
    assert fetched.content_type == "text/yaml"
    request = server.requests[0].lower()
    assert b"cookie" not in request and b"authorization" not in request


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://example.com/a", "plain http is for this machine only"),
        ("http://10.0.0.1/a", "plain http is for this machine only"),
        ("ftp://example.com/a", "not an https address"),
        ("file:///etc/passwd", "not an https address"),
        ("https:///a", "not an https address"),
        ("openapi.yaml", "not an https address"),
        ("https://example.com:port/", "not a URL"),
        ("https://user:secret@example.com/a", "a name or password"),
    ],
)
def test_other_addresses_are_refused(url: str, why: str) -> None:
    """Only https, plain http on this machine, and no credentials: they would stand in logs."""
    line = refused(url, transport=mock(lambda _: pytest.fail("it was requested")))
    assert why in line and "secret" not in line


@pytest.mark.parametrize(
    "to",
    [
        "http://example.com/b",
        "ftp://example.com/b",
        "https://user:pw@example.com/b",
        "https://127.0.0.1/b",
        "https://127.1/b",
        "https://2130706433/b",
        "https://0x7f000001/b",
        "https://localhost/b",
        "https://sub.localhost./b",
        "https://10.1.2.3/b",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/b",
        "https://[::1]/b",
        "https://[::ffff:10.0.0.1]/b",
        "https://[fd00::1]/b",
        "https://[::1",
    ],
)
def test_redirects_to_http_and_local_addresses_are_refused(to: str) -> None:
    """A published address cannot redirect to plain http, to this machine or into a private network."""
    seen: list[httpx.Request] = []
    line = refused("https://example.com/start", transport=redirects(to, seen))
    assert "redirect" in line or "location" in line
    assert {request.url.path for request in seen} == {"/start"}


@pytest.mark.parametrize("to", ["https://other.example/b", "/b", "//other.example/b"])
def test_redirects_are_followed_without_cookies(to: str) -> None:
    """An ordinary redirect is followed; the cookie of the first server is not sent."""
    seen: list[httpx.Request] = []
    fetched = get("https://example.com/start", transport=redirects(to, seen))
    assert fetched.content == BODY and fetched.url.endswith("/b")
    assert "cookie" not in seen[1].headers


def test_redirects_on_this_machine_stay_possible(raw_server: Start) -> None:
    """A download from this machine may be redirected there, five times at most."""

    def script(peer: socket.socket, request: bytes) -> None:
        number = int(request.split(b" ")[1].strip(b"/"))
        peer.sendall(answer(body=BODY) if number == 0 else answer(302, b"", location=f"/{number - 1}"))

    server = raw_server(script)
    assert get(f"{server.url}/5").content == BODY
    assert "still redirects after 5 hops" in refused(f"{server.url}/6")
    assert len(server.requests) == 12


def test_a_loop_of_redirects_ends(raw_server: Start) -> None:
    """An address that redirects to itself is requested six times."""
    server = raw_server(lambda peer, _: peer.sendall(answer(302, b"", location="/")))
    assert "still redirects after 5 hops" in refused(server.url)
    assert len(server.requests) == 6


def test_a_large_body_is_not_read_to_its_end(raw_server: Start) -> None:
    """A Content-Length over the limit is refused at once; without one, bytes are counted as they arrive."""
    server = raw_server(lambda peer, _: peer.sendall(answer(body=b"x" * 1001)))
    assert "larger than 1000 bytes" in refused(server.url)

    def endless(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        while True:
            peer.sendall(b"x" * 65536)

    assert "larger than 1000 bytes" in refused(raw_server(endless).url)


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip"])
def test_compressed_bodies_are_refused(raw_server: Start, encoding: str) -> None:
    """None is requested: one that was cut short could decompress to a shorter document, or to gigabytes."""
    server = raw_server(lambda peer, _: peer.sendall(answer(body=gzip.compress(BODY), content_encoding=encoding)))
    assert f"encoding '{encoding}', not requested" in refused(server.url)
    assert b"accept-encoding: identity\r\n" in server.requests[0].lower()


def test_a_body_that_is_cut_short_is_refused(raw_server: Start) -> None:
    """Fewer bytes than announced are no document, though they may look like one; the download is retried once."""
    server = raw_server(lambda peer, _: peer.sendall(answer(body=BODY + b"x" * 20)[:-20]))
    refused(server.url)
    assert len(server.requests) == 2


def test_a_slow_body_ends_with_the_deadline(raw_server: Start) -> None:
    """A download has a deadline, even while bytes keep arriving; it is retried once."""
    with stalled() as wait:

        def script(peer: socket.socket, _: bytes) -> None:
            peer.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
            while wait(0.02):
                peer.sendall(b"x")

        server, sleeps = raw_server(script), Sleeps()
        assert "no complete response within the deadline" in refused(
            server.url, limits=Limits(seconds=0.2, silence=0.1), sleep=sleeps
        )
    assert (len(server.requests), sleeps.seconds) == (2, [5])


def test_a_header_that_never_ends_is_aborted(raw_server: Start) -> None:
    """A header that arrives byte by byte does not outlast the deadline."""
    with stalled() as wait:

        def script(peer: socket.socket, _: bytes) -> None:
            peer.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while wait(0.02):
                peer.sendall(b"x")

        server = raw_server(script)
        assert "no complete response within the deadline" in refused(
            server.url, limits=Limits(seconds=0.2, silence=0.1)
        )


@pytest.mark.parametrize("status", [500, 502, 503, 524, 429])
def test_temporary_failures_are_retried(status: int) -> None:
    """A temporary failure is retried once after a delay; then it is reported."""
    answers = [httpx.Response(status), sent()]
    sleeps = Sleeps()
    assert get("https://example.com/", transport=mock(lambda _: answers.pop(0)), sleep=sleeps).content == BODY
    assert sleeps.seconds == [5]
    assert f"it responds with {status}" in refused(
        "https://example.com/", transport=mock(lambda _: httpx.Response(status))
    )


@pytest.mark.parametrize("status", [204, 206, 300, 304, 401, 403, 404, 410])
def test_other_statuses_are_not_retried(status: int) -> None:
    """A permanent failure is reported at once; so is a `304` without a conditional request."""
    sleeps = Sleeps()
    line = refused("https://example.com/", transport=mock(lambda _: httpx.Response(status)), sleep=sleeps)
    assert f"it responds with {status}" in line and sleeps.seconds == []


def test_network_failures_are_reported() -> None:
    """A connection that fails or times out is one line, after one retry."""
    for problem in (httpx.ConnectError("no route\nto host"), httpx.ReadTimeout(""), httpx.RemoteProtocolError("")):
        requests: list[int] = []

        def respond(
            request: httpx.Request, requests: list[int] = requests, problem: Exception = problem
        ) -> httpx.Response:
            requests.append(1)
            raise problem

        refused("https://example.com/", transport=mock(respond))
        assert len(requests) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS_PROXY", "gopher://a"), ("HTTPS_PROXY", "socks5://127.0.0.1:1"), ("SSL_CERT_FILE", "/none")],
)
def test_unusable_settings_are_reported(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A proxy or certificate file of the shell that cannot be used is one line too."""
    monkeypatch.setenv(name, value)
    refused("https://127.0.0.1:1/")  # a local address is reached without them
    refused("https://192.0.2.1.example/") if name == "HTTPS_PROXY" else None


def test_an_invalid_host_name_is_reported() -> None:
    """A label of 70 letters never gets as far as the network."""
    refused(f"https://{'a' * 70}.example/")


def document(*paths: str) -> bytes:
    """Return an OpenAPI document with these paths."""
    items = {path: {} for path in paths}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": items}).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"error code: 524", "no document but 'error code: 524'"),
        (b"error: something\nretry: true\n", "the response is an error"),
        (b'{"error": {"message": "no such page"}}', "the response is an error"),
        (b'{"detail": "Not Found"}', "the response is an error"),
        (b"Bad gateway", "no document but 'Bad gateway'"),
        (b"{}", "it is an empty object"),
        (b"[]", "it is a list"),
        (b"null", "no OpenAPI document: it is empty"),
        (b'{"a": 1}', "no document but"),
        (b"{" + b" " * 300 + b'"a": 1}', "no OpenAPI document: it has no 'openapi'"),
        (b"<!doctype html><title>x</title>", "a page of HTML"),
        (b"\n\n <html>", "a page of HTML"),
        (b"<!-- a --><!-- b --><p>hm", "a page of HTML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Error/>', "a page of HTML"),
        (b'{"swagger": "2.0", "paths": {}}', "Swagger 2.0"),
        (b'{"openapi": "4.0.0", "paths": {}}', "OpenAPI is '4.0.0'"),
        (b'{"openapi": 3.1, "paths": {}}', "OpenAPI is 3.1"),
        (b'{"openapi": "3.1.0"}', "neither 'paths' nor 'webhooks'"),
        (b'{"openapi": "3.1.0", ' + b" " * 300, "cannot be read"),
        (b"\xff\xfe" + b"\0" * 300, "cannot be read: line 1, column 1"),
        (b"a: &a [*a, *a]\n" * 50, "cannot be read"),
        (b"\x1b[31mred\x1b[0m", "no document"),
    ],
)
def test_other_content_is_refused(content: bytes, why: str) -> None:
    """Error pages, empty objects and other formats are not changes of the API."""
    with pytest.raises(Unreachable) as caught:
        check_plausible(content, None, name="https://example.com/a")
    line = str(caught.value)
    assert why in line and line.startswith("upstream unreachable: https://example.com/a: ")
    assert line.isprintable()


def test_html_is_recognised_by_its_type_too() -> None:
    """A page that looks like YAML is a page, if its Content-Type is HTML."""
    with pytest.raises(Unreachable, match="a page of HTML"):
        check_plausible(BODY, None, content_type="text/html; charset=utf-8")
    assert check_plausible(BODY, None, content_type="text/plain").root["openapi"] == "3.1.0"


def test_a_document_that_lost_most_of_its_paths_is_refused() -> None:
    """A download without most of the paths is a broken export; names of placeholders do not matter."""
    base = read(document("/a", "/b", "/c/{id}", "/d").decode(), "base.json")
    assert check_plausible(document("/a", "/c/{key}", "/e"), base)
    with pytest.raises(Unreachable, match="3 of the 4 paths that we have are missing"):
        check_plausible(document("/a", "/e"), base)
    with pytest.raises(Unreachable, match="4 of the 4"):
        check_plausible(document(), base)
    assert check_plausible(document("/x"), read(document().decode(), "base.json"))
