"""What is said after a revision was brought in: what came, what it does to our users, and what is left to do."""

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
    from scripts.vendoring.bring_in import Folder, Vendored

_MOST = 12


def print_report(folder: Path, revision: Path, today: date, name: str) -> None:
    """Print what a revision does to users of the generated client.

    Args:
        folder: The provider's folder, as it was.
        revision: The document that is brought in.
        today: The day that expiry of accepted drift is counted from.
        name: What was handed over as the revision.

    Raises:
        SpecError: The two cannot be compared.
    """
    from scripts.drift.report.terminal import render
    from scripts.drift.run import Order, run

    found = run(Order(provider=folder.name, spec=folder.parent, revision=str(revision), today=today))
    named = evolve(found, revision=evolve(found.revision, name=name))
    sys.stdout.write(render(named, steps=False))  # what is left to do comes below


def summary(folder: Folder, vendored: Vendored, *, done: bool) -> Iterator[str]:
    """Yield lines that say what came in."""
    verb = "changed" if done else "would change"
    for name, text in sorted(vendored.texts.items()):
        count = _changed_lines(folder.texts[name], text)
        yield f"{folder.path / name}: {count} line{'' if count == 1 else 's'} {verb}"
    choice, merged = vendored.choice, vendored.merged
    for old, new in choice.renamed.items():
        yield f"  renamed: the operation {old!r} is {new!r} now; provider.yaml names it so"
    yield from _listed("new operations, not generated until provider.yaml names them (`also`)", choice.added)
    yield from _listed("operations gone, which provider.yaml does not name", choice.gone)
    yield from _listed(
        "words taken over, to be read again", [f"{new} from {old}" for new, old in sorted(merged.lent.items())]
    )
    yield from _listed("new places without words of ours", merged.wordless)
    yield from _listed("comments that have no place any more", vendored.lost)
    left_out = [f"{name} ({count} place{'' if count == 1 else 's'})" for name, count in sorted(merged.left_out.items())]
    yield from _listed("extensions left out", left_out)


def steps(folder: Folder, vendored: Vendored, problems: Sequence[SpecError]) -> Iterator[str]:
    """Yield lines that say what is left to do."""
    yield "Left to do:"
    for problem in problems:
        yield f"  - {problem}"
    if vendored.merged.wordless:
        yield f"  - {folder.path / 'openapi.yaml'}: describe the new places in words of our own"
    if vendored.unpinned is not None:
        what = f"source.url is {vendored.unpinned}, which will change: write the address of this revision"
        yield f"  - {folder.path / 'provider.yaml'}: {what}"
    if vendored.stale_head is not None:
        head = f"its comment at the head still names {vendored.stale_head}"
        yield f"  - {folder.path / 'openapi.yaml'}: {head}: correct it"
    yield f"  - git diff {folder.path}; python -m scripts.lint_spec {folder.path.name}; make generate && make test"


def _listed(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"  {title}:"
        yield from (f"    {printable(item)}" for item in items[:_MOST])
        if len(items) > _MOST:
            yield f"    and {len(items) - _MOST} more"


def _changed_lines(old: str, new: str) -> int:
    """Return how many lines a diff shows on its larger side."""
    before, after = old.splitlines(), new.splitlines()
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in blocks if tag != "equal")
