"""Generate a client from both documents, compare the two, and tie each changed name to its causes."""

from __future__ import annotations

import tempfile
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.client.causes import PlaceIndexes, causes_of
from scripts.drift.client.generated_package import generate_package
from scripts.drift.client.name_places import NamePlaces, PlaceIndex
from scripts.drift.client.package_sources import document_sources, provider_sources
from scripts.drift.client.records import Impact, Symbol
from scripts.drift.client.removed_names import removed_names
from scripts.drift.client.snippets import pair_packages, write_snippets
from scripts.drift.client.type_checker import CACHE, check_snippets
from scripts.oas.problems import SpecError, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scripts.drift.change import Change
    from scripts.drift.client.records import PackageSource
    from scripts.drift.client.snippets import PackagePair
    from scripts.oas.document import Document

    Candidate = tuple[Symbol, tuple[str, ...]]
    """A symbol without its causes, and the names that replace it in the new package."""

_BEFORE, _AFTER = "client_before", "client_after"


def compare_clients(
    base: PackageSource, revision: PackageSource, changes: Iterable[Change], *, cache: Path | None = CACHE
) -> Impact:
    """Generate a client from both documents and return the names that changed.

    Args:
        base: The old document.
        revision: The new document.
        changes: The changes between the two; each symbol is tied to those that cause it.
        cache: Where the type checker may keep its results about the runtime; None: nowhere.

    Raises:
        SpecError: No client can be generated from the base.
        OSError: The type checker failed, or the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="drift-") as scratch:
        folder = Path(scratch).resolve()
        old = generate_package(base, folder, _BEFORE)
        try:
            new = generate_package(revision, folder, _AFTER)
        except SpecError as problem:
            return Impact(symbols=(), refusal=_one_line(problem))
        pair = pair_packages(old, new)
        candidates = list(_type_errors(pair, folder, cache))
        reported = {(symbol.name, symbol.kind) for symbol, _ in candidates}
        candidates += [
            (symbol, _new_names(symbol.name, pair))
            for symbol in removed_names(pair, folder)
            if (symbol.name, symbol.kind) not in reported
            # A class of another kind is one symbol, not one for each attribute.
            and (".".join(symbol.name.split(".")[:2]), "class kind") not in reported
        ]
    return Impact(symbols=_with_causes(candidates, pair, tuple(changes)))


def provider_impact(
    folder: Path, base: Document, revision: Document, changes: Iterable[Change], *, cache: Path | None = CACHE
) -> Impact:
    """Return the effect of a revision on a provider's package: its corrections applied, its operations selected.

    Args:
        folder: The provider's folder.
        base: The vendored document.
        revision: The document to compare with.
        changes: As for ``compare_clients``.
        cache: As for ``compare_clients``.

    Raises:
        SpecError: A file of the folder cannot be used, or as for ``compare_clients``.
        OSError: As for ``compare_clients``.
    """
    return _impact(provider_sources(folder, base, revision), changes, cache)


def document_impact(
    base: Document,
    revision: Document,
    changes: Iterable[Change],
    *,
    words: Collection[str] = (),
    cache: Path | None = CACHE,
) -> Impact:
    """Return the effect of a revision on the package of a document without a provider.

    Args:
        base: The old document.
        revision: The new document.
        changes: As for ``compare_clients``.
        cache: As for ``compare_clients``.
        words: Tags and paths of the operations to generate.

    Raises:
        SpecError: The base cannot be used, or as for ``compare_clients``.
        OSError: As for ``compare_clients``.
    """
    return _impact(document_sources(base, revision, words), changes, cache)


def _impact(sources: Iterator[PackageSource], changes: Iterable[Change], cache: Path | None) -> Impact:
    base = next(sources)
    try:
        revision = next(sources)
    except SpecError as problem:
        return Impact(symbols=(), refusal=_one_line(problem))
    return compare_clients(base, revision, changes, cache=cache)


def _one_line(problem: SpecError) -> str:
    """Return a problem with a document as one line, without the file: that may be a scratch file."""
    return ": ".join(printable(part) for part in (problem.pointer or "/", problem.what, problem.fix))


def _type_errors(pair: PackagePair, folder: Path, cache: Path | None) -> Iterator[Candidate]:
    snippets = list(write_snippets(pair))
    errors = check_snippets(pair, snippets, folder, cache=cache)
    for snippet, (old_error, new_error) in zip(snippets, errors, strict=True):
        if old_error is None and new_error is not None:  # an error in the old package too is not a change
            yield evolve(snippet.symbol, message=new_error), (snippet.new_name,)


def _with_causes(candidates: Iterable[Candidate], pair: PackagePair, changes: tuple[Change, ...]) -> tuple[Symbol, ...]:
    indexes = PlaceIndexes(old=PlaceIndex(package=pair.old), new=PlaceIndex(package=pair.new))
    symbols: dict[tuple[str, str, str], Symbol] = {}
    for candidate, new_names in candidates:
        new = reduce(or_, (indexes.new.of(name) for name in new_names), NamePlaces())
        causes = causes_of(candidate.kind, indexes.old.of(candidate.name), new, indexes, changes)
        symbol = evolve(candidate, name=f"{pair.old.source.package}.{candidate.name}", changes=tuple(causes))
        key = (symbol.name, symbol.kind, "" if symbol.kind == "attribute removed" else symbol.breaks)
        other = symbols.get(key)
        if other is None or other.breaks.weight < symbol.breaks.weight:
            symbols[key] = symbol
        else:  # a class that was split yields the same symbol for each part
            symbols[key] = evolve(other, changes=tuple(sorted({*other.changes, *symbol.changes})))
    return tuple(sorted(symbols.values(), key=lambda item: (-item.breaks.weight, item.name, item.kind)))


def _new_names(name: str, pair: PackagePair) -> tuple[str, ...]:
    """Return the names in the new package that replace a name of the old one."""
    if name.startswith("models."):
        _, class_name, *rest = name.split(".")
        classes = pair.replacements.get(class_name) or (class_name,)
        if class_name in pair.classes:
            classes = (pair.classes[class_name],)
        return tuple(".".join(["models", item, *rest]) for item in classes)
    for module, new_module in pair.modules.items():
        if name == module or name.startswith((f"{module}.", f"{module}(")):
            return (new_module + name.removeprefix(module),)
    return (name,)
