"""What a revision does to those who import the generated client: both are generated, compared, and put to the test."""

from __future__ import annotations

import tempfile
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.client.anchors import Anchor, Anchors
from scripts.drift.client.causes import Places, causes_of
from scripts.drift.client.generated_side import make
from scripts.drift.client.records import Impact, Symbol
from scripts.drift.client.removed_names import gone_names
from scripts.drift.client.sides import document_sides, provider_sides
from scripts.drift.client.snippets import pair_of, probes_of
from scripts.drift.client.type_checker import CACHE, ask
from scripts.oas.problems import SpecError, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scripts.drift.change import Change
    from scripts.drift.client.records import Side
    from scripts.drift.client.snippets import Pair
    from scripts.oas.document import Document

_BEFORE, _AFTER = "client_before", "client_after"


@frozen(kw_only=True)
class Draft:
    """A symbol that is not yet tied to its causes, and the names that stand for it in the new package."""

    symbol: Symbol
    now: tuple[str, ...]


def impact_of(base: Side, revision: Side, changes: Iterable[Change], *, cache: Path | None = CACHE) -> Impact:
    """Generate a client from both sides and return the names that changed.

    Args:
        base: What there is.
        revision: What it is held against.
        changes: The changes between the two documents; each symbol is tied to those that cause it.
        cache: Where the type checker may keep what it knows of the runtime; None: nowhere.

    Raises:
        SpecError: No client can be generated from the base, so nothing can be said of it.
        OSError: The type checker did not do its work, or the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="drift-") as scratch:
        folder = Path(scratch).resolve()
        old = make(base, folder, _BEFORE)
        try:
            new = make(revision, folder, _AFTER)
        except SpecError as refused:
            return Impact(symbols=(), refusal=_said(refused))
        pair = pair_of(old, new)
        drafts = list(_proved(pair, folder, cache))
        drafts += [item for item in _missed(pair, folder) if not _told(item, drafts)]
    return Impact(symbols=_explained(drafts, pair, tuple(changes)))


def provider_impact(
    folder: Path, base: Document, revision: Document, changes: Iterable[Change], *, cache: Path | None = CACHE
) -> Impact:
    """Return what a revision does to a provider's package: its corrections applied, its operations selected.

    Args:
        folder: The provider's folder.
        base: The document that is vendored there.
        revision: The document that it is held against.
        changes: As for ``impact_of``.
        cache: As for ``impact_of``.

    Raises:
        SpecError: A file of the folder cannot be used, or as for ``impact_of``.
        OSError: As for ``impact_of``.
    """
    return _impact(provider_sides(folder, base, revision), changes, cache)


def document_impact(
    base: Document,
    revision: Document,
    changes: Iterable[Change],
    *,
    words: Collection[str] = (),
    cache: Path | None = CACHE,
) -> Impact:
    """Return what a revision does to the package of a document by itself.

    Args:
        base: The document that there is.
        revision: The document that it is held against.
        changes: As for ``impact_of``.
        cache: As for ``impact_of``.
        words: Tags and paths that narrow what is generated.

    Raises:
        SpecError: The base cannot be used, or as for ``impact_of``.
        OSError: As for ``impact_of``.
    """
    return _impact(document_sides(base, revision, words), changes, cache)


def _impact(sides: Iterator[Side], changes: Iterable[Change], cache: Path | None) -> Impact:
    base = next(sides)
    try:
        revision = next(sides)
    except SpecError as problem:
        return Impact(symbols=(), refusal=_said(problem))
    return impact_of(base, revision, changes, cache=cache)


def _said(problem: SpecError) -> str:
    """Return a problem with a document as one line, without the file that it was found in."""
    return ": ".join(printable(part) for part in (problem.pointer or "/", problem.what, problem.fix))


def _proved(pair: Pair, folder: Path, cache: Path | None) -> Iterator[Draft]:
    """Yield what the type checker finds; what it does not take in the old package either is no news."""
    probes = list(probes_of(pair))
    for probe, answer in zip(probes, ask(pair, probes, folder, cache=cache), strict=True):
        if answer.before is None and answer.after is not None:
            symbol = Symbol(
                name=probe.target,
                kind=probe.kind,
                old=probe.old,
                new=probe.new,
                message=answer.after,
                breaks=probe.breaks,
            )
            yield Draft(symbol=symbol, now=(probe.now,))


def _missed(pair: Pair, folder: Path) -> Iterator[Draft]:
    for item in gone_names(pair, folder):
        symbol = Symbol(
            name=item.target, kind=item.kind, old=item.old, new=item.new, message=item.message, breaks=item.breaks
        )
        yield Draft(symbol=symbol, now=_now(item.target, pair))


def _told(draft: Draft, others: list[Draft]) -> bool:
    """Whether the type checker has said it already, or said of the whole class that it is another."""
    symbol = draft.symbol
    of_class = ".".join(symbol.name.split(".")[:2])
    return any(
        (other.symbol.name, other.symbol.kind) == (symbol.name, symbol.kind)
        or (other.symbol.kind == "class kind" and other.symbol.name == of_class)
        for other in others
    )


def _explained(drafts: Iterable[Draft], pair: Pair, changes: tuple[Change, ...]) -> tuple[Symbol, ...]:
    places = Places(old=Anchors(made=pair.old), new=Anchors(made=pair.new))
    found: dict[tuple[str, str, str], Symbol] = {}
    for draft in drafts:
        item = draft.symbol
        new = reduce(or_, (places.new.of(name) for name in draft.now), Anchor())
        causes = causes_of(item.kind, places.old.of(item.name), new, places, changes)
        full = evolve(item, name=f"{pair.old.side.package}.{item.name}", changes=tuple(causes))
        key = (full.name, full.kind, "" if full.kind == "attribute removed" else full.breaks)
        if key not in found or found[key].breaks.weight < full.breaks.weight:
            found[key] = full
        else:  # the same of another heir
            both = {*found[key].changes, *full.changes}
            found[key] = evolve(found[key], changes=tuple(sorted(both)))
    return tuple(sorted(found.values(), key=lambda item: (-item.breaks.weight, item.name, item.kind)))


def _now(target: str, pair: Pair) -> tuple[str, ...]:
    """Return the names inside the new package of what has this name in the old one."""
    if target.startswith("models."):
        _, name, *rest = target.split(".")
        classes = (pair.classes[name],) if name in pair.classes else pair.heirs.get(name) or (name,)
        return tuple(".".join(["models", item, *rest]) for item in classes)
    for module, now in pair.modules.items():
        if target == module or target.startswith((f"{module}.", f"{module}(")):
            return (now + target.removeprefix(module),)
    return (target,)
