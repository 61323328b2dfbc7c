"""Compare each changed document with the one before, and drift's verdict with the known one."""

from __future__ import annotations

import json
import os
import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from scripts.drift.change import Client
from scripts.drift.client import add_unexplained, correct_verdicts, document_impact
from scripts.drift.documents.compare import compare
from scripts.oas.document import Document
from scripts.oas.load import loads
from tests.drift.mutants.changes import CHANGES, make_change
from tests.drift.mutants.clients import NoClientError, why_callers_break
from tests.drift.mutants.noops import NOOPS, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.change import Change
    from tests.drift.mutants.sites import Doc

REPOSITORY = Path(__file__).parents[3]


@frozen(kw_only=True)
class Trial:
    """A changed document, with the known verdict and the reported one.

    Attributes:
        kind: The kind of change, for the table.
        seed: Generates the same trial again.
        base: The document before.
        revision: The document after.
        is_noop: Whether the change means nothing.
        breaks: Whether callers are known to break.
        reported: The changes that were reported, but for those of prose.
        refusal: Why no client can be generated from the document after.
        is_run: Whether both clients were generated and run.
        why_broken: Why the caller of the client before breaks with the one after; empty if it does not.
    """

    kind: str
    seed: str
    base: Document
    revision: Document
    is_noop: bool = False
    breaks: bool = False
    reported: tuple[Change, ...] = ()
    refusal: str = ""
    is_run: bool = False
    why_broken: str = ""

    @property
    def verdict(self) -> str:
        """The reported verdict."""
        if self.refusal:
            return "breaking"
        levels = [change.verdict.client for change in self.reported]
        return str(max(levels, key=lambda level: level.weight, default=Client.NONE))

    @property
    def agrees(self) -> bool:
        """Whether the reported verdict is the known one."""
        if self.why_broken:
            return self.verdict == "breaking"
        if self.is_noop:
            return self.verdict == "none"
        if self.breaks:
            return self.verdict == "breaking"
        return self.verdict in ("none", "compatible")

    def __str__(self) -> str:
        lines = [f"{change.kind} {change.node}: {change.message}" for change in self.reported]
        expected = "breaking" if self.breaks else "none" if self.is_noop else "compatible"
        lines.insert(0, f"{self.kind}, {self.seed}: {expected} expected, {self.verdict} reported")
        if self.why_broken:
            lines.append(f"a caller sees: {self.why_broken}")
        return "\n  ".join(lines)


@cache
def real_documents() -> tuple[tuple[str, str], ...]:
    """Return name and JSON of each document of spec/, and of each published one beside the repository."""
    files = {path.parent.name: path for path in sorted((REPOSITORY / "spec").glob("*/openapi.yaml"))}
    shared = Path(os.environ.get("VIDEOJOBS_SHARED", REPOSITORY.parent / "shared")) / "upstream"
    files.update({f"published {path.parent.name}": path for path in sorted(shared.glob("*/*.videos.yaml"))})
    texts: dict[str, str] = {}
    for name, path in files.items():
        texts.setdefault(json.dumps(loads(path.read_bytes(), path, is_foreign=True).root), name)
    return tuple((name, text) for text, name in texts.items())


def changed(number: int, seed: int) -> Iterator[Trial]:
    """Yield trials of changes with a known verdict, each kind as often as the others."""
    for index in range(number):
        change = CHANGES[index % len(CHANGES)]
        random = Random(f"{seed}/{index}")
        for name, text in random.sample(real_documents(), len(real_documents())):
            base, revision = json.loads(text), json.loads(text)
            breaks = make_change(change, revision, random)
            if breaks is not None:
                # A change must be seen among others that mean nothing.
                for edit in random.sample(list(NOOPS.values()), random.randrange(3)):
                    edit(revision, random)
                pair = (_document(base, "base.yaml"), _document(revision, "revision.yaml"))
                yield compared(
                    Trial(
                        kind=change.name, seed=f"{name} {seed}/{index}", base=pair[0], revision=pair[1], breaks=breaks
                    )
                )
                break


def unchanged(number: int, seed: int) -> Iterator[Trial]:
    """Yield trials of changes that mean nothing, in another spelling of YAML."""
    for index in range(number):
        kind, edit = list(NOOPS.items())[index % len(NOOPS)]
        random = Random(f"{seed}/{index}")
        for name, text in random.sample(real_documents(), len(real_documents())):
            revision = json.loads(text)
            if edit(revision, random):
                written, suffix = spelled(revision, random)
                document = loads(written.encode(), Path(f"revision{suffix}"), is_foreign=True)
                base = _document(json.loads(text), "base.yaml")
                yield compared(
                    Trial(kind=kind, seed=f"{name} {seed}/{index}", base=base, revision=document, is_noop=True)
                )
                break


def compared(trial: Trial) -> Trial:
    """Return a trial with the changes that are reported."""
    reported = compare(trial.base, trial.revision)
    harmless = (Client.NONE, Client.DOCS)
    return evolve(trial, reported=tuple(change for change in reported if change.verdict.client not in harmless))


def compared_with_clients(trial: Trial) -> Trial:
    """Return a trial with the changes that are reported when both clients are generated and type-checked."""
    changes = compare(trial.base, trial.revision)
    impact = document_impact(trial.base, trial.revision, changes)
    if impact.refusal is not None:
        return evolve(trial, refusal=impact.refusal)
    changes, _ = add_unexplained(correct_verdicts(changes, impact), impact, trial.base, trial.revision)
    harmless = (Client.NONE, Client.DOCS)
    return evolve(trial, reported=tuple(change for change in changes if change.verdict.client not in harmless))


def with_callers(trial: Trial) -> Trial:
    """Return a trial whose clients were run; where a caller breaks unexpectedly, with the verdict of the clients."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        try:
            why = why_callers_break(trial, Path(folder).resolve())
        except NoClientError:
            return trial
    trial = evolve(trial, is_run=True, why_broken=why or "")
    if why and trial.verdict != "breaking":
        # Without the clients, names are not looked at.
        return compared_with_clients(trial)
    return trial


def _document(root: Doc, name: str) -> Document:
    return Document(data=deepcopy(root), path=Path(name))


def table(trials: list[Trial]) -> str:
    """Return a Markdown table: kind of change, number, verdicts, how many agree, and how many callers were run."""
    rows: dict[tuple[str, str], list[Trial]] = {}
    for trial in trials:
        expected = "none" if trial.is_noop else "breaking" if trial.breaks else "compatible"
        rows.setdefault((trial.kind, expected), []).append(trial)
    lines = ["| change | expected | number | reported | agree | run | broken |", "|---|---|---|---|---|---|---|"]
    for (kind, expected), group in rows.items():
        counts: dict[str, Any] = {}
        for trial in group:
            counts[trial.verdict] = counts.get(trial.verdict, 0) + 1
        reported = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        agree = sum(trial.agrees for trial in group)
        run, broken = sum(trial.is_run for trial in group), sum(bool(trial.why_broken) for trial in group)
        lines.append(f"| {kind} | {expected} | {len(group)} | {reported} | {agree} | {run} | {broken} |")
    return "\n".join(lines) + "\n"
