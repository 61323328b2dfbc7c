"""Write a file under a temporary name: ``NAME.part``, with ``NAME.part.json``, which records where its bytes are from.

The final name is only ever touched by one atomic rename of a verified file.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from attrs import asdict, define, frozen

from videojobs.errors import DownloadError, IncompleteDownload, InvalidRequest, printable
from videojobs.jobs.download.file_lock import FileLock, is_name_of, open_file


@frozen(kw_only=True)
class Identity:
    """The clip that a partial file belongs to; only the same clip may be resumed."""

    provider: str
    id: str
    variant: str


@frozen(kw_only=True)
class Origin:
    """The resource that bytes came from, and its version.

    Attributes:
        url: Its URL, without query and password.
        etag: Its strong ETag, or None.
        last_modified: Its Last-Modified, as sent, or None.
        total: Its length in bytes, or None.
        digest: Digests of the whole of it, as in ``Repr-Digest``, or None.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    total: int | None = None
    digest: str | None = None

    @property
    def validator(self) -> str | None:
        """The value of ``If-Range``; without it, bytes of a changed resource could follow those of the old one."""
        return self.etag or self.last_modified


@contextmanager
def disk(path: Path) -> Generator[None]:
    """Raise `DownloadError`, with the file's name, for errors of the disk."""
    try:
        yield
    except (OSError, ValueError) as error:  # ValueError: the name holds a NUL
        reason = getattr(error, "strerror", None) or str(error)
        raise DownloadError(f"{printable(str(path), 300)}: {reason}") from error


def checked_path(path: object) -> Path:
    """Return the path that a caller passed.

    Raises:
        InvalidRequest: It is no path.
    """
    name = path.__fspath__() if isinstance(path, os.PathLike) else path
    if not isinstance(name, str):
        raise InvalidRequest(f"path: must be text or a Path, not {type(path).__name__}")
    return Path(name)


def check_path(path: Path) -> None:
    """Check that a file can be written to a path, before anything is fetched.

    Raises:
        DownloadError: The folder does not exist, the path is that of a folder, a device, a FIFO or a socket, or the
            file system cannot have such a name.
    """
    with disk(path):
        if path.name:
            # The longest of the temporary names: one that is too long (ENAMETOOLONG), or holds a NUL, is an error.
            with suppress(FileNotFoundError, NotADirectoryError):
                os.lstat(path.with_name(f"{path.name}.part.json.new"))
        if not path.name or path.is_dir():
            raise DownloadError(f"{printable(str(path), 300)} is a folder; pass the name of the file to write")
        # The final rename would put a file in its place, for every program that uses it: think of /dev/null.
        if path.exists() and not path.is_file():
            raise DownloadError(f"{printable(str(path), 300)} is no regular file; pass the name of the file to write")
        if not path.parent.is_dir():
            raise DownloadError(f"the folder {printable(str(path.parent), 300)} does not exist; create it first")


def check_writable(path: Path) -> None:
    """Check that the temporary files of a path can be created, before its clip is paid for.

    Raises:
        DownloadError: The disk refuses them, or another download writes to the path.
    """
    # Only creating one shows it: access() says yes to root, and knows nothing of the rules of a network file system.
    with disk(path):
        FileLock.acquire(_lock_path(path)).release()


def _lock_path(final: Path) -> Path:
    return final.with_name(f"{final.name}.part.lock")


def _origin_from_json(value: Mapping[str, Any]) -> Origin:
    """Return an origin from its JSON; raises ValueError if `PartialFile.begin` cannot have written it."""
    texts = {name: value[name] for name in ("url", "etag", "last_modified")}
    texts["digest"] = value.get("digest")
    if not all(
        text is None or (isinstance(text, str) and text.isprintable()) for text in texts.values()
    ):  # they are sent in a header
        raise ValueError("unusable text")
    total = value["total"]
    if total is not None and (not isinstance(total, int) or total < 0):
        raise ValueError("unusable total")
    return Origin(**texts, total=total)


