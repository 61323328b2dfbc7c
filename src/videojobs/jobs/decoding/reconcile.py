"""Decode a response body into a `VideoJob`: one pass over the raw JSON, by the dialect's pointers.

The raw body is decoded, not a generated model: recorded bodies (``spec/*/samples``) deviate from their documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from videojobs.dialect import Dialect
from videojobs.errors import DecodeError, printable
from videojobs.http.error_body import has_error, read_error_body
from videojobs.http.json_pointer import Path, Pointers, as_text, follow, split
from videojobs.http.responses import ResponseInfo
from videojobs.jobs.decoding.converters import error, progress, seconds, size, time, url
from videojobs.jobs.model.status import FINAL, JobStatus, fold
from videojobs.jobs.model.video_job import Draft, VideoJob

_IGNORED_KEYS = frozenset({"object"})  # the type tag "video"
_UNKNOWN = JobStatus.UNKNOWN
_COMPLETED = JobStatus.COMPLETED
_FAILED = JobStatus.FAILED


class Location(NamedTuple):
    """The job in a body: its path, itself and its id."""

    path: Path
    job: Mapping[str, Any]
    job_id: str


class Reader:
    """The pointers and tables of one dialect, prepared once."""

    def __init__(self, dialect: Dialect) -> None:
        fields = dialect.fields
        self.dialect = dialect
        self.fraction = dialect.quirks.progress_fraction
        self.statuses = status_table(dialect.statuses)
        self.polling_urls: tuple[Path, ...] = tuple(split(pointer) for pointer in fields.polling_url)
        self.jobs: tuple[Path, ...] = tuple(split(pointer) for pointer in fields.job)
        self.id = Pointers.of(fields.id)
        self.status = Pointers.of(fields.status)
        self.progress = Pointers.of(fields.progress)
        self.created_at = Pointers.of(fields.created_at)
        self.completed_at = Pointers.of(fields.completed_at)
        self.expires_at = Pointers.of(fields.expires_at)
        self.seconds = Pointers.of(fields.seconds)
        self.size = Pointers.of(fields.size)
        self.video_url = Pointers.of(fields.video_url)
        self.error = Pointers.of(fields.error)
        self.remixed_from_id = Pointers.of(fields.remixed_from_id)
        self.prompt = Pointers.of(fields.prompt)
        self.model = Pointers.of(fields.model)
        self.usage = Pointers.of(fields.usage)
        self.fields: dict[str, Pointers] = {
            name: pointers for name, pointers in vars(self).items() if isinstance(pointers, Pointers)
        }
        self.other_keys: frozenset[str] = frozenset().union(*(field.other_keys for field in self.fields.values()))
        self.flat_keys = frozenset(field.key for field in self.fields.values()) | _IGNORED_KEYS
        self.is_body_first = self.jobs[0] == ()

    def locate(self, body: Mapping[str, Any], *, item: bool = False, job_id: str | None = None) -> Location | None:
        """Return the job in a body, or None if there is none.

        An ``item`` of a list may be the job itself, also where a response about one job wraps it. With the requested
        ``job_id``, an object with a status is a job where the provider does not repeat ids.
        """
        for path in (*self.jobs, ()) if item else self.jobs:
            job = follow(body, path) if path else body
            if isinstance(job, Mapping):
                reported_id = as_text(self.id.find(job))
                if reported_id:
                    return Location(path, job, reported_id)
        if job_id is None or not self.dialect.quirks.no_id_when_retrieved:
            return None
        for path in self.jobs:
            job = follow(body, path)
            if isinstance(job, Mapping) and self.status.find(job):
                return Location(path, job, job_id)
        return None

    def job_status(self, raw_status: str | None) -> JobStatus:
        """Return the status that a provider's word means."""
        if raw_status is None:
            return _UNKNOWN
        status = self.statuses.get(raw_status)
        return self.statuses.get(fold(raw_status), _UNKNOWN) if status is None else status

    def url(self, job: Mapping[str, Any], base_url: str | None) -> tuple[Path, str] | None:
        """Return the first usable URL of the clip, with its path."""
        for path, value in self.video_url.candidates(job):
            absolute = url(value, base_url)
            if absolute is not None:
                return path, absolute
        return None

    def extra(self, job: Mapping[str, Any], is_flat: bool) -> dict[str, Any]:
        """Return every item of the job that no field uses; ``is_flat``: every field is a key of the job itself."""
        if is_flat:
            return {key: value for key, value in job.items() if key not in self.flat_keys}
        used: set[str] = set(_IGNORED_KEYS)
        for field in self.fields.values():
            is_url = field is self.video_url
            if field.other_keys.isdisjoint(job) or (not is_url and job.get(field.key) not in (None, "")):
                used.add(field.key)
                continue
            # Any base URL will do: only the path is needed.
            first = self.url(job, "https://any") if is_url else next(field.candidates(job), None)
            if first is None:
                used.add(field.key)
            elif len(first[0]) == 1:  # an object that holds more than this field stays in extra
                used.add(first[0][0])
        return {key: value for key, value in job.items() if key not in used}

    def flattened(self, job: Mapping[str, Any], base_url: str | None) -> dict[str, Any]:
        """Return the job with every field under the key of its first pointer."""
        flat = dict(job)
        for field in self.fields.values():
            if field is not self.video_url and not field.other_keys.isdisjoint(job):
                flat[field.key] = field.find(job)
        location = self.url(job, base_url)
        flat[self.video_url.key] = None if location is None else location[1]
        return flat

    def decode(
        self,
        body: Mapping[str, Any],
        base_url: str | None,
        *,
        item: bool = False,
        job_id: str | None = None,
        response: ResponseInfo | None = None,
    ) -> VideoJob:
        """Decode one job, or an item of a list.

        One statement per field, without a loop over the fields or a constructor: a poll should not cost more than
        decoding its JSON (`bench/decode.py`).
        """
        job, value = body, body.get(self.id.key)
        if value.__class__ is not str or not value or not self.is_body_first:
            location = self.locate(body, item=item, job_id=job_id)
            if location is None:
                raise _no_job_error(body, self.dialect)
            _, job, value = location
        base = base_url or self.dialect.base_url
        is_flat = self.other_keys.isdisjoint(job)
        get = (job if is_flat else self.flattened(job, base)).get
        draft: Any = Draft()
        draft.provider = self.dialect.name
        draft.id = value
        draft.base_url = base_url
        draft.raw_status = text = _text(get(self.status.key))
        draft.status = status = self.job_status(text)
        value = get(self.progress.key)
        done = status is _COMPLETED
        draft.progress = None if value is None else progress(value, fraction=self.fraction, done=done)
        value = get(self.created_at.key)
        draft.created_at = None if value is None else time(value)
        value = get(self.completed_at.key)
        # Some servers send the time of the last change as completed_at while the job is running.
        draft.completed_at = None if value is None or status not in FINAL else time(value)
        value = get(self.expires_at.key)
        draft.expires_at = None if value is None else time(value)
        draft.raw_seconds = text = _text(get(self.seconds.key))
        draft.seconds = seconds(text)
        draft.raw_size = text = _text(get(self.size.key))
        draft.size = size(text)
        value = get(self.video_url.key)
        draft.video_url = None if value is None else url(value, base)
        value = get(self.error.key)
        draft.error = None if value is None else error(value)
        # Some gateways send {"id": ..., "error": {...}} for a job that they gave up: it never gets a status again.
        if draft.error is not None and draft.raw_status is None:
            draft.status = _FAILED
        draft.remixed_from_id = _text(get(self.remixed_from_id.key)) or None
        draft.prompt = _text(get(self.prompt.key))
        draft.model = _text(get(self.model.key))
        draft.usage = get(self.usage.key)
        draft.extra = {} if self.flat_keys.issuperset(job) else self.extra(job, is_flat)
        draft.raw = body
        draft.response = response
        draft.__class__ = VideoJob  # the same slots, frozen from here on; see Draft
        sealed: VideoJob = draft
        return sealed


