"""Listing jobs, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from videojobs.errors import DecodeError, InvalidRequest
from videojobs.http.responses import decode_json
from videojobs.jobs.decoding.converters import text
from videojobs.jobs.decoding.json_pointer import Path
from videojobs.jobs.decoding.reconcile import kind, reconcile
from videojobs.jobs.effects import Flow
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.retry import ask
from videojobs.jobs.session import Session

if TYPE_CHECKING:
    import httpx

_ITEMS = ("data", "items", "videos", "results")


@frozen
class Page:
    """Some jobs, and whether there are more."""

    jobs: tuple[VideoJob, ...]
    more: bool


@define
class Cursor:
    """Where a listing stands.

    Attributes:
        limit: Jobs per page; None for the provider's own choice.
        order: ``asc`` or ``desc`` by time of creation; None for the provider's own choice.
        after: Id of the last job already given.
        seen: Ids already given: a page of nothing but these means that the cursor does not move.
    """

    limit: int | None = None
    order: str | None = None
    after: str | None = None
    seen: set[str] = field(factory=set)


def check_cursor(session: Session, cursor: Cursor) -> None:
    """Check, before anything is sent, that the provider can list this way.

    Raises:
        NotSupported: The provider has no list.
        InvalidRequest: Its list takes no order, or cannot start after a job.
    """
    operation = session.operation("list")
    for name in ("order", "after"):
        if getattr(cursor, name) is not None and name not in operation.query:
            takes = ", ".join(operation.query) or "none"
            raise InvalidRequest(
                f"{name}: the list of {session.dialect.title} has no such parameter; it takes: {takes}",
                provider=session.dialect.name,
            )


def next_page(session: Session, cursor: Cursor) -> Flow[Page]:
    """Fetch the next page and move the cursor.

    Raises:
        DecodeError: The answer is no list, or says that more jobs follow and gives the same ones again.
    """
    takes = session.operation("list").query
    wanted = {"limit": cursor.limit, "order": cursor.order, "after": cursor.after}
    known = {name: value for name, value in wanted.items() if value is not None and name in takes}
    response = yield from ask(session, session.endpoint("list").request(**known))
    body = decode_json(response)
    items = _items(session, body, response)
    jobs = tuple(reconcile(item, session.dialect, base_url=session.base_url, item=True) for item in items)
    fresh = tuple(job for job in jobs if job.id not in cursor.seen)
    says_more = body.get("has_more") if isinstance(body, Mapping) else None
    if says_more is True and jobs and not fresh and "after" in takes:
        raise DecodeError(
            f"the list of {session.dialect.title} says that more jobs follow, but gives none that are new "
            f"after {cursor.after!r}: its cursor does not move",
            status_code=response.status_code,
            content=response.content,
            provider=session.dialect.name,
        )
    cursor.seen.update(job.id for job in fresh)
    last = text(body.get("last_id")) if isinstance(body, Mapping) else None
    cursor.after = last or (jobs[-1].id if jobs else None)
    more = bool(fresh) and "after" in takes and says_more is not False and cursor.after is not None
    return Page(fresh, more)


def items_of(body: Any) -> tuple[Path, list[Any]] | None:
    """Return the items of a list and where they stand in its answer; None if it is no list."""
    if isinstance(body, list):
        return (), body
    if not isinstance(body, Mapping):
        return None
    for key in _ITEMS:
        found = body.get(key)
        if isinstance(found, list | Mapping):
            inner = items_of(found)
            return None if inner is None else ((key, *inner[0]), inner[1])
    return ((), []) if any(key in body for key in _ITEMS) else None


def _items(session: Session, body: Any, response: httpx.Response) -> list[Any]:
    found = items_of(body)
    if found is not None:
        return found[1]
    shape = ", ".join(repr(str(key)[:40]) for key in list(body)[:12]) if isinstance(body, Mapping) else kind(body)
    raise DecodeError(
        f"the answer of {session.dialect.title} is no list of jobs; it holds {shape}",
        status_code=response.status_code,
        content=response.content,
        provider=session.dialect.name,
    )
