"""Lock a file name against other downloads, of this process and of others."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from attrs import define

from videojobs.errors import DownloadError, printable
from videojobs.http.fork import reset_after_fork

if sys.platform == "win32":
    fcntl = None
else:
    import fcntl

# NOFOLLOW: a link in a shared folder must not redirect the write. NONBLOCK: opening a FIFO would wait for its reader.
_OPTIONAL_FLAGS = ("O_NOFOLLOW", "O_CLOEXEC", "O_NOINHERIT", "O_BINARY", "O_NONBLOCK")
# Each try that fails means that another download ended in between; so many in a row are a fault.
_MAX_TRIES = 20


def open_file(path: Path, further_flags: int = 0) -> int:
    """Open a file for reading and writing, creating it if it is missing, and return its descriptor.

    Raises:
        DownloadError: The path is that of a symbolic link, a device, a FIFO or a folder.
    """
    # Windows has no O_NOFOLLOW, and elsewhere the error of open() (ELOOP) would explain nothing.
    if path.is_symlink():
        raise DownloadError(f"{printable(str(path), 300)} is a symbolic link; nothing is written through it")
    if path.exists() and not path.is_file():
        raise DownloadError(f"{printable(str(path), 300)} is no regular file; move it away, or pass another file name")
    # Looked up at each call: the platforms differ in the flags that they have.
    flags = sum(getattr(os, name, 0) for name in _OPTIONAL_FLAGS)
    # 0o666: the file becomes the user's clip, so the umask decides, as for any file that a program saves.
    fd = os.open(path, os.O_RDWR | os.O_CREAT | flags | further_flags, 0o666)
    # Once more: another file may have taken the name since it was checked.
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise DownloadError(f"{printable(str(path), 300)} is no regular file")
    return fd


def is_name_of(path: Path, fd: int) -> bool:
    """Whether a path is the name of an open file, not of another one that took its place."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(fd))
    except FileNotFoundError:
        return False


@define(eq=False)
class FileLock:
    """A lock that ends with the process at the latest.

    It is an empty file of its own: on Windows, the file with the bytes has to be closed before it can be renamed.

    Attributes:
        path: The lock file.
    """

    path: Path
    _fd: int

    def __attrs_post_init__(self) -> None:
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Leave the lock to the parent: it lasts as long as any process has the descriptor open."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    @classmethod
    def acquire(cls, path: Path) -> FileLock:
        """Create the lock file and lock it, without waiting.

        Raises:
            DownloadError: Another download has locked it, or the file is not a lock file.
        """
        for _ in range(_MAX_TRIES):
            fd = cls._open_locked(path)
            if os.fstat(fd).st_size:
                os.close(fd)
                raise DownloadError(f"{printable(str(path), 300)} is not of a download; move it away")
            # The download that had the lock may have removed the file after it was opened here: lock the new one.
            if is_name_of(path, fd):
                return cls(path, fd)
            os.close(fd)
        raise cls._locked(path)

    @classmethod
    def _open_locked(cls, path: Path) -> int:
        if fcntl is None:
            try:
                # Windows deletes an O_TEMPORARY file when its process ends, however that ends.
                return open_file(path, os.O_EXCL | getattr(os, "O_TEMPORARY", 0))
            except FileExistsError:
                raise cls._locked(path) from None
        fd = open_file(path)
        try:
            # Not lockf(): POSIX locks do not exclude threads of one process, and end when any descriptor of the
            # file is closed.
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException as error:
            os.close(fd)
            if isinstance(error, BlockingIOError):
                raise cls._locked(path) from None
            raise
        return fd

    @staticmethod
    def _locked(path: Path) -> DownloadError:
        name = printable(str(path.with_suffix("")), 300)
        return DownloadError(f"{name} is being written by another download; if there is none, remove {path.name}")

    def release(self) -> None:
        """Remove the lock file and end the lock."""
        if self._fd < 0:
            return
        fd, self._fd = self._fd, -1  # a second release must not close a descriptor that was opened since
        if not hasattr(os, "O_TEMPORARY"):
            with suppress(OSError):
                # Before the lock ends: later, the name may be that of another download's lock.
                os.unlink(self.path)
        os.close(fd)
