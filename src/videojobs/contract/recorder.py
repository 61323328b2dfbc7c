"""Record responses as JSON Lines, and read them again."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any, Self

from videojobs.contract.redact import redacted, redacted_text
from videojobs.contract.url_paths import redacted_path
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.registry import load_dialect
from videojobs.jobs.response_hook import Observation

MAX_LINE_BYTES = 16 * 1024 * 1024
"""Bytes of the longest line that is read: a client accepts no longer response."""
KEYS = frozenset({"time", "provider", "operation", "method", "path", "status", "content_type", "size", "body"})


class Recorder:
    """Appends each response to a file, redacted, as one line of JSON. Thread-safe: one may serve many clients.

    Keys, tokens, prompts, e-mail addresses and the queries of URLs are removed, ids are replaced by their pattern.
    A new file is readable for its owner only. Each line is written at once, so that several processes may append to one
    file. After a line that was cut off, the next one starts on a line of its own.

    Args:
        path: The file, created if it does not exist; its folder must.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._lock = Lock()
        # O_APPEND makes each write() atomic with its seek to the end, across processes:
        # https://pubs.opengroup.org/onlinepubs/9799919799/functions/write.html
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(path, flags, 0o600)
        self._ends_within_line = _ends_within_line(path)

    def __call__(self, observation: Observation) -> None:
        """Write one response.

        Raises:
            OSError: The disk is full, or another error of the file system.
            ValueError: The recorder is closed.
        """
        text = to_line(observation).encode() + b"\n"
        with self._lock:
            if self._file is None:
                raise ValueError("the recorder is closed")
            if self._ends_within_line:
                text = b"\n" + text
            line = memoryview(text)
            # os.write() may write a part and then raise, for example when the disk is full.
            self._ends_within_line = True
            while line:
                line = line[os.write(self._file, line) :]
            self._ends_within_line = False

    def close(self) -> None:
        """Close the file. Further responses raise `ValueError`."""
        with self._lock:
            file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def _ends_within_line(path: str | os.PathLike[str]) -> bool:
    """Whether the last line of a file was cut off, as when its writer was killed."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:
        # The file may be writable and not readable.
        return False


@lru_cache(maxsize=64)
def _path_templates(provider: str | None) -> tuple[str, ...]:
    """Return the paths of a provider's operations; none for a dialect of the caller's own."""
    if provider is None:
        return ()
    try:
        return tuple(operation.path for operation in load_dialect(provider).operations.values())
    except ConfigurationError:
        return ()


def to_line(observation: Observation) -> str:
    """Return a response as one line of JSON, redacted."""
    line: dict[str, Any] = {
        "provider": observation.provider,
        "operation": observation.operation,
        "method": observation.method,
        "status": observation.status,
        "size": observation.size,
    }
    if observation.time is not None:
        line["time"] = observation.time.isoformat()
    if observation.path is not None:
        line["path"] = redacted_path(observation.path, _path_templates(observation.provider))
    if observation.content_type is not None:
        line["content_type"] = redacted_text(observation.content_type)
    line = {key: value for key, value in line.items() if value is not None}
    if observation.is_json:
        line["body"] = redacted(observation.body, ids=True, max_items=None)
    return json.dumps(line, separators=(",", ":"))


def is_line(value: Any) -> bool:
    """Whether a JSON value is a recorded response: no job has a number as its status beside a path or an operation."""
    if not isinstance(value, Mapping) or value.keys() - KEYS:
        return False
    return _is_status(value.get("status")) and ("path" in value or "operation" in value)


def from_line(value: Any) -> Observation:
    """Return a recorded response.

    Raises:
        ValueError: It is malformed; the message says what is wrong and how to correct it.
    """
    if not isinstance(value, dict):
        raise ValueError("this is no JSON object; write one recorded response per line")
    for key in sorted(value.keys() - KEYS):
        raise ValueError(f"the key {printable(key, 40)!r} is unknown; use {', '.join(sorted(KEYS))}")
    if not _is_status(value.get("status")):
        raise ValueError("'status' is missing or no HTTP status; write a number from 100 to 599")
    if "operation" not in value and not ("method" in value and "path" in value):
        raise ValueError("the operation is missing; write 'operation', or 'method' and 'path'")
    for key in ("provider", "operation", "method", "path", "content_type"):
        if key in value and not isinstance(value[key], str):
            raise ValueError(f"{key!r} is not text; write text, or leave it out")
    size = value.get("size", 0)
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError("'size' is no number of bytes; write a whole number, or leave it out")
    content_type = value.get("content_type")
    return Observation(
        provider=value.get("provider"),
        operation=value.get("operation"),
        method=value["method"].upper() if "method" in value else None,
        path=value.get("path"),
        status=value["status"],
        content_type=media_type(content_type) if content_type is not None else None,
        body=value.get("body"),
        is_json="body" in value,
        size=value.get("size"),
        time=parse_time(value["time"]) if "time" in value else None,
    )


def media_type(text: str) -> str:
    """Return a media type without its parameters, lower case."""
    return printable(text.partition(";")[0].strip().lower(), 100)


def parse_time(text: Any) -> datetime:
    """Return an aware time.

    Raises:
        ValueError: It is no ISO 8601 time with a zone.
    """
    fix = "write ISO 8601 with a zone, such as 2026-01-31T12:00:00Z"
    if not isinstance(text, str):
        raise ValueError(f"the time is not text; {fix}")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{printable(text, 40)!r} is no time; {fix}") from None
    if time.tzinfo is None:
        raise ValueError(f"the time {printable(text, 40)!r} has no zone; {fix}")
    return time


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599
