"""Types that generated packages share: `UNSET`, `File` and `Response`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, Final, Generic, Literal, TypeVar

from attrs import define

T = TypeVar("T")


class Unset:
    """Type of `UNSET`: the key is absent. Not the same as None, which is a JSON null."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # pickle and copy return the one instance, so that `is UNSET` holds in every process


UNSET: Final = Unset()


@define
class File:
    """A file to upload.

    Attributes:
        payload: Its bytes, or a binary file object, which is read in chunks.
        file_name: The name sent with it; if None, it is derived from the field and the media type.
        mime_type: Its media type; if None, it is detected from the first bytes.
    """

    payload: BinaryIO | bytes
    file_name: str | None = None
    mime_type: str | None = None


@define(kw_only=True)
class Response(Generic[T]):
    """A response of any status, as the ``*_detailed`` functions return it.

    Attributes:
        status_code: The HTTP status. Any integer: proxies send codes that no registry lists, such as 520.
        content: The body, uncompressed.
        headers: The headers; look-ups ignore case.
        parsed: The decoded body of a successful response; None for an error status.
    """

    status_code: int
    content: bytes
    headers: Mapping[str, str]
    parsed: T | None
