"""Putting several files in the place of older ones: all of them or none."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def put(files: Mapping[Path, bytes]) -> None:
    """Write files that exist already; each one is whole at any time, and on failure all are as they were.

    Raises:
        OSError: One of them could not be written. Nothing has changed.
    """
    made: dict[Path, Path] = {}
    old = {path: path.read_bytes() for path in files}
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
