"""Keep the last download of each URL with its ETag, so that an unchanged document is not sent again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from attrs import frozen

# It is sent back in a header, and servers refuse long headers.
_MAX_ETAG = 1_000


@frozen(kw_only=True)
class CachedBody:
    """The last body of a URL and its entity tag."""

    content: bytes
    etag: str


def valid_etag(etag: str | None) -> str | None:
    """Return an entity tag if it can be sent back as it is, else None."""
    if etag is None or not etag.isascii() or not etag.isprintable() or not 0 < len(etag) <= _MAX_ETAG:
        return None
    return etag


def load_cached(folder: Path, url: str) -> CachedBody | None:
    """Return the cached body of a URL, or None; an entry that does not fit its hash is deleted."""
    path = _entry_path(folder, url)
    try:
        # Tag and body are in one file: of two, a crash could leave one of either download.
        head, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    try:
        entry = json.loads(head)
        if isinstance(entry, dict) and entry.get("url") == url:
            etag = valid_etag(str(entry["etag"]))
            if etag is not None and entry["sha256"] == hashlib.sha256(content).hexdigest():
                return CachedBody(content=content, etag=etag)
    except (ValueError, KeyError, RecursionError):
        pass
    with suppress(OSError):
        path.unlink()
    return None


def store_cached(folder: Path, url: str, body: CachedBody) -> None:
    """Replace the cached body of a URL, atomically.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"url": url, "etag": body.etag, "sha256": hashlib.sha256(body.content).hexdigest()})
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head.encode() + b"\n" + body.content)
        Path(name).replace(_entry_path(folder, url))
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _entry_path(folder: Path, url: str) -> Path:
    return folder / f"{hashlib.sha256(url.encode()).hexdigest()}.kept"
