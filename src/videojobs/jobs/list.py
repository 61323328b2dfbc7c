"""List jobs, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from videojobs.errors import DecodeError, InvalidRequest, printable
from videojobs.http.error_body import read_error_body
from videojobs.http.json_pointer import Path, as_text
from videojobs.http.responses import decode_json, response_info
from videojobs.jobs.decoding.reconcile import json_type, reconcile
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.retry import send_with_retries
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx

# Some servers nest them: {"data": {"items": [...]}}.
_ITEM_KEYS = ("data", "items", "videos", "results")
# Codes of envelopes that report a success.
_SUCCESS_CODES = (None, "", "0", "200", "success", "ok")


@frozen
class Page:
    """Some jobs.

    Attributes:
        jobs: Those that no earlier page had.
        has_more: Whether another page should be fetched.
    """

    jobs: tuple[VideoJob, ...]
    has_more: bool


@define
class Cursor:
    """The position of a listing.

    Attributes:
        limit: Jobs per page; None for the provider's default.
        order: ``asc`` or ``desc`` by time of creation; None for the provider's default.
        after: Id of the last job of the pages so far.
        headers: Headers of each request, in place of the provider's of the same name.
        seen: Ids of the pages so far: a page of nothing but these means that the cursor does not move.
    """

    limit: int | None = None
    order: str | None = None
    after: str | None = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    seen: set[str] = field(factory=set)


def check_cursor(session: Session, cursor: Cursor) -> None:
    """Check, before anything is sent, that the provider's list takes these parameters.

    Raises:
        NotSupported: The provider has no list.
        InvalidRequest: Its list takes no order, or cannot start after a job.
    """
    operation = session.operation("list")
    for name in ("order", "after"):
        if getattr(cursor, name) is not None and name not in operation.query:
            accepted = ", ".join(operation.query) or "none"
            raise InvalidRequest(
                f"{name}: the list of {session.dialect.title} has no such parameter; it takes: {accepted}",
                provider=session.dialect.name,
            )


async def next_page(io: IO, session: Session, cursor: Cursor) -> Page:
    """Fetch the next page and move the cursor.

    Raises:
        DecodeError: The response is no list, or reports that more jobs follow and repeats the same ones.
    """
    parameters = session.operation("list").query
    values = {"limit": cursor.limit, "order": cursor.order, "after": cursor.after}
    query = {name: value for name, value in values.items() if value is not None and name in parameters}
    request = session.request("list", None, **query).with_headers(cursor.headers)
    response = await send_with_retries(io, session, request, deadline=session.timeout)
    return session.decode(response, partial(_decode_page, session, cursor, "after" in parameters))


def _decode_page(session: Session, cursor: Cursor, has_cursor: bool, response: httpx.Response) -> Page:
    """Decode a page and move the cursor."""
    body = decode_json(response)
    envelope: Mapping[str, Any] = {}
    if isinstance(body, Mapping):
        envelope = body
    items = _decode_items(session, body)
    info = response_info(response, session.mask)
    jobs = tuple(
        reconcile(item, session.dialect, base_url=session.base_url, item=True, response=info) for item in items
    )
    new_jobs = tuple(job for job in jobs if job.id not in cursor.seen)
    has_more = envelope.get("has_more")
    if has_more is True and jobs and not new_jobs and has_cursor:
        raise DecodeError(
            f"the list of {session.dialect.title} reports that more jobs follow, but returns none that are new "
            f"after {cursor.after!r}: its cursor does not move"
        )
    cursor.seen.update(job.id for job in new_jobs)
    # Not every server sends last_id; the cursor is the id of the last job in either case.
    cursor.after = as_text(envelope.get("last_id")) or (jobs[-1].id if jobs else None)
    # Some servers send no has_more, others a wrong one: the listing ends with a page that has nothing new.
    return Page(new_jobs, bool(new_jobs) and has_cursor and has_more is not False and cursor.after is not None)


def items_of(body: Any) -> tuple[Path, list[Any]] | None:
    """Return the items of a list and their path in its body; None if the body is no list."""
    if isinstance(body, list):
        return (), body
    if not isinstance(body, Mapping):
        return None
    for key in _ITEM_KEYS:
        value = body.get(key)
        if isinstance(value, list | Mapping):
            inner = items_of(value)
            return None if inner is None else ((key, *inner[0]), inner[1])
    if any(key in body for key in _ITEM_KEYS):
        return (), []
    # Under another name, such as `generations`: the only list that the body has.
    lists = [key for key, value in body.items() if isinstance(value, list)]
    if len(lists) == 1 and all(isinstance(item, Mapping) for item in body[lists[0]]):
        return (lists[0],), body[lists[0]]
    return None


def _reports_error(body: Any) -> bool:
    """Whether a body without items is an error: some servers send ``{"code": 401, "data": null}`` with status 200."""
    if not isinstance(body, Mapping):
        return False
    code = as_text(body.get("code"))
    if isinstance(code, str):
        code = code.lower()
    return bool(body.get("error")) or body.get("success") is False or code not in _SUCCESS_CODES


def _decode_items(session: Session, body: Any) -> list[Any]:
    items = items_of(body)
    if items is not None and (items[1] or not _reports_error(body)):
        return items[1]
    reported = read_error_body(body, session.dialect.errors).message
    if reported:
        content = f"an error: {printable(reported)}"
    elif isinstance(body, Mapping):
        content = ", ".join(repr(str(key)[:40]) for key in list(body)[:12])
    else:
        content = json_type(body)
    raise DecodeError(f"the response of {session.dialect.title} is no list of jobs; it holds {content}")
