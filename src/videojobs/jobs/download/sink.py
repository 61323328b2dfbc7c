"""Write the bytes of a clip to its partial file, checked as they arrive and verified when the last one is there."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import define, field

from videojobs.errors import DownloadError, WrongContent, printable
from videojobs.jobs.clock import Clock
from videojobs.jobs.download.digests import has_digests, mismatch
from videojobs.jobs.download.media_checks import START_BYTES, detect_media_type, is_of_variant
from videojobs.jobs.download.partial_file import Origin, PartialFile
from videojobs.jobs.download.structure import StructureCheck, check_structure

if TYPE_CHECKING:
    import httpx

# 18 digits fit in 64 bits. Longer numbers are to be expected, and refused (RFC 9110, section 8.6).
_CONTENT_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE | re.ASCII)
_UNSATISFIED_RANGE = re.compile(r"bytes\s+\*/(\d{1,18})", re.IGNORECASE | re.ASCII)
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_QUOTED_BYTES = 2000
MAX_UNANNOUNCED_BYTES = 4 * 1024**3
"""Most bytes of a clip without a length, unless ``max_bytes`` is set: a stream without end would fill the disk."""
OUT_OF_TIME = "not done in the time allowed"
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
    _announced: int | None = field(default=None, init=False)
    _start: int = field(default=0, init=False)
    _content_digest: str = field(default="", init=False)
    _next_origin: Origin | None = field(default=None, init=False)
    _start_buffer: bytearray = field(factory=bytearray, init=False)

    def start_over(self, origin: Origin, *, is_framed: bool) -> None:
        """Expect the bytes of a resource from its first one; the partial file is emptied once the type is right."""
        self._expect(origin.total, origin.total, is_framed=is_framed)
        self._next_origin = origin

    def resume(self, end: int, total: int | None, content_digest: str, *, is_framed: bool) -> None:
        """Expect the bytes that follow those in the partial file, up to ``end``."""
        self._expect(end, total, is_framed=is_framed)
        self._start, self._content_digest = self.part.size, content_digest

    def _expect(self, announced: int | None, total: int | None, *, is_framed: bool) -> None:
        if total is not None:
            if self.max_bytes is not None and total > self.max_bytes:
                raise self._too_large(f"{total:,}")
            self.part.check_space(total)
        self.total, self.is_framed, self._announced = total, is_framed, announced
        self._start, self._content_digest, self._next_origin = 0, "", None
        self._start_buffer.clear()

    def write(self, data: bytes | memoryview) -> None:
        """Append the next bytes.

        Raises:
            WrongContent: They are not of the requested variant, or more than the server announced.
            DownloadError: They are more than ``max_bytes``.
            IncompleteDownload: The time is over, or the disk is full.
        """
        if self.clock.monotonic() >= self.ends_at:
            raise self.part.incomplete(OUT_OF_TIME)
        size = self._size + len(data)
        if self.max_bytes is not None and size > self.max_bytes:
            raise self._too_large(f"more than {size - 1:,}")
        if self.max_bytes is None and self.total is None and size > MAX_UNANNOUNCED_BYTES:
            self.part.restart()
            raise DownloadError(
                f"the server sent no length, and more than {MAX_UNANNOUNCED_BYTES:,} bytes; max_bytes may allow more"
            )
        # httpx cuts a body at its Content-Length, but a Content-Range may announce less than what follows.
        if self._announced is not None and size > self._announced:
            # Of this response no byte can be trusted; those that earlier ones sent are still right.
            if self._next_origin is None:
                self.part.truncate(self._start)
            raise WrongContent(f"the server announced {self._announced:,} bytes and sent more")
        if self._next_origin is None:
            self.part.append(data)
            return
        self._start_buffer += data
        if len(self._start_buffer) >= START_BYTES:
            self._replace_part(self._next_origin)

    @property
    def _size(self) -> int:
        if self._next_origin is None:
            return self.part.size
        return len(self._start_buffer)

    def _replace_part(self, origin: Origin) -> None:
        """Check the start of a new file, and put it in the place of what the partial file holds."""
        # Before the old bytes are removed: an error page with status 200 must not cost nine tenths of a clip.
        self._check_start(bytes(self._start_buffer[:_QUOTED_BYTES]))
        self.part.restart()
        self.part.begin(origin)
        self._next_origin = None
        self.part.append(bytes(self._start_buffer))
        self._start_buffer.clear()

    @property
    def has_progress(self) -> bool:
        """Whether the caller passed a progress function."""
        return self.on_progress is not None

    def report(self) -> None:
        """Call the caller's progress function."""
        if self.on_progress is not None:
            self.on_progress(self.part.size, self.total)

    def _too_large(self, size: str) -> DownloadError:
        return DownloadError(f"the clip has {size} bytes; max_bytes allows {self.max_bytes:,}")

    def _check_start(self, start: bytes) -> str:
        if not start:
            raise WrongContent("the server sent an empty file")
        media_type = detect_media_type(start[:START_BYTES])
        if media_type is None or not is_of_variant(media_type, self.variant):
            raise wrong_content(self.variant, media_type, start)
        return media_type

    def verify(self) -> str | None:
        """Check the whole file and return its media type; None if there is more to fetch, or all of it anew.

        Raises:
            WrongContent: It is not of the requested variant, or the server's copy is damaged.
        """
        if self._next_origin is not None and (self.total is None or self._size >= self.total):
            self._replace_part(self._next_origin)
        if self.total is not None and self._size < self.total:
            if self._digest_problem(self._start, self._content_digest) is not None:
                self.part.restart()
            return None
        media_type = self._check_start(self.part.read_start(_QUOTED_BYTES))
        with self.part.reading() as file:
            result = check_structure(file, self.part.size, media_type)
        is_length_proved = self.total is not None or self.is_framed
        if result.is_tolerated and is_length_proved:
            result = StructureCheck()
        problem = result.problem or self._digest_problem(self._start, self._content_digest)
        if problem is None and self.part.origin is not None:
            problem = self._digest_problem(0, self.part.origin.digest or "")
        if problem is None:
            return media_type
        self.part.restart()
        # Without a length or chunks, a body that was cut short ends like a complete one.
        may_be_cut = not is_length_proved and (result.is_cut or result.problem is None)
        # The parts of a resumed file may be of two files; the next try fetches one response.
        if may_be_cut or self._start:
            return None
        raise WrongContent(f"the clip is damaged at the server: {problem}")

    def _digest_problem(self, start: int, digests: str) -> str | None:
        """Return what is wrong with the bytes from ``start`` on, according to the server's digests of them."""
        with self.part.reading() as file:
            algorithm = mismatch(file, start, digests)
        if algorithm is None:
            return None
        return f"its {algorithm} digest is not the one that the server sent"


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
    headers = response.headers
    parts = urlsplit(str(response.request.url))
    etag: str | None = headers.get("etag", "").strip() or None
    modified: str | None = headers.get("last-modified", "").strip() or None
    if etag is not None and not (etag.startswith('"') and etag.endswith('"') and len(etag) > 2 and etag.isprintable()):
        # A weak ETag, W/"...", is that of a server which does not promise equal bytes; its date would not, either:
        # https://www.rfc-editor.org/rfc/rfc9110#section-8.8.1
        etag = modified = None
    if modified is not None and not (modified.isprintable() and _is_strong_date(modified, headers.get("date", ""))):
        modified = None
    digests = [headers.get("repr-digest", "")]
    if response.status_code == 200:
        digests.append(headers.get("content-digest", ""))  # of the whole file; that of a 206 is of its part alone
    digest = ", ".join(text for text in digests if has_digests(text) and text.isprintable())
    return Origin(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
        etag=etag,
        last_modified=modified,
        total=total,
        digest=digest or None,
    )


