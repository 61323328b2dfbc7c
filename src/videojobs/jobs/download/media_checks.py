"""Check by its first bytes that a file is of the requested variant; the Content-Type is not trusted."""

from __future__ import annotations

from videojobs.http.media_type import media_type_of

START_BYTES = 64
"""First bytes that identify a media type."""
_OLD_FIRST_BOXES = (b"moov", b"mdat", b"free", b"skip", b"wide")


def detect_media_type(start: bytes) -> str | None:
    """Return the media type of a file from its first bytes, or None."""
    media_type = media_type_of(start)
    if media_type is None and start[4:8] in _OLD_FIRST_BOXES:
        return "video/quicktime"  # files of QuickTime before MP4 (2001) have no ftyp box
    return media_type


def is_of_variant(media_type: str | None, variant: str) -> bool:
    """Whether a media type is one of the variant: ``video/*`` for ``video``, ``image/*`` for any other."""
    return media_type is not None and media_type.startswith("video/" if variant == "video" else "image/")
