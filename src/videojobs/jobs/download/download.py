"""Download a clip. The target's name never holds a partial or a wrong file, whatever happens on the way."""

from __future__ import annotations

import math
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from attrs import Factory, define, field

from videojobs.errors import (
    DeadlineExceeded,
    DownloadError,
    IncompleteDownload,
    InvalidRequest,
    TransportError,
    VideoJobsError,
    WrongContent,
)
from videojobs.http.error_body import read_error_body
from videojobs.http.responses import decode_text_or_json, masked_response
from videojobs.jobs.body import Body
from videojobs.jobs.clock import checked_timeout
from videojobs.jobs.create.input_reference import decode_data_url
from videojobs.jobs.download.partial_file import Identity, Origin, PartialFile, check_path, checked_path
from videojobs.jobs.download.sink import (
    OUT_OF_TIME,
    FileSink,
    Progress,
    check_encoding,
    content_length,
    content_range,
    is_text,
    origin_from,
    unsatisfied_total,
    wrong_content,
)
from videojobs.jobs.download.source import (
    Source,
    can_use_content_operation,
    content_request,
    find_source,
    first_url,
    not_ready,
    open_following_redirects,
    url_or_content_request,
)
from videojobs.jobs.io import IO
from videojobs.jobs.log import logged
from videojobs.jobs.model.results import Download, Retry
from videojobs.jobs.model.video_job import JobRef, VideoJob
from videojobs.jobs.recording import record_saved, record_target
from videojobs.jobs.retrieve import retrieve
from videojobs.jobs.retry import backoff, is_transient_failure, report_retry, requested_delay, shorter
from videojobs.jobs.session import Session, Target

if TYPE_CHECKING:
    import httpx

MAX_IDLE_TRIES = 4
"""Tries in a row that bring no new bytes."""
# Also bounds a server that breaks each connection after a few new bytes.
MAX_TRIES = 50
# A URL that expired, or that leads to a file which is not in storage yet.
_EXPIRED_URL = frozenset({401, 403, 404, 410})
# Servers refuse the content of an unfinished job with any of these; the job itself tells whether to wait.
_MAYBE_NOT_READY = frozenset({202, 204, 400, 404, 405, 409, 410, 422, 425, 501})
_NO_SUCH_OPERATION = frozenset({404, 405, 501})
_ERROR_BYTES = 64 * 1024
MAX_SECONDS_MISSING = 15.0
"""Seconds for which the clip of a completed job may be missing: file storage can be behind the job's status."""
_MAYBE_MISSING = frozenset({202, 204, 404, 409})


@logged("download")
async def download(
    io: IO,
    session: Session,
    target: Target,
    path: str | os.PathLike[str],
    *,
    variant: str = "video",
    on_progress: Progress | None = None,
    max_bytes: int | None = None,
    timeout: float | None = None,
) -> Download:
    """Download a clip to ``path``, through ``path.part``, resuming an earlier call's partial file.

    Raises:
        NotSupported: The provider has no such variant.
        ContentNotReady: The job has no clip (yet).
        WrongContent: The response is not of the requested variant.
        IncompleteDownload: The connection kept breaking, or the time is over. Call again to resume.
        DownloadError: The disk, ``max_bytes`` or a forbidden redirect stopped it.
        ApiError: The server refused.
    """
    ref = session.ref(target)
    check_arguments(variant, max_bytes)
    timeout = checked_timeout(timeout, InvalidRequest)
    final = checked_path(path)
    await io.run_blocking(partial(check_path, final))
    ends_at = math.inf
    if timeout is not None:
        ends_at = session.clock.monotonic() + timeout
    try:
        # Before anything is fetched: a folder that may not be written to, or another download, would waste it.
        part = await _open_partial_file(io, final, Identity(provider=ref.provider, id=ref.id, variant=variant))
        try:
            await record_target(io, session, ref, variant, final)  # after a crash, `recover` saves the clip there
            source = await find_source(io, session, target, ref, variant, ends_at=ends_at)
            sink = FileSink(part, variant, max_bytes, on_progress, session.clock, ends_at)
            transfer = _Transfer(io, session, ref, source, sink)
            media_type = await transfer.run()
            is_url = isinstance(transfer.source, str)
            # Only a refusal by the other source shows where the server keeps its clips; one job without a URL does not.
            if variant == "video" and is_url != isinstance(source, str):
                session.server.content = "url" if is_url else "endpoint"
            await io.run_blocking(part.commit)
            result = Download(path=final, bytes=part.size, content_type=media_type)
            await record_saved(io, session, ref, variant, result)
            return result
        finally:
            part.close()
    except DeadlineExceeded as error:
        # Then it is the limit of one request that passed.
        if timeout is None:
            raise
        raise session.add_context(IncompleteDownload(f"not done within {timeout:g} s; call again"), ref) from error
    except VideoJobsError as error:
        session.add_context(error, ref)
        raise


