"""Read the two documents from files and addresses."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.documents.read import read_document, read_pair
from scripts.drift.report.records import DocumentInfo
from scripts.oas.problems import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.fetch.package import PackageDocument
    from scripts.oas.document import Document
    from scripts.spec.facts import Package

    Describe = Callable[[Package], PackageDocument]

HOME = Path(__file__).resolve().parents[2]


@frozen(kw_only=True)
class DocumentPair:
    """The two documents, with a description of each for reports."""

    base: Document
    revision: Document
    infos: tuple[DocumentInfo, DocumentInfo]


def is_address(name: str) -> bool:
    """Whether a name is an address and not a file."""
    return "://" in name


def read_documents(base: str, revision: str | PackageDocument) -> DocumentPair:
    """Read two documents, each a file or an address.

    Args:
        base: The old document.
        revision: The new document, or that of a package; if it is not a file, it must have most of the base's paths.

    Raises:
        SpecError: One of them cannot be used.
        Unreachable: One of them could not be downloaded, or the response is something else.
    """
    if isinstance(revision, str) and not is_address(base) and not is_address(revision):
        first, second = read_pair(Path(base), Path(revision))
        hashes = _hash(Path(base).read_bytes()), _hash(Path(revision).read_bytes())
    else:
        first, first_hash = _read(base, None)
        second, second_hash = _read(revision, first)
        hashes = first_hash, second_hash
    return DocumentPair(
        base=first,
        revision=second,
        infos=(_info(first, base, hashes[0]), _info(second, revision, hashes[1])),
    )


def _read(name: str | PackageDocument, like: Document | None) -> tuple[Document, str]:
    if not isinstance(name, str):
        return read_package_document(name, like), _hash(name.content)
    if not is_address(name):
        return read_document(Path(name)), _hash(Path(name).read_bytes())
    from scripts.drift.fetch.fetch import fetch_document  # loads httpx, and most runs download nothing

    return fetch_document(name, like)


def read_package_document(described: PackageDocument, like: Document | None) -> Document:
    """Return what a package says of itself, loaded; raises ``Unreachable`` if it lacks most of our paths."""
    from scripts.drift.fetch.plausible import check_plausible

    document = check_plausible(described.content, like, name=str(described))
    return evolve(document, path=Path(f"{described.package}-{described.version}.json"))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _info(document: Document, name: str | PackageDocument, sha256: str) -> DocumentInfo:
    root = document.root
    info = root.get("info")
    version = info.get("version") if isinstance(info, dict) else None
    return DocumentInfo(
        name=_display_name(name),
        openapi=str(root.get("openapi")),
        version=str(version or ""),
        sha256=sha256,
    )


def _display_name(name: str | PackageDocument) -> str:
    """Return the name for reports: files of the project relative to it, addresses without their query."""
    if not isinstance(name, str):
        return str(name)
    path = Path(name)
    if is_address(name):
        return re.split("[?#]", name)[0]  # a query may hold a key
    if path.is_absolute() and path.is_relative_to(HOME):
        return path.relative_to(HOME).as_posix()
    return name


def publishing_providers(spec: Path) -> list[str]:
    """Return the names of the providers that publish a document, sorted."""
    from scripts.spec.provider import load_provider, provider_folders

    return [folder.name for folder in provider_folders(spec) if load_provider(folder).source.latest is not None]


def latest_document(folder: Path, describe: Describe | None = None) -> str | PackageDocument:
    """Return the address of a provider's newest document, or the document of the package that has it.

    Args:
        folder: The provider's folder.
        describe: Asks a package, for tests; None: the newest version is installed.

    Raises:
        SpecError: provider.yaml has none.
        Unreachable: The package cannot be asked.
    """
    from scripts.drift.fetch.package import describe_package
    from scripts.spec.provider import load_provider

    latest = load_provider(folder).source.latest
    if latest is None:
        fix = "name a file or an address, or check recorded responses: `videojobs contract FILE`"
        raise SpecError(str(folder / "provider.yaml"), 1, 1, "/source", "no published document is named", fix)
    if isinstance(latest, str):
        return latest
    return (describe or describe_package)(latest)
