"""Download a published document: bounded in size, time and redirects, and without cookies or credentials."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
from attrs import evolve, field, frozen

from scripts.drift.fetch.address import follow_redirect, parse_url
from scripts.drift.fetch.cache import CachedBody, load_cached, store_cached, valid_etag
from scripts.drift.fetch.plausible import check_plausible
from scripts.drift.fetch.unreachable import Unreachable
from scripts.oas.bounds import MAX_BYTES
from videojobs.http.urls import is_local_address

__all__ = ["Fetched", "Limits", "Unreachable", "check_plausible", "fetch"]

# Without 300, which leaves the choice to a person, and 305, which is deprecated (RFC 9110, section 15.4).
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Time-out, too early, too many requests: of the 4xx, only these invite the same request again.
_TEMPORARY = frozenset({408, 425, 429})
# An attempt notices its deadline itself, and then knows the reason; the thread is given up only if it does not.
_GRACE = 1.0
_RETRY_LATER = "try again later"
_OPEN_IN_BROWSER = "open the address in a browser"


@frozen(kw_only=True)
class Limits:
    """Limits of a download.

    Attributes:
        max_bytes: Largest body, as sent and after decompression.
        seconds: Longest time of one attempt, from its start to the last byte.
        silence: Longest time without a byte, in seconds.
        redirects: Most redirects that are followed.
        retry_delay: Seconds between an attempt that failed for a temporary reason and the second one.
    """

    max_bytes: int = MAX_BYTES
    seconds: float = 30.0
    silence: float = 10.0
    redirects: int = 3
    retry_delay: float = 5.0


DEFAULT = Limits()


@frozen(kw_only=True)
class Fetched:
    """A downloaded document.

    Attributes:
        content: Its bytes, decompressed. Empty if the caller passed an ``etag`` and the document is unchanged.
        url: Its URL after redirects.
        etag: The entity tag of the response, or None.
        unchanged: The server responded 304, or the content has the hash that the caller passed.
        content_type: ``Content-Type`` of the response, or an empty text.
    """

    content: bytes
    url: str
    etag: str | None
    unchanged: bool
    content_type: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def fetch(
    url: str,
    *,
    etag: str | None = None,
    sha256: str | None = None,
    etag_cache: Path | None = None,
    limits: Limits = DEFAULT,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Download a document; after a temporary failure, retry once.

    Args:
        url: An https address; plain http only on this machine.
        etag: The entity tag of the body that the caller has, for a conditional request.
        sha256: Hash of the body that the caller has, for ``unchanged``.
        etag_cache: Folder that keeps the last body of each address; used instead of ``etag``.
        limits: Limits of size, time and redirects.
        transport: An httpx transport, for tests.
        clock: Monotonic clock in seconds, for tests.
        sleep: Waits for some seconds, for tests.

    Raises:
        Unreachable: The document cannot be downloaded within the limits.
    """
    start = parse_url(url)
    cached = None if etag_cache is None else load_cached(etag_cache, url)
    download = _Download(start, valid_etag(etag) if cached is None else cached.etag, limits, transport, clock)
    try:
        fetched = download.run()
    except Unreachable as problem:
        if not problem.temporary:
            raise
        sleep(limits.retry_delay)
        fetched = download.run()
    if fetched.unchanged and cached is not None:
        fetched = evolve(fetched, content=cached.content)
    elif etag_cache is not None and not fetched.unchanged and fetched.etag is not None:
        with suppress(OSError):  # without the cache the next download is a full one, nothing worse
            store_cached(etag_cache, url, CachedBody(content=fetched.content, etag=fetched.etag))
    return evolve(fetched, unchanged=fetched.unchanged or (sha256 is not None and fetched.sha256 == sha256))


