"""Every error that videojobs raises, in one tree.

::

    VideoJobsError
    ├── ConfigurationError        a setting is wrong or missing; nothing was sent
    ├── NotSupported              the provider has no such operation; nothing was sent
    ├── InvalidRequest            a value the provider cannot take; nothing was sent
    ├── TransportError            no usable answer came
    │   └── DeadlineExceeded      the call's own deadline passed first
    ├── ApiError                  the server answered with an error status
    │   ├── AuthenticationError   401 or 403
    │   ├── NotFound              404 or 410
    │   ├── RateLimited           429
    │   └── ServerError           500 and above
    ├── DecodeError               the answer is not what the format promises
    ├── AmbiguousCreate           a paid job may or may not have been started
    ├── JobFailure                the job ended without a clip (see ``VideoJob.raise_for_failure``)
    │   ├── JobFailed
    │   ├── JobCancelled
    │   └── JobExpired
    ├── WaitTimeout               the job was not finished by the deadline; it may still finish
    └── DownloadError             no file was put under the name asked for
        ├── ContentNotReady       the clip is not there yet, or the job has none
        ├── WrongContent          what came is not the media asked for
        └── IncompleteDownload    the connection ended early; the ``.part`` file is kept for resuming

Every one of them pickles, copies and shows no secret. What an error knows is in its attributes; an
attribute that does not apply is None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from videojobs.jobs.model.video_job import JobRef, VideoJob

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}


def printable(text: str, limit: int = 500) -> str:
    """Return foreign text fit for a message: control characters escaped, cut after ``limit`` characters."""
    shown = text if len(text) <= limit else text[:limit] + "..."
    return shown.translate(_CONTROL)


class VideoJobsError(Exception):
    """The root: catch this to catch everything that videojobs raises.

    Attributes:
        message: What happened, where, and what to do next.
        provider: Name of the provider, if known.
        ref: Where the job can be found again, if a job is known.
        job: The job as last seen, if it was seen.
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
        self.provider = provider if provider is not None else (ref.provider if ref is not None else None)
        self.ref = ref if ref is not None else (job.ref if job is not None else None)
        self.job = job

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.message, self.__dict__)


def _restore(cls: type[VideoJobsError], message: str, state: dict[str, Any]) -> VideoJobsError:
    """Rebuild an error without its constructor, so that every subclass pickles the same way."""
    error = cls.__new__(cls, message)
    error.args = (message,)  # an OSError, which WaitTimeout also is, leaves this to the constructor
    error.__dict__.update(state)
    return error


class ConfigurationError(VideoJobsError):
    """A setting is wrong or missing: the provider's name, ``base_url`` or the key. Nothing was sent."""


class NotSupported(VideoJobsError):
    """The provider has no such operation, by its own document. Nothing was sent."""


class InvalidRequest(VideoJobsError, ValueError):
    """A value that the provider cannot take. Nothing was sent, nothing was paid."""


class TransportError(VideoJobsError):
    """No usable answer came: refused, reset, timed out, not HTTP.

    Attributes:
        sent: False if the request provably never reached the server, True if it may have.
    """

    def __init__(self, message: str, *, sent: bool = True, **known: Any) -> None:
        super().__init__(message, **known)
        self.sent = sent


class DeadlineExceeded(TransportError):
    """The total time allowed for one exchange passed, however slowly bytes were still coming."""


class ApiError(VideoJobsError):
    """The server answered with an error status.

    Attributes:
        status_code: The HTTP status, any integer.
        code: The provider's machine-readable code, as text, or None.
        error_type: The provider's error class (``invalid_request_error`` ...), or None.
        api_message: The provider's own words, or None.
        request_id: The provider's id of the exchange, for its support desk, or None.
        body: The answer as it came: decoded JSON, or text, or None.
        headers: The answer's headers, names in lower case.
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
        **known: Any,
    ) -> None:
        super().__init__(message, **known)
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
    """500 and above: the provider's own trouble."""


class DecodeError(VideoJobsError):
    """The answer is not what the format promises: not JSON, not an object, no id, too deep.

    Attributes:
        status_code: The HTTP status of the answer, or None if no exchange took place.
        content: The first 2,000 bytes of the answer.
    """

    def __init__(self, message: str, *, status_code: int | None = None, content: bytes = b"", **known: Any) -> None:
        super().__init__(message, **known)
        self.status_code = status_code
        self.content = content[:2000]


class AmbiguousCreate(VideoJobsError):
    """A paid job may or may not have been started: look before you ask again.

    Raised instead of repeating a request that the server may have accepted. The message says how to look
    for the job. The cause (``__cause__``) is the error that hid the outcome.

    Attributes:
        status_code: The HTTP status, if an answer came at all.
        request_id: The provider's id of the exchange, or None.
        started_at: When the request left, ISO 8601 in UTC: look for a job created at or after it.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        request_id: str | None = None,
        started_at: str | None = None,
        **known: Any,
    ) -> None:
        super().__init__(message, **known)
        self.status_code = status_code
        self.request_id = request_id
        self.started_at = started_at


class JobFailure(VideoJobsError):
    """The job ended without a clip.

    Attributes:
        code: The provider's code of the failure, or None.
    """

    def __init__(self, message: str, *, code: str | None = None, **known: Any) -> None:
        super().__init__(message, **known)
        self.code = code


class JobFailed(JobFailure):
    """The render failed."""


class JobCancelled(JobFailure):
    """The job was cancelled or deleted."""


class JobExpired(JobFailure):
    """The job or its assets expired."""


class WaitTimeout(VideoJobsError, TimeoutError):
    """The job was not finished by the deadline. It may still finish: ``error.ref`` finds it again."""


class DownloadError(VideoJobsError):
    """No file was put under the name asked for; an older file of that name is untouched."""


class ContentNotReady(DownloadError):
    """The clip is not there yet, or this job never had one."""


class WrongContent(DownloadError):
    """What came is not the media asked for: an error page, JSON, an empty or a damaged file."""


class IncompleteDownload(DownloadError):
    """The connection ended before the file was whole. The ``.part`` file is kept: call again to resume."""
