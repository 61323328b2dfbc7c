"""Map failures of the HTTP library and error responses to the errors of videojobs."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import httpx

from videojobs.errors import (
    ApiError,
    AuthenticationError,
    DeadlineExceeded,
    NotFound,
    RateLimited,
    ServerError,
    TransportError,
    VideoJobsError,
    printable,
)
from videojobs.http import deadline
from videojobs.http.error_body import ErrorBody, read_error_body
from videojobs.http.pool import proves_unsent
from videojobs.http.responses import decode_text_or_json, excerpt, request_id_of, request_line
from videojobs.http.transports import proxy_for
from videojobs.http.urls import without_secrets

# InvalidURL is no HTTPError: httpx raises it for a Location that it cannot parse, and lets the UnicodeError of the
# idna codec through.
HTTPX_ERRORS = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, UnicodeError)
_NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)


class map_failures:  # noqa: N801 - called as a function, as `contextlib.suppress` is
    """Raises `TransportError` for what is raised inside; ``sent`` is whether a server may have received the request.

    Transports raise more than httpx documents: OSError, ssl.SSLError, RuntimeError for an event loop that is closed.
    Errors of videojobs pass, and so do KeyboardInterrupt and cancellations, which are no `Exception`.
    A class, since each request enters it: a generator would take twice the CPU.

    Args:
        client: The client that sends.
        request: The request that is sent inside.
        mask: Removes the credential from a message.
        errors: The exceptions that count as failures of the request.
    """

    __slots__ = ("_client", "_errors", "_mask", "_request")

    def __init__(
        self,
        client: httpx.Client | httpx.AsyncClient,
        request: httpx.Request,
        mask: Callable[[str], str],
        errors: tuple[type[Exception], ...] = (Exception,),
    ) -> None:
        self._client = client
        self._request = request
        self._mask = mask
        self._errors = errors

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(error, self._errors) or isinstance(error, VideoJobsError):
            return
        request, url = self._request, self._request.url
        # Without the query: that of a signed URL is a credential.
        where = f"{request.method} {url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}"
        sent = not proves_unsent(self._client, request, error)
        if deadline.passed():
            raise DeadlineExceeded(f"{where}: no complete response within the deadline", sent=sent) from error
        message = f"{where}: {_reason(error)}"
        # With HTTP_PROXY, a server on this machine that runs looks as if it did not.
        if isinstance(error, _NOT_CONNECTED) and (proxy := proxy_for(self._client, request)) is not None:
            message += f" through the proxy {printable(proxy, 200)}"
        detail = printable(self._mask(str(error)), 200)
        if detail:
            message += f" ({detail})"
        raise TransportError(message, sent=sent) from error


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, httpx.PoolTimeout):
        return "no free connection within the time limit"
    if isinstance(error, httpx.TimeoutException):
        return "no response within the time limit"
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return "could not connect"
    if isinstance(error, httpx.HTTPError):
        return "the connection broke"
    if isinstance(error, HTTPX_ERRORS):
        return "the response could not be read"
    return f"{type(error).__name__} while the request was sent or its response read"


def api_error(
    response: httpx.Response,
    error_body: ErrorBody | None = None,
    *,
    not_found: bool = False,
    not_the_key: bool = False,
    **context: Any,
) -> ApiError:
    """Return (not raise) the error for a response with an error status, or for a redirect that is not followed.

    Args:
        response: The response, fully read.
        error_body: Its body, if it was read already.
        not_found: Whether this response means "no such job" at this provider, whatever its status.
        not_the_key: Whether this response is not about the key, though its status may be 401 or 403.
        context: ``provider``, ``ref`` and ``job`` of the error.
    """
    if error_body is None:
        error_body = read_error_body(decode_text_or_json(response))
    error_class = NotFound if not_found else _error_class(response.status_code)
    if not_the_key and error_class is AuthenticationError:
        error_class = ApiError
    request_id = request_id_of(response.headers)
    return error_class(
        _message(response, error_body, request_id),
        status_code=response.status_code,
        code=error_body.code,
        error_type=error_body.type,
        api_message=error_body.message,
        request_id=request_id,
        body=error_body.content,
        headers={name: value for name, value in response.headers.items() if name != "set-cookie"},
        **context,
    )


def _error_class(status: int) -> type[ApiError]:
    if status in (401, 403):
        return AuthenticationError
    # 410 is a 404 that is known to last (RFC 9110, section 15.5.11).
    if status in (404, 410):
        return NotFound
    if status == 429:
        return RateLimited
    if status >= 500:
        return ServerError
    return ApiError


def _message(response: httpx.Response, error_body: ErrorBody, request_id: str | None) -> str:
    status = response.status_code
    text = f"{request_line(response)} answered HTTP {status}"
    if 300 <= status < 400:
        target = without_secrets(response.headers.get("location", "nowhere"))
        text += f", a redirect to {printable(target, 200)}, which is not followed"
    code = f"[{error_body.code}]" if error_body.code else None
    reported = " ".join(part for part in (error_body.message, code) if part)
    if reported:
        text += f": {printable(reported)}"
    elif error_body.content is not None and not isinstance(error_body.content, str):
        text += f": {excerpt(response.content)}"
    if request_id:
        text += f" (request {request_id})"
    return text
