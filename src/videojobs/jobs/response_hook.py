"""What a client tells about each answer to whoever wants to know: see ``contract=`` of `VideoClient`."""

from __future__ import annotations

import inspect
import math
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock, local
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from videojobs.errors import ConfigurationError, DecodeError, printable
from videojobs.http.responses import loads
from videojobs.http.secret import mask
from videojobs.jobs.clock import current
from videojobs.jobs.decoding.parse import check_depth
from videojobs.jobs.decoding.reconcile import reconcile

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

    from videojobs.http.secret import Secret
    from videojobs.jobs.session import Session

_SHORTEST_KEY = 8
_STOPS = (KeyboardInterrupt, SystemExit)


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


class ResponseHook:
    """Turns answers into observations and gives them to a callback, whose failures harm nothing.

    Args:
        session: What the client's flows share: whose answers they are, and how to read a job.
        callback: Whom to tell.
        secret: The client's key, which nobody is told.

    Raises:
        ConfigurationError: The callback is none, or is an async function.
    """

    def __init__(self, session: Session, callback: ContractCallback, secret: Secret | None) -> None:
        name = session.dialect.name
        if not callable(callback):
            raise ConfigurationError(f"contract must be a callable, not {type(callback).__name__}", provider=name)
        if inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(type(callback).__call__):
            raise ConfigurationError("contract must be a plain function, not an async one", provider=name)
        self._session = session
        self._callback: Callable[[Observation], object] = callback
        self._secret = secret
        self._guard = _Guard()
        self._thread = local()

    def __call__(self, response: httpx.Response, content: bytes | None) -> None:
        """Tell about an answer; ``content`` is its body, None if that goes elsewhere."""
        if getattr(self._thread, "is_telling", False):
            return  # the callback itself asked for this one
        self._thread.is_telling = True
        try:
            with self._guard:
                self._tell(response, content)
        except BaseException as stop:
            if content:
                stop.add_note(self._arrived(content))
            raise
        finally:
            self._thread.is_telling = False

    def _tell(self, response: httpx.Response, content: bytes | None) -> None:
        told = self._callback(observe(self._session.dialect.name, response, content, self._masked))
        if inspect.isawaitable(told):
            if inspect.iscoroutine(told):
                told.close()
            raise TypeError("it returned an awaitable, which nobody awaits; give a plain function")

    def _masked(self, text: str) -> str:
        """Take the key out of a text. A short one is a dummy for a server of one's own, and a part of other words."""
        known = self._secret.known() if self._secret is not None else ()
        return mask(text, self._secret) if max(map(len, known), default=0) >= _SHORTEST_KEY else text

    def _arrived(self, content: bytes) -> str:
        """Say which job is lost to a caller who is stopped here, so that it can be asked for again."""
        session = self._session
        said = f"the contract callback stopped the program; {session.dialect.name} had answered"
        with suppress(DecodeError, ValueError):
            job = reconcile(loads(content), session.dialect, base_url=session.base_url)
            said += f" with the job {printable(job.id, 200)!r}"
        return said


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
    """Return whether a body of this media type is JSON that can be looked into, and its value, masked."""
    if "json" not in kind and (kind.startswith(("video/", "image/", "audio/")) or content[:1] not in (b"{", b"[")):
        return False, None
    try:
        body = loads(content)
        check_depth(body, "")
    except (ValueError, DecodeError):
        return False, None
    return True, _clean(body, masked)


def _clean(body: Any, masked: Callable[[str], str]) -> Any:
    """Return a copy of decoded JSON with every text masked (on the wire a key may be written with escapes).

    A number beyond what a float can hold becomes the largest one: JSON has no word for infinity.
    """
    if isinstance(body, str):
        return masked(body)
    if isinstance(body, list):
        return [_clean(item, masked) for item in body]
    if isinstance(body, dict):
        return {masked(key): _clean(item, masked) for key, item in body.items()}
    return finite(body) if isinstance(body, float) else body


def finite(number: float) -> float:
    """Return a number, or the largest there is in place of infinity."""
    return number if math.isfinite(number) else math.copysign(sys.float_info.max, number)


class _Guard:
    """Keeps an error of a callback from harming the call: after a paid create it would cost the job's id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told = False

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if error is None or _is_stop(error):
            return False
        with self._lock:
            first, self._told = not self._told, True
        if first:
            _warn(error)
        return True


def _is_stop(error: BaseException) -> bool:
    """Whether somebody wants to end the program; whatever else is raised, a plain function has merely failed."""
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(_STOPS) is not None
    return isinstance(error, _STOPS)


def _warn(error: BaseException) -> None:
    said = type(error).__name__
    with suppress(Exception):  # an error may be unable to say what it is
        said = f"{said}: {printable(str(error), 200)}"
    message = f"the contract callback failed ({said}); the call went on"
    with suppress(Exception):  # a program may be unable to warn: the job is worth more
        try:
            warnings.warn(ContractWarning(message), stacklevel=2)
        except ContractWarning:  # warnings are errors here
            import logging

            logging.getLogger("videojobs").warning(message)