@define(eq=False)
class PartialFile:
    """A partial file, open and locked.

    Attributes:
        final: The name that it gets when it is complete.
        path: Its temporary name.
        identity: The clip that it belongs to.
        size: Bytes that were written.
        origin: The resource that they came from, or None if unknown.
    """

    final: Path
    path: Path
    identity: Identity
    _lock: FileLock
    _fd: int
    size: int = 0
    origin: Origin | None = None

    @classmethod
    def open(cls, final: Path, identity: Identity) -> PartialFile:
        """Open the partial file of a path; the bytes of an earlier download are kept if they are of the same clip.

        Raises:
            DownloadError: Another download has locked it, it is not of a download, or the disk refuses.
        """
        path = final.with_name(final.name + ".part")
        with disk(path):
            # Nothing may be opened, emptied or removed before the lock: it may be of a download that is going on.
            lock = FileLock.acquire(_lock_path(final))
            try:
                part = cls(final, path, identity, lock, open_file(path))
            except BaseException:
                lock.release()
                raise
            try:
                part._resume()
            except BaseException:
                part.close()
                raise
        return part

    def _resume(self) -> None:
        self.size = os.fstat(self._fd).st_size
        # The record is written before the first byte, so a file without one is another program's.
        if self.size and not self.sidecar.exists():
            raise DownloadError(
                f"{printable(str(self.path), 300)} is not of a download of this client; move it away, or pass another "
                "file name"
            )
        self.origin = self._read_sidecar() if self.size else None
        if self.origin is None or self.origin.validator is None:
            self.restart()
        elif self.origin.total is not None and self.size > self.origin.total:
            self.restart()

    @property
    def sidecar(self) -> Path:
        """The file that records the origin."""
        return self.path.with_name(self.path.name + ".json")

    def _read_sidecar(self) -> Origin | None:
        try:
            record: Any = json.loads(self.sidecar.read_bytes())
            if not isinstance(record, Mapping) or record.get("of") != asdict(self.identity):
                return None
            return _origin_from_json(record["origin"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None  # missing or damaged: the bytes cannot be used

    def begin(self, origin: Origin) -> None:
        """Record where the bytes that follow come from."""
        self.origin = origin
        record = json.dumps({"version": 1, "of": asdict(self.identity), "origin": asdict(origin)}, indent=1)
        with disk(self.sidecar):
            # Written aside and renamed: a crash half-way must not leave a record that parses but is wrong.
            temporary = self.sidecar.with_name(self.sidecar.name + ".new")
            temporary.unlink(missing_ok=True)
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(record + "\n")
                file.flush()
                os.fsync(file.fileno())  # a crash that loses the record but not the bytes would block later downloads
            temporary.replace(self.sidecar)

    def restart(self) -> None:
        """Discard the bytes; the next ones are the first."""
        self.truncate(0)
        self.origin = None

    def truncate(self, size: int) -> None:
        """Discard all bytes but the first ones."""
        with disk(self.path):
            os.ftruncate(self._fd, size)
        self.size = size

    def append(self, data: bytes | memoryview) -> None:
        """Write the next bytes.

        Raises:
            IncompleteDownload: The disk is full or failed. The bytes written before are kept.
        """
        view = memoryview(data)
        try:
            # `reading` moves the position, which a duplicate of a descriptor shares.
            os.lseek(self._fd, self.size, os.SEEK_SET)
            while view:  # os.write may write less than it is given
                written = os.write(self._fd, view)
                self.size += written
                view = view[written:]
        except OSError as error:
            raise IncompleteDownload(
                f"{printable(str(self.path), 300)}: {error.strerror or error} after {self.size} bytes"
            ) from error

    def is_continued_by(self, origin: Origin) -> bool:
        """Whether bytes of ``origin`` may follow those in the file: they are of the very same resource."""
        first = self.origin
        if first is None:
            return self.size == 0
        if None not in (first.total, origin.total) and first.total != origin.total:
            return False
        if first.etag is None:
            return first.last_modified is not None and first.last_modified == origin.last_modified
        # A 206 need not repeat Last-Modified, but must repeat the ETag (RFC 9110, section 15.3.7).
        dates = {first.last_modified, origin.last_modified}
        return first.etag == origin.etag and (len(dates) == 1 or None in dates)

    def incomplete(self, reason: str) -> IncompleteDownload:
        """Return the error for a download that ended early. It says how much of the file is kept, and where."""
        size = f"{self.size:,}"
        if self.origin is not None and self.origin.total is not None:
            size += f" of {self.origin.total:,}"
        return IncompleteDownload(f"{reason}: {size} bytes are kept in {self.path}; call again to resume")

    def read_start(self, count: int) -> bytes:
        """Return the first bytes."""
        with disk(self.path):
            os.lseek(self._fd, 0, os.SEEK_SET)
            return os.read(self._fd, count)

    @contextmanager
    def reading(self) -> Generator[BinaryIO]:
        """Open the bytes written so far as a file object."""
        # A duplicate, since the file object closes its descriptor. Another open() might be of another file by now.
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
        """Rename the file to its final name, durably, and close it.

        Raises:
            DownloadError: Another program replaced or removed the partial file, or the disk refuses.
        """
        with disk(self.final):
            if not is_name_of(self.path, self._fd):
                raise DownloadError(f"{printable(str(self.path), 300)} was replaced or removed by another program")
            # Without the first fsync, a crash could leave the final name with an empty file; without the second, the
            # rename could be lost: https://lwn.net/Articles/457667/
            os.fsync(self._fd)
            self._close_file()  # Windows renames no open file; the lock is a file of its own, and goes on
            # rename() fails on Windows if the name is taken: https://docs.python.org/3/library/os.html#os.replace
            os.replace(self.path, self.final)
            with suppress(OSError):  # some file systems cannot sync a folder
                folder = os.open(self.final.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)
            self.sidecar.unlink(missing_ok=True)

    def _close_file(self) -> None:
        if self._fd >= 0:
            fd, self._fd = self._fd, -1  # a second close must not close a descriptor that was opened since
            os.close(fd)

    def close(self) -> None:
        """Close the file and release its lock; an empty file is removed, any other kept for resuming."""
        try:
            if self._fd >= 0:
                with suppress(OSError):
                    is_empty = not os.fstat(self._fd).st_size and is_name_of(self.path, self._fd)
                    self._close_file()  # first: Windows removes no open file
                    if is_empty:
                        self.path.unlink(missing_ok=True)
                        self.sidecar.unlink(missing_ok=True)
            self._close_file()
        finally:
            self._lock.release()
