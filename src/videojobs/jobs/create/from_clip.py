"""Start paid renders from a clip: remix, edit, extend."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from videojobs.dialect import Encoding
from videojobs.errors import InvalidRequest
from videojobs.http.types import File
from videojobs.jobs.create.files import close_files, file_from_stream, not_empty, open_file
from videojobs.jobs.create.request import MEDIA_TYPES, CreateBody, checked_prompt, paid_headers
from videojobs.jobs.create.send import send_in_accepted_encoding
from videojobs.jobs.create.size import seconds_value
from videojobs.jobs.io import IO
from videojobs.jobs.log import logged
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.session import PaidRole, Session, Target

# The encodings of provider.yaml are those of a new job; here all that the operation takes are tried.
_ENCODINGS: tuple[Encoding, ...] = tuple(MEDIA_TYPES)


@logged("remix")
async def remix(
    io: IO, session: Session, target: Target, prompt: str, *, idempotency_key: str | None = None
) -> VideoJob:
    """Start a paid render that changes a finished clip.

    A body that is rejected for its encoding is sent in the other one, as that of a new job is.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: The prompt is empty, or longer than the provider takes.
        ApiError: The server rejected the request. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    session.operation("remix")
    headers = paid_headers(session.dialect, idempotency_key)
    ref = session.ref(target)
    fields = {"prompt": checked_prompt(prompt)}
    body = CreateBody(prompt, fields, _ENCODINGS, holds_file=False, arguments={})
    return await send_in_accepted_encoding(io, session, "remix", body, headers, ref=ref)


@logged("edit")
async def edit(io: IO, session: Session, video: object, prompt: str, *, idempotency_key: str | None = None) -> VideoJob:
    """Start a paid render that edits a clip, of a job or from a file; see `remix` for what is raised."""
    return await _from_clip(io, session, "edit", video, prompt, {}, idempotency_key)


@logged("extend")
async def extend(
    io: IO,
    session: Session,
    video: object,
    prompt: str,
    *,
    seconds: float | str | None = None,
    idempotency_key: str | None = None,
) -> VideoJob:
    """Start a paid render that continues a clip, of a job or from a file; see `remix` for what is raised."""
    fields: dict[str, Any] = {}
    if seconds is not None:
        # How a length is written is the same in all operations of a provider; which ones it takes, is not.
        fields["seconds"] = seconds_value(seconds, session.dialect.create.seconds, ())
    return await _from_clip(io, session, "extend", video, prompt, fields, idempotency_key)


async def _from_clip(
    io: IO,
    session: Session,
    role: PaidRole,
    video: object,
    prompt: str,
    fields: Mapping[str, Any],
    idempotency_key: str | None,
) -> VideoJob:
    session.operation(role)
    headers = paid_headers(session.dialect, idempotency_key)
    text = checked_prompt(prompt)
    source: JobRef | None = None
    if isinstance(video, Target):
        source = session.ref(video)
        value: File | dict[str, str] = {"id": source.id}
    else:
        value = await io.run_blocking(partial(video_file, video))
    values = {"video": value, "prompt": text, **fields}
    arguments = {name: name for name in values}
    body = CreateBody(text, values, _ENCODINGS, holds_file=isinstance(value, File), arguments=arguments)
    try:
        return await send_in_accepted_encoding(io, session, role, body, headers, source=source)
    finally:
        close_files(values, video)


def video_file(video: object) -> File:
    """Return a video to upload.

    Raises:
        InvalidRequest: It is no file, or cannot be read, or is empty.
    """
    if isinstance(video, File):
        return video
    if isinstance(video, bytes | bytearray | memoryview):
        return not_empty(File(payload=bytes(video)), "video")
    if isinstance(video, os.PathLike):
        return open_file(Path(cast("os.PathLike[str]", video)), "video")
    if hasattr(video, "read"):
        return file_from_stream(cast(BinaryIO, video), "video")
    raise InvalidRequest(
        f"video: pass a job (its id, a JobRef, a VideoJob) or a file (a Path, bytes, a binary file object), not "
        f"{type(video).__name__}"
    )
