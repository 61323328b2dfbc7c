"""Asking for a new job, and for a variation of one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from videojobs.errors import ApiError, InvalidRequest
from videojobs.http.files import File
from videojobs.http.request import Request
from videojobs.jobs.create.encoding_fallback import refused_for_encoding
from videojobs.jobs.create.request import MEDIA, Seconds, Size, Wanted, as_sent, create_fields, encodings_for
from videojobs.jobs.create.submit import rewind, submit
from videojobs.jobs.effects import Blocking, Flow
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Endpoint, Session


def create(
    session: Session,
    prompt: str,
    *,
    model: str | None = None,
    seconds: Seconds | None = None,
    size: Size | None = None,
    input_reference: object = None,
    extra: Mapping[str, Any] | None = None,
) -> Flow[VideoJob]:
    """Start a paid render. All values are checked before anything is sent.

    Where the provider takes more than one encoding, a body that was refused for its encoding is sent in the other one.

    Raises:
        InvalidRequest: A value that the provider cannot take.
        ApiError: The server refused. Nothing was started.
        TransportError: The request could not be sent. Nothing was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    endpoint = session.endpoint("create")
    prepare = partial(
        create_fields,
        session.dialect,
        prompt,
        model=model,
        seconds=seconds,
        size=size,
        input_reference=input_reference,
        extra=extra,
    )
    wanted: Wanted = (yield Blocking(prepare)) if input_reference is not None else prepare()
    ours = [value for value in wanted.fields.values() if isinstance(value, File) and value is not input_reference]
    try:
        return (yield from _ask(session, endpoint, wanted))
    finally:
        for file in ours:
            if not isinstance(file.payload, bytes) and file.payload is not input_reference:
                file.payload.close()


def _ask(session: Session, endpoint: Endpoint, wanted: Wanted) -> Flow[VideoJob]:
    """Send a create; once more in the other encoding if the server provably could not read the first."""
    learned, error = session.learned, None
    for encoding in learned.ordered(encodings_for(session.dialect, wanted, endpoint.BODIES)):
        request = build(endpoint, as_sent(session.dialect, wanted.fields, encoding), MEDIA[encoding])
        if error is not None:
            rewind(request)
        try:
            job: VideoJob = yield from submit(session, request)
        except ApiError as refusal:
            if not refused_for_encoding(refusal):
                raise refusal from error
            error = refusal
        else:
            learned.encoding = encoding
            return job
    assert error is not None, "there is at least one encoding"
    raise error


def build(endpoint: Endpoint, fields: Mapping[str, Any], media_type: str, *path: str) -> Request:
    """Return the request with a body made of ``fields``, checked against the provider's document."""
    body = endpoint.BODIES[media_type].from_dict(fields)
    if len(endpoint.BODIES) > 1:
        return endpoint.request(*path, body=body, media_type=media_type)
    return endpoint.request(*path, body=body)


def body_type(session: Session, endpoint: Endpoint) -> str:
    """Return the media type for a body without files: JSON where the operation takes it."""
    for media_type in ("application/json", "multipart/form-data"):
        if media_type in endpoint.BODIES:
            return media_type
    takes = ", ".join(endpoint.BODIES) or "no body"
    raise InvalidRequest(f"{session.dialect.title} takes {takes} here, which carries no prompt")
