"""Taking in the bytes of a clip, checked as they come and proven when the last one is there."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from attrs import define, field

from videojobs.errors import DownloadError, IncompleteDownload, WrongContent, printable
from videojobs.jobs.clock import Clock
from videojobs.jobs.download.media_checks import START, check_whole, fits, kind_of
from videojobs.jobs.download.partial_file import Origin, PartFile
from videojobs.jobs.effects import Head

_RANGE = re.compile(r"bytes\s+(\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.IGNORECASE | re.ASCII)
_UNSATISFIED = re.compile(r"bytes\s+\*/(\d{1,18})", re.IGNORECASE | re.ASCII)
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)

Progress = Callable[[int, int | None], None]


@define
class Receiver:
    """The sink of a download.

    Attributes:
        part: Where the bytes go.
        variant: What was asked for: ``video``, or an image of it.
        max_bytes: Most bytes to accept, or None.
        on_progress: Called with the bytes so far and the whole length, if known.
        clock: Tells when ``ends_at`` has come.
        ends_at: When the download must be over, on the monotonic clock.
        total: The whole length, if the server said it.
        framed: Whether the end of the body cannot be mistaken for a broken connection.
    """

    part: PartFile
    variant: str
    max_bytes: int | None
    on_progress: Progress | None
    clock: Clock
    ends_at: float = math.inf
    total: int | None = None
    framed: bool = False
    _checked: bool = field(default=False, init=False)

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            WrongContent: This is not the media asked for, or more than the server announced.
            DownloadError: It is more than ``max_bytes``.
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
        if not self._checked and self.part.size >= START:
            self.check_start()

    def report(self) -> None:
        """Tell the caller how far it is."""
        if self.on_progress is not None:
            self.on_progress(self.part.size, self.total)

    def too_large(self, found: str) -> DownloadError:
        """Return the error for a clip that is larger than the caller wants."""
        return DownloadError(f"the clip has {found} bytes; max_bytes allows {self.max_bytes:,}")

    def check_start(self) -> str:
        """Return what the file is, by its first bytes.

        Raises:
            WrongContent: It is not what was asked for; the message quotes it if it is text.
        """
        start = self.part.start(2000)
        kind = kind_of(start[:START])
        if not start:
            raise WrongContent("the server sent an empty file")
        if kind is None or not fits(kind, self.variant):
            raise wrong_content(self.variant, kind, start)
        self._checked = True
        return kind

    def prove(self) -> str | None:
        """Check the whole file and return its media type; None if it was cut short and may be resumed.

        Raises:
            WrongContent: It is not the media asked for, or damaged where the server has it.
        """
        if self.total is not None and self.part.size < self.total:
            return None
        kind = self.check_start()
        with self.part.reading() as file:
            found = check_whole(file, self.part.size, kind)
        if found.problem is None:
            return kind
        if found.cut and self.total is None and not self.framed:
            return None
        raise WrongContent(f"the clip is damaged at the server: {found.problem}")


def wrong_content(variant: str, kind: str | None, start: bytes) -> WrongContent:
    """Return the error for a body that is no media, with its words if it has any."""
    wanted = "a video" if variant == "video" else "an image"
    if kind is not None and kind.startswith(("video/", "image/", "audio/", "application/pdf")):
        return WrongContent(f"asked for {wanted}, got {kind}")
    text = printable(start.decode("utf-8", "replace").strip(), 300)
    return WrongContent(f"asked for {wanted}, got {kind or 'something else'}: {text!r}")


def is_text(headers: Mapping[str, str]) -> bool:
    """Whether the headers say that the body is words, not media."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/json", "text/html", "application/problem+json", "application/xml") or (
        kind.endswith("+json")
    )


def check_coding(headers: Mapping[str, str]) -> None:
    """Check that the bytes on the wire are the bytes of the file.

    Raises:
        WrongContent: They are compressed, though identity was asked for: lengths and ranges would not count.
    """
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise WrongContent(f"the server sent the clip with Content-Encoding {printable(coding, 40)!r}, unasked")


def origin_from(head: Head, total: int | None) -> Origin:
    """Return where the bytes of an answer come from; weak ETags prove nothing and are left out."""
    parts = urlsplit(head.url)
    etag = head.headers.get("etag", "").strip()
    strong = etag.startswith('"') and etag.endswith('"') and len(etag) > 2 and etag.isprintable()
    modified = head.headers.get("last-modified", "").strip()
    return Origin(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}",
        etag=etag if strong else None,
        last_modified=modified if modified and modified.isprintable() else None,
        total=total,
    )


def length_of(headers: Mapping[str, str]) -> int | None:
    """Return the Content-Length, if it is one."""
    text = headers.get("content-length", "").strip()
    return int(text) if _LENGTH.fullmatch(text) and "transfer-encoding" not in headers else None


def range_of(headers: Mapping[str, str]) -> tuple[int, int | None] | None:
    """Return first byte and whole length from a Content-Range, or None if there is no usable one."""
    match = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None or int(match[2]) < int(match[1]):
        return None
    return int(match[1]), None if match[3] == "*" else int(match[3])


def unsatisfied_total(headers: Mapping[str, str]) -> int | None:
    """Return the whole length that a 416 tells, if it does."""
    match = _UNSATISFIED.fullmatch(headers.get("content-range", "").strip())
    return int(match[1]) if match is not None else None
