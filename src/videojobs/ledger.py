"""Record paid requests in a file before they are sent, so that no crash loses a job.

The file holds one JSON object per line and only grows. It names jobs, addresses and target files; of a prompt it holds
a salted digest and the length, which suffice to recognise the prompt in a provider's list of jobs.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from videojobs.errors import ConfigurationError, printable

_VERSION = 1
# NONBLOCK: opening a FIFO would wait for its reader. BINARY: Windows would write other line ends.
_OPTIONAL_FLAGS = ("O_CLOEXEC", "O_BINARY", "O_NONBLOCK")
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | sum(getattr(os, name, 0) for name in _OPTIONAL_FLAGS)
_LOCK_TRIES = 5_000
_LOCK_INTERVAL = 0.001
_OUTCOMES = frozenset({"created", "rejected", "not_sent", "unknown", "dismissed"})


@define
class Entry:
    """One paid request.

    Attributes:
        id: Its id in the ledger.
        provider: Name of the provider.
        base_url: URL of the provider's API.
        operation: ``create`` or ``remix``.
        sent_at: When it was about to be sent, aware UTC.
        prompt_sha256: Digest of the prompt; see `prompt_digest`.
        path: The file that its clip is for, or None.
        fields_sha256: Digest of the fields of its body; see `fields_digest`.
        outcome: ``created``, ``rejected``, ``not_sent``, ``unknown``, ``dismissed``; None if the process ended before
            it was recorded.
        job_id: The id of the job that it started.
    """

    id: str
    provider: str
    base_url: str
    operation: str
    sent_at: datetime
    prompt_sha256: str
    path: str | None = None
    fields_sha256: str | None = None
    outcome: str | None = None
    job_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is unknown if a job was started."""
        return self.outcome in (None, "unknown")


@frozen
class SavedFile:
    """A file that was downloaded: its length, and its media type by its first bytes."""

    bytes: int
    content_type: str


@define
class RecordedJob:
    """One job, with the files that its clip was to be saved to.

    Attributes:
        provider: Name of the provider.
        base_url: URL of the provider's API.
        id: The provider's id of the job.
        targets: Path of the latest download, by variant.
        begun: Variants of which a download began.
        saved: The files of complete downloads, by variant.
        status: The final status of a job that ended without a clip, or None.
    """

    provider: str
    base_url: str
    id: str
    targets: dict[str, str] = field(factory=dict)
    begun: set[str] = field(factory=set)
    saved: dict[str, SavedFile] = field(factory=dict)
    status: str | None = None

    @property
    def unfinished_targets(self) -> dict[str, str]:
        """Paths of the downloads that began and did not end, by variant."""
        return {variant: path for variant, path in self.targets.items() if variant not in self.saved}

    @property
    def is_done(self) -> bool:
        """Whether its clip is on disk, or will never be."""
        return self.status is not None or (bool(self.saved) and not self.unfinished_targets)


@define
class LedgerState:
    """The content of a ledger, line by line put together.

    Attributes:
        entries: The paid requests by their ids, in order.
        jobs: The jobs by provider, URL and id, in order.
        damaged: Lines that could not be read: a process was killed while it wrote one, before its request was sent.
    """

    entries: dict[str, Entry] = field(factory=dict)
    jobs: dict[tuple[str, str, str], RecordedJob] = field(factory=dict)
    damaged: int = 0
    _by_path: dict[str, list[Entry]] = field(factory=dict, repr=False)

    def add(self, entry: Entry) -> None:
        """Add a paid request, unless it is recorded already."""
        if entry.id in self.entries:
            return
        self.entries[entry.id] = entry
        if entry.path is not None:
            self._by_path.setdefault(entry.path, []).append(entry)

    def job(self, provider: str, base_url: str, job_id: str) -> RecordedJob:
        """Return a job, added if it is new."""
        return self.jobs.setdefault((provider, base_url, job_id), RecordedJob(provider, base_url, job_id))

    def add_created(self, entry: Entry | None, provider: str, base_url: str, job_id: str) -> None:
        """Add the job that a request started; its clip is for the file of the request."""
        job = self.job(provider, base_url, job_id)
        # A clip that was ordered again leaves the file to the later one.
        if entry is not None and entry.path is not None and self.requests_for(entry.path)[-1:] == [entry]:
            job.targets.setdefault("video", entry.path)

    def requests_for(self, path: str) -> list[Entry]:
        """Return the paid requests for a file, without those that provably started no job, in order."""
        started_none = ("rejected", "not_sent", "dismissed")
        return [entry for entry in self._by_path.get(path, ()) if entry.outcome not in started_none]


