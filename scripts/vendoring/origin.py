"""Where a revision comes from, and what provider.yaml is to say of it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.documents.read import check_openapi, read_document
from scripts.drift.fetch.fetch import check_plausible, fetch
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.oas.document import Document
    from scripts.spec.facts import Source

_LONGEST = 60
_COMMIT = re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{40}(?![0-9a-fA-F])")


@frozen(kw_only=True)
class Brought:
    """A published document.

    Attributes:
        document: It, loaded.
        sha256: Hash of its bytes.
        url: Its address, or None for a file.
    """

    document: Document
    sha256: str
    url: str | None


def bring(name: str, base: Document | None, *, cache: Path | None = None) -> Brought:
    """Read a published document.

    Args:
        name: A file or an https address.
        base: What we have of it: a download that lost most of its paths is not believed. None: it may be a part.
        cache: Folder that keeps downloads with their ETags, or None.

    Raises:
        SpecError: It cannot be used.
        Unreachable: It could not be downloaded, or what came is not it.
    """
    if "://" not in name:
        path = Path(name)
        document = read_document(path)
        return Brought(document=document, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), url=None)
    got = fetch(name, etag_cache=cache)
    document = check_plausible(got.content, base, name=name, content_type=got.content_type)
    document = evolve(document, path=Path(name.partition("://")[2]))
    check_openapi(document)
    return Brought(document=document, sha256=got.sha256, url=name)


def source_facts(source: Source, brought: Brought, *, today: str, revision: str | None) -> dict[str, str]:
    """Return what ``source`` in provider.yaml is to say: url, revision, retrieved, sha256.

    The revision is what was told, else the commit that the address names, else the document's version and the day. The
    address of a file is that of the same file in the revision before, if it names its commit and the new one is told.

    Args:
        source: What it says now.
        brought: The published document.
        today: The day, ``YYYY-MM-DD``.
        revision: Commit, version or export, if it was told.
    """
    named = _COMMIT.search(brought.url) if brought.url is not None else None
    info = brought.document.root.get("info")
    version = info.get("version") if isinstance(info, dict) else None
    made = f"{printable(version, longest=_LONGEST)}, {today}" if isinstance(version, str) and version else today
    now = revision or (named.group() if named is not None else made)
    return {
        "url": _address(source, brought, now),
        "revision": now,
        "retrieved": today,
        "sha256": brought.sha256,
    }


def is_pinned(url: str | None) -> bool:
    """Whether an address names a commit: what stands there never changes."""
    return url is not None and _COMMIT.search(url) is not None


def _address(source: Source, brought: Brought, revision: str) -> str:
    old = source.url or ""
    if brought.url is not None and brought.url.startswith("https://"):
        if brought.url == source.latest and _COMMIT.fullmatch(revision) and is_pinned(old):
            return _COMMIT.sub(revision, old)
        return brought.url
    if not is_pinned(old):
        return old
    return _COMMIT.sub(revision, old) if _COMMIT.fullmatch(revision) else source.latest or old
