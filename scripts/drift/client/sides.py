"""From two documents to what is generated of each: corrections applied, the operations in view selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.codegen.views.dialect import ROOT, package_name
from scripts.drift.client.records import Side
from scripts.drift.overlay.corrections import apply_lenient
from scripts.oas.load import load
from scripts.oas.operations import all_operations, operations_by_id, path_operations
from scripts.oas.overlay import apply_overlay
from scripts.oas.pointers import parse_pointer
from scripts.oas.problems import UnknownKey, Unsupported
from scripts.oas.select import keep, matches, select_by_tag_or_path, select_operations
from scripts.oas.structure import check_structure
from scripts.spec.provider import load_provider

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation

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
    old = operations_by_id(ours, base)
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
    found = list(path_operations(document.root))
    fitting = [word for word in words if any(matches(item, word) for item in found)]
    return select_by_tag_or_path(document.root, fitting, document) if fitting else keep(document.root, [], document)


def _still_there(wanted: list[Operation], document: JsonObject, source: Document) -> list[Operation]:
    """Return the operations of a document that stand for those that are wanted, each once."""
    by_id = operations_by_id(document, source)
    by_place = {item.shape: item for item in all_operations(document)}
    found = [by_id.get(str(item.node["operationId"])) or by_place.get(item.shape) for item in wanted]
    return list({item.pointer: item for item in found if item is not None}.values())


def _unknown(document: JsonObject) -> Iterator[str]:
    """Yield the pointers of the keys that the generator does not know."""
    found: list[str] = []
    while len(found) < _MOST_UNKNOWN:
        try:
            check_structure(document, found)
        except UnknownKey as problem:
            if problem.pointer in found:
                return
            found.append(problem.pointer)
            yield problem.pointer
        except Unsupported:
            return
        else:
            return


def _known_before(document: JsonObject, allowed: Collection[str]) -> tuple[str, ...]:
    """Return the pointers of unknown keys whose name is unknown in the base as well: they are no news."""
    names = {parse_pointer(pointer)[-1] for pointer in allowed}
    return tuple(pointer for pointer in _unknown(document) if parse_pointer(pointer)[-1] in names) if names else ()
