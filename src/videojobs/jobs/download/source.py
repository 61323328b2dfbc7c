"""Find where a clip is fetched from, and open it, following redirects by hand."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from videojobs.errors import ContentNotReady, DownloadError, NotSupported, TransportError, printable
from videojobs.http.request import Request
from videojobs.http.urls import MAX_REDIRECTS, REDIRECT_STATUSES, is_local_address, next_hop, origin_of
from videojobs.jobs.body import Body
from videojobs.jobs.decoding import converters
from videojobs.jobs.io import IO
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import retrieve
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx

Source = Request | str
"""A request for an operation of the provider, or an absolute URL."""
_URL = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


async def find_source(
    io: IO, session: Session, target: Target, ref: JobRef, variant: str, *, ends_at: float = math.inf
) -> Source:
    """Return the source of a variant; retrieves the job if its URL is needed and not known.

    Raises:
        NotSupported: The provider does not have this variant, or no way to fetch a clip.
        ContentNotReady: The job has no clip (yet).
    """
    job = target if isinstance(target, VideoJob) else None
    if job is not None and job.is_finished and not job.is_completed:
        raise not_ready(session, job)
    # The URL in a job is that of the video; only the content operation has other variants.
    if variant != "video" or (session.server.content or session.dialect.content.source) == "endpoint":
        return content_request(session, ref, variant)
    if job is None or not (job.is_completed and job.video_url):
        job = await retrieve(io, session, ref, ends_at=ends_at)
    return url_or_content_request(session, job)


def content_request(session: Session, ref: JobRef, variant: str) -> Request:
    """Return a request for the provider's content operation."""
    if variant == "video":
        return session.request("content", ref)
    variants: tuple[str, ...] | None = ()
    content = session.dialect.operations.get("content")
    if content is not None and "variant" in content.query:
        variants = session.dialect.content.variants
    if variants is not None and variant not in variants:
        served = ", ".join(("video", *variants)) if variants else "the video only"
        raise NotSupported(
            f"{session.dialect.title} has no variant {printable(variant, 40)!r} of a clip; it serves {served}",
            ref=ref,
        )
    return session.request("content", ref, variant=variant)


def url_or_content_request(session: Session, job: VideoJob) -> Source:
    """Return the job's URL; without one, the content operation, if the provider serves clips in either way.

    Raises:
        ContentNotReady: There is neither.
    """
    if job.is_finished and not job.is_completed:
        raise not_ready(session, job)
    if job.video_url:
        return job.video_url
    if job.is_completed and can_use_content_operation(session):
        return content_request(session, job.ref, "video")
    raise not_ready(session, job)


def can_use_content_operation(session: Session) -> bool:
    """Whether the content operation may serve a clip that the URL does not."""
    return session.dialect.content.source != "url" and "content" in session.dialect.operations


def first_url(text: str | None) -> str | None:
    """Return the first http(s) URL in a text, without the punctuation that ends its sentence, or None."""
    match = _URL.search(text or "")
    if match is None:
        return None
    return converters.url(match[0].rstrip(".,;:!?)]}"), None)


def not_ready(session: Session, job: VideoJob) -> ContentNotReady:
    """Return the error for a job that has no clip (yet)."""
    name = f"job {printable(job.id, 200)} at {session.dialect.title}"
    status = printable(job.raw_status or job.status.value, 80)
    if job.is_completed:
        message = f"{name} is completed, but the response holds no URL of the clip"
    elif job.is_finished:
        message = f"{name} is {status} and has no clip"
        if job.error is not None:
            message += f": {printable(str(job.error))}"
    else:
        message = f"{name} is not finished ({status}); wait() for it first"
    return ContentNotReady(message, job=job)


@asynccontextmanager
async def open_following_redirects(
    io: IO, session: Session, source: Source, headers: Mapping[str, str], deadline: Callable[[], float | None]
) -> AsyncGenerator[Body]:
    """Open a source and follow at most five redirects. The credential never leaves its origin.

    Args:
        io: Network and time.
        session: The settings of the client.
        source: The first request or URL.
        headers: Further headers.
        deadline: Returns the seconds for the headers of the next response, or None for no limit.

    Raises:
        DownloadError: A redirect leads from https to http, to another kind of URL, into a local network, or to another
            origin if the provider is known not to do that.
    """
    if isinstance(source, str):
        _check_address(session, source)
    # A clip at the provider's own origin needs the key, as other operations do; a signed URL of file storage does not.
    credential = isinstance(source, Request) or _same_origin(source, session.base_url)
    for hops in count():
        async with io.open(source, headers=headers, credential=credential, deadline=deadline()) as body:
            if body.response.status_code not in REDIRECT_STATUSES:
                yield body
                return
            if hops == MAX_REDIRECTS:
                raise DownloadError(f"{body.response.request.url.host} still redirects after {MAX_REDIRECTS} hops")
            source = _redirect_url(session, body.response)
            # A redirect that left the origin once is another server's: the credential does not come back with it.
            credential = credential and _same_origin(source, session.base_url)


def _same_origin(url: str, other: str) -> bool:
    return origin_of(url) == origin_of(other)


def _redirect_url(session: Session, response: httpx.Response) -> str:
    """Return the URL that a redirect leads to."""
    try:
        target = next_hop(response)
    except TransportError as error:
        raise DownloadError(error.message) from None  # another try would be redirected to the same place
    url = str(target)
    _check_address(session, url)
    here = response.request.url
    allowed = session.dialect.content.redirects
    if allowed == "none" or (allowed == "same-origin" and not _same_origin(url, str(here))):
        raise DownloadError(
            f"{here.host} redirects to {printable(urlsplit(url).netloc.rpartition('@')[2], 200)}, "
            f"which {session.dialect.title} is not known to do"
        )
    return url


def _check_address(session: Session, url: str) -> None:
    """Refuse an unusable URL, and one into a local network, unless the provider itself is in one.

    Otherwise a provider could make this machine fetch the metadata service of its cloud:
    https://owasp.org/www-community/attacks/Server_Side_Request_Forgery
    """
    from httpx import InvalidURL

    try:
        _, host, port = origin_of(url)
    except InvalidURL as error:
        raise DownloadError(f"the URL of the clip is no URL: {error}") from None
    if not host or not 0 < port < 65_536:
        raise DownloadError(f"the URL of the clip names {printable(host, 100)!r}, port {port}: no such address")
    if is_local_address(host) and not is_local_address(urlsplit(session.base_url).hostname or ""):
        raise DownloadError(f"the URL of the clip leads to {printable(host, 100)}, an address of a local network")
