"""Where the two documents come from: files, addresses, and what provider.yaml says of the newest one."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.documents.read import check_openapi, read_document, read_pair
from scripts.drift.report.records import DocumentInfo
from scripts.oas.problems import SpecError

if TYPE_CHECKING:
    from scripts.oas.document import Document

HOME = Path(__file__).resolve().parents[2]


@frozen(kw_only=True)
class Pair:
    """The two documents, and the names that they go by."""

    base: Document
    revision: Document
    sides: tuple[DocumentInfo, DocumentInfo]


def is_address(name: str) -> bool:
    """Tell an address from a file."""
    return "://" in name


def read_sides(base: str, revision: str, *, cache: Path | None = None) -> Pair:
    """Read two documents, each a file or an address.

    Args:
        base: The document that we have.
        revision: The document to hold against it; if it is downloaded, it must still have most of the base's paths.
        cache: Folder that keeps downloads with their ETags, or None.

    Raises:
        SpecError: One of them cannot be used.
        Unreachable: One of them could not be downloaded, or what came is not it.
    """
    if not is_address(base) and not is_address(revision):
        first, second = read_pair(Path(base), Path(revision))
        hashes = _hash(Path(base).read_bytes()), _hash(Path(revision).read_bytes())
    else:
        first, one = _one(base, cache, None)
        second, two = _one(revision, cache, first)
        hashes = one, two
    return Pair(
        base=first,
        revision=second,
        sides=(_side(first, _shown(base), hashes[0]), _side(second, _shown(revision), hashes[1])),
    )


def _one(name: str, cache: Path | None, like: Document | None) -> tuple[Document, str]:
    if not is_address(name):
        return read_document(Path(name)), _hash(Path(name).read_bytes())
    from scripts.drift.fetch.fetch import check_plausible, fetch

    got = fetch(name, etag_cache=cache)
    document = check_plausible(got.content, like, name=name, content_type=got.content_type)
    named = evolve(document, path=Path(re.split("[?#]", name.partition("://")[2])[0]))
    check_openapi(named)
    return named, got.sha256


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _side(document: Document, name: str, sha256: str) -> DocumentInfo:
    root = document.root
    info = root.get("info")
    version = info.get("version") if isinstance(info, dict) else None
    return DocumentInfo(name=name, openapi=str(root.get("openapi")), version=str(version or ""), sha256=sha256)


def _shown(name: str) -> str:
    """Return the name for reports: a file of the project without where the project is."""
    path = Path(name)
    if is_address(name):
        return re.split("[?#]", name)[0]  # a query may hold a key
    if path.is_absolute() and path.is_relative_to(HOME):
        return path.relative_to(HOME).as_posix()
    return name


def published(spec: Path) -> list[str]:
    """Return the names of the providers that publish a document, sorted."""
    from scripts.spec.provider import load_provider, provider_folders

    return [folder.name for folder in provider_folders(spec) if load_provider(folder).source.latest is not None]


def published_at(folder: Path) -> str:
    """Return where a provider publishes its newest document.

    Raises:
        SpecError: It publishes none that we know of.
    """
    from scripts.spec.provider import load_provider

    facts = load_provider(folder)
    if facts.source.latest is None:
        fix = "name a file or an address, or look at recorded answers: `videojobs contract FILE`"
        raise SpecError(str(folder / "provider.yaml"), 1, 1, "/source", "no published document is named", fix)
    return facts.source.latest
