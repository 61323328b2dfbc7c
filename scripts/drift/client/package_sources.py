"""Prepare both documents for the generator: apply corrections, select operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.codegen.views.dialect import ROOT, package_name
from scripts.drift.client.records import PackageSource
from scripts.drift.overlay.corrections import apply_lenient, load_overlay
from scripts.oas.operations import all_operations, operations_by_id, path_operations
from scripts.oas.overlay import apply_overlay
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import UnknownKey, Unsupported
from scripts.oas.select import keep, matches, select_by_tag_or_path, select_operations
from scripts.oas.servers import with_one_server
from scripts.oas.structure import check_structure
from scripts.spec.provider import load_provider

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation

PLAIN = "client"
"""The package of a document without a provider."""

# Each unknown key takes another check of the whole document.
_MAX_UNKNOWN = 100


def provider_sources(folder: Path, base: Document, revision: Document) -> Iterator[PackageSource]:
    """Yield the sources of a provider's two packages: its own document, then the revision.

    Args:
        folder: The provider's folder.
        base: The vendored document.
        revision: The document to compare with: corrected as far as the overlay still applies, and reduced to the
            generated operations, matched by their id or else by method and path.

    Raises:
        SpecError: The next document, or a file of the folder, cannot be used.
    """
    facts = load_provider(folder)
    overlay = load_overlay(folder)
    package = f"{ROOT}.{package_name(facts.name)}"
    corrected = base.root
    if overlay is not None:
        corrected = apply_overlay(base.root, overlay, folder=folder)
    selected = with_one_server(select_operations(corrected, facts.operation_ids, base), base)
    allowed = tuple(_unknown_keys(selected))
    yield PackageSource(package=package, document=selected, source=base, allowed=allowed)
    corrected_revision, _ = apply_lenient(revision.root, overlay, folder)
    old = operations_by_id(corrected, base)
    matching = _matching([old[name] for name in facts.operation_ids], corrected_revision, revision)
    selected = with_one_server(keep(corrected_revision, matching, revision), revision)
    yield PackageSource(package=package, document=selected, source=revision, allowed=_unknown_before(selected, allowed))


def document_sources(base: Document, revision: Document, words: Collection[str] = ()) -> Iterator[PackageSource]:
    """Yield the sources of the packages of any two documents.

    Args:
        base: The old document.
        revision: The new document.
        words: Tags and paths of the operations to generate; empty for all.

    Raises:
        SpecError: The next document cannot be used.
    """
    selected = _by_words(base, words)
    allowed = tuple(_unknown_keys(selected))
    yield PackageSource(package=PLAIN, document=selected, source=base, allowed=allowed)
    selected = _by_words(revision, words)
    yield PackageSource(package=PLAIN, document=selected, source=revision, allowed=_unknown_before(selected, allowed))


def _by_words(document: Document, words: Collection[str]) -> JsonObject:
    """Select by tags and paths; a word that matches nothing here selects nothing."""
    if not words:
        return with_one_server(document.root, document)
    operations = list(path_operations(document.root))
    matching = [word for word in words if any(matches(operation, word) for operation in operations)]
    if matching:
        return with_one_server(select_by_tag_or_path(document.root, matching, document), document)
    return keep(document.root, [], document)


def _matching(operations: list[Operation], document: JsonObject, source: Document) -> list[Operation]:
    """Return the operations of a document that match some of another one, each once."""
    by_id = operations_by_id(document, source)
    by_path = {item.shape: item for item in all_operations(document)}
    matching = [by_id.get(str(item.node["operationId"])) or by_path.get(item.shape) for item in operations]
    return list({item.pointer: item for item in matching if item is not None}.values())


def _unknown_keys(document: JsonObject) -> Iterator[str]:
    """Yield the pointers of the keys that the generator does not know."""
    unknown: list[str] = []
    while len(unknown) < _MAX_UNKNOWN:
        try:
            check_structure(document, unknown)
        except UnknownKey as problem:
            if problem.pointer in unknown:
                return
            unknown.append(problem.pointer)
            yield problem.pointer
        except Unsupported:
            return
        else:
            return


def _unknown_before(document: JsonObject, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the pointers of unknown keys with a name that is unknown in the base as well, and so is not a change."""
    names = {parse_pointer(pointer)[-1] for pointer in allowed}
    if not names:
        return ()
    return tuple(pointer for pointer in _unknown_keys(document) if parse_pointer(pointer)[-1] in names)
