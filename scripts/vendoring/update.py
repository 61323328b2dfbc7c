"""Build the new texts of a provider's folder from a revision; nothing is written here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.drift.overlay.corrections import apply_lenient
from scripts.oas.document import items_of, members_of
from scripts.oas.load import load, loads
from scripts.spec.lint_provider import lint_provider
from scripts.spec.provider import load_provider
from scripts.spec.statuses import load_statuses
from scripts.vendoring.match_operations import match_operations, select
from scripts.vendoring.merge import merge
from scripts.vendoring.partial import complete
from scripts.vendoring.provider_yaml import with_operations, with_source
from scripts.vendoring.revision import is_pinned, source_values
from scripts.vendoring.splice import identical, leading_comments, removed_comments, splice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.oas.document import Document
    from scripts.spec.facts import ProviderFacts
    from scripts.vendoring.match_operations import Matches
    from scripts.vendoring.merge import Merged
    from scripts.vendoring.revision import Revision


@frozen(kw_only=True)
class Folder:
    """A provider's folder before the update.

    Attributes:
        path: The folder.
        facts: The contents of provider.yaml.
        base: openapi.yaml, loaded.
        texts: The texts of openapi.yaml and provider.yaml, by name.
    """

    path: Path
    facts: ProviderFacts
    base: Document
    texts: dict[str, str]


@frozen(kw_only=True)
class Update:
    """The new texts of a folder, and what a person should know about them.

    Attributes:
        texts: New texts by file name; empty if nothing changed.
        matches: The operations of the revision that the folder keeps.
        merged: The new document.
        removed_comments: Comments of openapi.yaml whose place no longer exists.
        unpinned_url: The new address of the revision, if it names no commit though the old one did.
        stale_head: The old revision, if the comments at the head of openapi.yaml still name it.
    """

    texts: dict[str, str]
    matches: Matches
    merged: Merged
    removed_comments: list[str] = field(factory=list[str])
    unpinned_url: str | None = None
    stale_head: str | None = None


def read_folder(path: Path) -> Folder:
    """Read a provider's folder; raises ``SpecError`` if one of its files is wrong."""
    return Folder(
        path=path,
        facts=load_provider(path),
        base=load(path / "openapi.yaml"),
        texts={name: _read_text(path / name) for name in ("openapi.yaml", "provider.yaml")},
    )


def _read_text(path: Path) -> str:
    # As the loader reads it: its line numbers must be those of the text that is edited.
    return path.read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")


def build_update(
    folder: Folder, revision: Revision, *, today: str, name: str | None = None, part: bool = False
) -> Update:
    """Build the new texts of a folder.

    Args:
        folder: The folder.
        revision: The published document.
        today: The day, ``YYYY-MM-DD``.
        name: Commit, version or export that the maintainer named.
        part: The published document holds some of the operations; the others stay as they are.

    Raises:
        SpecError: The revision lacks an operation that provider.yaml names, refers out of itself, or cannot be written.
    """
    overlay = folder.path / "overlay.yaml"
    corrections = load(overlay) if overlay.is_file() else None
    overlaid, _ = apply_lenient(folder.base.root, corrections, folder.path)
    published = revision.document
    if part:
        published = complete(folder.base, published)
    matches = match_operations(folder.base, overlaid, published, folder.facts.operation_ids)
    merged = merge(folder.base.root, select(folder.base, published, matches), matches.base_keys)
    unchanged = Update(texts={}, matches=matches, merged=merged)
    # A name on the command line (--revision) is a change by itself: provider.yaml gets it.
    if name is None and identical(merged.data, folder.base.data):
        return unchanged
    old, old_revision = folder.texts["openapi.yaml"], folder.facts.source.revision
    new = splice(old, folder.base, merged.data)
    values = source_values(folder.facts.source, revision, today=today, name=name)
    if part:  # address and hash stay those of a whole document
        values = {key: values[key] for key in ("revision", "retrieved") if name is not None}
    if new == old and values.get("revision") in (None, old_revision):
        return unchanged
    texts = {"provider.yaml": _provider_text(folder, revision, values, matches), "openapi.yaml": new}
    old_url, url = folder.facts.source.url, values.get("url")
    return Update(
        # provider.yaml comes first: if a crash keeps the second file from being written, the next run still finds
        # openapi.yaml changed.
        texts={file: text for file, text in texts.items() if text != folder.texts[file]},
        matches=matches,
        merged=merged,
        removed_comments=removed_comments(old, new),
        unpinned_url=url if is_pinned(old_url) and not is_pinned(url) else None,
        stale_head=_stale_head(new, old_revision, values.get("revision")),
    )


def _provider_text(folder: Folder, revision: Revision, values: Mapping[str, str], matches: Matches) -> str:
    """Return the new text of provider.yaml, after a check that it says what it should."""
    try:
        text = with_operations(with_source(folder.texts["provider.yaml"], values), matches.renamed)
    except ValueError as problem:
        what = f"an operationId cannot be written into provider.yaml: {problem}"
        raise revision.document.error("/paths", what, "correct it in a copy, and vendor that") from None
    document = loads(text.encode(), folder.path / "provider.yaml")
    statuses = folder.path.parent / "statuses.yaml"
    problems = lint_provider(document, load_statuses(statuses) if statuses.is_file() else {})
    if problems:
        raise problems[0]
    fix = "write its keys one to a line"
    source = document.root["source"]
    if not (isinstance(source, dict) and values.items() <= source.items()):
        raise document.error("/source", "the new revision could not be written here", fix)
    names = [*members_of(document.root.get("operations")).values(), *items_of(document.root.get("also"))]
    if names != [matches.renamed.get(name, name) for name in folder.facts.operation_ids]:
        raise document.error("/operations", "new operationIds could not be written here", fix)
    return text


def _stale_head(text: str, before: str | None, now: str | None) -> str | None:
    """Return how the comments at the head name the revision before: commits are often shortened, to 7 or more."""
    if before is None or now is None or before == now:
        return None
    head = leading_comments(text)
    names = [before[:length] for length in (len(before), 12, 10, 8, 7) if 7 <= length <= len(before)]
    return next((name for name in names if name in head), None)
