"""A job in one shape for all providers, `VideoJob`, and its serialisable handle, `JobRef`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import field, fields, frozen

from videojobs.errors import DecodeError, JobCancelled, JobExpired, JobFailed, JobFailure, printable
from videojobs.http.responses import ResponseInfo
from videojobs.jobs.model.status import JobStatus, fold

_FAILURES: dict[JobStatus, type[JobFailure]] = {
    JobStatus.FAILED: JobFailed,
    JobStatus.CANCELLED: JobCancelled,
    JobStatus.EXPIRED: JobExpired,
}
_TIMES = ("created_at", "completed_at", "expires_at")


def _short(value: object) -> str:
    """Return a repr of at most 300 characters: a URL may hold a whole clip, an error a whole web page."""
    text = repr(value)
    return text if len(text) <= 300 else text[:300] + "..."


@frozen(kw_only=True)
class JobRef:
    """The handle of a job, for another process, on another day. Holds no secret.

    Attributes:
        provider: Name of the provider, as `VideoClient` takes it.
        id: The provider's id of the job.
        base_url: URL of the provider's API, or None for its default.
    """

    provider: str
    id: str
    base_url: str | None = None

    def to_json(self) -> str:
        """Return the handle as one line of JSON."""
        return json.dumps({"provider": self.provider, "id": self.id, "base_url": self.base_url})

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Return the handle that `to_json` wrote.

        Raises:
            DecodeError: The text was not written by `to_json`.
        """
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"this is no job handle, not even JSON: {error}") from None
        if not isinstance(fields, dict):
            raise DecodeError("this is no job handle: it is not a JSON object")
        provider, job_id, base_url = fields.get("provider"), fields.get("id"), fields.get("base_url")
        if not (isinstance(provider, str) and provider and isinstance(job_id, str) and job_id):
            raise DecodeError("this is no job handle: it needs the texts 'provider' and 'id'")
        if base_url is not None and not isinstance(base_url, str):
            raise DecodeError("this is no job handle: 'base_url' is neither text nor null")
        return cls(provider=provider, id=job_id, base_url=base_url)


@frozen(kw_only=True)
class JobError:
    """The reason why a job failed, as the provider reports it.

    Attributes:
        code: The provider's code as text, or None.
        message: The provider's message, or None.
        extra: Everything else in the error object.
    """

    code: str | None = None
    message: str | None = field(default=None, repr=_short)
    extra: Mapping[str, Any] = field(factory=dict, hash=False, repr=_short)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.message) if part) or "no reason given"


