"""Answering with bytes: whole, or the range that was asked for (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.requests import Request

_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.IGNORECASE)


def bytes_answer(request: Request, content: bytes, media_type: str) -> Response:
    """Return ``content``, or its one range asked for, with a strong ETag.

    A range that cannot be read, more than one range, and an ``If-Range`` that does not match are answered
    with the whole content; a range behind its end with 416.
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"accept-ranges": "bytes", "etag": tag, "content-type": media_type}
    asked = _asked(request, tag)
    if asked is None:
        return Response(content, headers=headers)
    first, last = _bounds(asked, len(content))
    if first > last:
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, headers=headers)


def _asked(request: Request, tag: str) -> re.Match[str] | None:
    match = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if match is None or not (match[1] or match[2]):
        return None
    if match[1] and match[2] and int(match[1]) > int(match[2]):
        return None
    return match if request.headers.get("if-range", tag) == tag else None


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """Return first and last byte; first is behind last if nothing of the range is there."""
    if not asked[1]:
        suffix = min(int(asked[2]), size)
        return size - suffix, size - 1
    last = int(asked[2]) if asked[2] else size - 1
    return int(asked[1]), min(last, size - 1)
