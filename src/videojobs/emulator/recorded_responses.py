"""Recorded responses of a provider, which the fault ``sample`` sends on request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from attrs import frozen

from videojobs.emulator.job_lifecycle import EmulatedJob, EndStatus
from videojobs.errors import ConfigurationError
from videojobs.http.json_pointer import follow, split
from videojobs.jobs.list import items_of
from videojobs.jobs.model.status import fold
from videojobs.openapi.operations import JsonObject
from videojobs_api.statuses import STATUSES

if TYPE_CHECKING:
    from videojobs.dialect import Dialect, Fields
    from videojobs.emulator.faults import Fault

_OWN: Final = ("prompt", "model", "video_url")
"""What is that of the emulated job where a recorded one has it; its id is, too."""


@frozen(kw_only=True, eq=False)
class RecordedResponse:
    """A recorded response.

    Attributes:
        name: Name of the sample.
        operation: Role of its operation, or an operationId.
        status: HTTP status.
        body: Decoded JSON.
        note: Under which circumstances it was sent, or None.
        fields: Where the details of a job are.
        end: The status with which the job in it has ended, or None.
    """

    name: str
    operation: str
    status: int
    body: Any
    note: str | None
    fields: Fields
    end: EndStatus | None

    def of(self, response: Any) -> Any:
        """Return its body with the ids, prompts, models and URLs of the jobs in another response."""
        recorded, own = self._jobs(self.body), self._jobs(response)
        ids = {
            str(_text(old, self.fields.id)): str(_text(new, self.fields.id))
            for old, new in zip(recorded, own, strict=False)
            if _text(old, self.fields.id) and _text(new, self.fields.id)
        }
        body = _replaced(self.body, ids)
        for job, new in zip(self._jobs(body), own, strict=False):
            for name in _OWN:
                pointers: tuple[str, ...] = getattr(self.fields, name)
                value = _text(new, pointers)
                if value is not None:
                    _set_text(job, pointers, value)
        return body

    def finish(self, job: EmulatedJob | None, now: float) -> None:
        """End a job that the response shows as ended, so that what follows agrees with it."""
        if job is None or self.end is None or job.state_at(now).finished_at is not None:
            return
        code = None
        if self.end == "failed":
            codes = [f"{pointer}/code" for pointer in self.fields.error]
            code = next((_text(item, codes) for item in self._jobs(self.body)), None) or "generation_failed"
        job.finish(now, self.end, code)

    def _jobs(self, body: Any) -> list[dict[str, Any]]:
        """Return the jobs in a body, in their order."""
        candidates = [follow(body, split(pointer)) for pointer in self.fields.job]
        if self.operation == "list":
            listed = items_of(body)
            candidates = listed[1] if listed is not None else []
        return [cast("dict[str, Any]", item) for item in candidates if _text(item, self.fields.id)]


class RecordedResponses:
    """The recorded responses of one provider.

    Args:
        samples: The samples: ``name``, ``operation``, ``http_status``, ``body`` and, if there is one, ``note`` of each.
        dialect: The provider's dialect.
    """

    def __init__(self, samples: Iterable[JsonObject], dialect: Dialect) -> None:
        self._roles = frozenset(dialect.operations)
        meanings = {**STATUSES, **dialect.statuses}
        # Those that have no name are read for the details of jobs alone.
        named = [sample for sample in samples if "name" in sample]
        for sample in named:
            missing = [name for name in ("operation", "http_status", "body") if name not in sample]
            if missing:
                raise ConfigurationError(f"samples: {sample['name']!r} has no {' and no '.join(missing)}")
        self.by_name = {sample["name"]: _read(sample, dialect.fields, meanings) for sample in named}

    def check(self, fault: Fault) -> None:
        """Check that a fault ``sample`` has the name of a sample of its operation; other faults are right.

        Raises:
            ConfigurationError: There is no such sample, or it is of another operation.
        """
        if fault.kind != "sample":
            return
        sample = self.by_name.get(fault.argument)
        if sample is None:
            of_operation = [item.name for item in self.by_name.values() if item.operation == fault.operation]
            names = ", ".join(sorted(of_operation or self.by_name)) or "none"
            raise ConfigurationError(f"fault {fault}: there is no sample {fault.argument!r}; there are {names}")
        if sample.operation not in self._roles:
            raise ConfigurationError(f"fault {fault}: the sample is of {sample.operation}, which no fault hits")
        if fault.operation != sample.operation:
            remedy = f"write {sample.operation}=sample:{sample.name}"
            raise ConfigurationError(f"fault {fault}: the sample is of {sample.operation}; {remedy}")


def _read(sample: JsonObject, fields: Fields, meanings: Mapping[str, str]) -> RecordedResponse:
    end: EndStatus | None = None
    if sample["operation"] == "retrieve":
        jobs = [follow(sample["body"], split(pointer)) for pointer in fields.job]
        words = [_text(job, fields.status) for job in jobs]
        statuses = [meanings.get(fold(word)) for word in words if word is not None]
        end = next((cast("EndStatus", status) for status in statuses if status in get_args(EndStatus)), None)
    return RecordedResponse(
        name=sample["name"],
        operation=sample["operation"],
        status=sample["http_status"],
        body=sample["body"],
        note=sample.get("note"),
        fields=fields,
        end=end,
    )


def _text(value: Any, pointers: Iterable[str]) -> str | None:
    """Return the text at the first of several pointers that leads to one, or None; an empty text is none."""
    values = (follow(value, split(pointer)) for pointer in pointers)
    return next((item for item in values if isinstance(item, str) and item), None)


def _set_text(value: Any, pointers: Iterable[str], text: str) -> None:
    """Replace the text at the first of several pointers that leads to one."""
    for pointer in pointers:
        path = split(pointer)
        parent, last = follow(value, path[:-1]), path[-1]
        if isinstance(parent, dict) and parent.get(last) and isinstance(parent[last], str):
            parent[last] = text
            return


def _replaced(value: Any, texts: Mapping[str, str]) -> Any:
    """Return a copy of a JSON value in which other texts are in place of some, also inside longer texts."""
    if isinstance(value, dict):
        return {name: _replaced(item, texts) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_replaced(item, texts) for item in value]
    if isinstance(value, str):
        for old, new in texts.items():
            value = value.replace(old, new)
    return value