async def _open_partial_file(io: IO, final: Path, identity: Identity) -> PartialFile:
    opened: list[PartialFile] = []
    try:
        await io.run_blocking(lambda: opened.append(PartialFile.open(final, identity)))
    except BaseException:
        for part in opened:  # cancelled after a worker thread opened and locked it
            part.close()
        raise
    return opened[0]


def check_arguments(variant: str, max_bytes: int | None) -> None:
    """Check the arguments of a download.

    Raises:
        InvalidRequest: One of them cannot be used.
    """
    if not isinstance(cast(object, variant), str) or not variant:  # annotations are promises of callers, not facts
        raise InvalidRequest("variant: pass 'video', or another variant of the provider")
    if max_bytes is None:
        return
    if isinstance(max_bytes, bool) or not isinstance(cast(object, max_bytes), int | float):
        raise InvalidRequest(f"max_bytes is a {type(max_bytes).__name__}; it must be a number, or None for no limit")
    if not max_bytes >= 1:  # NaN is not >= 1
        raise InvalidRequest(f"max_bytes is {max_bytes}; it must be at least 1, or None for no limit")


def _source_of(transfer: _Transfer) -> Source:
    return transfer.source


@define
class _Transfer:
    """One download, over as many connections as it takes.

    Attributes:
        first_source: Where the clip was requested first.
        is_refreshed: Whether the job was retrieved for a new URL; that is done once.
        is_content_missing: Whether the server turned out to have no content operation.
        idle_tries: Tries in a row that brought no new bytes.
        tries: Tries in all.
        missing_until: When a clip that is missing at its completed job counts as lost; None if it was never missing.
    """

    io: IO
    session: Session
    ref: JobRef
    source: Source
    sink: FileSink
    first_source: Source = field(default=Factory(_source_of, takes_self=True), init=False)
    is_refreshed: bool = False
    is_content_missing: bool = False
    idle_tries: int = 0
    tries: int = 0
    missing_until: float | None = None

    async def run(self) -> str:
        """Fetch until the file is verified; return its media type."""
        if isinstance(self.source, str) and self.source[:5].lower() == "data:":
            return await self._write_data_url(self.source)
        while True:
            size = self.sink.part.size
            failure: VideoJobsError
            delay: float | None = None
            may_appear = False
            try:
                result = await self._try()
                if isinstance(result, str):
                    return result
                if result is None:
                    failure = self.sink.part.incomplete("the file ended early")
                else:
                    failure = await self._handle_refusal(result)
                    may_appear = self._may_appear(result.status_code)
                    delay = requested_delay(result.headers, self.session.clock)
            except TransportError as error:
                failure = self.session.add_context(error, self.ref)
            except WrongContent as error:
                if not self.sink.part.size:
                    raise
                failure = error  # a page of a proxy in the middle of a resume; the bytes in the partial file are right
            await self._pause(failure, delay, self.sink.part.size > size, may_appear)

    async def _try(self) -> str | httpx.Response | None:
        """Fetch once: return the media type of the verified file, a refusal, or None if there is more to fetch."""
        source = open_following_redirects(self.io, self.session, self.source, self._headers(), self._response_deadline)
        async with self.io.slot("download", ends_at=self.sink.ends_at), source as body:
            if body.response.status_code in (200, 206, 416):
                return await self._receive(body)
            return await body.read_start(_ERROR_BYTES, deadline=self._response_deadline())

    def _headers(self) -> dict[str, str]:
        """Return the headers of a try: only the bytes that are missing are requested."""
        # Lengths and ranges count encoded bytes (RFC 9110, 8.4): of a compressed body nothing could be verified.
        headers = {"Accept-Encoding": "identity"}
        part = self.sink.part
        # Without a validator, the rest of another file could follow: an equal length alone does not tell them apart.
        if part.size and part.origin is not None and part.origin.validator is not None:
            headers["If-Range"] = part.origin.validator
            headers["Range"] = f"bytes={part.size}-"
        return headers

    def _remaining(self) -> float | None:
        remaining = self.sink.ends_at - self.session.clock.monotonic()
        if remaining <= 0:
            raise self.sink.part.incomplete(OUT_OF_TIME)
        return None if remaining == math.inf else remaining

    def _response_deadline(self) -> float | None:
        """Return the seconds for the headers of a response, or for an error body: those of a request, at most."""
        # A server that sends one HTTP 103 after the other (RFC 8297) would hold a download for ever.
        return shorter(self.session.timeout, self._remaining() or math.inf)

    async def _pause(
        self, failure: VideoJobsError, requested: float | None, has_progressed: bool, may_appear: bool
    ) -> None:
        """Sleep before the next try, or raise the failure if there were too many."""
        self.tries += 1
        self.idle_tries = 0 if has_progressed else self.idle_tries + 1
        delay = requested or backoff(self.idle_tries, self.session.clock)
        is_late = self.session.clock.monotonic() + delay >= self.sink.ends_at
        is_idle = self.idle_tries >= MAX_IDLE_TRIES and not may_appear
        if is_late or is_idle or self.tries >= MAX_TRIES:
            if isinstance(failure, TransportError) and (self.sink.part.size or is_late):
                raise self.sink.part.incomplete(failure.message) from failure
            raise failure
        await report_retry(self.io, self.session, Retry(error=failure, pause=delay, ref=self.ref))
        await self.io.sleep(delay)

    async def _receive(self, body: Body) -> str | None:
        """Write the body of a response; return the media type of the verified file, None if there is more to fetch."""
        io, sink, response = self.io, self.sink, body.response
        if response.status_code == 416:
            return await io.run_blocking(partial(self._handle_unsatisfied_range, response))
        if is_text(response.headers):
            raise self._text_error(await body.read_start(_ERROR_BYTES, deadline=self._response_deadline()))
        check_encoding(response.headers)
        if not await io.run_blocking(partial(self._begin, response)):
            return None
        await body.copy_to(sink, deadline=self._remaining())
        return await io.run_blocking(sink.verify)

    def _begin(self, response: httpx.Response) -> bool:
        """Prepare the partial file for the body; return False if the body does not start where the file ends."""
        sink, part, headers = self.sink, self.sink.part, response.headers
        is_chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        if response.status_code != 206:
            length = content_length(headers)
            sink.start_over(origin_from(response, length), is_framed=is_chunked or length is not None)
            return True
        start, end, total = content_range(headers) or (-1, -1, None)
        origin = origin_from(response, total)
        if start != part.size or not part.is_continued_by(origin):
            part.restart()
            return False
        if part.origin is None:
            part.begin(origin)
        elif total is None:
            total = part.origin.total
        sink.resume(end, total, headers.get("content-digest", ""), is_framed=is_chunked or total is not None)
        return True

    def _handle_unsatisfied_range(self, response: httpx.Response) -> str | None:
        """Handle HTTP 416: the partial file is complete already, or is of another state of the resource."""
        part, total = self.sink.part, unsatisfied_total(response.headers)
        if part.size and part.origin is not None and total == part.size:
            origin = origin_from(response, total)
            # An equal length alone proves nothing; a recorded total was sent together with the bytes.
            if origin.etag == part.origin.etag or (origin.etag is None and part.origin.total == total):
                self.sink.resume(part.size, total, "", is_framed=True)
                return self.sink.verify()
        part.restart()
        return None

    def _text_error(self, response: httpx.Response) -> WrongContent:
        response = masked_response(response, self.session.mask)
        message = read_error_body(decode_text_or_json(response), self.session.dialect.errors).message
        text = message or response.text
        media_type = response.headers.get("content-type", "").partition(";")[0]
        return wrong_content(self.sink.variant, media_type, text.encode("utf-8", "replace"))

    async def _handle_refusal(self, response: httpx.Response) -> VideoJobsError:
        """Return the error of a refusal after which to try again, maybe at another source; raise any other."""
        session, status = self.session, response.status_code
        error = session.api_error(response, ref=self.ref)
        is_completed = isinstance(self.source, str)  # only a completed job has a URL
        if isinstance(self.source, str):
            if status in _EXPIRED_URL and not self.is_refreshed:
                self.is_refreshed = True
                job = await retrieve(self.io, session, self.ref, ends_at=self.sink.ends_at)
                self.source = url_or_content_request(session, job)
                return error
            if status in _EXPIRED_URL and not self.is_content_missing and can_use_content_operation(session):
                self.source = content_request(session, self.ref, self.sink.variant)
                return error
        elif status in _MAYBE_NOT_READY and "retrieve" in session.dialect.operations:
            job = await retrieve(self.io, session, self.ref, ends_at=self.sink.ends_at)
            if not job.is_completed:
                raise not_ready(session, job) from error
            if self._switch_to_url_in_error(error.api_message) or self._switch_to_job_url(job, status):
                return error
            is_completed = True
        failure: VideoJobsError = error
        if status in (202, 204):
            failure = DownloadError(f"the server responded with HTTP {status}, without a clip")
        if is_transient_failure(error) or (is_completed and self._may_appear(status)):
            return failure
        raise failure

    def _may_appear(self, status: int) -> bool:
        """Whether a refusal may mean that the clip of a completed job is not in file storage yet."""
        # A clip that is missing at another source, too, or at a renewed URL, is lost.
        if status not in _MAYBE_MISSING or self.source != self.first_source:
            return False
        now = self.session.clock.monotonic()
        if self.missing_until is None:
            self.missing_until = now + MAX_SECONDS_MISSING
        return now < self.missing_until

    def _switch_to_url_in_error(self, message: str | None) -> bool:
        """Use the URL that a refusal names, if the provider is known to do that; return whether there is one."""
        if not self.session.dialect.content.url_in_error or self.sink.variant != "video":
            return False
        url = first_url(message)
        if url is None:
            return False
        self.source = url
        return True

    def _switch_to_job_url(self, job: VideoJob, status: int) -> bool:
        """Use the URL of a completed job, if the server has no content operation; return whether it is used."""
        if self.is_refreshed or not job.video_url or status not in _NO_SUCH_OPERATION or self.sink.variant != "video":
            return False
        self.source, self.is_content_missing = job.video_url, True
        return True

    async def _write_data_url(self, url: str) -> str:
        """Write a clip that is in the job itself, as a ``data:`` URL."""
        sink = self.sink
        try:
            _, data = decode_data_url(url)
        except InvalidRequest as error:
            raise WrongContent(error.message) from None
        sink.start_over(Origin(url="data:", total=len(data)), is_framed=True)
        await self.io.run_blocking(partial(sink.write, data))
        sink.report()
        media_type = await self.io.run_blocking(sink.verify)
        if media_type is None:
            raise WrongContent("the data: URL holds a clip that is cut short")
        return media_type
