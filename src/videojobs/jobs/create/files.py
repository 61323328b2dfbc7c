"""Read files to upload, so that each try sends the same bytes."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from videojobs.errors import InvalidRequest, printable
from videojobs.http.bodies import Multipart
from videojobs.http.request import Request
from videojobs.http.types import File

MAX_BYTES_IN_MEMORY = 32 * 1024 * 1024
"""A file up to this size is read once and sent from memory; a larger one is read again for each try."""


def open_file(path: Path, argument: str) -> File:
    """Return a file to upload; a large one is opened, for the caller to close.

    Raises:
        InvalidRequest: There is no such file, or it is empty or cannot be read; ``argument`` is named.
    """
    try:
        if not path.is_file():
            problem = "is no file" if path.exists() else "does not exist"
            raise InvalidRequest(f"{argument}: {printable(str(path), 200)} {problem}")
        if path.stat().st_size > MAX_BYTES_IN_MEMORY:
            return File(payload=path.open("rb"), file_name=path.name)
        return not_empty(File(payload=path.read_bytes(), file_name=path.name), argument)
    except OSError as error:
        reason = error.strerror or error
        raise InvalidRequest(f"{argument}: {printable(str(path), 200)} cannot be read: {reason}") from error


def file_from_stream(stream: BinaryIO, argument: str) -> File:
    """Return a file that can be sent more than once: one at its start as it is, any other read into memory.

    Raises:
        InvalidRequest: It is open as text, empty, or too large to be kept; ``argument`` is named.
    """
    if isinstance(stream, io.TextIOBase):
        raise InvalidRequest(f"{argument}: the file is open as text; open it with mode 'rb'")
    name = getattr(stream, "name", None)
    file_name: str | None = None
    if isinstance(name, str) and not name.startswith("<"):  # "<stdin>", "<fdopen>"
        file_name = os.path.basename(name)
    try:
        # From elsewhere than its start, a second try, which seeks to 0, would send other bytes. read(1): an empty
        # file is refused below.
        if stream.seekable() and stream.tell() == 0 and stream.read(1):
            stream.seek(0)
            return File(payload=stream, file_name=file_name)
        data = stream.read(MAX_BYTES_IN_MEMORY + 1)
    except (OSError, ValueError, AttributeError) as error:
        raise InvalidRequest(f"{argument}: the file object cannot be read: {error}") from error
    if len(data) > MAX_BYTES_IN_MEMORY:
        raise InvalidRequest(
            f"{argument}: the file object is not at its start, or cannot be rewound, and holds more than "
            f"{MAX_BYTES_IN_MEMORY // 2**20} MiB; save it to a file first"
        )
    return not_empty(File(payload=data, file_name=file_name), argument)


def not_empty(file: File, argument: str) -> File:
    """Return the file.

    Raises:
        InvalidRequest: It is empty.
    """
    if not file.payload:
        raise InvalidRequest(f"{argument}: the file is empty, or was read to its end already (rewind it: seek(0))")
    return file


def rewind_files(request: Request) -> None:
    """Seek the files of a body to their start, so that another try sends the same bytes.

    Raises:
        InvalidRequest: One cannot be read again.
    """
    if not isinstance(request.body, Multipart):
        return
    for value in request.body.fields.values():
        if isinstance(value, File) and not isinstance(value.payload, bytes):
            try:
                value.payload.seek(0)
            except (OSError, ValueError) as error:
                raise InvalidRequest(f"the file to upload cannot be read again: {error}") from error


def close_files(fields: Mapping[str, Any], own: object) -> None:
    """Close the files that were opened here; the caller's own stay open."""
    for value in fields.values():
        if not isinstance(value, File) or isinstance(value.payload, bytes):
            continue
        if value is not own and value.payload is not own:
            value.payload.close()
