"""The table of faults: what the server does, and what kind of failure that is."""

from __future__ import annotations

import gzip
import json
from typing import Literal

from attrs import evolve, frozen

from tests.faults.server import Exchange, Respond, json_response, reset
from tests.jobs.stub_server import KEY, job
from tests.raw_server import answer

Kind = Literal["not sent", "no response", "unusable body", "status", "redirect"]
# Real seconds, of the faults that only a limit of time ends.
SHORT_TIMEOUT = 0.1


@frozen
class Fault:
    """A fault.

    Attributes:
        name: Its name in the table.
        kind: What the client may conclude from it.
        respond: What the server does with a request.
        status: The HTTP status, of the kinds that have one.
        concerns_money: Whether an error body refuses for lack of quota or money.
        is_unread: Whether the connection ends before the request is read.
        timeout: The client's limit for one request, in real seconds.
    """

    name: str
    kind: Kind
    respond: Respond
    status: int = 200
    concerns_money: bool = False
    is_unread: bool = False
    timeout: float = 5.0

    @property
    def is_endless(self) -> bool:
        """Whether only a limit of time ends it."""
        return self.timeout == SHORT_TIMEOUT


def _sends(data: bytes) -> Respond:
    return lambda exchange: exchange.peer.sendall(data)


def _stall(exchange: Exchange) -> None:
    exchange.peer.recv(1)  # returns when the client closes the connection


def _half_headers_then_stall(exchange: Exchange) -> None:
    exchange.peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    _stall(exchange)


def _half_body_then_stall(exchange: Exchange) -> None:
    exchange.peer.sendall(_JSON_HEAD + b'Content-Length: 1000\r\n\r\n{"id": "vi')
    _stall(exchange)


def _trickle_headers(exchange: Exchange) -> None:
    exchange.peer.sendall(b"HTTP/1.1 200 OK\r\n")
    while not exchange.closing(0.01):
        exchange.peer.sendall(b"X-Trickle: 1\r\n")


def _flood_of_early_hints(exchange: Exchange) -> None:
    while not exchange.closing(0.005):
        exchange.peer.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 5)


def _reset_after_request(exchange: Exchange) -> None:
    reset(exchange.peer)


def _reset_in_headers(exchange: Exchange) -> None:
    exchange.peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    reset(exchange.peer)


def _redirects(status: int, path: str) -> Respond:
    return lambda exchange: exchange.peer.sendall(answer(status, b"", location=exchange.other_url + path))


_JSON_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
_ERROR = {"error": {"message": "no such luck", "code": "odd"}}
# 24 MiB of spaces, which is more than the client reads into memory, in 24 KiB.
_BOMB = gzip.compress(b" " * (24 * 2**20), compresslevel=9)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _json(name: str, body: bytes, media_type: str = "application/json") -> Fault:
    return Fault(name, "unusable body", _sends(answer(200, body, content_type=media_type)))


def _status(name: str, status: int, error: object = _ERROR, **headers: str) -> Fault:
    return Fault(name, "status", _sends(json_response(error, status, **headers)), status)


