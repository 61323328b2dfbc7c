"""From a provider's answer to a `VideoJob`: one pass over the raw body, led by the dialect's pointers.

The raw body is read, not a generated model: of 35 real bodies, 2 are what their document promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from videojobs.dialect import Dialect
from videojobs.errors import DecodeError
from videojobs.jobs.decoding.converters import error, progress, seconds, size, text, time, url
from videojobs.jobs.decoding.error_body import says_error
from videojobs.jobs.decoding.json_pointer import Path, Place, follow, split
from videojobs.jobs.model.status import FINAL, JobStatus, fold
from videojobs.jobs.model.video_job import Draft, VideoJob, seal

_SILENT = frozenset({"object"})
_UNKNOWN = JobStatus.UNKNOWN
_COMPLETED = JobStatus.COMPLETED


class Reader:
    """The pointers and tables of one dialect, prepared once."""

    def __init__(self, dialect: Dialect) -> None:
        fields = dialect.fields
        self.dialect = dialect
        self.fraction = dialect.quirks.progress_fraction
        self.statuses = status_table(dialect.statuses)
        self.jobs: tuple[Path, ...] = tuple(split(pointer) for pointer in fields.job)
        self.id = Place.of(fields.id)
        self.status = Place.of(fields.status)
        self.progress = Place.of(fields.progress)
        self.created_at = Place.of(fields.created_at)
        self.completed_at = Place.of(fields.completed_at)
        self.expires_at = Place.of(fields.expires_at)
        self.seconds = Place.of(fields.seconds)
        self.size = Place.of(fields.size)
        self.video_url = Place.of(fields.video_url)
        self.error = Place.of(fields.error)
        self.remixed_from_id = Place.of(fields.remixed_from_id)
        self.prompt = Place.of(fields.prompt)
        self.model = Place.of(fields.model)
        self.usage = Place.of(fields.usage)
        self.places: dict[str, Place] = {name: place for name, place in vars(self).items() if isinstance(place, Place)}
        self.others: frozenset[str] = frozenset().union(*(place.others for place in self.places.values()))
        self.plain = frozenset(place.key for place in self.places.values()) | _SILENT
        self.whole_body_first = self.jobs[0] == ()

    def locate(self, body: Mapping[str, Any], *, item: bool = False) -> tuple[Path, Mapping[str, Any], str] | None:
        """Return where the job is in the body, the job itself and its id; None if there is no job.

        An ``item`` of a list may be the job itself, also where an answer about one job wraps it.
        """
        for path in (*self.jobs, ()) if item else self.jobs:
            job = follow(body, path) if path else body
            if isinstance(job, Mapping):
                found = text(self.id.find(job))
                if found:
                    return path, job, found
        return None

    def folded(self, raw: str | None) -> JobStatus:
        """Return our status for a provider's word."""
        if raw is None:
            return _UNKNOWN
        known = self.statuses.get(raw)
        return known if known is not None else self.statuses.get(fold(raw), _UNKNOWN)

    def url(self, job: Mapping[str, Any], base_url: str | None) -> tuple[Path, str] | None:
        """Return the first usable URL of the clip, and where it stood."""
        for path, value in self.video_url.candidates(job):
            found = url(value, base_url)
            if found is not None:
                return path, found
        return None

    def extra(self, job: Mapping[str, Any], usual: bool) -> dict[str, Any]:
        """Return every item of the job that no field took; ``usual``: nothing stands in an unusual place."""
        if usual:
            return {key: value for key, value in job.items() if key not in self.plain}
        used: set[str] = set(_SILENT)
        for place in self.places.values():
            if place.others.isdisjoint(job) or (place is not self.video_url and job.get(place.key) not in (None, "")):
                used.add(place.key)
                continue
            first = self.url(job, "https://any") if place is self.video_url else next(place.candidates(job), None)
            used.update((place.key,) if first is None else first[0][:1] if len(first[0]) == 1 else ())
        return {key: value for key, value in job.items() if key not in used}

    def canonical(self, job: Mapping[str, Any], base_url: str | None) -> dict[str, Any]:
        """Return the job with every fact under the key where it usually stands."""
        known = dict(job)
        for place in self.places.values():
            if place is not self.video_url and not place.others.isdisjoint(job):
                known[place.key] = place.find(job)
        url = self.url(job, base_url)
        known[self.video_url.key] = url[1] if url is not None else None
        return known

    def read(self, body: Mapping[str, Any], base_url: str | None, *, item: bool = False) -> VideoJob:
        """Read one job, or an item of a list."""
        job, job_id = body, body.get(self.id.key)
        if job_id.__class__ is not str or not job_id or not self.whole_body_first:
            found = self.locate(body, item=item)
            if found is None:
                raise _no_job(body, self.dialect)
            _, job, job_id = found
        base = base_url or self.dialect.base_url
        usual = self.others.isdisjoint(job)
        get = (job if usual else self.canonical(job, base)).get
        draft: Any = Draft()
        draft.provider = self.dialect.name
        draft.id = job_id
        draft.base_url = base_url
        draft.raw_status = word = _text(get(self.status.key))
        draft.status = status = self.folded(word)
        value = get(self.progress.key)
        done = status is _COMPLETED
        draft.progress = None if value is None else progress(value, fraction=self.fraction, done=done)
        value = get(self.created_at.key)
        draft.created_at = None if value is None else time(value)
        value = get(self.completed_at.key)
        draft.completed_at = None if value is None or status not in FINAL else time(value)
        value = get(self.expires_at.key)
        draft.expires_at = None if value is None else time(value)
        draft.raw_seconds = word = _text(get(self.seconds.key))
        draft.seconds = seconds(word)
        draft.raw_size = word = _text(get(self.size.key))
        draft.size = size(word)
        value = get(self.video_url.key)
        draft.video_url = None if value is None else url(value, base)
        value = get(self.error.key)
        draft.error = None if value is None else error(value)
        draft.remixed_from_id = _text(get(self.remixed_from_id.key)) or None
        draft.prompt = _text(get(self.prompt.key))
        draft.model = _text(get(self.model.key))
        draft.usage = get(self.usage.key)
        draft.extra = {} if self.plain.issuperset(job) else self.extra(job, usual)
        draft.raw = body
        return seal(draft)


