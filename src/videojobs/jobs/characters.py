"""Make a character out of a video, to name it in prompts, and look it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from videojobs.errors import DecodeError, InvalidRequest, printable
from videojobs.http.json_pointer import as_text
from videojobs.http.responses import decode_object
from videojobs.jobs.create.files import close_files
from videojobs.jobs.create.from_clip import video_file
from videojobs.jobs.create.paid_request import PaidRequest
from videojobs.jobs.create.request import MEDIA_TYPES, CreateBody, checked_text, encodings_for, paid_headers
from videojobs.jobs.create.send import build_request, send_paid_request
from videojobs.jobs.decoding.converters import time
from videojobs.jobs.io import IO
from videojobs.jobs.retry import send_with_retries
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx


@frozen(kw_only=True)
class Character:
    """A character that prompts can name.

    Attributes:
        provider: Name of the provider.
        id: The provider's id of it.
        name: Its name, if it was received.
        created_at: When it was made, aware UTC, if it was received.
        raw: The body as received.
    """

    provider: str
    id: str
    name: str | None = None
    created_at: datetime | None = None
    raw: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)


async def create_character(
    io: IO, session: Session, name: str, video: object, *, idempotency_key: str | None = None
) -> Character:
    """Upload a video and make a character out of it; never repeated on a guess, as a new job is not.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: The name or the file cannot be used. Nothing was sent.
        ApiError: The server rejected the request. No character was made.
        AmbiguousCreate: It is not known whether one was made.
    """
    session.operation("create_character")
    headers = paid_headers(session.dialect, idempotency_key)
    if not checked_text("name", name).strip():
        raise InvalidRequest("name: it is empty; prompts name the character by it")
    file = await io.run_blocking(partial(video_file, video))
    fields = {"name": name, "video": file}
    body = CreateBody(name, fields, tuple(MEDIA_TYPES), holds_file=True, arguments={key: key for key in fields})
    # The ledger is about jobs: a recovery would look for a character in the list of jobs.
    session = evolve(session, ledger=None)
    try:
        [encoding] = encodings_for(session, "create_character", body)
        request = build_request(session, "create_character", fields, MEDIA_TYPES[encoding], headers)
        paid = PaidRequest(session, "create_character", name, fields, product="a character")
        try:
            return await send_paid_request(io, session, request, paid, partial(_decode, session))
        except BaseException as error:
            paid.fail(error)
            raise
    finally:
        close_files(fields, video)


async def retrieve_character(io: IO, session: Session, character: str | Character) -> Character:
    """Look up a character; repeated over passing faults.

    Raises:
        NotSupported: The provider has no such operation.
        ApiError: There is no such character, or the server refused.
    """
    character_id = character.id if isinstance(character, Character) else character
    if not checked_text("character", character_id):
        raise InvalidRequest("character: its id is empty")
    request = session.request("retrieve_character", character_id)
    response = await send_with_retries(io, session, request, deadline=session.timeout)
    return _decode(session, response)


def _decode(session: Session, response: httpx.Response) -> Character:
    return session.decode(response, partial(_character_in, session))


def _character_in(session: Session, response: httpx.Response) -> Character:
    body = decode_object(response)
    character_id = as_text(body.get("id"))
    if not character_id:
        raise DecodeError(f"the response is no character: it has no id, but the keys {printable(', '.join(body), 200)}")
    return Character(
        provider=session.dialect.name,
        id=character_id,
        name=as_text(body.get("name")) or None,
        created_at=time(body.get("created_at")),
        raw=body,
    )
