"""The table of faults of a download: the bytes of the clip, their range, length, validator and encoding."""

from __future__ import annotations

import gzip
import re

from attrs import frozen

from tests.faults.server import Exchange, Respond, json_response, reset
from tests.faults.table import SHORT_TIMEOUT, Fault
from tests.jobs.stub_server import CLIP, job
from tests.raw_server import answer

# Another state of the resource, of the same length.
OLD_CLIP = CLIP[:600] + b"\xff" * (len(CLIP) - 600)
_CUT = 30_000
_RANGE = re.compile(rb"\r\nrange: bytes=(\d+)-", re.IGNORECASE)


@frozen
class ClipFault:
    """A fault of a download, with its outcome when it hits every request.

    Attributes:
        name: Its name in the table.
        respond: What the server does with a request.
        outcome: The class that is returned or raised.
        requests: How many requests for the clip are sent.
        timeout: The client's limit for one request, in real seconds.
    """

    name: str
    respond: Respond
    outcome: str
    requests: int
    timeout: float = 5.0

    def as_fault(self) -> Fault:
        """Return it as a fault of the common table."""
        return Fault(self.name, "unusable body", self.respond, timeout=self.timeout)


def _clip_head(status: int = 200, **headers: object) -> bytes:
    lines = [f"HTTP/1.1 {status} X", "Content-Type: video/mp4", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _whole(clip: bytes = CLIP, **headers: object) -> bytes:
    return _clip_head(content_length=len(clip), **headers) + clip


def _rest(start: int, first: int | None = None, etag: str = '"v1"') -> bytes:
    """Return a 206 with the bytes from ``start``, which its Content-Range places at ``first``."""
    first = start if first is None else first
    span = f"bytes {first}-{len(CLIP) - 1}/{len(CLIP)}"
    return _clip_head(206, etag=etag, content_range=span, content_length=len(CLIP) - start) + CLIP[start:]


def _cut(clip: bytes = CLIP, **headers: object) -> bytes:
    return _clip_head(content_length=len(clip), **headers) + clip[:_CUT]


def _start_of_range(exchange: Exchange) -> int:
    match = _RANGE.search(exchange.request)
    return 0 if match is None else int(match[1])


def _cuts_each(exchange: Exchange) -> None:
    start = _start_of_range(exchange)
    data = _rest(start) if start else _whole(etag='"v1"')
    head = data.index(b"\r\n\r\n") + 4
    exchange.peer.sendall(data[: head + _CUT])


def _in_turn(*responses: bytes) -> Respond:
    """Send one response after the other, the last one for ever."""

    def respond(exchange: Exchange) -> None:
        exchange.peer.sendall(responses[min(exchange.number, len(responses) - 1)])

    return respond


def _page_in_a_resume(exchange: Exchange) -> None:
    if exchange.number == 0:
        exchange.peer.sendall(_cut(etag='"v1"'))
    elif exchange.number == 1:
        exchange.peer.sendall(answer(200, b"<html>Log in</html>", content_type="text/html"))
    else:
        exchange.peer.sendall(_rest(_start_of_range(exchange)))


def _resets_in_the_clip(exchange: Exchange) -> None:
    exchange.peer.sendall(_cut())
    reset(exchange.peer)


def _stalls_in_the_clip(exchange: Exchange) -> None:
    exchange.peer.sendall(_cut())
    exchange.peer.recv(1)


def _redirects_to(location: str) -> Respond:
    return lambda exchange: exchange.peer.sendall(answer(302, b"", location=location))


def _chunks(data: bytes, end: bytes) -> bytes:
    return _clip_head(transfer_encoding="chunked") + b"%x\r\n%s\r\n" % (len(data), data) + end


CLIP_FAULTS = (
    ClipFault("error page as clip", _in_turn(answer(200, b"<html>busy</html>", content_type="video/mp4")), "WrongContent", 1),
    ClipFault("JSON error as clip", _in_turn(answer(200, b'{"error": "busy"}', content_type="video/mp4")), "WrongContent", 1),
    ClipFault("the job as clip", _in_turn(json_response(job("completed"))), "WrongContent", 1),
    ClipFault("image as clip", _in_turn(answer(200, b"\x89PNG\r\n\x1a\n" + bytes(90), content_type="image/png")), "WrongContent", 1),
    ClipFault("nothing as clip", _in_turn(answer(200, b"", content_type="video/mp4")), "WrongContent", 1),
    ClipFault("HTTP 202", _in_turn(answer(202, b"")), "DownloadError", 5),
    ClipFault("HTTP 204", _in_turn(b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n"), "DownloadError", 5),
    ClipFault("cut each time, with an ETag", _cuts_each, "Download", 4),
    ClipFault("cut each time, without an ETag", _in_turn(_cut()), "IncompleteDownload", 5),
    ClipFault("reset in the clip", _resets_in_the_clip, "IncompleteDownload", 5),
    ClipFault("silence in the clip", _stalls_in_the_clip, "IncompleteDownload", 5, SHORT_TIMEOUT),
    ClipFault("last chunk missing in the clip", _in_turn(_chunks(CLIP, b"")), "IncompleteDownload", 5),
    ClipFault("chunks end early", _in_turn(_chunks(CLIP[:_CUT], b"0\r\n\r\n")), "WrongContent", 1),
    ClipFault("length larger than the clip", _in_turn(_clip_head(content_length=len(CLIP) + 9) + CLIP), "IncompleteDownload", 5),
    ClipFault("clip longer than its length", _in_turn(_whole() + b"junk"), "Download", 1),
    ClipFault("no length, closed early", _in_turn(_clip_head() + CLIP[:_CUT]), "IncompleteDownload", 4),
    ClipFault("no length, complete", _in_turn(_clip_head() + CLIP), "Download", 1),
    ClipFault("a box of the clip is cut", _in_turn(_whole(CLIP[:-50])), "WrongContent", 1),
    ClipFault("wrong digest", _in_turn(_whole(content_digest="sha-256=:" + "A" * 43 + "=:")), "WrongContent", 1),
    ClipFault("compressed clip", _in_turn(_whole(gzip.compress(CLIP), content_encoding="gzip")), "DownloadError", 1),
    ClipFault("range that was not requested", _in_turn(_rest(100)), "IncompleteDownload", 4),
    ClipFault("HTTP 416 at once", _in_turn(_clip_head(416, content_range=f"bytes */{len(CLIP)}", content_length=0)), "IncompleteDownload", 4),
    ClipFault("wrong range in a resume", _in_turn(_cut(etag='"v1"'), _rest(_CUT, 100), _whole(etag='"v1"')), "Download", 3),
    ClipFault("range of another clip in a resume", _in_turn(_cut(OLD_CLIP, etag='"v0"'), _rest(_CUT), _whole(etag='"v1"')), "Download", 3),
    ClipFault("another clip in a resume", _in_turn(_cut(OLD_CLIP, etag='"v0"'), _whole(etag='"v1"')), "Download", 2),
    ClipFault("416 in a resume", _in_turn(_cut(etag='"v1"'), _clip_head(416, content_length=0), _whole()), "Download", 3),
    ClipFault("page of a proxy in a resume", _page_in_a_resume, "Download", 3),
    ClipFault("redirect to itself", _redirects_to("/videos/video_1/content"), "DownloadError", 6),
    ClipFault("redirect to a file", _redirects_to("file:///etc/passwd"), "DownloadError", 1),
    ClipFault("redirect to nowhere", _in_turn(answer(302, b"")), "DownloadError", 1),
    ClipFault("redirect to an unreadable URL", _redirects_to("http://[::1"), "TransportError", 4),
)  # fmt: skip
