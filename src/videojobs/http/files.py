"""A file in a request."""

from __future__ import annotations

from typing import BinaryIO

from attrs import define


@define
class File:
    """A file to upload.

    Attributes:
        payload: Its bytes, or a binary file object, which is read in chunks.
        file_name: The name sent with it; made from the content type if it is None.
        mime_type: Its content type; told from the first bytes if it is None.
    """

    payload: BinaryIO | bytes
    file_name: str | None = None
    mime_type: str | None = None
