"""Read a revision of a published document, and the values of ``source`` in provider.yaml for it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.documents.read import read_document
from scripts.drift.fetch.fetch import fetch_document
from scripts.drift.sources import read_package_document
from scripts.oas.document import members_of
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.drift.fetch.package import PackageDocument
    from scripts.oas.document import Document
    from scripts.spec.facts import Source

_MAX_VERSION = 60
# A whole SHA-1 between other characters: an abbreviated one can become ambiguous.
_COMMIT = re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{40}(?![0-9a-fA-F])")


@frozen(kw_only=True)
class Revision:
    """A published document.

    Attributes:
        document: The document, loaded.
        sha256: Hash of its bytes.
        url: Its address, or None for a file.
        version: Version of the package that it is of, or None.
    """

    document: Document
    sha256: str
    url: str | None
    version: str | None = None


def read_revision(origin: str | PackageDocument, base: Document | None) -> Revision:
    """Read a published document.

    Args:
        origin: A file, an https address, or what a package says of itself.
        base: Our document: a download that lost most of its paths is refused. None: it may be partial.

    Raises:
        SpecError: The document cannot be used.
        Unreachable: It could not be downloaded, or the response is something else.
    """
    if not isinstance(origin, str):
        document = read_package_document(origin, base)
        return Revision(document=document, sha256="", url=None, version=origin.version)
    if "://" not in origin:
        path = Path(origin)
        document = read_document(path)
        return Revision(document=document, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), url=None)
    document, sha256 = fetch_document(origin, base)
    return Revision(document=document, sha256=sha256, url=origin)


def source_values(source: Source, revision: Revision, *, today: str, name: str | None) -> dict[str, str]:
    """Return url, revision, retrieved and sha256 for ``source`` in provider.yaml.

    The name of the revision is the one in the arguments, else the commit in the address, else the document's version
    and the day. A file has the address of the previous revision, with the new commit in it if both name one.

    Args:
        source: Its values until now.
        revision: The published document.
        today: The day, ``YYYY-MM-DD``.
        name: Commit, version or export, if the maintainer named it.
    """
    if revision.version is not None:  # no file has been published that could have an address or a hash
        return {"revision": name or revision.version, "retrieved": today}
    if name is None:
        name = _name_of(revision, today)
    return {"url": _address(source, revision, name), "revision": name, "retrieved": today, "sha256": revision.sha256}


def _name_of(revision: Revision, today: str) -> str:
    commit = _COMMIT.search(revision.url or "")
    if commit is not None:
        return commit.group()
    version = members_of(revision.document.root.get("info")).get("version")
    if isinstance(version, str) and version:
        return f"{printable(version, max_length=_MAX_VERSION)}, {today}"
    return today


def is_pinned(url: str | None) -> bool:
    """Whether an address names a commit, so that its content never changes."""
    return url is not None and _COMMIT.search(url) is not None


def _address(source: Source, revision: Revision, name: str) -> str:
    old = source.url or ""
    if revision.url is not None and revision.url.startswith("https://"):
        if revision.url == source.latest and _COMMIT.fullmatch(name) and is_pinned(old):
            return _COMMIT.sub(name, old)
        return revision.url
    if not is_pinned(old):
        return old
    if _COMMIT.fullmatch(name):
        return _COMMIT.sub(name, old)
    # The pinned address is of the old revision: one that names no revision is better than one that names a wrong one.
    return source.latest if isinstance(source.latest, str) else old
