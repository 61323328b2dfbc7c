"""Reading answers from a HAR 1.2 file, as browsers and proxies export it."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from videojobs.contract.document import document_of
from videojobs.contract.lines import LONGEST, media_type, moment
from videojobs.errors import printable
from videojobs.jobs.registry import load_dialect, provider_names
from videojobs.jobs.response_hook import Observation, decode_observed

_GZIP = b"\x1f\x8b"
Owner = Callable[[str], str | None]
"""Tells whose a URL is; None: nobody's."""


def is_har(value: Any) -> bool:
    """Whether a JSON value is a HAR file."""
    return isinstance(value, dict) and isinstance(value.get("log"), dict) and "entries" in value["log"]


def entries_of(value: Any) -> list[Any]:
    """Return the entries of a HAR file.

    Raises:
        ValueError: It is none.
    """
    entries = value["log"].get("entries") if is_har(value) else None
    if not isinstance(entries, list):
        raise ValueError("it is no HAR file: /log/entries is no array; export it again")
    return entries


def owner_of(provider: str | None) -> Owner:
    """Return what tells whose a URL is.

    Args:
        provider: Only this one's are looked for, at any host where the path is one of its document's. None: whoever
            has the URL's host for its address.
    """
    if provider is None:
        hosts = {
            urlsplit(dialect.base_url).hostname: name
            for name in provider_names()
            if (dialect := load_dialect(name)).base_url is not None
        }
        return lambda url: hosts.get(urlsplit(url).hostname)
    document = document_of(provider)
    base = document.dialect.base_url

    def owner(url: str) -> str | None:
        parts = urlsplit(url)
        own = base is not None and parts.hostname == urlsplit(base).hostname
        return provider if (own and document.below(parts.path)) or document.templates(parts.path) else None

    return owner


def from_entry(entry: Any, owner: Owner) -> Observation | None:
    """Return the answer of an entry; None if it is nobody's, or no answer came.

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
        provider = owner(url)
    except ValueError:
        return None  # some page asked for what is no URL
    if provider is None or not 100 <= status <= 599:  # 0 where no answer came
        return None
    kind = _at(entry, "response", "content", "mimeType")
    text = _at(entry, "response", "content", "text")
    told = media_type(kind) if isinstance(kind, str) else ""
    content = _content(text, _at(entry, "response", "content", "encoding"))
    size = len(content) if content else _at(entry, "response", "content", "size")
    is_json, body = decode_observed(content, told)
    if text is None and "json" in told and size != 0:
        size = None  # the body was not exported, which is no fault of the answer
    started = entry.get("startedDateTime")
    return Observation(
        provider=provider,
        method=method.upper(),
        path=urlsplit(url).path,
        status=status,
        content_type=None if told in ("", "x-unknown") else told,
        body=body,
        is_json=is_json,
        size=size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None,
        time=moment(started) if started is not None else None,
    )


def _content(text: Any, encoding: Any) -> bytes:
    """Return the bytes of a body.

    Raises:
        ValueError: It is said to be base64, and is not; or is in another encoding.
    """
    if text is None:
        return b""
    if not isinstance(text, str):
        raise ValueError("/response/content/text is not text; export it again")
    if encoding in (None, ""):
        return text.encode("utf-8", "replace")
    if encoding != "base64":
        raise ValueError(f"/response/content/encoding is {printable(str(encoding), 40)!r}; HAR 1.2 knows base64 only")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("/response/content/text is no base64; export it again") from None
    return _unzipped(content) if content[:2] == _GZIP else content


def _unzipped(content: bytes) -> bytes:
    """Return a body that was exported as it came over the wire.

    Raises:
        ValueError: It is damaged, or too large.
    """
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(content, LONGEST)
    except zlib.error:
        raise ValueError("/response/content/text is damaged gzip; export it again") from None
    if not reader.eof and not reader.unconsumed_tail:
        raise ValueError("/response/content/text is gzip that was cut; export it again")
    if not reader.eof:
        raise ValueError(f"/response/content/text unpacks to more than {LONGEST // 1024 // 1024} MiB; leave it out")
    return plain


def _at(node: Any, *keys: str) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node
