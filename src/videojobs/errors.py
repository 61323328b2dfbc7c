"""Every error that videojobs raises, in one tree.

::

    VideoJobsError
    ├── ConfigurationError        a setting is wrong or missing; nothing was sent
    │   └── DatabaseUnavailable   the database of a batch cannot be reached, or has no room
    ├── NotSupported              the provider has no such operation; nothing was sent
    ├── InvalidRequest            a value the provider does not take; nothing was sent
    ├── TransportError            no usable response was received
    │   └── DeadlineExceeded      the call's own deadline passed first
    ├── ApiError                  the server answered with an error status
    │   ├── AuthenticationError   401 or 403
    │   ├── NotFound              404 or 410
    │   ├── RateLimited           429
    │   └── ServerError           500 and above
    ├── DecodeError               the response is not as the format promises
    ├── AmbiguousCreate           a paid job may or may not have been started
    ├── JobFailure                the job ended without a clip (see ``VideoJob.raise_for_failure``)
    │   ├── JobFailed
    │   ├── JobCancelled
    │   └── JobExpired
    ├── WaitTimeout               the job was not finished by the deadline; it may still finish
    ├── DownloadError             no file was written at the destination path
    │   ├── ContentNotReady       the clip is not there yet, or the job has none
    │   ├── WrongContent          the response is not of the requested variant
    │   └── IncompleteDownload    the connection ended early; the ``.part`` file is kept for resuming
    └── WebhookRejected           a webhook has no valid signature

Every error can be pickled and copied, and holds no secret. An attribute that does not apply is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from videojobs.async_client import AsyncVideoClient
    from videojobs.client import VideoClient
    from videojobs.jobs.model.video_job import JobRef, VideoJob

__all__ = [
    "AmbiguousCreate",
    "ApiError",
    "AuthenticationError",
    "ConfigurationError",
    "ContentNotReady",
    "DatabaseUnavailable",
    "DeadlineExceeded",
    "DecodeError",
    "DownloadError",
    "IncompleteDownload",
    "InvalidRequest",
    "JobCancelled",
    "JobExpired",
    "JobFailed",
    "JobFailure",
    "NotFound",
    "NotSupported",
    "RateLimited",
    "ServerError",
    "TransportError",
    "VideoJobsError",
    "WaitTimeout",
    "WebhookRejected",
    "WrongContent",
]

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}


def printable(text: str, limit: int = 500) -> str:
    """Return text of a server for a message: control characters escaped, cut after ``limit`` characters.

    Control characters could clear or rewrite the terminal that shows the message. Lone surrogates, which JSON can
    escape, cannot be printed at all.
    """
    if len(text) > limit:
        text = text[:limit] + "..."
    if not text.isascii():
        text = text.encode("utf-8", "backslashreplace").decode()
    return text.translate(_CONTROL)


class VideoJobsError(Exception):
    """Base of all errors of videojobs.

    Attributes:
        message: What happened, where, and what to do next.
        provider: Name of the provider.
        ref: The ref of the job that the error is about.
        job: The job as last received.
        request_id: The provider's id of the request, for its support desk, or None.
        headers: The headers of the response, names in lower case, without cookies; empty if there was no response.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str | None = None,
        ref: JobRef | None = None,
        job: VideoJob | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        if ref is None and job is not None:
            ref = job.ref
        if provider is None and ref is not None:
            provider = ref.provider
        self.provider = provider
        self.ref = ref
        self.job = job
        self.request_id: str | None = None
        self.headers: dict[str, str] = {}
        if job is not None and job.response is not None:
            self.request_id, self.headers = job.request_id, dict(job.response.headers)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.message, self.__dict__)


def _restore(cls: type[VideoJobsError], message: str, state: dict[str, Any]) -> VideoJobsError:
    """Rebuild an error without its constructor, so that every subclass pickles the same way."""
    error = cls.__new__(cls, message)
    error.args = (message,)  # WaitTimeout is an OSError, which sets args in __init__
    error.__dict__.update(state)
    return error


class ConfigurationError(VideoJobsError):
    """A setting is wrong or missing: the provider's name, ``base_url`` or the key. Nothing was sent."""


class DatabaseUnavailable(ConfigurationError):
    """The database of a batch cannot be reached, or has no room: the same call may succeed later, and pays once."""


class NotSupported(VideoJobsError):
    """The provider has no such operation, by its own document. Nothing was sent."""


class InvalidRequest(VideoJobsError, ValueError):
    """A value that the provider does not take. Nothing was sent, nothing was paid."""


