"""A job as every provider's job looks after reading: `VideoJob`, and the handle that finds it again: `JobRef`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from attrs import field, fields, frozen

from videojobs.errors import DecodeError, JobCancelled, JobExpired, JobFailed, JobFailure, printable
from videojobs.jobs.model.status import JobStatus, fold

_FAILURES: dict[JobStatus, type[JobFailure]] = {
    JobStatus.FAILED: JobFailed,
    JobStatus.CANCELLED: JobCancelled,
    JobStatus.EXPIRED: JobExpired,
}
_TIMES = ("created_at", "completed_at", "expires_at")


def _short(value: object) -> str:
    """Return a repr that stays readable: a URL may hold a whole clip, an error a whole web page."""
    shown = repr(value)
    return shown if len(shown) <= 300 else shown[:300] + "..."


@frozen(kw_only=True)
class JobRef:
    """Where a job can be found again, by another process, on another day. Holds no secret.

    Attributes:
        provider: Name of the provider, as `VideoClient` takes it.
        id: The provider's id of the job.
        base_url: Where the provider's API is, or None for its usual place.
    """

    provider: str
    id: str
    base_url: str | None = None

    def to_json(self) -> str:
        """Return the handle as one line of JSON."""
        return json.dumps({"provider": self.provider, "id": self.id, "base_url": self.base_url})

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Read a handle back.

        Raises:
            DecodeError: The text is no handle written by `to_json`.
        """
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DecodeError(f"this is no job handle, not even JSON: {error}") from None
        if not isinstance(found, dict):
            raise DecodeError("this is no job handle: it is not a JSON object")
        provider, job_id, base_url = found.get("provider"), found.get("id"), found.get("base_url")
        if not (isinstance(provider, str) and provider and isinstance(job_id, str) and job_id):
            raise DecodeError("this is no job handle: it needs the texts 'provider' and 'id'")
        if base_url is not None and not isinstance(base_url, str):
            raise DecodeError("this is no job handle: 'base_url' is neither text nor null")
        return cls(provider=provider, id=job_id, base_url=base_url)


@frozen(kw_only=True)
class JobError:
    """Why a job failed, in the provider's words.

    Attributes:
        code: The provider's code as text, or None.
        message: The provider's words, or None.
        extra: Everything else that the error object held.
    """

    code: str | None = None
    message: str | None = field(default=None, repr=_short)
    extra: Mapping[str, Any] = field(factory=dict, hash=False, repr=_short)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.message) if part) or "no reason given"


@frozen(kw_only=True, weakref_slot=False)
class VideoJob:
    """One paid render and its state, at the moment it was asked for.

    Attributes:
        provider: Name of the provider.
        id: The provider's id of the job.
        base_url: Where the job was met, or None if it was only parsed.
        status: Where the job stands.
        raw_status: The provider's own word, or None if it sent none.
        progress: Percent done, 0 to 100, or None if the provider does not say.
        created_at: When the job was asked for, aware UTC.
        completed_at: When it finished, aware UTC; None while it runs.
        expires_at: When the clip will be gone, aware UTC.
        seconds: Length of the clip, in seconds.
        raw_seconds: The length in the provider's own text.
        size: Width and height in pixels; None for a ratio.
        raw_size: The size in the provider's own text.
        video_url: Where the clip is, absolute; None if the provider has a content operation instead.
        error: Why the job failed.
        remixed_from_id: The job that this one was made from.
        prompt: What was asked for, if the provider repeats it.
        model: The model that renders.
        usage: What it cost, as sent.
        extra: Every key of the job that no other field took.
        raw: The body as received.
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

    @property
    def ref(self) -> JobRef:
        """Where this job can be found again."""
        return JobRef(provider=self.provider, id=self.id, base_url=self.base_url)

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
        """Whether the job will not change any more, well or badly."""
        return self.status.is_final

    @property
    def is_remix(self) -> bool:
        """Whether the job was made from another one."""
        return bool(self.remixed_from_id)

    @property
    def is_deleted(self) -> bool:
        """Whether the provider says that the job is deleted."""
        if self.raw_status is not None and fold(self.raw_status) == "deleted":
            return True
        return self.extra.get("deleted") is True or self.raw.get("object") == "video.deleted"

    @property
    def reconciled(self) -> tuple[str, ...]:
        """What had to be read between the lines, one short text each; empty for the plain format."""
        from videojobs.jobs.decoding.explain import explain  # a debugging aid: not loaded with the model

        return explain(self)

    def try_get_error(self) -> JobError | None:
        """Return why the job failed, or None."""
        return self.error

    def raise_for_failure(self) -> Self:
        """Return the job itself, unless it ended without a clip.

        Raises:
            JobFailed: The render failed.
            JobCancelled: The job was cancelled or deleted.
            JobExpired: The job or its clip expired.
        """
        kind = _FAILURES.get(self.status)
        if kind is None:
            return self
        why = f": {printable(str(self.error))}" if self.error is not None else ""
        said = f" ({self.raw_status})" if self.raw_status and self.raw_status != self.status.value else ""
        code = self.error.code if self.error is not None else None
        raise kind(
            f"job {printable(self.id, 200)} at {self.provider} is {self.status.value}{printable(said)}{why}",
            code=code,
            job=self,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the job as JSON knows it: times as ISO text, the size as a list."""
        found = {name: getattr(self, name) for name in _NAMES}
        found["status"] = self.status.value
        for name in _TIMES:
            found[name] = None if found[name] is None else found[name].isoformat()
        found["size"] = None if self.size is None else list(self.size)
        if self.error is not None:
            found["error"] = {
                "code": self.error.code,
                "message": self.error.message,
                "extra": dict(self.error.extra),
            }
        found["extra"], found["raw"] = dict(self.extra), dict(self.raw)
        return found

    @classmethod
    def from_dict(cls, src: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` wrote; keys that are not known are left out.

        Raises:
            DecodeError: This was not written by `to_dict`.
        """
        known = {name: src[name] for name in _NAMES if name in src}
        try:
            known["status"] = JobStatus(known.get("status", "unknown"))
            for name in _TIMES:
                if known.get(name) is not None:
                    known[name] = datetime.fromisoformat(known[name])
            if known.get("size") is not None:
                width, height = known["size"]
                known["size"] = (width, height)
            if known.get("error") is not None:
                known["error"] = JobError(**known["error"])
            return cls(**known)
        except (TypeError, ValueError) as error:
            raise DecodeError(f"this is no job written by VideoJob.to_dict: {printable(str(error))}") from None


_NAMES: tuple[str, ...] = tuple(attribute.name for attribute in fields(VideoJob))


class Draft:
    """A job whose fields are being set: the slots of `VideoJob`, not frozen. Setting its class freezes it.

    The constructor of a frozen class calls a function per field, which alone takes half of the time in which a job
    should be decoded (4 us). Every field must be set before the class is.
    """

    __slots__ = _NAMES
