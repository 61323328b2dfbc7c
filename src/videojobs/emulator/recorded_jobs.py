"""Recorded responses about jobs: the details of a job beside those that the emulator computes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from videojobs.dialect import PAID_ROLES
from videojobs.http.json_pointer import follow, split
from videojobs.jobs.model.status import fold
from videojobs.openapi.operations import JsonObject, as_object

if TYPE_CHECKING:
    from videojobs.dialect import Dialect

_UNFINISHED = frozenset({"queued", "in_progress"})


@frozen(kw_only=True, eq=False)
class RecordedJob:
    """A job in a recorded response.

    Attributes:
        role: The role of the operation.
        status: Its status, a `JobStatus` value.
        job: The job.
        job_id: Its id, or "".
    """

    role: str
    status: str
    job: JsonObject
    job_id: str

    def value(self, pointers: Iterable[str]) -> tuple[bool, Any]:
        """Return whether the job has one of several pointers, and the value there."""
        for pointer in pointers:
            path = split(pointer)
            parent = as_object(follow(self.job, path[:-1]))
            if path[-1] in parent:
                return True, parent[path[-1]]
        return False, None

    def detail(self, name: str, job_id: str) -> Any:
        """Return the value of a property, with the id of another job in place of the recorded one."""
        value = self.job[name]
        if not self.job_id or value is None or isinstance(value, int | float) or self.job_id not in json.dumps(value):
            return value
        return json.loads(json.dumps(value).replace(self.job_id, job_id))


class RecordedJobs:
    """The recorded jobs of one provider.

    Args:
        samples: The samples: ``operation``, the name of a role, and ``body``.
        dialect: The provider's dialect.
        meanings: Folded status word -> `JobStatus` value.
    """

    def __init__(self, samples: Iterable[JsonObject], dialect: Dialect, meanings: Mapping[str, str]) -> None:
        self._fields = dialect.fields
        self._jobs = [job for sample in samples if (job := _recorded_job(sample, dialect, meanings)) is not None]
        self._chosen: dict[tuple[str, str, bool, bool], RecordedJob | None] = {}

    def like(self, role: str, status: str, *, has_size: bool, has_url: bool) -> RecordedJob | None:
        """Return the recorded job that is most like another one, or None.

        Args:
            role: Role of the operation that responds.
            status: Status of the job.
            has_size: Whether the response has its size.
            has_url: Whether the response has the URL of its clip.
        """
        key = (role, status, has_size, has_url)
        if key not in self._chosen:
            self._chosen[key] = min(self._candidates(role, status), key=lambda job: self._rank(job, *key), default=None)
        return self._chosen[key]

    def _candidates(self, role: str, status: str) -> list[RecordedJob]:
        roles = {role}
        if role in PAID_ROLES:
            roles |= {"create", "retrieve"}
        statuses = _UNFINISHED if status in _UNFINISHED else {status}
        return [job for job in self._jobs if job.role in roles and job.status in statuses]

    def _rank(self, job: RecordedJob, role: str, status: str, has_size: bool, has_url: bool) -> tuple[bool, ...]:
        is_complete, size = job.value(self._fields.size)
        _, url = job.value(self._fields.video_url)
        return (
            not is_complete,  # documentation may show the smallest response only
            bool(size) is not has_size,
            bool(url) is not has_url,
            job.role != role,
            job.status != status,
        )


def _recorded_job(sample: JsonObject, dialect: Dialect, meanings: Mapping[str, str]) -> RecordedJob | None:
    fields = dialect.fields
    # Of a list, or shortened by who published it, a response does not show all details of a job.
    if sample.get("operation") not in ("retrieve", *PAID_ROLES) or sample.get("elided_by_source"):
        return None
    for pointer in fields.job:
        job = as_object(follow(sample.get("body"), split(pointer)))
        facts = {name: _first(job, getattr(fields, name)) for name in ("status", "id")}
        status = meanings.get(fold(str(facts["status"])))
        if status is not None:
            return RecordedJob(role=str(sample["operation"]), status=status, job=job, job_id=str(facts["id"] or ""))
    return None


def _first(job: JsonObject, pointers: Iterable[str]) -> Any:
    return next((value for pointer in pointers if (value := follow(job, split(pointer))) is not None), None)