CONNECTION_FAULTS = (
    Fault("refused connection", "not sent", _reset_after_request),
    Fault("reset before the request is read", "no response", _reset_after_request, is_unread=True),
    Fault("reset after the request", "no response", _reset_after_request),
    Fault("close without a response", "no response", lambda exchange: None),
    Fault("reset in the headers", "no response", _reset_in_headers),
    Fault("close in the headers", "no response", _sends(b"HTTP/1.1 200 OK\r\nContent-Ty")),
    Fault("half headers, then silence", "no response", _half_headers_then_stall, timeout=SHORT_TIMEOUT),
    Fault("half a body, then silence", "no response", _half_body_then_stall, timeout=SHORT_TIMEOUT),
    Fault("headers that never end", "no response", _trickle_headers, timeout=SHORT_TIMEOUT),
    Fault("HTTP 103 without end", "no response", _flood_of_early_hints, timeout=SHORT_TIMEOUT),
    Fault("no HTTP", "no response", _sends(b"SSH-2.0-OpenSSH_9.6\r\n")),
    Fault("a status that is no number", "no response", _sends(b"HTTP/1.1 okay\r\n\r\n")),
    Fault("two different lengths", "no response", _sends(_JSON_HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
    Fault("a length that is no number", "no response", _sends(_JSON_HEAD + b"Content-Length: two\r\n\r\n{}")),
    Fault("body shorter than its length", "no response", _sends(_JSON_HEAD + b'Content-Length: 900\r\n\r\n{"id": "v')),
    Fault(
        "last chunk missing",
        "no response",
        _sends(_JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + _chunk(json.dumps(job()).encode())),
    ),
    Fault("a chunk without a size", "no response", _sends(_JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}")),
)  # fmt: skip

BODY_FAULTS = (
    _json("truncated JSON", json.dumps(job()).encode()[:-9]),
    Fault(
        "body longer than its length",
        "unusable body",
        _sends(_JSON_HEAD + b"Content-Length: 10\r\n\r\n" + json.dumps(job()).encode()),
    ),
    _json("malformed JSON", b"{'id': video_1}"),
    _json("JSON with NaN as id", b'{"id": NaN, "status": "queued"}'),
    _json("JSON of a thousand levels", b"[" * 1000 + b"]" * 1000),
    _json("HTML with 200", b"<html>Welcome</html>", "text/html"),
    _json("HTML as JSON", b"<html>Welcome</html>"),
    _json("no UTF-8", b'{"id": "\xff\xfe"'),
    _json("null", b"null"),
    _json("a string", b'"ok"'),
    _json("a number", b"7"),
    _json("a list of nothing", b"[null]"),
    _json("an error with 200", json.dumps(_ERROR).encode()),
    _json("the key in an error with 200", json.dumps({"error": {"message": f"bad key {KEY}"}}).encode()),
    _json("the key in HTML with 200", f"<html>{KEY}</html>".encode(), "text/html"),
)

STATUS_FAULTS = (
    *(_status(f"{status}", status) for status in (400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 422, 425, 429)),
    *(_status(f"{status}", status) for status in (500, 501, 502, 503, 504, 520, 529)),
    _status("429, Retry-After: 3", 429, retry_after="3"),
    _status("429, Retry-After: 99999999999", 429, retry_after="99999999999"),
    _status("429, Retry-After: -1", 429, retry_after="-1"),
    _status("429, Retry-After: nan", 429, retry_after="nan"),
    _status("429, Retry-After: in the year 9999", 429, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"),
    _status("503, Retry-After: 1", 503, retry_after="1"),
    _status("503, Retry-After: 1e999", 503, retry_after="1e999"),
    evolve(_status("402", 402), concerns_money=True),
    evolve(_status("429, no quota", 429, {"error": {"message": "no", "code": "insufficient_quota"}}), concerns_money=True),
    _status("401, the key in its body", 401, {"error": {"message": f"wrong key {KEY}", "code": KEY}}, x_key=KEY),
    _status("500, the key in its body", 500, {"error": {"message": f"no model for {KEY}"}}, x_key=KEY),
    _status("400, the key in its body", 400, {"detail": [{"loc": ["body"], "msg": KEY}]}, x_request_id=KEY),
    Fault("502, HTML", "status", _sends(answer(502, b"<html>Bad Gateway</html>", content_type="text/html")), 502),
    Fault("503, empty", "status", _sends(answer(503, b"")), 503),
    Fault("400, null", "status", _sends(json_response(None, 400)), 400),
    Fault("422, truncated JSON", "status", _sends(answer(422, b'{"error": {"me', content_type="application/json")), 422),
)  # fmt: skip

REDIRECT_FAULTS = tuple(
    Fault(f"{status} to another origin", "redirect", _redirects(status, "/videos/video_1/content"), status)
    for status in (301, 302, 303, 307, 308)
)

JOB_FAULTS = (
    Fault(
        "gzip bomb",
        "no response",
        _sends(answer(200, _BOMB, content_type="application/json", content_encoding="gzip")),
    ),
    _json("{}", b"{}"),
    _json("[]", b"[]"),
)
WRONG_JOB = _json("another job", json.dumps(job("completed") | {"id": "video_2"}).encode())
