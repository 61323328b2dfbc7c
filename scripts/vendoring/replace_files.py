"""Replace several files: all of them, or none."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def replace_files(files: Mapping[Path, bytes], folder: Path, *, unchanged: Callable[[], bool]) -> None:
    """Replace existing files. Each one is complete at any time; after a failure all have their old content.

    Args:
        files: New content by path.
        folder: The folder of the files: only one run at a time writes there.
        unchanged: Whether the files still have the content that the new one was made from.

    Raises:
        OSError: A file could not be written, or was changed by another process. Nothing has changed.
    """
    try:
        with _lock(folder):
            if not unchanged():
                raise OSError("they were changed while this ran; run it again")
            _replace(files, {path: path.read_bytes() for path in files})
    except OSError as problem:
        names = " and ".join(str(path) for path in files)
        reason = problem.strerror or problem
        raise OSError(f"{names}: cannot be written: {reason}: nothing has changed") from problem


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    # An advisory lock on the folder itself leaves no lock file behind, and ends with the process however that ends.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(files: Mapping[Path, bytes], old: Mapping[Path, bytes]) -> None:
    temporary: dict[Path, Path] = {}
    replaced: list[Path] = []
    try:
        for path, content in files.items():
            temporary[path] = _write_beside(path, content)
        for path, new in temporary.items():
            replaced.append(path)
            os.replace(new, path)
    # Also on Ctrl-C: half an update must not stay.
    except BaseException:
        for path in replaced:
            if path.read_bytes() != old[path]:
                path.write_bytes(old[path])  # in place: a rename has just failed
        raise
    finally:
        for new in temporary.values():
            with suppress(OSError):
                new.unlink()


def _write_beside(path: Path, content: bytes) -> Path:
    """Write to a temporary file in the same folder: ``os.replace`` is atomic only within a file system."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            # A rename may reach the disk before the content does: after a power failure the file would be empty.
            os.fsync(file.fileno())
        # mkstemp() makes files that only their owner may read.
        new.chmod(path.stat().st_mode & 0o777)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    return new
