"""Check by the structure of a media file that it is complete.

A body without a length ends in the same way whether it is whole or the connection broke.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from attrs import frozen

_MAX_ELEMENTS = 100_000  # a file of nothing but 8-byte boxes would take minutes
_MOST_SUB_BLOCKS = 1_000_000  # a second, for 250 MB
_UNKNOWN_RIFF_LENGTHS = (0, 0xFFFFFFFF)
_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675

_JPEG_END = 0xD9
_JPEG_WITHOUT_LENGTH = frozenset({0x01, 0xD8})
# In a scan, FF 00 is the byte FF, and FF D0 to FF D7 are restart markers.
_JPEG_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_WINDOW = 65_536

Read = Callable[[int, int], bytes]


@frozen
class StructureCheck:
    """The result of a check.

    Attributes:
        problem: What is wrong, or None.
        is_cut: Whether the file ends too early (else it is damaged in another way).
        is_tolerated: Whether viewers accept such a file, so that it counts as cut only if nothing proves its length.
    """

    problem: str | None = None
    is_cut: bool = False
    is_tolerated: bool = False


_COMPLETE = StructureCheck()


def check_structure(file: BinaryIO, size: int, media_type: str) -> StructureCheck:
    """Check that MP4, WebM, AVI, WebP, WAV, PNG, JPEG and GIF files are complete; other types are not checked."""

    def read(offset: int, count: int) -> bytes:
        file.seek(offset)
        return file.read(count)

    check = _CHECKS.get(media_type)
    if check is None:
        return _COMPLETE
    return check(read, size)


def _cut(name: str, end: int, size: int) -> StructureCheck:
    return StructureCheck(f"{name} should end at byte {end}, the file at {size}", is_cut=True)


def _check_boxes(read: Read, size: int) -> StructureCheck:
    """Check the top-level boxes of an MP4 file (ISO/IEC 14496-12, 4.2).

    A file that was cut between two boxes lacks ``moov`` (the index) or ``mdat`` (the samples).
    """
    seen: set[bytes] = set()
    offset = 0
    for _ in range(_MAX_ELEMENTS):
        if offset >= size:
            break
        header = read(offset, 16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        if len(header) < 8 or not (name.isascii() and all(byte >= 0x20 for byte in name)):
            if seen >= {b"moov", b"mdat"}:
                return _COMPLETE  # other data was appended; players ignore it too
            return StructureCheck(f"no box at byte {offset}", is_cut=len(header) < 8)
        # A length of 1 means that a 64-bit length follows the name, 0 that the box reaches to the end of the file.
        if length == 1:
            # A length that is cut counts as the 16 bytes that the file does not have.
            length = int.from_bytes(header[8:16], "big") if len(header) == 16 else 16
        elif length == 0:
            length = size - offset
        if length < 8:
            return StructureCheck(f"box {name.decode()!r} at byte {offset} has length {length}")
        seen.add(name)
        if offset + length > size:
            return _cut(f"box {name.decode()!r}", offset + length, size)
        offset += length
    for name, content in ((b"moov", "the index"), (b"mdat", "the samples")):
        if name not in seen:
            return StructureCheck(f"it lacks {content} ({name.decode()})", is_cut=True)
    return _COMPLETE


def _check_riff(read: Read, size: int) -> StructureCheck:
    """Check the length of a RIFF file; AVI files of more than 1 GiB consist of several (OpenDML 1.02)."""
    offset = 0
    while (header := read(offset, 8))[:4] == b"RIFF" and len(header) == 8:
        length = int.from_bytes(header[4:], "little")
        if length in _UNKNOWN_RIFF_LENGTHS:
            return _COMPLETE  # written to a pipe, where the length could not be filled in
        offset += 8 + length
        if offset > size:
            return _cut("RIFF data", offset, size)
        # Chunks are padded to an even length; not every program writes the last padding, so it is not required.
        offset += length % 2
    return _COMPLETE


def _check_png(read: Read, size: int) -> StructureCheck:
    """Check that the chunks of a PNG file end with IEND (https://www.w3.org/TR/png-3/#5Chunk-layout)."""
    offset = 8
    for _ in range(_MAX_ELEMENTS):
        header = read(offset, 8)
        if len(header) < 8:
            return StructureCheck("it lacks its last chunk (IEND)", is_cut=True)
        if not header[4:].isalpha():
            return StructureCheck(f"no PNG chunk at byte {offset}")
        # 4 bytes each for length, type and checksum.
        offset += 12 + int.from_bytes(header[:4], "big")
        if offset > size:
            return _cut(f"chunk {header[4:].decode()!r}", offset, size)
        if header[4:] == b"IEND":
            break
    return _COMPLETE


def _check_jpeg(read: Read, size: int) -> StructureCheck:
    """Check that a JPEG file has its end marker, EOI (ITU-T T.81, annex B).

    Segments are skipped by their lengths: a thumbnail in one of them has an end marker of its own. Other data may
    follow the end, such as the further pictures of a phone's camera.
    """
    offset = 2
    for _ in range(_MAX_ELEMENTS):
        offset, marker = _jpeg_marker(read, offset, size)
        if marker is None:
            return StructureCheck("it lacks its last marker (EOI)", is_cut=True, is_tolerated=True)
        if marker == _JPEG_END:
            break
        if marker not in _JPEG_WITHOUT_LENGTH:
            offset += int.from_bytes(read(offset, 2), "big")
    return _COMPLETE


def _jpeg_marker(read: Read, offset: int, size: int) -> tuple[int, int | None]:
    """Return the offset after the next marker, and its code; None if there is none.

    What lies between a segment and a marker is a scan, or, in damaged files, data that decoders skip.
    """
    while offset < size - 1:
        window = read(offset, _WINDOW)
        match = _JPEG_MARKER.search(window)
        if match is not None:
            return offset + match.end(), window[match.end() - 1]
        offset += len(window) - 1  # its last byte may be the first of a marker
    return offset, None


def _check_gif(read: Read, size: int) -> StructureCheck:
    """Check that the blocks of a GIF file end with its trailer (GIF89a, appendix A)."""
    lacks_trailer = StructureCheck("it lacks its trailer", is_cut=True, is_tolerated=True)
    header = read(0, 13)
    if len(header) < 13:
        return lacks_trailer
    offset, has_sub_blocks = 13 + _colour_table(header[10]), False
    for _ in range(_MOST_SUB_BLOCKS):
        if offset >= size:
            return lacks_trailer
        block = read(offset, 10)
        if has_sub_blocks:  # each has at most 255 bytes; an empty one ends the block
            offset += 1 + block[0]
            has_sub_blocks = block[0] > 0
            continue
        if block[0] == 0x21:  # an extension and its label
            offset += 2
        elif block[0] == 0x2C:  # an image: position, size and flags, colour table, code size
            offset += 11 + _colour_table(block[-1])
        else:
            break  # the trailer, or data at which decoders stop as well
        has_sub_blocks = True
    return _COMPLETE


def _colour_table(flags: int) -> int:
    """Return the length of a colour table from the flags before it."""
    if flags & 0x80:
        return 3 << ((flags & 0x07) + 1)
    return 0


def _check_ebml(read: Read, size: int) -> StructureCheck:
    """Check the elements of a WebM or Matroska file (RFC 8794, section 6).

    A live stream has a Segment and Clusters of unknown size: their elements are walked one by one.
    """
    offset, has_cluster = 0, False
    for _ in range(_MAX_ELEMENTS):
        if offset >= size:
            break
        # At most 4 bytes of id and 8 of length.
        header = read(offset, 12)
        number, body, length = _ebml_element(header)
        if not number or body > len(header):
            return StructureCheck(f"no element at byte {offset}", is_cut=len(header) < 12)
        has_cluster = has_cluster or number == _CLUSTER
        offset += body
        if length is not None:
            offset += length
            if offset > size:
                return _cut(f"element {number:X}", offset, size)
            if number == _SEGMENT:
                return _COMPLETE  # its size was written when all of it was there
    if not has_cluster:
        return StructureCheck("it lacks the frames (Cluster)", is_cut=True)
    return _COMPLETE


def _ebml_element(header: bytes) -> tuple[int, int, int | None]:
    """Return the id of an element, or 0, the offset of its body, and the body's length; None if that is unknown."""
    if not header or header[0] < 0x10:
        return 0, 0, None
    # The zeros before the first set bit tell the width of a number (RFC 8794, section 4).
    id_length = 9 - header[0].bit_length()
    size = header[id_length : id_length + 8]
    if not size or not size[0]:
        return 0, 0, None
    length = 9 - size[0].bit_length()
    most = (1 << 7 * length) - 1
    value = int.from_bytes(size[:length], "big") & most
    number = int.from_bytes(header[:id_length], "big")
    # All bits set: the size was not known when the element was written.
    return number, id_length + length, None if value == most else value


_CHECKS: dict[str, Callable[[Read, int], StructureCheck]] = {
    "video/mp4": _check_boxes,
    "video/quicktime": _check_boxes,
    "video/webm": _check_ebml,
    "video/avi": _check_riff,
    "audio/wav": _check_riff,
    "image/webp": _check_riff,
    "image/png": _check_png,
    "image/jpeg": _check_jpeg,
    "image/gif": _check_gif,
}
