"""What a client tells about each answer to whoever wants to know: see ``contract=`` of `VideoClient`."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from videojobs.errors import ConfigurationError, DecodeError, printable
from videojobs.jobs.clock import current
from videojobs.jobs.parse import check_depth
from videojobs.runtime.answers import loads

if TYPE_CHECKING:
    from types import TracebackType

    import httpx


@frozen(kw_only=True)
class Observation:
    """One answer of a provider, as far as its document speaks of it. Holds no header and no query.

    Attributes:
        provider: Name of the provider, or None if it is not known.
        operation: Role or operationId; None: to be found from ``method`` and ``path``.
        method: HTTP method, upper case, or None.
        path: Path of the URL as it was sent, or None.
        status: The HTTP status.
        content_type: Media type, lower case, without parameters; "" if there was none, None if it is not known.
        body: The decoded JSON; None if the body is no JSON (see ``is_json``), or is ``null``.
        is_json: Whether ``body`` is what came.
        size: Bytes of the body, or None if it is not known.
        time: When it came, aware, or None.
        is_partial: Whether keys were left out of the body, so that a missing one means nothing.
    """

    provider: str | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    status: int
    content_type: str | None = None
    body: Any = None
    is_json: bool = False
    size: int | None = None
    time: datetime | None = None
    is_partial: bool = False


ContractCallback: TypeAlias = Callable[[Observation], None]
"""Takes each answer. It is called in the thread, or the event loop, that the answer came in: it should be quick."""


class ContractWarning(UserWarning):
    """A ``contract=`` callback failed. The call that it was told about went on."""


class Observer:
    """Turns answers into observations and gives them to a callback, whose failures harm nothing.

    Args:
        provider: Name of the provider.
        callback: Whom to tell.
        masked: Takes the key out of a text.

    Raises:
        ConfigurationError: The callback is none, or is an async function.
    """

    def __init__(self, provider: str, callback: ContractCallback, masked: Callable[[str], str]) -> None:
        if not callable(callback):
            raise ConfigurationError(f"contract must be a callable, not {type(callback).__name__}", provider=provider)
        if inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(type(callback).__call__):
            raise ConfigurationError("contract must be a plain function, not an async one", provider=provider)
        self._provider = provider
        self._callback = callback
        self._masked = masked
        self._guard = _Guard()

    def __call__(self, response: httpx.Response, content: bytes | None) -> None:
        """Tell about an answer; ``content`` is its body, None if that goes elsewhere."""
        with self._guard:
            self._callback(observe(self._provider, response, content, self._masked))


def observe(
    provider: str, response: httpx.Response, content: bytes | None, masked: Callable[[str], str]
) -> Observation:
    """Return what is to be told about an answer."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    length = response.headers.get("content-length", "")
    size = len(content) if content is not None else int(length) if length.isdecimal() and len(length) < 19 else None
    is_json, body = decoded(content or b"", kind, masked)
    path = response.request.url.raw_path.partition(b"?")[0].decode("ascii", "replace")
    return Observation(
        provider=provider,
        method=response.request.method.upper(),
        path=masked(path),
        status=response.status_code,
        content_type=printable(masked(kind), 100),
        body=body,
        is_json=is_json,
        size=size,
        time=datetime.fromtimestamp(current().time(), UTC),
    )


def decoded(content: bytes, kind: str, masked: Callable[[str], str] = str) -> tuple[bool, Any]:
    """Return whether a body of this media type is JSON that can be looked into, and its value."""
    if "json" not in kind and (kind.startswith(("video/", "image/", "audio/")) or content[:1] not in (b"{", b"[")):
        return False, None
    try:
        body = loads(masked(content.decode("utf-8")).encode("utf-8"))
        check_depth(body, "")
    except (ValueError, DecodeError):
        return False, None
    return True, body


class _Guard:
    """Keeps an error of a callback from harming the call: after a paid create it would cost the job's id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told = False

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, Exception):  # Ctrl-C and the like go on
            return False
        with self._lock:
            first, self._told = not self._told, True
        if first:
            _warn(
                f"the contract callback failed ({type(error).__name__}: {printable(str(error), 200)}); the call went on"
            )
        return True


def _warn(message: str) -> None:
    try:
        warnings.warn(ContractWarning(message), stacklevel=2)
    except ContractWarning:  # warnings are errors here; the job is worth more than the rule
        import logging

        logging.getLogger("videojobs").warning(message)
