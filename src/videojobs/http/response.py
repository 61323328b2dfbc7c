"""The result of the ``*_detailed`` functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from attrs import define

T = TypeVar("T")


@define(kw_only=True)
class Response(Generic[T]):
    """One response, whatever its status.

    Attributes:
        status_code: The HTTP status; any integer, since proxies send codes that no registry knows.
        content: The body as received.
        headers: The headers; look-ups ignore case.
        parsed: The decoded body of a success; None for an error status.
    """

    status_code: int
    content: bytes
    headers: Mapping[str, str]
    parsed: T | None
