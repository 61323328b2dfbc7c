"""What a person has to do after a revision was brought in: found by holding the new folder against all rules."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.lint_spec import problems_of
from scripts.oas.load import load
from scripts.oas.problems import SpecError
from scripts.oas.yaml_writer import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


def stage(folder: Path, texts: Mapping[str, str], scratch: Path) -> Path:
    """Return a copy of a provider's folder that has new texts for some of its files."""
    made = scratch / "spec" / folder.name
    shutil.copytree(folder, made)
    shared = folder.parent / "statuses.yaml"
    if shared.is_file():
        shutil.copyfile(shared, made.parent / shared.name)
    for name, text in texts.items():
        (made / name).write_text(text, encoding="utf-8", newline="\n")
    return made


def left_to_do(folder: Path, staged: Path) -> list[SpecError]:
    """Return what is wrong with a staged folder, as problems of the real one.

    A correction that fits no more hides all that comes after it: it is told, set aside, and the rest looked at again.
    The staged overlay is changed by that.
    """
    overlay = staged / "overlay.yaml"
    numbers: list[int] = []
    root = load(overlay).root if overlay.is_file() else {}
    actions = root.get("actions")
    if isinstance(actions, list):
        numbers = list(range(len(actions)))
    found: list[SpecError] = []
    while True:
        problems = problems_of(staged)
        stale = next((_action(problem) for problem in problems if Path(problem.path) == overlay), None)
        if stale is None or stale >= len(numbers) or not isinstance(actions, list):
            return [*found, *(moved(problem, folder, staged) for problem in problems)]
        number = numbers.pop(stale)
        whole = load(folder / "overlay.yaml")
        first = problems[0]
        found.append(whole.error(f"/actions/{number}", first.what, first.fix))
        if not numbers:
            overlay.unlink()
        else:
            kept = {**root, "actions": [actions[number] for number in numbers]}
            overlay.write_text(to_yaml(kept), encoding="utf-8")


def _action(problem: SpecError) -> int | None:
    parts = problem.pointer.split("/")
    return int(parts[2]) if len(parts) > 2 and parts[1] == "actions" and parts[2].isdigit() else None


def moved(problem: SpecError, folder: Path, staged: Path) -> SpecError:
    """Return a problem of a staged folder as one of the real one."""
    path = Path(problem.path)
    shown = folder / path.relative_to(staged) if path.is_relative_to(staged) else path
    return SpecError(str(shown), problem.line, problem.col, problem.pointer, problem.what, problem.fix)
