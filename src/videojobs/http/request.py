"""What a generated endpoint function builds, and what the transport sends: one request, as data."""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen(kw_only=True)
class Json:
    """A body sent as ``application/json``, or as ``media_type``."""

    value: Any
    media_type: str = "application/json"


@frozen(kw_only=True)
class Multipart:
    """A body sent as ``multipart/form-data``; nested objects get bracketed names, `File` values are uploaded."""

    fields: dict[str, Any]


@frozen(kw_only=True)
class Form:
    """A body sent as ``application/x-www-form-urlencoded``."""

    fields: dict[str, Any]


@frozen(kw_only=True)
class Binary:
    """A body sent as it is: bytes, or a binary file object that is read in chunks."""

    payload: Any
    media_type: str = "application/octet-stream"


Body = Json | Multipart | Form | Binary


@frozen(kw_only=True)
class Request:
    """One HTTP request to the provider.

    Attributes:
        method: Upper case.
        path: Starts with ``/``; already percent-encoded; joined to the client's ``base_url``.
        params: Query parameters, in order, as text.
        headers: Header parameters of the operation; never the credential.
        cookies: Cookie parameters of the operation.
        body: What is sent, if anything.
        secured: Whether the operation wants the credential.
    """

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    body: Body | None = None
    secured: bool = True
