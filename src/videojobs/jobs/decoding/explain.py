"""Describe, in short texts, every value of a job that its response wrote otherwise than the plain format does."""

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
_OPTIONAL = frozenset({"video_url", "usage", "prompt", "remixed_from_id", "error", "expires_at"})
_MILLISECONDS_FROM = 100_000_000_000


def explain(job: VideoJob) -> tuple[str, ...]:
    """Return one text per value that the plain format writes differently."""
    reader = last_reader(job.provider) or _load_reader(job.provider)
    if reader is None:
        return ()
    location = reader.locate(job.raw, item=True, job_id=job.id)
    if location is None:
        return ()
    lines: list[str] = []
    if location.path:
        lines.append(f"job: from {join(location.path)}")
    lines += _status(job)
    for name, pointers in reader.fields.items():
        if name == "status":
            continue
        first = next(pointers.candidates(location.job), None)
        if name == "video_url":
            lines += _url(job, reader, location.job)
        elif first is None:
            lines += _absent(name, pointers.key, location.job)
        else:
            lines += [*_moved(name, first[0]), *_converted(job, name, first[1])]
    lines += [f"{printable(str(key), 60)}: kept in extra" for key in job.extra]
    return tuple(lines)


def _load_reader(provider: str) -> Reader | None:
    try:
        return reader_of(load_dialect(provider))
    except ConfigurationError:
        return None


def _status(job: VideoJob) -> list[str]:
    if job.raw_status == job.status.value and job.status.value != "unknown":
        return []
    return [f"status: {_quoted(job.raw_status)} -> {job.status.value}"]


def _absent(name: str, key: str, body: Mapping[str, Any]) -> list[str]:
    if key not in body:
        return [] if name in _OPTIONAL else [f"{name}: absent"]
    return [f"{name}: '' -> None"] if body[key] == "" else []


def _moved(name: str, path: Path) -> list[str]:
    plain_key = "remixed_from_video_id" if name == "remixed_from_id" else name
    return [] if path == (plain_key,) else [f"{name}: from {join(path)}"]


def _url(job: VideoJob, reader: Reader, body: Mapping[str, Any]) -> Iterator[str]:
    for path, value in reader.video_url.candidates(body):
        location = reader.url({path[0]: body.get(path[0])}, job.base_url or reader.dialect.base_url)
        if location is None:
            yield f"video_url: {_quoted(value)} at {join(path)} is not a URL"
            continue
        if path != ("video_url",):
            yield f"video_url: from {join(path)}"
        if isinstance(value, str) and location[1] != value.strip():
            yield f"video_url: {_quoted(value)} -> {printable(location[1], 200)}"
        return


def _converted(job: VideoJob, name: str, sent: Any) -> Iterator[str]:
    """Yield how a value was converted, unless the plain format has it so."""
    read = getattr(job, name)
    if name in _TIMES:
        yield from _time(job, name, sent, read)
    elif name == "progress":
        if isinstance(sent, bool | str) or read is None or float(sent) != read:
            yield f"progress: {_quoted(sent)} -> {read}"
    elif name == "seconds":
        if not isinstance(sent, str) or read is None:
            yield f"seconds: {_quoted(sent)} -> {read}"
    elif name == "size":
        plain = f"{read[0]}x{read[1]}" if read is not None else None
        if sent != plain:
            yield f"size: {_quoted(sent)} -> {plain}"
    elif name == "error":
        if not isinstance(sent, Mapping) or read is None:
            yield f"error: {_quoted(sent)} -> {read}"
    elif name in ("id", *_TEXTS) and read != sent:
        yield f"{name}: {_quoted(sent)} -> {_quoted(read)}"


def _time(job: VideoJob, name: str, sent: Any, read: datetime | None) -> Iterator[str]:
    if read is not None:
        if isinstance(sent, int | float) and sent < _MILLISECONDS_FROM:
            return
        unit = "" if isinstance(sent, str) else " ms"
        yield f"{name}: {_quoted(sent)}{unit} -> {read.isoformat()}"
    elif name == "completed_at" and not job.is_finished:
        yield f"completed_at: {_quoted(sent)} -> None, the job is not finished"
    else:
        yield f"{name}: {_quoted(sent)} -> None"


def _quoted(value: Any) -> str:
    if value is None:
        return "absent"
    if isinstance(value, int) and abs(value) > 10**30:
        return "a huge number"
    return printable(repr(value), 80)
