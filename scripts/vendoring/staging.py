"""Check a provider's folder with its new files before these are written: what remains to be done by hand."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.lint_spec import problems_of
from scripts.oas.document import items_of
from scripts.oas.load import load
from scripts.oas.problems import SpecError
from scripts.oas.yaml_writer import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.oas.document import JsonObject


def stage(folder: Path, texts: Mapping[str, str], scratch: Path) -> Path:
    """Return a copy of a provider's folder with new texts for some of its files."""
    staged = scratch / "spec" / folder.name
    shutil.copytree(folder, staged)
    statuses = folder.parent / "statuses.yaml"
    if statuses.is_file():
        shutil.copyfile(statuses, staged.parent / statuses.name)
    for name, text in texts.items():
        (staged / name).write_text(text, encoding="utf-8", newline="\n")
    return staged


def remaining_problems(folder: Path, staged: Path) -> list[SpecError]:
    """Return the lint problems of a staged folder, as problems of the real one.

    The lint stops at the first action of the overlay that does not apply. That action is reported, removed from the
    staged overlay, and the folder linted again.
    """
    overlay = staged / "overlay.yaml"
    root: JsonObject = {}
    if overlay.is_file():
        root = load(overlay).root
    actions = items_of(root.get("actions"))
    # Each turn takes an action out, so the positions in the staged file are no longer those in the real one.
    numbers = list(range(len(actions)))
    problems: list[SpecError] = []
    while True:
        current = problems_of(staged)
        stale = next((_action_index(problem) for problem in current if Path(problem.path) == overlay), None)
        if stale is None or stale >= len(numbers):
            return [*problems, *(relocated(problem, folder, staged) for problem in current)]
        number = numbers.pop(stale)
        problems.append(load(folder / "overlay.yaml").error(f"/actions/{number}", current[0].what, current[0].fix))
        if numbers:
            overlay.write_text(to_yaml({**root, "actions": [actions[index] for index in numbers]}), encoding="utf-8")
        else:
            overlay.unlink()


def _action_index(problem: SpecError) -> int | None:
    match problem.pointer.split("/"):
        case [_, "actions", number, *_] if number.isdigit():
            return int(number)
    return None


def relocated(problem: SpecError, folder: Path, staged: Path) -> SpecError:
    """Return a problem of a staged folder as one of the real folder."""
    path = Path(problem.path)
    if path.is_relative_to(staged):
        path = folder / path.relative_to(staged)
    return SpecError(str(path), problem.line, problem.col, problem.pointer, problem.what, problem.fix)
