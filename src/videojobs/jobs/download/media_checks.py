"""Check by its bytes that a file is of the requested variant, and complete; the Content-Type is not trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from attrs import frozen

from videojobs.http.media_type import media_type_of

START_BYTES = 64
"""First bytes that identify a media type."""
_ISO_FAMILY = ("video/mp4", "video/quicktime")
_OLD_FIRST_BOXES = (b"moov", b"mdat", b"free", b"skip", b"wide")
_MOST_BOXES = 100_000  # a file of nothing but 8-byte boxes would take minutes


@frozen
class BoxCheck:
    """The result of a check of the top-level boxes of an MP4 file.

    Attributes:
        problem: What is wrong, or None.
        is_cut: Whether the file ends too early (else it is damaged in another way).
    """

    problem: str | None = None
    is_cut: bool = False


def detect_media_type(start: bytes) -> str | None:
    """Return the media type of a file from its first bytes, or None."""
    media_type = media_type_of(start)
    if media_type is None and start[4:8] in _OLD_FIRST_BOXES:
        return "video/quicktime"  # files of QuickTime before MP4 (2001) have no ftyp box
    return media_type


def is_of_variant(media_type: str | None, variant: str) -> bool:
    """Whether a media type is one of the variant: ``video/*`` for ``video``, ``image/*`` for any other."""
    return media_type is not None and media_type.startswith("video/" if variant == "video" else "image/")


def check_boxes(file: BinaryIO, size: int, media_type: str) -> BoxCheck:
    """Check the top-level boxes of an MP4 file (ISO/IEC 14496-12, 4.2); other media types are not checked.

    A file that was cut between two boxes lacks ``moov`` (the index) or ``mdat`` (the samples).
    """
    if media_type not in _ISO_FAMILY:
        return BoxCheck()

    def read(offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(count)

    return _check_boxes(read, size)


def _check_boxes(read: Callable[[int, int], bytes], size: int) -> BoxCheck:
    seen: set[bytes] = set()
    offset = 0
    for _ in range(_MOST_BOXES):
        if offset >= size:
            break
        header = read(offset, 16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if len(header) < 8 or not (name.isascii() and all(byte >= 0x20 for byte in name)):
            if _complete(seen):
                return BoxCheck()  # other data was appended; players ignore it too
            return BoxCheck(f"no box at byte {offset}", is_cut=len(header) < 8)
        # A length of 1 means that a 64-bit length follows the name, 0 that the box reaches to the end of the file.
        if length == 1:
            length = int.from_bytes(header[8:16], "big") if len(header) == 16 else 16
        elif length == 0:
            length = size - offset
        if length < 8:
            return BoxCheck(f"box {name.decode()!r} at byte {offset} has length {length}")
        seen.add(name)
        if offset + length > size:
            return BoxCheck(
                f"box {name.decode()!r} should end at byte {offset + length}, the file at {size}", is_cut=True
            )
        offset += length
    if not _complete(seen):
        missing = "the index (moov)" if b"moov" not in seen else "the samples (mdat)"
        return BoxCheck(f"it lacks {missing}", is_cut=True)
    return BoxCheck()


def _complete(seen: set[bytes]) -> bool:
    return b"moov" in seen and b"mdat" in seen