class Ledger:
    """An append-only file of paid requests. Threads and processes may share it.

    Args:
        path: The file; it is created, readable by its owner only, when the first line is written.

    Raises:
        ConfigurationError: ``path`` is no path.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        if not path or not isinstance(path, str | os.PathLike):
            raise ConfigurationError(f"ledger must be the path of a file, not {path!r}")
        # Absolute: the program may change its working directory between two lines.
        self.path = Path(os.path.abspath(path))

    def __repr__(self) -> str:
        return f"Ledger({str(self.path)!r})"

    def append(self, event: str, **fields: Any) -> None:
        """Write one line; it is on the disk when this returns.

        Raises:
            ConfigurationError: It cannot be written.
        """
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        # json.dumps() escapes line ends and all but ASCII, so an entry is one line whatever it holds.
        line = json.dumps({"v": _VERSION, "event": event, "at": at, **fields}, separators=(",", ":"))
        try:
            _append(self.path, line.encode("ascii") + b"\n")
        except (OSError, ValueError) as error:  # ValueError: the name holds a NUL
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigurationError(
                f"the ledger {printable(str(self.path), 300)} cannot be written: {reason}; make room or pass "
                f"another file as ledger="
            ) from error

    def read(self) -> LedgerState:
        """Return the content of the file; that of a missing file is empty.

        Raises:
            ConfigurationError: It cannot be read.
        """
        try:
            _check_regular(self.path.stat())  # first: opening a pipe may take for ever
            content = self.path.read_bytes()
        except FileNotFoundError:
            return LedgerState()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ConfigurationError(f"the ledger {printable(str(self.path), 300)} cannot be read: {reason}") from error
        lines = [_decode(line) for line in content.split(b"\n") if line.strip()]
        state = LedgerState(damaged=lines.count(None))
        # A cancelled call may have written the outcome of a request while a thread still wrote its first line.
        for line in sorted((line for line in lines if line), key=lambda line: line["event"] != "sending"):
            try:
                _apply(state, line)
            except (KeyError, TypeError, ValueError):
                state.damaged += 1
        return state

    def dismiss(self, entry_id: str) -> None:
        """Record that a request of unknown outcome started no job, so that recovery no longer looks for one.

        Raises:
            ConfigurationError: The ledger cannot be written.
        """
        self.append("dismissed", entry=entry_id)


def new_entry_id() -> str:
    """Return an id for a paid request."""
    return os.urandom(16).hex()  # unlike a generator of random numbers, never the same in a forked child


def prompt_digest(entry_id: str, prompt: str) -> str:
    """Return a digest by which the prompt of an entry is recognised.

    The salt makes equal prompts of two entries look different. Spaces and line ends do not count: some providers return
    prompts without those at the ends, and multipart forms change line ends.
    """
    words = " ".join(prompt.split())
    return hashlib.sha256(f"{entry_id}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()


def fields_digest(entry_id: str, fields: Mapping[str, Any]) -> str:
    """Return a digest by which the body of a request is recognised, salted as that of the prompt.

    A file counts by its name and type: reading it would consume it.
    """
    text = json.dumps(fields, sort_keys=True, default=_digestible)
    return hashlib.sha256(f"{entry_id}\n{text}".encode()).hexdigest()


def _digestible(value: object) -> Any:
    name = getattr(value, "file_name", None)
    if name is not None:
        return [name, getattr(value, "mime_type", None)]
    if isinstance(value, Mapping):
        return dict(value)
    return type(value).__name__


def _check_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is not a regular file")


def _append(path: Path, line: bytes) -> None:
    # Opened for each line: a descriptor that outlives a fork would share its lock with the child.
    fd = os.open(path, _FLAGS, 0o600)
    try:
        _check_regular(os.fstat(fd))
        _lock(fd)
        try:
            size = os.lseek(fd, 0, os.SEEK_END)
            if size and _last_byte(fd, size) != b"\n":
                line = b"\n" + line  # a process was killed while it wrote the line before
            if os.write(fd, line) != len(line):
                raise OSError(0, "only a part of the line could be written; the disk may be full")
        finally:
            _unlock(fd)
        # Outside the lock: other writers need not wait for the disk.
        os.fsync(fd)
    finally:
        os.close(fd)
    # The file may be new, and its name is not durable before its folder is synced.
    if not size:
        _sync_directory(path.parent)


def _last_byte(fd: int, size: int) -> bytes:
    os.lseek(fd, size - 1, os.SEEK_SET)
    return os.read(fd, 1)


def _lock(fd: int) -> None:
    """Lock the file against other writers, for at most 5 s.

    The lock only serves to see whether the last line is complete; the write itself is atomic by O_APPEND. So a file
    system without locks, or a holder that is stopped, does not stop the program.
    """
    for _ in range(_LOCK_TRIES):
        try:
            _try_lock(fd)
        except (BlockingIOError, PermissionError):  # another writer holds it
            time.sleep(_LOCK_INTERVAL)
        except OSError:
            return
        else:
            return


if sys.platform == "win32":
    import msvcrt

    # Others could not even read locked bytes, so the lock is on a byte after the last line.
    _LOCKED_BYTE = 2**30

    def _try_lock(fd: int) -> None:
        os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _unlock(fd: int) -> None:
        with suppress(OSError):
            os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(fd: int) -> None:
        # Not left to close(): a child that was forked meanwhile holds the same lock by its copy of the descriptor.
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_UN)


def _sync_directory(directory: Path) -> None:
    """Make the name of a new file durable. Windows does that by itself, and cannot open a directory."""
    if sys.platform == "win32":
        return
    fd = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _decode(line: bytes) -> dict[str, Any] | None:
    """Return the object in a line; None if it is not complete."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and isinstance(value.get("event"), str):
        return value
    return None


