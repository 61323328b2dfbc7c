"""Send bytes: all of them, or the requested range (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, Literal

from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)", re.IGNORECASE)
Ranges = Literal["lenient", "strict", "none"]
_MAX_DIGITS: Final = 18
_MORE_THAN_ANY_SIZE: Final = 1_000_000_000_000_000_000


def bytes_response(request: Request, content: bytes, media_type: str, ranges: Ranges = "lenient") -> Response:
    """Return a response with ``content``, or with its one requested range, and a strong ETag.

    For a range that cannot be parsed, for several ranges, and for an ``If-Range`` that does not match, the response
    has the whole content; for a range behind its end the status is 416.

    Args:
        request: The request.
        content: The whole content.
        media_type: Its media type.
        ranges: ``strict``: a range that cannot be parsed is refused with 400, as Starlette does; ``none``: the response
            has the whole content and no ETag, whatever was requested.
    """
    if ranges == "none":
        return Response(content, media_type=media_type)
    if ranges == "strict" and "range" in request.headers:
        error = _syntax_error(request.headers["range"])
        if error:
            return PlainTextResponse(error, 400)
    # A strong validator changes with every byte (RFC 9110, section 8.8.1), so it is made of the content.
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"accept-ranges": "bytes", "etag": tag, "content-type": media_type}
    requested = _requested_range(request, tag)
    if requested is None:
        return Response(content, headers=headers)
    first, last = _bounds(requested, len(content))
    if first > last:
        unsatisfied = {"content-range": f"bytes */{len(content)}"}
        if ranges == "strict":
            return PlainTextResponse("", 416, headers=unsatisfied)
        return Response(status_code=416, headers=headers | unsatisfied)
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers=headers)


def _syntax_error(text: str) -> str:
    """Return Starlette's complaint about a Range header, or "": https://www.starlette.io/responses/#fileresponse."""
    unit, equals, ranges = text.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return "Only support bytes range"
    for item in ranges.split(","):
        match = re.fullmatch(r"([0-9]*)-([0-9]*)", item.strip())
        if match is None or not (match[1] or match[2]):
            return "Range header: range must be requested"
        if match[1] and match[2] and bounded_int(match[1]) > bounded_int(match[2]):
            return "Range header: start must be less than end"
    return ""


def _requested_range(request: Request, tag: str) -> re.Match[str] | None:
    match = _RANGE.fullmatch(request.headers.get("range", "").strip())
    # A server may ignore any Range (RFC 9110, section 14.2).
    if match is None or not (match[1] or match[2]):
        return None
    if match[1] and match[2] and bounded_int(match[1]) > bounded_int(match[2]):
        return None
    # RFC 9110, section 13.1.5: with another validator the range is ignored.
    if request.headers.get("if-range", tag) != tag:
        return None
    return match


def _bounds(requested: re.Match[str], size: int) -> tuple[int, int]:
    """Return first and last byte; first is behind last if the range is behind the end."""
    if not requested[1]:
        suffix = min(bounded_int(requested[2]), size)
        return size - suffix, size - 1
    last = size - 1
    if requested[2]:
        last = min(bounded_int(requested[2]), last)
    return bounded_int(requested[1]), last


def bounded_int(digits: str) -> int:
    """Return the number that decimal digits write; 10**18, more than any size, if there are more than 18 of them.

    int() refuses more than 4,300 digits:
    https://docs.python.org/3/library/stdtypes.html#integer-string-conversion-length-limitation
    """
    digits = digits.lstrip("0")
    if len(digits) > _MAX_DIGITS:
        return _MORE_THAN_ANY_SIZE
    return int(digits or "0")