def _text(value: Any) -> str | None:
    return value if value is None or value.__class__ is str else as_text(value)


def status_table(provider_words: Mapping[str, str]) -> dict[str, JobStatus]:
    """Return folded word -> status: the shared table, overridden by a provider's own words."""
    from videojobs_api.statuses import STATUSES  # generated data, not needed to construct a client

    table = {fold(word): JobStatus(status) for word, status in STATUSES.items()}
    table.update({fold(word): JobStatus(status) for word, status in provider_words.items()})
    return table


_readers: dict[str, Reader] = {}


@lru_cache(maxsize=64)
def reader_of(dialect: Dialect) -> Reader:
    """Return the prepared reader of a dialect."""
    reader = Reader(dialect)
    _readers[dialect.name] = reader
    return reader


def last_reader(provider: str) -> Reader | None:
    """Return the reader that last decoded a job of this provider in this process, if any."""
    return _readers.get(provider)


def reconcile(
    body: Mapping[str, Any],
    dialect: Dialect,
    *,
    base_url: str | None = None,
    item: bool = False,
    job_id: str | None = None,
    response: ResponseInfo | None = None,
) -> VideoJob:
    """Decode the JSON of a response into a job.

    Args:
        body: The decoded JSON. It is kept as ``raw``, not copied.
        dialect: The dialect of the provider that sent it.
        base_url: URL of the API that sent it; relative URLs are resolved against it.
        item: Whether this is an item of a list, which may be the bare job where other responses wrap it.
        job_id: The id that was asked for; it counts where the provider's responses do not repeat it.
        response: Status and headers of the response.

    Raises:
        DecodeError: There is no job in the body; the message lists what it holds.
    """
    if not isinstance(body, Mapping):
        raise DecodeError(f"the response is no job: it is {json_type(body)}, not an object", provider=dialect.name)
    return reader_of(dialect).decode(body, base_url, item=item, job_id=job_id, response=response)


def json_type(value: Any) -> str:
    """Return the type of a JSON value, for messages."""
    if value is None:
        return "null"
    names: tuple[tuple[type, str], ...] = ((bool, "true or false"), (str, "text"), (list, "an array"))
    return next((name for cls, name in names if isinstance(value, cls)), "a number")


def _no_job_error(body: Mapping[str, Any], dialect: Dialect) -> DecodeError:
    reported = read_error_body(body, dialect.errors)
    if has_error(body, reported):
        message = printable(reported.message or reported.type or "no message")
        if reported.code:
            message += f" (code {printable(reported.code, 80)})"
        return DecodeError(f"the response is no job but an error of {dialect.title}: {message}", provider=dialect.name)
    keys = ", ".join(repr(str(key)[:40]) for key in list(body)[:12]) or "nothing"
    pointers = " or ".join(dialect.fields.id)
    return DecodeError(f"the response is no job: it has no id (at {pointers}); it holds {keys}", provider=dialect.name)
