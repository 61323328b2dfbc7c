"""The unfinished file beside the final one: ``NAME.part``, and ``NAME.part.json``, which says what it is part of.

The final name is only ever touched by one atomic rename of a file that was proven whole.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from attrs import asdict, define, field, frozen

from videojobs.errors import DownloadError, IncompleteDownload, printable

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

_FLAGS = (
    os.O_RDWR
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


@frozen(kw_only=True)
class Identity:
    """What a partial file is a part of; only the very same thing may be resumed."""

    provider: str
    id: str
    variant: str


@frozen(kw_only=True)
class Origin:
    """Which state of which resource the bytes came from.

    Attributes:
        url: Where they came from, without query and password.
        etag: The strong ETag, or None.
        last_modified: The date of the resource as sent, or None.
        total: Its whole length, or None.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    total: int | None = None

    @property
    def validator(self) -> str | None:
        """What goes into ``If-Range``: without it, a changed resource would be glued to the old start."""
        return self.etag or self.last_modified


@contextmanager
def disk(path: Path) -> Generator[None]:
    """Turn what the disk reports into a `DownloadError` that names the file."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or str(error)
        raise DownloadError(f"{printable(str(path), 300)}: {why}") from error


def check_path(path: Path) -> None:
    """Check that a file can be put there, before anything is fetched.

    Raises:
        DownloadError: The folder does not exist, or the name is a folder's.
    """
    with disk(path):
        if not path.name or path.is_dir():
            raise DownloadError(f"{printable(str(path), 300)} is a folder; give the name of the file to write")
        if not path.parent.is_dir():
            raise DownloadError(f"the folder {printable(str(path.parent), 300)} does not exist; create it first")


def _origin(found: Mapping[str, Any]) -> Origin:
    """Read a note back; raises ValueError if it was not written by us."""
    texts = [found[name] for name in ("url", "etag", "last_modified") if found[name] is not None]
    if not all(isinstance(text, str) and text.isprintable() for text in texts):
        raise ValueError("not our note")
    total = found["total"]
    if total is not None and (not isinstance(total, int) or total < 0):
        raise ValueError("not our note")
    return Origin(url=found["url"], etag=found["etag"], last_modified=found["last_modified"], total=total)


@define(eq=False)
class PartialFile:
    """An unfinished file, open and locked.

    Attributes:
        final: The name it will get.
        path: The name it has.
        identity: What it is a part of.
        size: Bytes that are safely in it.
        origin: Where they came from, or None if that is not known.
        fresh: Whether all of them came through this object.
    """

    final: Path
    path: Path
    identity: Identity
    _fd: int
    size: int = 0
    origin: Origin | None = None
    fresh: bool = field(default=False)

    @classmethod
    def open(cls, final: Path, identity: Identity) -> PartialFile:
        """Open the part of a file, and take over what an earlier download left, if it is of the same clip.

        Raises:
            DownloadError: Another download holds it, it is a symbolic link, or the disk refuses.
        """
        path = final.with_name(final.name + ".part")
        with disk(path):
            if path.is_symlink():
                raise DownloadError(f"{printable(str(path), 300)} is a symbolic link; nothing is written through it")
            part = cls(final, path, identity, os.open(path, _FLAGS, 0o666))
            try:
                part._lock()
                part._take_over()
            except BaseException:
                part.close()
                raise
        return part

    def _lock(self) -> None:
        status = os.fstat(self._fd)
        if not stat.S_ISREG(status.st_mode):
            raise DownloadError(f"{printable(str(self.path), 300)} is no regular file")
        busy = DownloadError(f"{printable(str(self.path), 300)} is being written by another download")
        if fcntl is not None:
            try:
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise busy from None
        if not self.path.exists() or not os.path.samestat(status, self.path.stat()):
            raise busy  # renamed by another download between our open and our lock

    def _take_over(self) -> None:
        self.size = os.fstat(self._fd).st_size
        self.origin = self._read_sidecar() if self.size else None
        if self.origin is None or self.origin.validator is None:
            self.restart()
        elif self.origin.total is not None and self.size > self.origin.total:
            self.restart()

    @property
    def sidecar(self) -> Path:
        """Where the part's origin is noted."""
        return self.path.with_name(self.path.name + ".json")

    def _read_sidecar(self) -> Origin | None:
        try:
            found: Any = json.loads(self.sidecar.read_bytes())
            if not isinstance(found, Mapping) or found.get("of") != asdict(self.identity):
                return None
            return _origin(found["origin"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None  # no note, or a damaged one: the part is of no use

    def begin(self, origin: Origin) -> None:
        """Note where the bytes that follow come from."""
        self.origin = origin
        note = json.dumps({"version": 1, "of": asdict(self.identity), "origin": asdict(origin)}, indent=1)
        with disk(self.sidecar):
            temporary = self.sidecar.with_name(self.sidecar.name + ".new")
            temporary.unlink(missing_ok=True)
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(note + "\n")
            temporary.replace(self.sidecar)

    def restart(self) -> None:
        """Throw away the bytes; the next ones are the first."""
        with disk(self.path):
            os.ftruncate(self._fd, 0)
            os.lseek(self._fd, 0, os.SEEK_SET)
        self.size, self.origin, self.fresh = 0, None, True

    def append(self, data: bytes) -> None:
        """Write the next bytes.

        Raises:
            IncompleteDownload: The disk is full, or broken. What was written stays.
        """
        view = memoryview(data)
        try:
            os.lseek(self._fd, self.size, os.SEEK_SET)
            while view:
                written = os.write(self._fd, view)
                self.size += written
                view = view[written:]
        except OSError as error:
            raise IncompleteDownload(
                f"{printable(str(self.path), 300)}: {error.strerror or error} after {self.size} bytes"
            ) from error

    def read_start(self, count: int) -> bytes:
        """Return the first bytes."""
        with disk(self.path):
            os.lseek(self._fd, 0, os.SEEK_SET)
            return os.read(self._fd, count)

    @contextmanager
    def reading(self) -> Generator[BinaryIO]:
        """Give the bytes written so far as a file object."""
        with disk(self.path), open(os.dup(self._fd), "rb") as file:
            yield file

    def check_space(self, total: int) -> None:
        """Check that the rest fits on the disk.

        Raises:
            DownloadError: It does not.
        """
        with disk(self.path):
            free = shutil.disk_usage(self.path.parent).free
        if free < total - self.size:
            raise DownloadError(
                f"{printable(str(self.path.parent), 300)} has {free:,} bytes left, the file needs {total - self.size:,}"
            )

    def commit(self) -> None:
        """Give the file its final name, at once and for good."""
        with disk(self.final):
            os.fsync(self._fd)
            os.replace(self.path, self.final)
            with suppress(OSError):  # some file systems cannot sync a folder; the rename stands all the same
                folder = os.open(self.final.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
            self.sidecar.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the unfinished file: its bytes are of no use."""
        with disk(self.path):
            self.path.unlink(missing_ok=True)
            self.sidecar.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; an empty one is removed, any other kept for resuming."""
        if self._fd < 0:
            return
        fd, self._fd = self._fd, -1
        with suppress(OSError):
            if self.path.exists() and os.path.samestat(os.fstat(fd), self.path.stat()) and not os.fstat(fd).st_size:
                self.discard()
        os.close(fd)
