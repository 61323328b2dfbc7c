"""Media types are detected by the first bytes of a file."""

from __future__ import annotations

import pytest

from videojobs.http.media_type import extension_of, is_media_type, media_type_of


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"\x1a\x45\xdf\xa3", "video/webm"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x18ftypavif", "image/avif"),
        (b"RIFF\x10\0\0\0WEBP", "image/webp"),
        (b"RIFF\x10\0\0\0WAVE", "audio/wav"),
        (b"RIFF\x10\0\0\0AVI ", "video/avi"),
        (b"RIFF\x10\0\0\0XXXX", None),
        (b"XXXX\x10\0\0\0WEBP", None),
        (b"XXXXXXXXisom", None),
        (b"XGIF89a", None),
        (b"\xef\xbb\xbf \n<!DOCTYPE html>", "text/html"),
        (b"<?xml version='1.0'?>", "text/html"),
        (b" [1]", "application/json"),
        (b"<video>", None),
        (b"", None),
    ],
)
def test_signatures(start: bytes, media_type: str | None) -> None:
    """Each at its place, and nowhere else."""
    assert media_type_of(start) == media_type


def test_the_form_of_a_media_type() -> None:
    """As a header can carry it; anything else gets the ending of unknown bytes."""
    assert is_media_type("image/png") and is_media_type("text/html; charset=utf-8")
    assert not is_media_type("image") and not is_media_type("a/b\n") and not is_media_type("a/b\r\nX: 1")
    assert (extension_of("video/mp4"), extension_of(None), extension_of("a/b")) == (".mp4", ".bin", ".bin")
