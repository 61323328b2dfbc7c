"""The table of outcomes, and its comparison with the expected one."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

from tests.real_servers.steps import RIGHT, STEPS, WRONG, Outcome

RULES = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))


@frozen
class Cell:
    """A cell: a scene, a step, and whether the client used the server's own folder or ``compatible``."""

    scene: str
    step: str
    provider: str


def expected(cell: Cell) -> Outcome:
    """Return the expected outcome: right, unless a rule of expected.json has another one, with its reason."""
    for rule in RULES:
        names = (cell.scene, cell.step, cell.provider)
        if all(fnmatchcase(name, rule[key]) for name, key in zip(names, ("scene", "step", "provider"), strict=True)):
            return Outcome(rule["verdict"], rule["reason"])
    return Outcome(RIGHT)


def compare(outcomes: dict[Cell, Outcome]) -> tuple[list[str], list[str]]:
    """Return what became worse than expected, and what became better."""
    worse, better = [], []
    for cell, outcome in outcomes.items():
        before = expected(cell).verdict
        text = f"{cell.scene}, {cell.step}, {cell.provider}: {before} -> {outcome.verdict}. {outcome.detail[:300]}"
        if outcome.verdict != before:
            (worse if _rank(outcome.verdict) < _rank(before) else better).append(text)
    return worse, better


def _rank(verdict: str) -> int:
    if verdict == WRONG:
        return 0
    return 2 if verdict == RIGHT else 1


def format_table(outcomes: dict[Cell, Outcome], folders: dict[str, str]) -> str:
    """Return the table as Markdown: server, operation, own folder, ``compatible``; then the reasons of what is wrong."""
    lines = ["| server | operation | own folder | `compatible` |", "|---|---|---|---|"]
    reasons: dict[str, int] = {}
    for scene, folder in folders.items():
        for step in STEPS:
            texts = []
            for provider in (folder, "compatible"):
                cell = Cell(scene, step, provider)
                text = outcomes[cell].verdict
                if text == WRONG:
                    reason = expected(cell).detail or f"not expected: {outcomes[cell].detail[:300]}"
                    text += f" ({reasons.setdefault(reason, len(reasons) + 1)})"
                texts.append(text)
            lines.append(f"| {scene} | {step} | {texts[0]} | {texts[1]} |")
    return "\n".join([*lines, "", *(f"({number}) {reason}" for reason, number in reasons.items())])
