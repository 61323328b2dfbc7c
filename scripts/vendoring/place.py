"""Putting several files in the place of older ones: all of them or none."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def put(files: Mapping[Path, bytes], folder: Path, *, unchanged: Callable[[], bool]) -> None:
    """Write files that exist already; each one is whole at any time, and on failure all are as they were.

    Args:
        files: What is to stand in each.
        folder: The folder that they belong to: only one run at a time writes there.
        unchanged: Whether the files still say what the new texts were made from.

    Raises:
        OSError: One of them could not be written, or somebody else has written. Nothing has changed.
    """
    try:
        with _alone(folder):
            if not unchanged():
                raise OSError("they were changed while this ran; run it again")
            _put(files, {path: path.read_bytes() for path in files})
    except OSError as problem:
        names = " and ".join(str(path) for path in files)
        raise OSError(f"{names}: cannot be written: {problem.strerror or problem}: nothing was") from problem


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for other runs that write into a folder; the lock ends with the process, however that ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _put(files: Mapping[Path, bytes], old: Mapping[Path, bytes]) -> None:
    made: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, content in files.items():
            made[path] = _beside(path, content)
        for path, new in made.items():
            done.append(path)
            os.replace(new, path)
    except BaseException:
        for path in done:
            _restore(path, old[path])
        raise
    finally:
        for new in made.values():
            with suppress(OSError):
                new.unlink()


def _beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    return new


def _restore(path: Path, content: bytes) -> None:
    """Put back what stood there, in place if need be: a rename has just failed."""
    if path.read_bytes() != content:
        path.write_bytes(content)
