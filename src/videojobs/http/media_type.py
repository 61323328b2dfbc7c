"""Detect a media type from the first bytes of a file.

Signatures are those of https://mimesniff.spec.whatwg.org/; for MP4 and its relatives, of ISO/IEC 14496-12, section 4.3.
"""

from __future__ import annotations

import re

# RFC 9110, section 8.3.1, with parameters: printable ASCII.
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s*;[\x20-\x7e]*)?")
_PREFIXES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    # EBML. Matroska begins like this, too; the name of the format comes later, at no fixed place.
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"%PDF-", "application/pdf"),
)
_BRANDS = {b"qt  ": "video/quicktime", b"avif": "image/avif", b"heic": "image/heic", b"M4A ": "audio/mp4"}
_EXTENSIONS = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/avi": ".avi",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "application/pdf": ".pdf",
}


def media_type_of(start: bytes) -> str | None:
    """Return the media type of a file by its first bytes (64 are enough), or None."""
    for prefix, media_type in _PREFIXES:
        if start.startswith(prefix):
            return media_type
    if start[4:8] == b"ftyp":
        return _BRANDS.get(start[8:12], "video/mp4")
    if start[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/avi"}.get(start[8:12])
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml")):
        return "text/html"
    if text.startswith((b"{", b"[")):
        return "application/json"
    return None


def is_media_type(text: str) -> bool:
    """Whether a text has the form of a media type, which a header can carry."""
    return _MEDIA_TYPE.fullmatch(text) is not None and text.isprintable()


def extension_of(media_type: str | None) -> str:
    """Return the usual file name ending of a media type, with its dot, or ``.bin``."""
    return _EXTENSIONS.get(media_type or "", ".bin")
