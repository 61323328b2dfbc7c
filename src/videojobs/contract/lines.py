"""Recorded answers: one JSON object in a line. `Recorder` writes them, ``videojobs contract`` reads them."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any, Self

from videojobs.contract.naming import redacted_path
from videojobs.contract.redact import redacted, redacted_text
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.response_hook import Observation

LONGEST = 16 * 1024 * 1024
"""Bytes of the longest answer that is looked at: as much as a client takes."""
KEYS = frozenset({"time", "provider", "operation", "method", "path", "status", "content_type", "size", "body"})


class Recorder:
    """Appends each answer to a file, redacted, as one line of JSON. One may serve many clients, in many threads.

    Keys, tokens, prompts, e-mail addresses and the queries of URLs are taken out, ids are replaced by their pattern.
    The file is made readable for its owner only; each line is written at once, so that several processes may append
    to one file, and behind a line that was cut a new one is begun.

    Args:
        path: The file. It is made if it is not there; its folder must be.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._lock = Lock()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(path, flags, 0o600)
        self._is_cut = _is_cut(path)

    def __call__(self, seen: Observation) -> None:
        """Write one answer.

        Raises:
            OSError: The disk is full or gone.
            ValueError: The recorder is closed.
        """
        text = to_line(seen).encode() + b"\n"
        with self._lock:
            if self._file is None:
                raise ValueError("the recorder is closed")
            line = memoryview(b"\n" + text if self._is_cut else text)
            self._is_cut = True  # until all of it is written: a line that is cut must not swallow the next one
            while line:
                line = line[os.write(self._file, line) :]
            self._is_cut = False

    def close(self) -> None:
        """Close the file. Further answers are refused."""
        with self._lock:
            file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _is_cut(path: str | os.PathLike[str]) -> bool:
    """Whether a file ends within a line: whoever wrote it was killed."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            return file.seek(0, os.SEEK_END) > 0 and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
    except OSError:
        return False  # it may be written and not read


@lru_cache(maxsize=64)
def _templates(provider: str | None) -> tuple[str, ...]:
    """Return the paths of a provider's operations; none for a dialect of the caller's own."""
    try:
        return tuple(one.path for one in load_dialect(provider).operations.values()) if provider is not None else ()
    except ConfigurationError:
        return ()


def to_line(seen: Observation) -> str:
    """Return an answer as one line of JSON, redacted."""
    told: dict[str, Any] = {
        "time": seen.time.isoformat() if seen.time is not None else None,
        "provider": seen.provider,
        "operation": seen.operation,
        "method": seen.method,
        "path": redacted_path(seen.path, _templates(seen.provider)) if seen.path is not None else None,
        "status": seen.status,
        "content_type": redacted_text(seen.content_type) if seen.content_type is not None else None,
        "size": seen.size,
    }
    told = {key: value for key, value in told.items() if value is not None}
    if seen.is_json:
        told["body"] = redacted(seen.body, ids=True, most_items=None)
    return json.dumps(told, separators=(",", ":"))


def is_line(value: Any) -> bool:
    """Whether a JSON value is a recorded answer: no job has a number for its status beside a path or an operation."""
    if not isinstance(value, Mapping) or value.keys() - KEYS:
        return False
    return _is_status(value.get("status")) and ("path" in value or "operation" in value)


def from_line(value: Any) -> Observation:
    """Return the answer that was recorded.

    Raises:
        ValueError: It is none; the message says what is wrong, and how to put it right.
    """
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object; write one recorded answer in a line")
    for key in sorted(value.keys() - KEYS):
        raise ValueError(f"the key {printable(key, 40)!r} is unknown; use {', '.join(sorted(KEYS))}")
    if not _is_status(value.get("status")):
        raise ValueError("'status' is missing or no HTTP status; write a number from 100 to 599")
    if "operation" not in value and not ("method" in value and "path" in value):
        raise ValueError("it does not say what was asked for; write 'operation', or 'method' and 'path'")
    for key in ("provider", "operation", "method", "path", "content_type"):
        if key in value and not isinstance(value[key], str):
            raise ValueError(f"{key!r} is not text; write text, or leave it out")
    size = value.get("size", 0)
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("'size' is no number of bytes; write a whole number, or leave it out")
    kind = value.get("content_type")
    return Observation(
        provider=value.get("provider"),
        operation=value.get("operation"),
        method=value["method"].upper() if "method" in value else None,
        path=value.get("path"),
        status=value["status"],
        content_type=media_type(kind) if kind is not None else None,
        body=value.get("body"),
        is_json="body" in value,
        size=value.get("size"),
        time=moment(value["time"]) if "time" in value else None,
    )


def media_type(text: str) -> str:
    """Return a media type without its parameters, lower case."""
    return printable(text.partition(";")[0].strip().lower(), 100)


def moment(text: Any) -> datetime:
    """Return an aware time.

    Raises:
        ValueError: The text is none.
    """
    fix = "write ISO 8601 with a zone, such as 2026-01-31T12:00:00Z"
    if not isinstance(text, str):
        raise ValueError(f"the time is not text; {fix}")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{printable(text, 40)!r} is no time; {fix}") from None
    if found.tzinfo is None:
        raise ValueError(f"the time {printable(text, 40)!r} has no zone; {fix}")
    return found


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599
