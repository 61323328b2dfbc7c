"""What had to be read between the lines of an answer, in short texts for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from videojobs.errors import ConfigurationError, printable
from videojobs.http.json_pointer import Path, join
from videojobs.jobs.decoding.reconcile import Reader, last_reader, reader_of
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

_TIMES = ("created_at", "completed_at", "expires_at")
_TEXTS = ("remixed_from_id", "prompt", "model", "usage")
_SELDOM = frozenset({"video_url", "usage", "prompt", "remixed_from_id", "error", "expires_at"})
_MILLISECONDS_FROM = 100_000_000_000


def explain(job: VideoJob) -> tuple[str, ...]:
    """Return one text per fact that the plain format would have written differently."""
    reader = last_reader(job.provider) or _loaded(job.provider)
    found = reader.locate(job.raw, item=True) if reader is not None else None
    if reader is None or found is None:
        return ()
    path, body, _ = found
    told = [f"job: from {join(path)}"] if path else []
    told += _status(job)
    for name, place in reader.fields.items():
        if name == "status":
            continue
        used = next(place.candidates(body), None)
        if name == "video_url":
            told += _url(job, reader, body)
        elif used is None:
            told += _absent(name, place.key, body)
        else:
            told += _moved(name, used[0]) + list(_changed(job, name, used[1]))
    told += [f"{printable(str(key), 60)}: kept in extra" for key in job.extra]
    return tuple(told)


def _loaded(provider: str) -> Reader | None:
    try:
        return reader_of(load_dialect(provider))
    except ConfigurationError:
        return None


def _status(job: VideoJob) -> list[str]:
    if job.raw_status == job.status.value and job.status.value != "unknown":
        return []
    return [f"status: {_shown(job.raw_status)} -> {job.status.value}"]


def _absent(name: str, key: str, body: Mapping[str, Any]) -> list[str]:
    if key not in body:
        return [] if name in _SELDOM else [f"{name}: absent"]
    return [f"{name}: '' -> None"] if body[key] == "" else []


def _moved(name: str, used: Path) -> list[str]:
    plain = "remixed_from_video_id" if name == "remixed_from_id" else name
    if used == (plain,):
        return []
    return [f"{name}: from {join(used)}"]


def _url(job: VideoJob, reader: Reader, body: Mapping[str, Any]) -> Iterator[str]:
    for path, value in reader.video_url.candidates(body):
        found = reader.url({path[0]: body.get(path[0])}, job.base_url or reader.dialect.base_url)
        if found is None:
            yield f"video_url: {_shown(value)} at {join(path)} is not a URL"
            continue
        if path != ("video_url",):
            yield f"video_url: from {join(path)}"
        if isinstance(value, str) and found[1] != value.strip():
            yield f"video_url: {_shown(value)} -> {printable(found[1], 200)}"
        return


def _changed(job: VideoJob, name: str, sent: Any) -> Iterator[str]:
    """Say how a value was converted, if it was not what the plain format has."""
    read = getattr(job, name)
    if name in _TIMES:
        yield from _time(job, name, sent, read)
    elif name == "progress":
        if isinstance(sent, bool | str) or read is None or float(sent) != read:
            yield f"progress: {_shown(sent)} -> {read}"
    elif name == "seconds":
        if not isinstance(sent, str) or read is None:
            yield f"seconds: {_shown(sent)} -> {read}"
    elif name == "size":
        plain = f"{read[0]}x{read[1]}" if read is not None else None
        if sent != plain:
            yield f"size: {_shown(sent)} -> {plain}"
    elif name == "error":
        if not isinstance(sent, Mapping) or read is None:
            yield f"error: {_shown(sent)} -> {read}"
    elif name in ("id", *_TEXTS) and read != sent:
        yield f"{name}: {_shown(sent)} -> {_shown(read)}"


def _time(job: VideoJob, name: str, sent: Any, read: datetime | None) -> Iterator[str]:
    if read is not None:
        if isinstance(sent, int | float) and sent < _MILLISECONDS_FROM:
            return
        unit = "" if isinstance(sent, str) else " ms"
        yield f"{name}: {_shown(sent)}{unit} -> {read.isoformat()}"
    elif name == "completed_at" and not job.is_finished:
        yield f"completed_at: {_shown(sent)} -> None, the job is not finished"
    else:
        yield f"{name}: {_shown(sent)} -> None"


def _shown(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, int) and abs(value) > 10**30:
        return "a huge number"
    return printable(repr(value), 80)
