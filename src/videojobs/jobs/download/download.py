"""Getting a clip onto the disk. Its name never holds a partial or a wrong file, whatever happens on the way."""

from __future__ import annotations

import math
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define

from videojobs.errors import (
    DownloadError,
    IncompleteDownload,
    InvalidRequest,
    TransportError,
    VideoJobsError,
    WrongContent,
)
from videojobs.jobs.create.input_reference import decode_data_url
from videojobs.jobs.download.partial_file import Identity, Origin, PartFile, check_path
from videojobs.jobs.download.sink import (
    Progress,
    Receiver,
    check_coding,
    is_text,
    length_of,
    origin_from,
    range_of,
    unsatisfied_total,
    wrong_content,
)
from videojobs.jobs.download.source import (
    Source,
    content_source,
    find_source,
    follow,
    may_ask_the_endpoint,
    not_ready,
    url_in,
    url_source,
)
from videojobs.jobs.effects import Blocking, Flow, Head, Peek, Pump, Sleep
from videojobs.jobs.hints import backoff, server_hint
from videojobs.jobs.model.results import Download
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.retrieve import retrieve
from videojobs.jobs.retry import is_transient, known
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx

IDLE_TRIES = 4
"""Tries in a row that bring nothing new."""
ALL_TRIES = 50
_LOST = frozenset({401, 403, 404, 410})
_MAYBE_NOT_READY = frozenset({202, 204, 400, 404, 405, 409, 410, 422, 425, 501})
_NO_SUCH_OPERATION = frozenset({404, 405, 501})
_PEEK = 64 * 1024


def download(
    session: Session,
    target: Target,
    path: str | os.PathLike[str],
    *,
    variant: str = "video",
    on_progress: Progress | None = None,
    max_bytes: int | None = None,
    timeout: float | None = None,
) -> Flow[Download]:
    """Fetch a clip to ``path``, through ``path.part``, resuming what an earlier call left there.

    Raises:
        NotSupported: The provider has no such variant.
        ContentNotReady: The job has no clip (yet).
        WrongContent: What came is not the media asked for.
        IncompleteDownload: The connection kept breaking, or the time is over. Call again to resume.
        DownloadError: The disk, ``max_bytes`` or a forbidden redirect stopped it.
        ApiError: The server refused.
    """
    ref = session.ref(target)
    _check(variant, max_bytes, timeout)
    final = Path(path)
    yield Blocking(partial(check_path, final))
    ends_at = math.inf if timeout is None else session.clock.monotonic() + timeout
    try:
        source = yield from find_source(session, target, ref, variant)
        identity = Identity(provider=ref.provider, id=ref.id, variant=variant)
        part: PartFile = yield Blocking(partial(PartFile.open, final, identity))
        try:
            receiver = Receiver(part, variant, max_bytes, on_progress, session.clock, ends_at)
            transfer = _Transfer(session, ref, source, receiver)
            kind = yield from transfer.run()
            if variant == "video":
                session.learned.content = "endpoint" if transfer.source.url is None else "url"
            yield Blocking(part.commit)
            return Download(path=final, bytes=part.size, content_type=kind)
        except WrongContent:
            part.discard()
            raise
        finally:
            part.close()
    except VideoJobsError as error:
        raise known(error, ref, None) from error.__cause__


def _check(variant: str, max_bytes: int | None, timeout: float | None) -> None:
    if not variant:
        raise InvalidRequest("variant: it is empty; ask for 'video', or what else the provider has")
    if max_bytes is not None and max_bytes < 1:
        raise InvalidRequest(f"max_bytes is {max_bytes}; it must be at least 1, or None for no limit")
    if timeout is not None and not timeout > 0:
        raise InvalidRequest(f"timeout is {timeout}; it must be more than 0 seconds, or None for no limit")


