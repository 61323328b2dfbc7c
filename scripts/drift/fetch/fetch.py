"""Download a published document: bounded in size, time and redirects, and without cookies or credentials."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from attrs import evolve, frozen

from scripts.drift.fetch.plausible import check_plausible
from scripts.drift.fetch.unreachable import Unreachable
from scripts.oas.bounds import MAX_BYTES
from videojobs.errors import TransportError, VideoJobsError
from videojobs.http.client import Client
from videojobs.http.deadline import check, until
from videojobs.http.urls import MAX_REDIRECTS, is_loopback, next_hop, too_many

if TYPE_CHECKING:
    from scripts.oas.document import Document

# Time-out, too early, too many requests: of the 4xx, only these invite the same request again.
_TEMPORARY = frozenset({408, 425, 429})
_RETRY_LATER = "try again later"
_OPEN_IN_BROWSER = "open the address in a browser"
_HEADERS = {
    # `*/*` must be accepted, too: hosts of plain files send YAML as octet-stream.
    "Accept": "application/yaml, application/json, text/plain, */*;q=0.1",
    # A compressed body that was cut short may decompress to a shorter document, which would count as drift.
    "Accept-Encoding": "identity",
    "User-Agent": "drift-check",
}


@frozen(kw_only=True)
class Limits:
    """Limits of a download.

    Attributes:
        max_bytes: Largest body.
        seconds: Longest time of one attempt, from its start to the last byte.
        silence: Longest time without a byte, in seconds.
        retry_delay: Seconds between an attempt that failed for a temporary reason and the second one.
    """

    max_bytes: int = MAX_BYTES
    seconds: float = 30.0
    silence: float = 10.0
    retry_delay: float = 5.0


DEFAULT = Limits()


@frozen(kw_only=True)
class Fetched:
    """A downloaded document.

    Attributes:
        content: Its bytes.
        url: Its URL after redirects.
        content_type: ``Content-Type`` of the response, or an empty text.
    """

    content: bytes
    url: str
    content_type: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def fetch_document(address: str, base: Document | None) -> tuple[Document, str]:
    """Return the document at an address, loaded, and the hash of its bytes.

    Args:
        address: As for `fetch`.
        base: Our document: most of its paths must be in the download too. None: nothing to compare with.

    Raises:
        Unreachable: It cannot be downloaded, or the response is something else.
    """
    fetched = fetch(address)
    document = check_plausible(fetched.content, base, name=address, content_type=fetched.content_type)
    # Errors name the address, without scheme (Path would write `https:/`) and without query, which may hold a key.
    path = Path(re.split("[?#]", address.partition("://")[2])[0])
    return evolve(document, path=path), fetched.sha256


def fetch(
    address: str,
    *,
    limits: Limits = DEFAULT,
    transport: httpx.BaseTransport | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Download a document; after a temporary failure, retry once.

    Args:
        address: An https address; plain http only on this machine.
        limits: Limits of size and time.
        transport: An httpx transport, for tests.
        sleep: Waits for some seconds, for tests.

    Raises:
        Unreachable: The document cannot be downloaded within the limits.
    """
    url = _parse(address)
    try:
        return _attempt(url, limits, transport)
    except Unreachable as problem:
        if not problem.temporary:
            raise
    sleep(limits.retry_delay)
    return _attempt(url, limits, transport)


def _parse(address: str) -> httpx.URL:
    """Return a URL that a document may be downloaded from.

    Raises:
        Unreachable: It is not an https URL (http for this machine), or it holds credentials.
    """
    try:
        url = httpx.URL(address)
        host = url.host  # decodes an international name, and lets the UnicodeError of the codec through
    except (httpx.InvalidURL, TypeError, ValueError) as problem:
        raise Unreachable(address, f"this is not a URL: {problem}", "write an https:// address") from None
    if url.userinfo:
        without_userinfo = str(url.copy_with(username=None, password=None))
        raise Unreachable(without_userinfo, "the address holds a name or password", "take it out; none is ever sent")
    if url.scheme not in ("https", "http") or not host:
        raise Unreachable(address, "this is not an https address", "write an https:// address")
    if url.scheme == "http" and not is_loopback(host):
        raise Unreachable(address, "plain http is for this machine only", "write an https:// address")
    return url


def _attempt(start: httpx.URL, limits: Limits, transport: httpx.BaseTransport | None) -> Fetched:
    url = start
    try:
        origin = f"{start.scheme}://{start.netloc.decode('ascii')}"
        with Client(origin, timeout=limits.silence) as client, until(limits.seconds):
            if transport is not None:
                client.set_httpx_client(httpx.Client(transport=transport))
            for _ in range(MAX_REDIRECTS + 1):
                with client.open_url(str(url), headers=_HEADERS) as response:
                    target = _redirect(response, start)
                    if target is None:
                        return _read(response, start, limits)
                url = target
        raise Unreachable(str(start), too_many(url).message, _OPEN_IN_BROWSER)
    except VideoJobsError as error:
        fix = f"check the address and the network; {_RETRY_LATER}"
        raise Unreachable(str(start), error.message, fix, temporary=isinstance(error, TransportError)) from None


def _redirect(response: httpx.Response, start: httpx.URL) -> httpx.URL | None:
    """Return the URL that a response redirects to, or None."""
    fix = "use the address that it leads to, if you trust it"
    try:
        target = next_hop(response)
        return None if target is None else _parse(str(target))
    except TransportError as error:
        raise Unreachable(str(start), error.message, fix) from None
    except Unreachable as problem:
        raise Unreachable(str(start), f"it redirects to {problem.url}: {problem.why}", fix) from None


def _read(response: httpx.Response, start: httpx.URL, limits: Limits) -> Fetched:
    """Return the document in a response; raises ``Unreachable``."""
    status = response.status_code
    if status >= 500 or status in _TEMPORARY:
        raise Unreachable(str(start), f"it responds with {status}", _RETRY_LATER, temporary=True)
    if status != 200:
        raise Unreachable(str(start), f"it responds with {status}", _OPEN_IN_BROWSER)
    encoding = str(response.headers.get("content-encoding", "identity")).strip().lower()
    if encoding not in ("", "identity"):
        raise Unreachable(str(start), f"it is sent in the encoding {encoding!r}, not requested", _OPEN_IN_BROWSER)
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        check()  # of the deadline, which a custom transport does not obey
        if len(content) > limits.max_bytes:
            what = f"it is larger than {limits.max_bytes} bytes"
            raise Unreachable(str(start), what, "pass a file with the part in use")
    content_type = str(response.headers.get("content-type", ""))
    return Fetched(content=bytes(content), url=str(response.request.url), content_type=content_type)
