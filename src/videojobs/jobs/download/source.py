"""Where the clip of a job is to be fetched from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from attrs import frozen

from videojobs.errors import ContentNotReady, DownloadError, NotSupported, printable
from videojobs.http.request import Request
from videojobs.http.urls import FOLLOWED, MOST, is_local_address, origin_of
from videojobs.jobs.decoding import converters as values
from videojobs.jobs.effects import Flow, Head, Open
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import retrieve
from videojobs.jobs.session import Session, Target

_URL = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


@frozen(kw_only=True)
class Source:
    """Where the bytes come from: an operation of the provider, or a URL."""

    request: Request | None = None
    url: str | None = None


def find_source(session: Session, target: Target, ref: JobRef, variant: str) -> Flow[Source]:
    """Return where to fetch a variant from; asks for the job if its URL is needed and not known.

    Raises:
        NotSupported: The provider does not have this variant, or no way at all to get a clip.
        ContentNotReady: The job has no clip (yet).
    """
    job = target if isinstance(target, VideoJob) else None
    if job is not None and job.is_finished and not job.is_completed:
        raise not_ready(session, job)
    if variant != "video" or (session.learned.content or session.dialect.content.source) == "endpoint":
        return content_source(session, ref, variant)
    if job is None or not (job.is_completed and job.video_url):
        job = yield from retrieve(session, ref)
    return url_source(session, job)


def content_source(session: Session, ref: JobRef, variant: str) -> Source:
    """Return the provider's content operation as a source."""
    operation = session.operation("content")
    endpoint = session.endpoint("content")
    if variant == "video":
        return Source(request=endpoint.request(ref.id))
    if "variant" not in operation.query:
        raise NotSupported(
            f"{session.dialect.title} gives the video only, no {printable(variant, 40)!r}",
            provider=ref.provider,
            ref=ref,
        )
    return Source(request=endpoint.request(ref.id, variant=variant))


def url_source(session: Session, job: VideoJob) -> Source:
    """Return the job's URL as a source; without one, the content operation if the provider may be asked either way.

    Raises:
        ContentNotReady: There is neither.
    """
    if job.is_finished and not job.is_completed:
        raise not_ready(session, job)
    if job.video_url:
        return Source(url=job.video_url)
    if job.is_completed and may_ask_the_endpoint(session):
        return content_source(session, job.ref, "video")
    raise not_ready(session, job)


def may_ask_the_endpoint(session: Session) -> bool:
    """Whether the content operation may give what the URL does not."""
    return session.dialect.content.source != "url" and "content" in session.dialect.operations


def url_in(words: str | None) -> str | None:
    """Return the first http(s) URL in a text, without the punctuation that ends its sentence; None if there is none."""
    match = _URL.search(words or "")
    return values.url(match[0].rstrip(".,;:!?)]}"), None) if match is not None else None


def not_ready(session: Session, job: VideoJob) -> ContentNotReady:
    """Return the error for a job that has no clip (yet)."""
    name = f"job {printable(job.id, 200)} at {session.dialect.title}"
    word = printable(job.raw_status or job.status.value, 80)
    if job.is_completed:
        why = f"{name} is completed, but its answer holds no URL of the clip"
    elif job.is_finished:
        reason = f": {printable(str(job.error))}" if job.error is not None else ""
        why = f"{name} is {word} and has no clip{reason}"
    else:
        why = f"{name} is not finished ({word}); wait() for it first"
    return ContentNotReady(why, job=job)


def follow(session: Session, source: Source, headers: Mapping[str, str], deadline: float | None) -> Flow[Head]:
    """Open a source and follow its redirects by hand, at most five. The credential never leaves its origin.

    Raises:
        DownloadError: A redirect leads where it may not: from https to http, to another kind of URL, into a local
            network, or to another origin if the provider is known not to do that.
    """
    if source.url is not None:
        _check_address(session, source.url)
    head: Head = yield Open(request=source.request, url=source.url, headers=headers, credential=True, deadline=deadline)
    home = source.url is None or _same_origin(source.url, session.base_url)
    for _ in range(MOST):
        if head.status not in FOLLOWED:
            return head
        url = _next_url(session, head)
        home = home and _same_origin(url, session.base_url)
        head = yield Open(url=url, headers=headers, credential=home, deadline=deadline)
    if head.status in FOLLOWED:
        raise DownloadError(f"{urlsplit(head.url).netloc} still redirects after {MOST} hops")
    return head


def _same_origin(url: str, other: str) -> bool:
    return origin_of(url) == origin_of(other)


def _next_url(session: Session, head: Head) -> str:
    here = urlsplit(head.url)
    told = head.headers.get("location", "")
    try:
        url = values.url(urljoin(head.url, told), None) if told else None
    except ValueError:
        url = None
    if url is None or url.startswith("data:"):
        raise DownloadError(f"{here.hostname} redirects (HTTP {head.status}) to no http(s) URL; it is not followed")
    _check_address(session, url)
    there = urlsplit(url)
    allowed = session.dialect.content.redirects
    if here.scheme == "https" and there.scheme == "http":
        raise DownloadError(f"{here.hostname} redirects from https to http on {there.hostname}; that is never followed")
    if allowed == "none" or (allowed == "same-origin" and not _same_origin(url, head.url)):
        raise DownloadError(
            f"{here.hostname} redirects to {printable(there.netloc, 200)}, "
            f"which {session.dialect.title} is not known to do"
        )
    return url


def _check_address(session: Session, url: str) -> None:
    """Refuse what is no usable URL, and to be led into a local network by a provider that is not in one itself."""
    from httpx import InvalidURL

    try:
        _, host, port = origin_of(url)
    except InvalidURL as error:
        raise DownloadError(f"the clip is said to be at an address that is no URL: {error}") from None
    if not host or not 0 < port < 65_536:
        raise DownloadError(f"the clip is said to be at {printable(host, 100)!r}, port {port}: no such address")
    if is_local_address(host) and not is_local_address(urlsplit(session.base_url).hostname or ""):
        raise DownloadError(f"the clip is said to be at {printable(host, 100)}, an address of a local network")