def _is_strong_date(modified: str, date: str) -> bool:
    """Whether the resource cannot have changed again in the second of its Last-Modified (RFC 9110, 8.8.2.2)."""
    try:
        return not date or (parsedate_to_datetime(date) - parsedate_to_datetime(modified)).total_seconds() >= 1
    except (ValueError, TypeError, OverflowError):
        return False


def content_length(headers: Mapping[str, str]) -> int | None:
    """Return the Content-Length; None if it is unusable, or overridden by Transfer-Encoding (RFC 9112, 6.3)."""
    text = headers.get("content-length", "").strip()
    if "transfer-encoding" in headers or _LENGTH.fullmatch(text) is None:
        return None
    return int(text)


def content_range(headers: Mapping[str, str]) -> tuple[int, int, int | None] | None:
    """Return first byte, end (one after the last byte) and total of a Content-Range; None if there is no usable one."""
    match = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
    # Such a range is invalid, and its bytes must not be added to others (RFC 9110, section 14.4).
    if match is None or int(match[2]) < int(match[1]):
        return None
    total = None
    if match[3] != "*":
        total = int(match[3])
        if int(match[2]) >= total:
            return None
    return int(match[1]), int(match[2]) + 1, total


def unsatisfied_total(headers: Mapping[str, str]) -> int | None:
    """Return the total that a 416 reports, if it does."""
    match = _UNSATISFIED_RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        return None
    return int(match[1])
