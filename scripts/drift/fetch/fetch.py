"""A guarded download of a published document: bounded in size, time and redirects; nothing of ours is sent along."""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
from attrs import field, frozen

from scripts.drift.fetch.address import Address, checked, redirected
from scripts.drift.fetch.cache import Kept, keep, recall, usable
from scripts.drift.fetch.plausible import check_plausible
from scripts.drift.fetch.unreachable import Unreachable
from scripts.oas.bounds import MAX_BYTES

__all__ = ["Fetched", "Limits", "Unreachable", "check_plausible", "fetch"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GRACE = 1.0
_AGAIN_LATER = "try again later"
_IN_A_BROWSER = "look at the address in a browser"


@frozen(kw_only=True)
class Limits:
    """How much a download may take.

    Attributes:
        max_bytes: Largest body, as sent and after decompression.
        seconds: Longest time of one look, from its start to the last byte.
        silence: Longest time between two signs of life, in seconds.
        redirects: Most redirects that are followed.
        pause: Seconds between a look that failed for a passing reason and the second one.
    """

    max_bytes: int = MAX_BYTES
    seconds: float = 30.0
    silence: float = 10.0
    redirects: int = 3
    pause: float = 5.0


DEFAULT = Limits()


@frozen(kw_only=True)
class Fetched:
    """A document as it was downloaded.

    Attributes:
        content: Its bytes, decompressed. Empty if it is unchanged and only the caller knows the body.
        url: Where it came from in the end, after redirects.
        etag: The tag that the server gave it, if any.
        unchanged: The server says so, or its hash is the one that the caller knows.
        content_type: What the server says it is; empty if it does not say.
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
    wait: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Download a document; after a failure that may pass, look once more.

    Args:
        url: An https address; plain http only on this machine.
        etag: The tag of the body that the caller has: the server need not send that again.
        sha256: Hash of the body that the caller has, for ``unchanged``.
        etag_cache: Folder that keeps the last body of each address; takes the place of ``etag``.
        limits: What it may take.
        transport: Takes the place of the network, for tests.
        clock: Seconds that pass.
        wait: Waits for some seconds.

    Raises:
        Unreachable: There is no document to be had there, or not within the limits.
    """
    start = checked(url)
    kept = None if etag_cache is None else recall(etag_cache, url)
    known = usable(etag) if kept is None else kept.etag
    look = _Look(start, known, limits, transport, clock)
    try:
        got = look.body()
    except Unreachable as problem:
        if not problem.again:
            raise
        wait(limits.pause)
        got = look.body()
    if got.unchanged and kept is not None:
        got = Fetched(content=kept.content, url=got.url, etag=kept.etag, unchanged=True, content_type=got.content_type)
    elif etag_cache is not None and not got.unchanged and got.etag is not None:
        with suppress(OSError):  # a cache that cannot be written costs time, nothing else
            keep(etag_cache, url, Kept(content=got.content, etag=got.etag))
    same = got.unchanged or (sha256 is not None and got.sha256 == sha256)
    return Fetched(content=got.content, url=got.url, etag=got.etag, unchanged=same, content_type=got.content_type)


@frozen
class _Look:
    """One attempt to have the body of an address."""

    start: Address
    etag: str | None
    limits: Limits
    transport: httpx.BaseTransport | None
    clock: Callable[[], float]
    clients: list[httpx.Client] = field(factory=list[httpx.Client])

    def body(self) -> Fetched:
        """Return what stands at the address; raises ``Unreachable``.

        It runs beside the caller: a name that is never resolved and a header that comes byte by byte cannot be
        bounded from within.
        """
        runner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="download")
        try:
            return runner.submit(self._followed).result(timeout=self.limits.seconds + _GRACE)
        except TimeoutError:
            for client in self.clients:
                client.close()
            raise self._too_slow() from None
        finally:
            runner.shutdown(wait=False)

    def _followed(self) -> Fetched:
        """Follow redirects to the body."""
        deadline = self.clock() + self.limits.seconds
        here = self.start
        for _ in range(self.limits.redirects + 1):
            found = self._ask(here, deadline)
            if isinstance(found, Fetched):
                return found
            here = redirected(here, found, self.start)
        raise self._failed(f"more than {self.limits.redirects} redirects", _IN_A_BROWSER)

    def _ask(self, here: Address, deadline: float) -> Fetched | str:
        """Return the body, or where a redirect says it is."""
        left = deadline - self.clock()
        if left <= 0:
            raise self._too_slow()
        client = self._client(here, left)
        try:
            with client, client.stream("GET", here.url, headers=self._headers()) as response:
                return self._taken(response, here, deadline)
        except httpx.TimeoutException:
            raise self._failed("it does not answer in time", _AGAIN_LATER, again=True) from None
        except (httpx.RequestError, UnicodeError) as problem:  # a name that no resolver takes is a UnicodeError
            what = str(problem) or type(problem).__name__
            raise self._failed(what, f"check the address and the network; {_AGAIN_LATER}", again=True) from None

    def _client(self, here: Address, left: float) -> httpx.Client:
        """Return a client for one address: no cookie and no connection outlives it; this machine needs no proxy."""
        try:
            client = httpx.Client(
                transport=self.transport,
                timeout=min(left, self.limits.silence),
                follow_redirects=False,
                trust_env=not here.inside,
            )
        except (OSError, ValueError, ImportError) as problem:
            fix = "check HTTPS_PROXY, SSL_CERT_FILE and their kin"
            raise self._failed(f"no connection can be made from here: {problem}", fix) from None
        self.clients.append(client)
        return client

    def _headers(self) -> dict[str, str]:
        sent = {"accept": "application/yaml, application/json, text/plain, */*;q=0.1", "accept-encoding": "gzip"}
        sent["user-agent"] = "drift-check"
        return sent if self.etag is None else {**sent, "if-none-match": self.etag}

    def _taken(self, response: httpx.Response, here: Address, deadline: float) -> Fetched | str:
        status = response.status_code
        if status in _REDIRECTS and "location" in response.headers:
            return str(response.headers["location"])
        kind = str(response.headers.get("content-type", ""))
        if status == 304 and self.etag is not None:
            return Fetched(content=b"", url=here.text, etag=self.etag, unchanged=True, content_type=kind)
        if status != 200:
            passing = status >= 500 or status in (408, 425, 429)
            raise self._failed(f"it answers {status}", _AGAIN_LATER if passing else _IN_A_BROWSER, again=passing)
        content = b"".join(self._pieces(response, deadline))
        tag = usable(response.headers.get("etag"))
        return Fetched(content=content, url=here.text, etag=tag, unchanged=False, content_type=kind)

    def _pieces(self, response: httpx.Response, deadline: float) -> Iterator[bytes]:
        encoding = str(response.headers.get("content-encoding", "identity")).strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise self._failed(f"it is sent in the encoding {encoding!r}, not asked for", _IN_A_BROWSER)
        announced = str(response.headers.get("content-length", ""))
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > self.limits.max_bytes:
            raise self._too_large()
        plain = self._counted(self._raw(response, deadline))
        return plain if encoding in ("", "identity") else self._counted(self._unpacked(plain))

    def _raw(self, response: httpx.Response, deadline: float) -> Iterator[bytes]:
        for piece in response.iter_raw():
            if self.clock() > deadline:
                raise self._too_slow()
            yield piece

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self.limits.max_bytes:
                raise self._too_large()
            yield piece

    def _unpacked(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Decompress in small steps: a few bytes may stand for gigabytes."""
        step = 1 << 20
        unpacker = zlib.decompressobj(wbits=31)
        try:
            for piece in pieces:
                packed = piece
                while packed and not unpacker.eof:
                    yield unpacker.decompress(packed, step)
                    packed = unpacker.unconsumed_tail
        except zlib.error:
            raise self._failed("its compression is broken", _AGAIN_LATER, again=True) from None
        if not unpacker.eof:
            raise self._failed("its compressed body is cut short", _AGAIN_LATER, again=True)

    def _too_slow(self) -> Unreachable:
        return self._failed(f"it took longer than {self.limits.seconds:g} s", _AGAIN_LATER, again=True)

    def _too_large(self) -> Unreachable:
        return self._failed(f"it is larger than {self.limits.max_bytes} bytes", "hand over a file with the part in use")

    def _failed(self, why: str, fix: str, *, again: bool = False) -> Unreachable:
        return Unreachable(self.start.text, why, fix, again=again)