@define
class _Transfer:
    """One download, over as many connections as it takes.

    Attributes:
        refreshed: Whether a fresh URL was asked for already; that is done once.
        closed: Whether the content operation has turned out not to be there.
        idle: Tries in a row that brought nothing new.
        tries: Tries in all.
    """

    session: Session
    ref: JobRef
    source: Source
    receiver: Receiver
    refreshed: bool = False
    closed: bool = False
    idle: int = 0
    tries: int = 0

    def run(self) -> Flow[str]:
        """Fetch until the file is proven; return its media type."""
        if self.source.url is not None and self.source.url[:5].lower() == "data:":
            return (yield from self._inline(self.source.url))
        while True:
            before = self.receiver.part.size
            failed: VideoJobsError
            hint: float | None = None
            try:
                head = yield from follow(self.session, self.source, self._headers(), self._left())
                if head.status in (200, 206, 416):
                    kind = yield from self._take(head)
                    if kind is not None:
                        return kind
                    failed = self._incomplete("the file ended early")
                else:
                    failed = yield from self._error(head)
                    hint = server_hint(head.headers, self.session.clock)
            except TransportError as error:
                failed = known(error, self.ref, None)
            yield from self._pause(failed, hint, self.receiver.part.size > before)

    def _headers(self) -> dict[str, str]:
        """Return the headers of a try: what is there already is not asked for again."""
        headers = {"Accept-Encoding": "identity"}
        part = self.receiver.part
        if part.size and part.origin is not None:
            if part.origin.validator is not None:
                headers["If-Range"] = part.origin.validator
            elif part.origin.total is None:
                return headers
            headers["Range"] = f"bytes={part.size}-"
        return headers

    def _left(self) -> float | None:
        left = self.receiver.ends_at - self.session.clock.monotonic()
        if left <= 0:
            raise self._incomplete("not done in the time allowed")
        return None if left == math.inf else left

    def _incomplete(self, why: str) -> IncompleteDownload:
        part = self.receiver.part
        of = f" of {part.origin.total:,}" if part.origin is not None and part.origin.total is not None else ""
        return IncompleteDownload(f"{why}: {part.size:,}{of} bytes are kept in {part.path}; call again to resume")

    def _pause(self, failed: VideoJobsError, hint: float | None, progressed: bool) -> Flow[None]:
        """Sleep before the next try, or raise what went wrong if there were too many."""
        self.tries += 1
        self.idle = 0 if progressed else self.idle + 1
        delay = hint or backoff(self.idle, self.session.clock)
        late = self.session.clock.monotonic() + delay >= self.receiver.ends_at
        if late or self.idle >= IDLE_TRIES or self.tries >= ALL_TRIES:
            if isinstance(failed, TransportError) and (self.receiver.part.size or late):
                raise self._incomplete(failed.message) from failed
            raise failed
        yield Sleep(delay)

    def _take(self, head: Head) -> Flow[str | None]:
        """Take the body of an answer; return the media type of the proven file, None if there is more to fetch."""
        receiver = self.receiver
        if head.status == 416:
            found: str | None = yield Blocking(partial(self._already_there, head))
            return found
        if is_text(head.headers):
            response: httpx.Response = yield Peek(_PEEK)
            raise self._words(response)
        check_coding(head.headers)
        if not (yield Blocking(partial(self._begin, head))):
            return None
        yield Pump(sink=receiver, deadline=self._left())
        kind: str | None = yield Blocking(receiver.prove)
        if kind is None and receiver.total is None:
            yield Blocking(receiver.part.restart)  # nobody can say where the rest begins
        return kind

    def _begin(self, head: Head) -> bool:
        """Get ready for the body; return False if it does not start where the part ends."""
        receiver, part = self.receiver, self.receiver.part
        if head.status == 206:
            start, total = range_of(head.headers) or (-1, None)
            if start != part.size or not _continues(part, origin_from(head, total)):
                part.restart()
                return False
            if total is None and part.origin is not None:
                total = part.origin.total
        else:
            part.restart()
            total = length_of(head.headers)
        receiver.total = total
        receiver.framed = total is not None or "chunked" in head.headers.get("transfer-encoding", "").lower()
        if total is not None and receiver.max_bytes is not None and total > receiver.max_bytes:
            raise receiver.too_large(f"{total:,}")
        if total is not None:
            part.check_space(total)
        if part.origin is None:
            part.begin(origin_from(head, total))
        return True

    def _already_there(self, head: Head) -> str | None:
        """Handle "no such range": the part is the whole file already, or of another state of it."""
        receiver = self.receiver
        if receiver.part.size and unsatisfied_total(head.headers) == receiver.part.size:
            receiver.total = receiver.part.size
            return receiver.prove()
        receiver.part.restart()
        return None

    def _words(self, response: httpx.Response) -> WrongContent:
        said = self.session.said(response)
        text = self.session.masked(said.message or response.text)
        kind = response.headers.get("content-type", "").partition(";")[0]
        return wrong_content(self.receiver.variant, kind, text.encode("utf-8", "replace"))

    def _error(self, head: Head) -> Flow[VideoJobsError]:
        """Return what may be tried again; raise what may not."""
        response: httpx.Response = yield Peek(_PEEK)
        error = self.session.error(response, ref=self.ref)
        if self.source.url is not None:
            if head.status in _LOST and not self.refreshed:
                self.refreshed = True
                self.source = url_source(self.session, (yield from retrieve(self.session, self.ref)))
                return error
            if head.status in _LOST and not self.closed and may_ask_the_endpoint(self.session):
                self.source = content_source(self.session, self.ref, self.receiver.variant)
                return error
        elif head.status in _MAYBE_NOT_READY and "retrieve" in self.session.dialect.operations:
            job = yield from retrieve(self.session, self.ref)
            if not job.is_completed:
                raise not_ready(self.session, job) from error
            if self._moved(error.api_message) or self._other_way(job, head.status):
                return error
        if head.status in (202, 204):
            raise DownloadError(f"the server answered HTTP {head.status}, without a clip")
        if not is_transient(head.status):
            raise error
        return error

    def _moved(self, words: str | None) -> bool:
        """Go to the URL that a refusal names, where the provider is known to tell it so."""
        url = url_in(words) if self.session.dialect.content.url_in_error and self.receiver.variant == "video" else None
        if url is not None:
            self.source = Source(url=url)
        return url is not None

    def _other_way(self, job: VideoJob, status: int) -> bool:
        """Go to the URL of a completed job if the server has no content operation."""
        if self.refreshed or not job.video_url or status not in _NO_SUCH_OPERATION or self.receiver.variant != "video":
            return False
        self.source, self.closed = Source(url=job.video_url), True
        return True

    def _inline(self, url: str) -> Flow[str]:
        """Take a clip that is in the job itself, as a ``data:`` URL."""
        receiver = self.receiver
        try:
            _, data = decode_data_url(url)
        except InvalidRequest as error:
            raise WrongContent(error.message) from None
        yield Blocking(receiver.part.restart)
        receiver.total, receiver.framed = len(data), True
        yield Blocking(partial(receiver.write, data))
        receiver.report()
        kind: str | None = yield Blocking(receiver.prove)
        if kind is None:
            raise WrongContent("the data: URL holds a clip that is cut short")
        return kind


def _continues(part: PartFile, found: Origin) -> bool:
    """Whether an answer goes on with the very resource that the part is of."""
    if part.origin is None:
        return part.size == 0
    same_etag = None in (found.etag, part.origin.etag) or found.etag == part.origin.etag
    same_total = None in (found.total, part.origin.total) or found.total == part.origin.total
    return same_etag and same_total
