"""Building the new texts of a provider's folder from a revision; nothing is written here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.drift.overlay.corrections import apply_lenient
from scripts.oas.load import load, loads
from scripts.spec.lint import lint
from scripts.spec.provider import load_provider
from scripts.spec.statuses import load_statuses
from scripts.vendoring.choose import choose, selected
from scripts.vendoring.merge import merge
from scripts.vendoring.origin import is_pinned, source_facts
from scripts.vendoring.parts import completed
from scripts.vendoring.record import with_operations, with_source
from scripts.vendoring.splice import alike, head_of, lost_comments, spliced

if TYPE_CHECKING:
    from scripts.oas.document import Document
    from scripts.spec.facts import ProviderFacts
    from scripts.vendoring.choose import Choice
    from scripts.vendoring.merge import Merged
    from scripts.vendoring.origin import Brought


@frozen(kw_only=True)
class Folder:
    """A provider's folder as it is.

    Attributes:
        path: Where it is.
        facts: What provider.yaml says.
        base: openapi.yaml, loaded.
        texts: The texts of openapi.yaml and provider.yaml, by name.
    """

    path: Path
    facts: ProviderFacts
    base: Document
    texts: dict[str, str]


@frozen(kw_only=True)
class Vendored:
    """What a folder is to become.

    Attributes:
        texts: New texts by file name; empty if there is nothing to bring in.
        choice: Which operations were taken.
        merged: What became of the words.
        lost: Comments that have no place any more.
        unpinned: The address of the revision, if it names no commit though the one before did.
        stale_head: What the comments at the head of the document still say of the old revision, or None.
    """

    texts: dict[str, str]
    choice: Choice
    merged: Merged
    lost: list[str] = field(factory=list[str])
    unpinned: str | None = None
    stale_head: str | None = None


def read_folder(path: Path) -> Folder:
    """Read a provider's folder; raises ``SpecError`` if one of its files is wrong."""
    return Folder(
        path=path,
        facts=load_provider(path),
        base=load(path / "openapi.yaml"),
        texts={name: _text(path / name) for name in ("openapi.yaml", "provider.yaml")},
    )


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def bring_in(
    folder: Folder, brought: Brought, *, today: str, revision: str | None = None, part: bool = False
) -> Vendored:
    """Return what becomes of a folder.

    Args:
        folder: The folder.
        brought: The published document.
        today: The day, ``YYYY-MM-DD``.
        revision: Commit, version or export, if it was told.
        part: The published document holds a part of the operations; the others stay as they are.

    Raises:
        SpecError: The revision lacks an operation that provider.yaml names, refers out of itself, or cannot be written.
    """
    overlay = folder.path / "overlay.yaml"
    corrections = load(overlay) if overlay.is_file() else None
    overlaid, _ = apply_lenient(folder.base.root, corrections, folder.path)
    published = completed(folder.base, brought.document) if part else brought.document
    choice = choose(folder.base, overlaid, published, folder.facts.wanted)
    merged = merge(folder.base.root, selected(folder.base, published, choice), choice.ours)
    old = folder.texts["openapi.yaml"]
    if alike(merged.data, folder.base.data) and revision is None:
        return Vendored(texts={}, choice=choice, merged=merged)
    new = spliced(old, folder.base, merged.data)
    facts = source_facts(folder.facts.source, brought, today=today, revision=revision)
    if part:  # address and hash are those of a whole document
        facts = {} if revision is None else {"revision": revision, "retrieved": today}
    if new == old and facts.get("revision") in (None, folder.facts.source.revision):
        return Vendored(texts={}, choice=choice, merged=merged)
    try:
        provider = with_operations(with_source(folder.texts["provider.yaml"], facts), choice.renamed)
    except ValueError as problem:
        fix = "correct it in a copy, and vendor that"
        raise brought.document.error("/paths", f"an id cannot be written into provider.yaml: {problem}", fix) from None
    _check_provider(provider, folder, facts, choice)
    texts = {"provider.yaml": provider, "openapi.yaml": new}
    return Vendored(
        # provider.yaml first: if the second file is never written, the next run finds the change again.
        texts={name: text for name, text in texts.items() if text != folder.texts[name]},
        choice=choice,
        merged=merged,
        lost=lost_comments(old, new),
        unpinned=_unpinned(folder.facts.source.url, facts.get("url")),
        stale_head=_stale_head(new, folder.facts.source.revision, facts.get("revision")),
    )


def _check_provider(text: str, folder: Folder, facts: dict[str, str], choice: Choice) -> None:
    """Hold the new provider.yaml against the rules, and against what it was meant to say."""
    path = folder.path / "provider.yaml"
    document = loads(text.encode(), path)
    shared = folder.path.parent / "statuses.yaml"
    found = lint(document, load_statuses(shared) if shared.is_file() else {})
    if found:
        raise found[0]
    source = document.root["source"]
    said = isinstance(source, dict) and all(source.get(key) == value for key, value in facts.items())
    if not said:
        raise document.error("/source", "the new revision could not be written here", "write its keys one to a line")
    operations, also = document.root.get("operations"), document.root.get("also", [])
    named = [*operations.values()] if isinstance(operations, dict) else []
    named += also if isinstance(also, list) else []
    if named != [choice.renamed.get(name, name) for name in folder.facts.wanted]:
        raise document.error("/operations", "new ids could not be written here", "write its keys one to a line")


def _unpinned(before: str | None, now: str | None) -> str | None:
    return now if is_pinned(before) and now is not None and not is_pinned(now) else None


def _stale_head(text: str, before: str | None, now: str | None) -> str | None:
    head = head_of(text)
    if before is None or now is None or before == now:
        return None
    for length in (len(before), 12, 10, 8, 7):
        if length <= len(before) and length >= 7 and before[:length] in head:
            return before[:length]
    return None
