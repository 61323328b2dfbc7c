"""Call the ``contract=`` callback of a client with an `Observation` of each response."""

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

_MIN_MASKED_KEY = 8
_STOPS = (KeyboardInterrupt, SystemExit)


@frozen(kw_only=True)
class Observation:
    """One response of a provider: the parts that a document describes. Holds no header and no query.

    Attributes:
        provider: Name of the provider, or None if unknown.
        operation: Role or operationId; None if it is to be derived from ``method`` and ``path``.
        method: HTTP method, upper case, or None.
        path: Path of the URL as it was sent, or None.
        status: The HTTP status.
        content_type: Media type, lower case, without parameters; "" if there was none, None if unknown.
        body: The decoded JSON; None if the body is no JSON (see ``is_json``), or is ``null``.
        is_json: Whether ``body`` is the decoded body.
        size: Bytes of the body, or None if unknown.
        time: When it was received, aware, or None.
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
"""Called with each response, in the thread or the event loop that received it: it should be quick."""


class ContractWarning(UserWarning):
    """A ``contract=`` callback failed. The call that received the response went on."""


class ResponseHook:
    """Calls a callback with an observation of each response. If the callback fails, the client's call goes on.

    Args:
        session: The settings of the client.
        callback: The callback.
        secret: The client's key, which is masked in observations.

    Raises:
        ConfigurationError: The callback is not callable, or is an async function.
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
        self._thread = local()  # a callback may send requests, and several threads may be in callbacks

    def __call__(self, response: httpx.Response, content: bytes | None) -> None:
        """Observe a response; ``content`` is its body, None if that is written to a file."""
        if getattr(self._thread, "is_in_callback", False):
            return  # the callback itself sent this request
        self._thread.is_in_callback = True
        try:
            with self._guard:
                self._call(response, content)
        # The guard lets only those pass that end the program.
        except BaseException as stop:
            if content:
                stop.add_note(self._note(content))
            raise
        finally:
            self._thread.is_in_callback = False

    def _call(self, response: httpx.Response, content: bytes | None) -> None:
        result = self._callback(observe(self._session.dialect.name, response, content, self._mask))
        if inspect.isawaitable(result):
            if inspect.iscoroutine(result):
                result.close()  # or Python warns that it was never awaited
            raise TypeError("it returned an awaitable, which nobody awaits; pass a plain function")

    def _mask(self, text: str) -> str:
        """Mask the key in a text. A short key is a dummy for a local server, and may be a part of other words."""
        keys = () if self._secret is None else self._secret.values_to_mask()
        if max(map(len, keys), default=0) < _MIN_MASKED_KEY:
            return text
        return mask(text, self._secret)

    def _note(self, content: bytes) -> str:
        """Return a note with the job in a response that a stopped program never receives, so that it is not lost."""
        session = self._session
        note = f"the contract callback stopped the program; {session.dialect.name} had answered"
        with suppress(DecodeError, ValueError):
            job = reconcile(loads(content), session.dialect, base_url=session.base_url)
            note += f" with the job {printable(job.id, 200)!r}"
        return note


def observe(
    provider: str, response: httpx.Response, content: bytes | None, mask_key: Callable[[str], str]
) -> Observation:
    """Return the observation of a response."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    length = response.headers.get("content-length", "")
    size: int | None = None
    if content is not None:
        size = len(content)
    elif length.isdecimal() and len(length) < 19:
        size = int(length)
    is_json, body = decode_observed(content or b"", media_type, mask_key)
    path = response.request.url.raw_path.partition(b"?")[0].decode("ascii", "replace")
    return Observation(
        provider=provider,
        method=response.request.method.upper(),
        path=mask_key(path),
        status=response.status_code,
        content_type=printable(mask_key(media_type), 100),
        body=body,
        is_json=is_json,
        size=size,
        time=datetime.fromtimestamp(current().time(), UTC),
    )


def decode_observed(content: bytes, media_type: str, mask_key: Callable[[str], str] = str) -> tuple[bool, Any]:
    """Return whether a body is JSON, and its value, masked. Some servers send JSON as text/plain or without a type."""
    is_media = media_type.startswith(("video/", "image/", "audio/"))
    if "json" not in media_type and (is_media or content[:1] not in (b"{", b"[")):
        return False, None
    try:
        body = loads(content)
        check_depth(body, "")
    except (ValueError, DecodeError):
        return False, None
    return True, _masked_json(body, mask_key)


def _masked_json(body: Any, mask_key: Callable[[str], str]) -> Any:
    """Return a copy of decoded JSON with every text masked: in the encoded body the key may be written with escapes."""
    if isinstance(body, str):
        return mask_key(body)
    if isinstance(body, list):
        return [_masked_json(item, mask_key) for item in body]
    if isinstance(body, dict):
        return {mask_key(key): _masked_json(item, mask_key) for key, item in body.items()}
    if isinstance(body, float):
        return finite(body)
    return body


def finite(number: float) -> float:
    """Return a number, or the largest float in place of infinity, which JSON cannot write."""
    if math.isfinite(number):
        return number
    return math.copysign(sys.float_info.max, number)


class _Guard:
    """Turns an error of the callback into one warning: after a paid create, an exception would lose the job's id."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._has_warned = False

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if error is None or _is_stop(error):
            return False
        with self._lock:
            is_first, self._has_warned = not self._has_warned, True
        if is_first:
            _warn(error)
        return True


def _is_stop(error: BaseException) -> bool:
    """Whether an exception means to end the program."""
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(_STOPS) is not None
    return isinstance(error, _STOPS)


def _warn(error: BaseException) -> None:
    text = type(error).__name__
    with suppress(Exception):  # its __str__ may fail
        text = f"{text}: {printable(str(error), 200)}"
    message = f"the contract callback failed ({text}); the call went on"
    with suppress(Exception):  # a warnings filter or a log handler may fail; the job is worth more than the warning
        try:
            warnings.warn(ContractWarning(message), stacklevel=2)
        except ContractWarning:  # with -W error; raising it here would lose the job
            import logging

            logging.getLogger("videojobs").warning(message)