def _apply(state: LedgerState, line: Mapping[str, Any]) -> None:
    """Add a line to the state; events of later versions are ignored."""
    event = line["event"]
    if event == "sending":
        entry = Entry(
            id=line["entry"],
            provider=line["provider"],
            base_url=line["base_url"],
            operation=line["operation"],
            sent_at=datetime.fromisoformat(line["at"]),
            prompt_sha256=line["prompt"]["sha256"],
            path=line.get("path"),
            fields_sha256=line.get("fields"),
        )
        state.add(entry)
    elif event in _OUTCOMES:
        _apply_outcome(state, event, line)
    elif event in ("downloading", "saved", "ended"):
        job = state.job(line["provider"], line["base_url"], line["job"])
        if event == "ended":
            job.status = line["status"]
            return
        variant = line["variant"]
        job.targets[variant] = line["path"]
        job.begun.add(variant)
        # A later download of the variant, to whatever path, is not finished by the earlier one.
        job.saved.pop(variant, None)
        if event == "saved":
            job.saved[variant] = SavedFile(line["bytes"], line["content_type"])


def _apply_outcome(state: LedgerState, event: str, line: Mapping[str, Any]) -> None:
    entry = state.entries.get(line["entry"])
    if event == "created":
        state.add_created(entry, line["provider"], line["base_url"], line["job"])
    if entry is None or entry.outcome == "created":
        return  # a job that exists is never forgotten
    entry.outcome = event
    entry.job_id = line.get("job")