@frozen(kw_only=True, weakref_slot=False)  # without a slot that Draft lacks: class assignment needs equal slots
class VideoJob:
    """One paid render and its state when the response was sent.

    Attributes:
        provider: Name of the provider.
        id: The provider's id of the job.
        base_url: URL of the API that sent the job, or None if it was only parsed.
        status: The status.
        raw_status: The provider's own word, or None if it sent none.
        progress: Percent done, 0 to 100, or None if the provider does not report it.
        created_at: When the job was created, aware UTC.
        completed_at: When it finished, aware UTC; None while it runs.
        expires_at: When the clip will be deleted, aware UTC.
        seconds: Length of the clip, in seconds.
        raw_seconds: The length in the provider's own text.
        size: Width and height in pixels; None for a ratio.
        raw_size: The size in the provider's own text.
        video_url: URL of the clip, absolute; None if the provider has a content operation instead.
        error: Why the job failed.
        remixed_from_id: The id of the job that this one varies.
        prompt: The prompt, if the provider repeats it.
        model: The model that renders.
        usage: The cost, as sent.
        extra: Every item of the job that is in no other field.
        raw: The body as received.
        response: Status, headers and request id of the response; None if no client received it. It does not count in
            comparisons, and is not in `to_dict`.
    """

    provider: str
    id: str
    base_url: str | None = None
    status: JobStatus = JobStatus.UNKNOWN
    raw_status: str | None = field(default=None, repr=_short)
    progress: float | None = None
    created_at: datetime | None = None
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    seconds: float | None = None
    raw_seconds: str | None = None
    size: tuple[int, int] | None = None
    raw_size: str | None = None
    video_url: str | None = field(default=None, repr=_short)
    error: JobError | None = None
    remixed_from_id: str | None = None
    prompt: str | None = field(default=None, repr=False)
    model: str | None = None
    usage: Any = field(default=None, hash=False, repr=False)
    extra: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)
    raw: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)
    response: ResponseInfo | None = field(default=None, eq=False, repr=False)

    @property
    def ref(self) -> JobRef:
        """The handle of this job."""
        return JobRef(provider=self.provider, id=self.id, base_url=self.base_url)

    @property
    def request_id(self) -> str | None:
        """The server's id of the request that this response belongs to, for its support desk, or None."""
        return None if self.response is None else self.response.request_id

    @property
    def is_completed(self) -> bool:
        """Whether the clip is done."""
        return self.status is JobStatus.COMPLETED

    @property
    def is_failed(self) -> bool:
        """Whether the render failed; a cancelled or expired job did not fail."""
        return self.status is JobStatus.FAILED

    @property
    def is_finished(self) -> bool:
        """Whether the job will not change any more, successful or not."""
        return self.status.is_final

    @property
    def is_remix(self) -> bool:
        """Whether the job varies another one."""
        return bool(self.remixed_from_id)

    @property
    def is_deleted(self) -> bool:
        """Whether the provider reports the job as deleted."""
        if self.raw_status is not None and fold(self.raw_status) == "deleted":
            return True
        return self.extra.get("deleted") is True or self.raw.get("object") == "video.deleted"

    @property
    def reconciled(self) -> tuple[str, ...]:
        """One short text per value that the response wrote otherwise than the plain format; empty if there is none."""
        from videojobs.jobs.decoding.explain import explain  # a debugging aid: not loaded with the model

        return explain(self)

    def try_get_error(self) -> JobError | None:
        """Return why the job failed, or None."""
        return self.error

    def raise_for_failure(self) -> Self:
        """Return the job itself, or raise the error for a job that ended without a clip.

        Raises:
            JobFailed: The render failed.
            JobCancelled: The job was cancelled or deleted.
            JobExpired: The job or its clip expired.
        """
        error_class = _FAILURES.get(self.status)
        if error_class is None:
            return self
        message = f"job {printable(self.id, 200)} at {self.provider} is {self.status.value}"
        if self.raw_status and self.raw_status != self.status.value:
            message += f" ({printable(self.raw_status)})"
        code: str | None = None
        if self.error is not None:
            message += f": {printable(str(self.error))}"
            code = self.error.code
        raise error_class(message, code=code, job=self)

    def to_dict(self) -> dict[str, Any]:
        """Return the job as JSON: times as ISO 8601 text, the size as a list."""
        fields = {name: getattr(self, name) for name in _NAMES}
        fields["status"] = self.status.value
        for name in _TIMES:
            if fields[name] is not None:
                fields[name] = fields[name].isoformat()
        if self.size is not None:
            fields["size"] = list(self.size)
        if self.error is not None:
            fields["error"] = {
                "code": self.error.code,
                "message": self.error.message,
                "extra": dict(self.error.extra),
            }
        fields["extra"], fields["raw"] = dict(self.extra), dict(self.raw)
        return fields

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Return the job that `to_dict` wrote; unknown keys are ignored.

        Raises:
            DecodeError: The dict was not written by `to_dict`.
        """
        values = {name: src[name] for name in _NAMES if name in src}
        try:
            values["status"] = JobStatus(values.get("status", "unknown"))
            for name in _TIMES:
                if values.get(name) is not None:
                    values[name] = datetime.fromisoformat(values[name])
            if values.get("size") is not None:
                width, height = values["size"]
                values["size"] = (width, height)
            if values.get("error") is not None:
                values["error"] = JobError(**values["error"])
            return cls(**values)
        except (TypeError, ValueError) as error:
            raise DecodeError(f"this is no job written by VideoJob.to_dict: {printable(str(error))}") from None


_SLOTS: tuple[str, ...] = tuple(attribute.name for attribute in fields(VideoJob))
_NAMES = tuple(name for name in _SLOTS if name != "response")


class Draft:
    """A job whose fields are being set: the slots of `VideoJob`, not frozen. Setting its class freezes it.

    The constructor of a frozen class calls a function per field, which alone takes half of the time in which a job
    should be decoded (4 us). Every field must be set before the class is.
    """

    __slots__ = _SLOTS
