"""From two documents to what is generated of each: corrections applied, the operations in view selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.codegen.views.dialect import ROOT, package_name
from scripts.drift.client.records import Side
from scripts.drift.documents.operations import plain_path
from scripts.drift.overlay.corrections import apply_lenient
from scripts.oas.load import load
from scripts.oas.overlay import apply_overlay
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import Unsupported
from scripts.oas.select import by_tag_or_path, each_operation, fits, keep, operations_of, select_operations
from scripts.oas.structure import check_structure
from scripts.spec.provider import load_provider

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.select import Found

PLAIN = "client"
"""What the package of a document by itself is called."""

_MOST_UNKNOWN = 100


def provider_sides(folder: Path, base: Document, revision: Document) -> Iterator[Side]:
    """Yield both sides of a provider: its own document as it is generated from, then the revision likewise.

    Args:
        folder: The provider's folder.
        base: The document that is vendored there.
        revision: The document that it is held against: corrected as far as the overlay still fits it, and cut down to
            the operations that are generated, found by their id or else by their method and path.

    Raises:
        SpecError: The document whose turn it is, or a file of the folder, cannot be used.
    """
    facts = load_provider(folder)
    file = folder / "overlay.yaml"
    overlay = load(file) if file.is_file() else None
    package = f"{ROOT}.{package_name(facts.name)}"
    ours = base.root if overlay is None else apply_overlay(base.root, overlay, folder=folder)
    chosen = select_operations(ours, facts.wanted, base)
    allowed = tuple(_unknown(chosen))
    yield Side(package=package, document=chosen, source=base, allowed=allowed)
    theirs, _ = apply_lenient(revision.root, overlay, folder)
    old = operations_of(ours, base)
    kept = _still_there([old[name] for name in facts.wanted], theirs, revision)
    chosen = keep(theirs, kept, revision)
    yield Side(package=package, document=chosen, source=revision, allowed=_known_before(chosen, allowed))


def document_sides(base: Document, revision: Document, words: Collection[str] = ()) -> Iterator[Side]:
    """Yield both sides of any two documents.

    Args:
        base: The document that there is.
        revision: The document that it is held against.
        words: Tags and paths that narrow what is generated; empty for all.

    Raises:
        SpecError: The document whose turn it is cannot be used.
    """
    chosen = _by_words(base, words)
    allowed = tuple(_unknown(chosen))
    yield Side(package=PLAIN, document=chosen, source=base, allowed=allowed)
    chosen = _by_words(revision, words)
    yield Side(package=PLAIN, document=chosen, source=revision, allowed=_known_before(chosen, allowed))


def _by_words(document: Document, words: Collection[str]) -> JsonObject:
    """Select by tags and paths; a word that fits nothing here (any more) selects nothing."""
    if not words:
        return document.root
    found = [item for item in each_operation(document.root) if item.section == "paths"]
    fitting = [word for word in words if any(fits(item, word) for item in found)]
    return by_tag_or_path(document.root, fitting, document) if fitting else keep(document.root, [], document)


def _still_there(wanted: list[Found], document: JsonObject, source: Document) -> list[Found]:
    """Return the operations of a document that stand for those that are wanted, each once."""
    by_id = operations_of(document, source)
    by_place = {_place(item): item for item in each_operation(document)}
    found = [by_id.get(str(item.body["operationId"])) or by_place.get(_place(item)) for item in wanted]
    return list({item.pointer: item for item in found if item is not None}.values())


def _place(operation: Found) -> tuple[str, str, str]:
    """Return what an operation is known by when its id has changed; names of placeholders tell nothing."""
    return operation.section, operation.method, plain_path(operation.path)


def _unknown(document: JsonObject) -> Iterator[str]:
    """Yield the pointers of the keys that the generator does not know."""
    found: list[str] = []
    while len(found) < _MOST_UNKNOWN:
        try:
            check_structure(document, found)
        except Unsupported as problem:
            if not problem.what.endswith("is not known here") or problem.pointer in found:
                return
            found.append(problem.pointer)
            yield problem.pointer
        else:
            return


def _known_before(document: JsonObject, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the pointers of unknown keys whose name is unknown in the base as well: they are no news."""
    names = {parse_pointer(pointer)[-1] for pointer in allowed}
    return tuple(pointer for pointer in _unknown(document) if parse_pointer(pointer)[-1] in names) if names else ()