class TransportError(VideoJobsError):
    """No usable response was received: refused, reset, timed out, not HTTP.

    Attributes:
        sent: False if the request provably never reached the server, True if it may have.
    """

    def __init__(self, message: str, *, sent: bool = True, **context: Any) -> None:
        super().__init__(message, **context)
        self.sent = sent


class DeadlineExceeded(TransportError):
    """The time for one request and its response passed, even if bytes were still arriving."""


class ApiError(VideoJobsError):
    """The server answered with an error status.

    Attributes:
        status_code: The HTTP status, any integer.
        code: The provider's machine-readable code, as text, or None.
        error_type: The provider's error class (``invalid_request_error`` ...), or None.
        api_message: The provider's own message, or None.
        body: The body of the response: decoded JSON, or text, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        error_type: str | None = None,
        api_message: str | None = None,
        request_id: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.status_code = status_code
        self.code = code
        self.error_type = error_type
        self.api_message = api_message
        self.request_id = request_id
        self.body = body
        self.headers = dict(headers or {})


class AuthenticationError(ApiError):
    """401 or 403: the key is missing, wrong, or may not do this."""


class NotFound(ApiError):
    """404 or 410: no such job (or no longer), or a wrong ``base_url``."""


class RateLimited(ApiError):
    """429: too many requests, or no quota left."""


class ServerError(ApiError):
    """500 and above: a fault of the provider."""


class DecodeError(VideoJobsError):
    """The response is not as the format promises: not JSON, not an object, no id, too deep.

    Attributes:
        status_code: The HTTP status of the response, or None if no request was sent.
        content: The first 2,000 bytes of the body.
    """

    def __init__(self, message: str, *, status_code: int | None = None, content: bytes = b"", **context: Any) -> None:
        super().__init__(message, **context)
        self.status_code = status_code
        self.content = content[:2000]


class AmbiguousCreate(VideoJobsError):
    """A paid job may or may not have been started: look for it before you repeat the call.

    Raised instead of repeating a request that the server may have accepted. The message says how to look for the job.
    The cause (``__cause__``) is the error that hid the outcome.

    Attributes:
        status_code: The HTTP status, if a response was received.
        request_id: The provider's id of the request, or None.
        started_at: When the request was sent, ISO 8601 in UTC: look for a job created at or after it.
        prompt: The prompt of the request.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        request_id: str | None = None,
        started_at: str | None = None,
        prompt: str | None = None,
        look_up: Callable[[AmbiguousCreate], Any] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.status_code = status_code
        self.request_id = request_id
        self.started_at = started_at
        self.prompt = prompt
        self._look_up = look_up

    def find(self, client: VideoClient | AsyncVideoClient | None = None) -> Any:
        """Return the jobs that the request may have started; see `VideoClient.find`.

        Args:
            client: The client that lists the jobs; by default the one that sent the request. An async client's
                result is awaited.

        Raises:
            ConfigurationError: The error was unpickled or copied, so its client is missing.
            NotSupported: The provider has no list.
        """
        if client is not None:
            return client.find(self)
        if self._look_up is None:
            raise ConfigurationError("this copy of the error has no client: pass one, as in error.find(client)")
        return self._look_up(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # A client holds connections and a key, neither of which belongs into a pickle.
        return _restore, (type(self), self.message, {**self.__dict__, "_look_up": None})


class JobFailure(VideoJobsError):
    """The job ended without a clip.

    Attributes:
        code: The provider's code of the failure, or None.
    """

    def __init__(self, message: str, *, code: str | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.code = code


class JobFailed(JobFailure):
    """The render failed."""


class JobCancelled(JobFailure):
    """The job was cancelled or deleted."""


class JobExpired(JobFailure):
    """The job or its assets expired."""


class WaitTimeout(VideoJobsError, TimeoutError):
    """The job was not finished by the deadline. It may still finish: pass ``error.ref`` to `VideoClient.wait`."""


class DownloadError(VideoJobsError):
    """No file was written at the destination path; an older file of that name is untouched."""


class ContentNotReady(DownloadError):
    """The clip is not there yet, or this job never had one."""


class WrongContent(DownloadError):
    """The response is not of the requested variant: an error page, JSON, an empty or a damaged file."""


class IncompleteDownload(DownloadError):
    """The connection ended before the file was whole. The ``.part`` file is kept: call again to resume."""


class WebhookRejected(VideoJobsError):
    """A webhook has no valid signature: it may be forged, or older than five minutes. Respond with HTTP 401."""
