"""Start a paid render from a prompt."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from videojobs.jobs.create.files import close_files
from videojobs.jobs.create.options import CreateArguments
from videojobs.jobs.create.paid_request import FileClaim
from videojobs.jobs.create.request import (
    MEDIA_TYPES,
    CreateBody,
    create_body,
    encoded,
    encodings_for,
    paid_headers,
)
from videojobs.jobs.create.send import build_request, send_in_accepted_encoding
from videojobs.jobs.io import IO
from videojobs.jobs.log import logged
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Session


@logged("create")
async def create(
    io: IO,
    session: Session,
    prompt: str,
    arguments: CreateArguments,
) -> VideoJob:
    """Start a paid render. All values are checked before anything is sent.

    Where the provider takes more than one encoding, a body that is rejected for its encoding is sent in the other one.

    Raises:
        InvalidRequest: A value that the provider does not take.
        ApiError: The server rejected the request. No job was started.
        TransportError: The request could not be sent. No job was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    async with prepared(io, session, prompt, arguments) as body:
        return await start(io, session, body, arguments)


@asynccontextmanager
async def prepared(
    io: IO, session: Session, prompt: str, arguments: CreateArguments
) -> AsyncGenerator[CreateBody, None]:
    """Check all values, and build the body of a create; on exit, the files that were opened for it are closed.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: A value that the provider does not take.
    """
    prepare = partial(_body, session, prompt, arguments)
    if arguments.input_reference is None:
        body = prepare()
    else:
        body = await io.run_blocking(prepare)  # it may read a file
    try:
        yield body
    finally:
        close_files(body.fields, arguments.input_reference)


def check_create(session: Session, prompt: str, arguments: CreateArguments) -> None:
    """Check all values as `create` does, and the request against the provider's document; send nothing.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: A value that the provider does not take.
    """
    body = _body(session, prompt, arguments)
    try:
        encoding = encodings_for(session, "create", body)[0]
        fields = encoded(session.dialect, body.fields, encoding)
        build_request(session, "create", fields, MEDIA_TYPES[encoding], session.dialect.create.headers)
    finally:
        close_files(body.fields, arguments.input_reference)


def _body(session: Session, prompt: str, arguments: CreateArguments) -> CreateBody:
    session.operation("create")
    paid_headers(session.dialect, arguments.idempotency_key)
    return create_body(
        session.dialect,
        prompt,
        model=arguments.model,
        seconds=arguments.seconds,
        size=arguments.size,
        input_reference=arguments.input_reference,
        extra=arguments.extra,
    )


async def start(
    io: IO, session: Session, body: CreateBody, arguments: CreateArguments, claim: FileClaim | None = None
) -> VideoJob:
    """Send a prepared body; see `create`."""
    headers = paid_headers(session.dialect, arguments.idempotency_key)
    return await send_in_accepted_encoding(io, session, "create", body, headers, claim=claim)
