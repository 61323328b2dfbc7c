"""Print what an update changes, what it does to users of the client, and what remains to be done by hand."""

from __future__ import annotations

import difflib
import sys
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from scripts.oas.problems import SpecError
    from scripts.vendoring.update import Folder, Update

_MAX_ITEMS = 12


def print_drift(folder: Path, revision: Path, today: date, name: str) -> None:
    """Print what a revision does to users of the generated client.

    Args:
        folder: The provider's folder before the update.
        revision: The new document.
        today: The day that decides whether accepted drift has expired.
        name: The revision as the command line names it.

    Raises:
        SpecError: The two cannot be compared.
    """
    from scripts.drift.report.terminal import render
    from scripts.drift.run import RunOptions, run

    report = run(RunOptions(provider=folder.name, spec=folder.parent, revision=str(revision), today=today))
    named = evolve(report, revision=evolve(report.revision, name=name))
    sys.stdout.write(render(named, steps=False))  # `steps` below has those of vendoring


def summary(folder: Folder, update: Update, *, written: bool) -> Iterator[str]:
    """Yield lines that list the changes."""
    verb = "would change"
    if written:
        verb = "changed"
    for name, text in sorted(update.texts.items()):
        count = _changed_lines(folder.texts[name], text)
        yield f"{folder.path / name}: {_counted(count, 'line')} {verb}"
    matches, merged = update.matches, update.merged
    for old, new in matches.renamed.items():
        yield f"  renamed: the operation {old!r} is now {new!r}, in provider.yaml too"
    yield from _listed("new operations, not generated until provider.yaml names them (`also`)", matches.added)
    yield from _listed("removed operations, which provider.yaml does not name", matches.removed)
    adopted = [f"{new} from {old}" for new, old in sorted(merged.adopted.items())]
    yield from _listed("descriptions carried over, to be read again", adopted)
    yield from _listed("new places without a description of ours", merged.undescribed)
    yield from _listed("comments whose place no longer exists", update.removed_comments)
    omitted = [f"{name} ({_counted(count, 'place')})" for name, count in sorted(merged.omitted_extensions.items())]
    yield from _listed("extensions and examples left out", omitted)


def steps(folder: Folder, update: Update, problems: Sequence[SpecError]) -> Iterator[str]:
    """Yield lines that say what remains to be done by hand."""
    document = folder.path / "openapi.yaml"
    yield "Left to do:"
    for problem in problems:
        yield f"  - {problem}"
    if update.merged.undescribed:
        yield f"  - {document}: describe the new places in our own words"
    if update.unpinned_url is not None:
        what = f"source.url is {update.unpinned_url}, which will change: write the address of this revision"
        yield f"  - {folder.path / 'provider.yaml'}: {what}"
    if update.stale_head is not None:
        yield f"  - {document}: its comment at the head still names {update.stale_head}: correct it"
    yield f"  - git diff {folder.path}; python -m scripts.lint_spec {folder.path.name}; make generate && make test"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _listed(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"  {title}:"
        yield from (f"    {printable(item)}" for item in items[:_MAX_ITEMS])
        if len(items) > _MAX_ITEMS:
            yield f"    and {len(items) - _MAX_ITEMS} more"


def _changed_lines(old: str, new: str) -> int:
    """Return how many lines a diff shows on its larger side."""
    before, after = old.splitlines(), new.splitlines()
    # autojunk would take lines that are frequent in long documents (`type: string`) for noise
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in blocks if tag != "equal")