def _text(value: Any) -> str | None:
    return value if value is None or value.__class__ is str else text(value)


def status_table(own: Mapping[str, str]) -> dict[str, JobStatus]:
    """Return folded word -> status: the shared table, overridden by a dialect's own words."""
    from videojobs_api.statuses import STATUSES  # generated data, not needed to construct a client

    table = {fold(word): JobStatus(status) for word, status in STATUSES.items()}
    table.update({fold(word): JobStatus(status) for word, status in own.items()})
    return table


_readers: dict[str, Reader] = {}


@lru_cache(maxsize=64)
def reader_of(dialect: Dialect) -> Reader:
    """Return the prepared reader of a dialect."""
    reader = Reader(dialect)
    _readers[dialect.name] = reader
    return reader


def last_reader(provider: str) -> Reader | None:
    """Return the reader that last read a job of this provider in this process, if any."""
    return _readers.get(provider)


def reconcile(
    body: Mapping[str, Any], dialect: Dialect, *, base_url: str | None = None, item: bool = False
) -> VideoJob:
    """Read a job from the decoded JSON of an answer.

    Args:
        body: The answer. It is kept as ``raw``, not copied.
        dialect: How the provider writes.
        base_url: Where the answer came from; relative URLs count from here.
        item: Whether this is an item of a list, which may be the bare job where answers wrap it.

    Raises:
        DecodeError: There is no job in the body; the message says what there is.
    """
    if not isinstance(body, Mapping):
        raise DecodeError(f"the answer is no job: it is {kind(body)}, not an object", provider=dialect.name)
    return reader_of(dialect).read(body, base_url, item=item)


def kind(value: Any) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    names: tuple[tuple[type, str], ...] = ((bool, "true or false"), (str, "text"), (list, "an array"))
    return next((name for cls, name in names if isinstance(value, cls)), "a number")


def _no_job(body: Mapping[str, Any], dialect: Dialect) -> DecodeError:
    said = says_error(body, dialect.errors)
    if said is not None:
        return DecodeError(f"the answer is no job but an error of {dialect.title}: {said}", provider=dialect.name)
    keys = ", ".join(repr(str(key)[:40]) for key in list(body)[:12]) or "nothing"
    wanted = " or ".join(dialect.fields.id)
    return DecodeError(f"the answer is no job: it has no id (at {wanted}); it holds {keys}", provider=dialect.name)
