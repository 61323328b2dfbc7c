"""Read responses from a HAR 1.2 file, as browsers and proxies export it.

The format: http://www.softwareishard.com/blog/har-12-spec/
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from videojobs.contract.api_document import load_document
from videojobs.contract.recorder import MAX_LINE_BYTES, media_type, parse_time
from videojobs.errors import printable
from videojobs.jobs.registry import load_dialect, provider_names
from videojobs.jobs.response_hook import Observation, decode_observed

_GZIP = b"\x1f\x8b"
FindProvider = Callable[[str], str | None]
"""Returns the provider of a URL, or None."""


def is_har(value: Any) -> bool:
    """Whether a JSON value is a HAR file."""
    return isinstance(value, dict) and isinstance(value.get("log"), dict) and "entries" in value["log"]


def entries_of(value: Any) -> list[Any]:
    """Return the entries of a HAR file.

    Raises:
        ValueError: The value is none.
    """
    if is_har(value) and isinstance(value["log"]["entries"], list):
        return list(value["log"]["entries"])
    raise ValueError("this is no HAR file: /log/entries is no array; export it again")


def provider_finder(provider: str | None) -> FindProvider:
    """Return a function that finds the provider of a URL.

    Args:
        provider: Only this one counts, at any host where the path is one of its document's, as behind a relay. None:
            each provider counts, at the host of its own base URL.
    """
    if provider is None:
        hosts = {
            urlsplit(dialect.base_url).hostname: name
            for name in provider_names()
            if (dialect := load_dialect(name)).base_url is not None
        }
        return lambda url: hosts.get(urlsplit(url).hostname)
    document = load_document(provider)
    base_url = document.dialect.base_url

    def find_provider(url: str) -> str | None:
        parts = urlsplit(url)
        is_own_host = base_url is not None and parts.hostname == urlsplit(base_url).hostname
        if (is_own_host and document.without_mount_point(parts.path)) or document.operations_at(parts.path):
            return provider
        return None

    return find_provider


def from_entry(entry: Any, find_provider: FindProvider) -> Observation | None:
    """Return the response of an entry; None if it is of no provider, or there was no response.

    Raises:
        ValueError: The entry is malformed; the message says where.
    """
    method, url = _at(entry, "request", "method"), _at(entry, "request", "url")
    status = _at(entry, "response", "status")
    if not isinstance(method, str) or not isinstance(url, str):
        raise ValueError("/request has no method or no url; export it again")
    if not isinstance(status, int) or isinstance(status, bool):
        raise ValueError("/response/status is no number; export it again")
    try:
        provider = find_provider(url)
    except ValueError:
        # urlsplit() refuses the URL, and no provider has such an address.
        return None
    # Browsers write the status 0 if there was no response.
    if provider is None or not 100 <= status <= 599:
        return None
    text = _at(entry, "response", "content", "text")
    content = _content(text, _at(entry, "response", "content", "encoding"))
    content_type = _at(entry, "response", "content", "mimeType")
    content_type = media_type(content_type) if isinstance(content_type, str) else ""
    is_json, body = decode_observed(content, content_type)
    size = len(content) or _at(entry, "response", "content", "size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        size = None
    if text is None and "json" in content_type and size != 0:
        # Browsers drop bodies, of large responses for example: that is no deviation.
        size = None
    started = entry.get("startedDateTime")
    return Observation(
        provider=provider,
        method=method.upper(),
        path=urlsplit(url).path,
        status=status,
        content_type=None if content_type in ("", "x-unknown") else content_type,
        body=body,
        is_json=is_json,
        size=size,
        time=parse_time(started) if started is not None else None,
    )


def _content(text: Any, encoding: Any) -> bytes:
    """Return the bytes of a body.

    Raises:
        ValueError: It is damaged base64, or in another encoding.
    """
    if text is None:
        return b""
    if not isinstance(text, str):
        raise ValueError("/response/content/text is not text; export it again")
    if encoding in (None, ""):
        return text.encode("utf-8", "replace")
    if encoding != "base64":
        raise ValueError(f"/response/content/encoding is {printable(str(encoding), 40)!r}; HAR 1.2 has base64 only")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("/response/content/text is no base64; export it again") from None
    if content.startswith(_GZIP):
        # Some proxies export the body before they undo its Content-Encoding.
        return _unzip(content)
    return content


def _unzip(content: bytes) -> bytes:
    """Return a body that was exported with its Content-Encoding.

    Raises:
        ValueError: It is damaged, or too large.
    """
    decompressor = zlib.decompressobj(wbits=31)  # gzip only
    try:
        # gzip packs a thousand to one: a small file could fill the memory.
        plain = decompressor.decompress(content, MAX_LINE_BYTES)
    except zlib.error:
        raise ValueError("/response/content/text is damaged gzip; export it again") from None
    if not decompressor.eof and not decompressor.unconsumed_tail:
        raise ValueError("/response/content/text is gzip that was cut off; export it again")
    if not decompressor.eof:
        limit = MAX_LINE_BYTES // 1024 // 1024
        raise ValueError(f"/response/content/text unpacks to more than {limit} MiB; leave it out")
    return plain


def _at(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node
