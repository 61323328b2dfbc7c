"""Write the bytes of a clip to its partial file, checked as they arrive and verified when the last one is there."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import define, field

from videojobs.errors import DownloadError, IncompleteDownload, WrongContent, printable
from videojobs.jobs.clock import Clock
from videojobs.jobs.download.media_checks import START_BYTES, check_boxes, detect_media_type, is_of_variant
from videojobs.jobs.download.partial_file import Origin, PartialFile

if TYPE_CHECKING:
    import httpx

_CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE | re.ASCII)
_UNSATISFIED_RANGE = re.compile(r"bytes\s+\*/(\d{1,18})", re.IGNORECASE | re.ASCII)
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_TEXT_TYPES = ("application/json", "text/html", "application/problem+json", "application/xml")

Progress = Callable[[int, int | None], None]


@define
class FileSink:
    """The sink of a download: its partial file, and the checks on the way there.

    Attributes:
        part: The partial file.
        variant: The requested variant: ``video``, or an image of it.
        max_bytes: Most bytes to accept, or None.
        on_progress: Called with the bytes so far and the total, if known.
        clock: The clock that ``ends_at`` refers to.
        ends_at: When the download must be over, on the monotonic clock.
        total: Length of the whole file, if the server sent it.
        is_framed: Whether the end of the body differs from a broken connection.
    """

    part: PartialFile
    variant: str
    max_bytes: int | None
    on_progress: Progress | None
    clock: Clock
    ends_at: float = math.inf
    total: int | None = None
    is_framed: bool = False
    _is_start_checked: bool = field(default=False, init=False)

    def write(self, data: bytes) -> None:
        """Append the next bytes.

        Raises:
            WrongContent: They are not of the requested variant, or more than the server announced.
            DownloadError: They are more than ``max_bytes``.
            IncompleteDownload: The time is over, or the disk is full.
        """
        if self.clock.monotonic() >= self.ends_at:
            raise IncompleteDownload(
                f"not done in the time allowed, {self.part.size} bytes are kept in {self.part.path}"
            )
        size = self.part.size + len(data)
        if self.max_bytes is not None and size > self.max_bytes:
            raise self.too_large(f"more than {size - 1:,}")
        if self.total is not None and size > self.total:
            raise WrongContent(f"the server announced {self.total:,} bytes and sent more")
        self.part.append(data)
        if not self._is_start_checked and self.part.size >= START_BYTES:
            self.check_start()

    def report(self) -> None:
        """Call the caller's progress function."""
        if self.on_progress is not None:
            self.on_progress(self.part.size, self.total)

    def too_large(self, size: str) -> DownloadError:
        """Return the error for a clip that is larger than ``max_bytes``."""
        return DownloadError(f"the clip has {size} bytes; max_bytes allows {self.max_bytes:,}")

    def check_start(self) -> str:
        """Return the media type of the file, by its first bytes.

        Raises:
            WrongContent: It is not of the requested variant; the message quotes it if it is text.
        """
        start = self.part.read_start(2000)
        if not start:
            raise WrongContent("the server sent an empty file")
        media_type = detect_media_type(start[:START_BYTES])
        if media_type is None or not is_of_variant(media_type, self.variant):
            raise wrong_content(self.variant, media_type, start)
        self._is_start_checked = True
        return media_type

    def verify(self) -> str | None:
        """Check the whole file and return its media type; None if it was cut short and may be resumed.

        Raises:
            WrongContent: It is not of the requested variant, or the server's copy is damaged.
        """
        if self.total is not None and self.part.size < self.total:
            return None
        media_type = self.check_start()
        with self.part.reading() as file:
            result = check_boxes(file, self.part.size, media_type)
        if result.problem is None:
            return media_type
        # Without a length or chunks, a body that was cut short ends like a complete one.
        if result.is_cut and self.total is None and not self.is_framed:
            return None
        raise WrongContent(f"the clip is damaged at the server: {result.problem}")


def wrong_content(variant: str, media_type: str | None, start: bytes) -> WrongContent:
    """Return the error for a body that is not of the requested variant; it quotes the body unless that is media."""
    expected = "a video" if variant == "video" else "an image"
    if media_type is not None and media_type.startswith(("video/", "image/", "audio/", "application/pdf")):
        return WrongContent(f"requested {expected}, received {media_type}")
    text = printable(start.decode("utf-8", "replace").strip(), 300)
    return WrongContent(f"requested {expected}, received {media_type or 'something else'}: {text!r}")


def is_text(headers: Mapping[str, str]) -> bool:
    """Whether the Content-Type is that of JSON or a page, not of media."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type in _TEXT_TYPES or media_type.endswith("+json")


def check_encoding(headers: Mapping[str, str]) -> None:
    """Check that the bytes on the wire are the bytes of the file.

    Raises:
        WrongContent: They are compressed, though identity was requested: lengths and ranges would not count.
    """
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise WrongContent(f"the server sent the clip with Content-Encoding {printable(encoding, 40)!r}, unrequested")


def origin_from(response: httpx.Response, total: int | None) -> Origin:
    """Return the origin of a response's bytes."""
    parts = urlsplit(str(response.request.url))
    etag = response.headers.get("etag", "").strip()
    # A weak ETag, W/"...", does not promise equal bytes: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
    is_strong = etag.startswith('"') and etag.endswith('"') and len(etag) > 2 and etag.isprintable()
    modified = response.headers.get("last-modified", "").strip()
    return Origin(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
        etag=etag if is_strong else None,
        last_modified=modified if modified and modified.isprintable() else None,
        total=total,
    )


def content_length(headers: Mapping[str, str]) -> int | None:
    """Return the Content-Length; None if it is unusable, or overridden by Transfer-Encoding (RFC 9112, 6.3)."""
    text = headers.get("content-length", "").strip()
    if "transfer-encoding" in headers or _LENGTH.fullmatch(text) is None:
        return None
    return int(text)


def content_range(headers: Mapping[str, str]) -> tuple[int, int | None] | None:
    """Return first byte and total of a Content-Range, or None if there is no usable one."""
    match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None or int(match[2]) < int(match[1]):
        return None
    return int(match[1]), None if match[3] == "*" else int(match[3])


def unsatisfied_total(headers: Mapping[str, str]) -> int | None:
    """Return the total that a 416 reports, if it does."""
    match = _UNSATISFIED_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    return int(match[1])
