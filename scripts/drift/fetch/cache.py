"""A folder that keeps what was downloaded last from each address, so that an unchanged document is not sent again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from attrs import frozen

_LONGEST = 1_000


@frozen(kw_only=True)
class Kept:
    """What was downloaded last: the body, and the tag that the server gave it."""

    content: bytes
    etag: str


def usable(etag: str | None) -> str | None:
    """Return an entity tag if it can be sent back as it is, else None."""
    if etag is None or not etag.isascii() or not etag.isprintable() or not 0 < len(etag) <= _LONGEST:
        return None
    return etag


def recall(folder: Path, url: str) -> Kept | None:
    """Return what is kept of an address; what does not fit its hash any more is removed, and is None."""
    place = _place(folder, url)
    try:
        head, _, content = place.read_bytes().partition(b"\n")
    except OSError:
        return None
    try:
        facts = json.loads(head)
        known = isinstance(facts, dict) and facts.get("url") == url
        etag = usable(str(facts["etag"])) if known else None
        if etag is not None and facts["sha256"] == hashlib.sha256(content).hexdigest():
            return Kept(content=content, etag=etag)
    except (ValueError, KeyError, RecursionError):
        etag = None
    with suppress(OSError):
        place.unlink()
    return None


def keep(folder: Path, url: str, kept: Kept) -> None:
    """Keep a body in place of what was kept of its address, all of it or nothing.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"url": url, "etag": kept.etag, "sha256": hashlib.sha256(kept.content).hexdigest()})
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head.encode() + b"\n" + kept.content)
        Path(name).replace(_place(folder, url))
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _place(folder: Path, url: str) -> Path:
    return folder / f"{hashlib.sha256(url.encode()).hexdigest()}.kept"