@frozen
class _Download:
    start: httpx.URL
    etag: str | None
    limits: Limits
    transport: httpx.BaseTransport | None
    clock: Callable[[], float]
    clients: list[httpx.Client] = field(factory=list[httpx.Client])

    def run(self) -> Fetched:
        """Make one attempt; raises ``Unreachable``."""
        # In a thread: httpx cannot bound the time of a name lookup, or of a header that arrives byte by byte.
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="download")
        try:
            return executor.submit(self._follow_redirects).result(timeout=self.limits.seconds + _GRACE)
        except TimeoutError:
            # This closes the sockets, and ends the read that the thread hangs in.
            for client in self.clients:
                client.close()
            raise self._too_slow() from None
        finally:
            # Waiting for a thread that hangs would undo the time limit.
            executor.shutdown(wait=False)

    def _follow_redirects(self) -> Fetched:
        deadline = self.clock() + self.limits.seconds
        url = self.start
        for _ in range(self.limits.redirects + 1):
            result = self._request(url, deadline)
            if isinstance(result, Fetched):
                return result
            url = follow_redirect(url, result, self.start)
        raise self._error(f"more than {self.limits.redirects} redirects", _OPEN_IN_BROWSER)

    def _request(self, url: httpx.URL, deadline: float) -> Fetched | str:
        """Return the document, or the location that a redirect leads to."""
        remaining = deadline - self.clock()
        if remaining <= 0:
            raise self._too_slow()
        client = self._client(url, remaining)
        try:
            with client, client.stream("GET", url, headers=self._headers()) as response:
                return self._read_response(response, deadline)
        except httpx.TimeoutException:
            raise self._error("it does not respond in time", _RETRY_LATER, temporary=True) from None
        except (httpx.RequestError, UnicodeError) as problem:  # a host name with a label over 63: UnicodeError of idna
            what = str(problem) or type(problem).__name__
            fix = f"check the address and the network; {_RETRY_LATER}"
            raise self._error(what, fix, temporary=True) from None

    def _client(self, url: httpx.URL, remaining: float) -> httpx.Client:
        """Return a client for one request: no cookie outlives it; a local address is reached without a proxy."""
        try:
            client = httpx.Client(
                transport=self.transport,
                timeout=min(remaining, self.limits.silence),
                follow_redirects=False,
                trust_env=not is_local_address(url.host),
            )
        except (OSError, ValueError, ImportError) as problem:
            fix = "check HTTPS_PROXY, SSL_CERT_FILE and the like"
            raise self._error(f"no connection can be made from here: {problem}", fix) from None
        self.clients.append(client)
        return client

    def _headers(self) -> dict[str, str]:
        headers = {
            # `*/*` must be accepted, too: hosts of plain files send YAML as octet-stream.
            "accept": "application/yaml, application/json, text/plain, */*;q=0.1",
            # No `br` and no `zstd`: only gzip is decompressed here, in bounded steps.
            "accept-encoding": "gzip",
            "user-agent": "drift-check",
        }
        if self.etag is not None:
            headers["if-none-match"] = self.etag
        return headers

    def _read_response(self, response: httpx.Response, deadline: float) -> Fetched | str:
        status, url = response.status_code, str(response.request.url)
        if status in _REDIRECTS and "location" in response.headers:
            return str(response.headers["location"])
        content_type = str(response.headers.get("content-type", ""))
        # A 304 to a request without a condition has no body to fall back on.
        if status == 304 and self.etag is not None:
            return Fetched(content=b"", url=url, etag=self.etag, unchanged=True, content_type=content_type)
        if status >= 500 or status in _TEMPORARY:
            raise self._error(f"it responds with {status}", _RETRY_LATER, temporary=True)
        if status != 200:
            raise self._error(f"it responds with {status}", _OPEN_IN_BROWSER)
        content = b"".join(self._body(response, deadline))
        etag = valid_etag(response.headers.get("etag"))
        return Fetched(content=content, url=url, etag=etag, unchanged=False, content_type=content_type)

    def _body(self, response: httpx.Response, deadline: float) -> Iterator[bytes]:
        encoding = str(response.headers.get("content-encoding", "identity")).strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise self._error(f"it is sent in the encoding {encoding!r}, not requested", _OPEN_IN_BROWSER)
        length = str(response.headers.get("content-length", ""))
        # The header may be false or absent: it only saves a download that is certain to fail. int() gets no endless
        # digits.
        if length.isascii() and length.isdigit() and int(length[:20]) > self.limits.max_bytes:
            raise self._too_large()
        body = self._limited(self._raw(response, deadline))
        if encoding in ("", "identity"):
            return body
        # Limited twice: what is received, and what it decompresses to.
        return self._limited(self._decompressed(body))

    def _raw(self, response: httpx.Response, deadline: float) -> Iterator[bytes]:
        for chunk in response.iter_raw():
            if self.clock() > deadline:
                raise self._too_slow()
            yield chunk

    def _limited(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if size > self.limits.max_bytes:
                raise self._too_large()
            yield chunk

    def _decompressed(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        # By hand, in steps of a mebibyte: httpx decompresses a chunk at once, and a few bytes may hold gigabytes.
        step = 1 << 20
        # 31 is 15, the largest window, plus 16, which requires a gzip header:
        # https://docs.python.org/3/library/zlib.html
        decompressor = zlib.decompressobj(wbits=31)
        try:
            for chunk in chunks:
                packed = chunk
                while packed and not decompressor.eof:
                    yield decompressor.decompress(packed, step)
                    packed = decompressor.unconsumed_tail
        except zlib.error:
            raise self._error("its compression is broken", _RETRY_LATER, temporary=True) from None
        if not decompressor.eof:
            raise self._error("its compressed body is cut short", _RETRY_LATER, temporary=True)

    def _too_slow(self) -> Unreachable:
        return self._error(f"it took longer than {self.limits.seconds:g} s", _RETRY_LATER, temporary=True)

    def _too_large(self) -> Unreachable:
        return self._error(f"it is larger than {self.limits.max_bytes} bytes", "pass a file with the part in use")

    def _error(self, why: str, fix: str, *, temporary: bool = False) -> Unreachable:
        return Unreachable(str(self.start), why, fix, temporary=temporary)
