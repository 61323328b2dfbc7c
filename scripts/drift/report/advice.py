"""Advise a maintainer on the next steps: a few lines, in order, with the commands to run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from scripts.drift.accepted import NAME
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.report.records import Report

DONE_BY_VENDORING = "provider.yaml: `make vendor` writes"
"""Start of the comment of a suggestion that `make vendor` follows by itself."""
REMOVED = "provider.yaml: take out removed operations"
"""Start of the comment of a suggestion to follow before `make vendor`."""

_MAX_STEPS = 6
_NOT_AFTERWARDS = (f"# {DONE_BY_VENDORING}", f"# {REMOVED}")
_UNAFFECTED = frozenset({"still needed", "already corrected"})
_EDITS = {
    "correction now upstream": "take out or narrow",
    "target gone": "retarget or take out",
    "conflict": "resolve the conflict of",
}


def advice(report: Report) -> tuple[str, ...]:
    """Return one to six steps, each a short imperative line; none if there is nothing to do."""
    if report.provider is None:
        if not report.changes:
            return ()
        return ("Compare with --provider NAME to see what it does to a client, its corrections and its samples.",)
    steps: list[str] = []
    if report.changes or _is_affected(report):
        steps += _vendoring(report, report.provider)
    steps += _old_entries(report, report.provider)
    return tuple(steps[:_MAX_STEPS])


def _is_affected(report: Report) -> bool:
    """Whether there is something to do though no change is open."""
    affected = any(state.state not in _UNAFFECTED for state in report.overlay)
    return affected or any(item.before and not item.after for item in report.samples)


def _vendoring(report: Report, provider: str) -> Iterator[str]:
    folder = f"spec/{provider}"
    source = shlex.quote(printable(report.revision.name))
    removed = any(item.suggestion is not None and item.suggestion.startswith(f"# {REMOVED}") for item in report.overlay)
    if removed and report.vendored:
        yield f"Take removed operations out of {folder}/provider.yaml, as suggested: nothing can be vendored before."
    if report.vendored:
        origin = f" FROM={source}"
        if report.revision.name.startswith("package "):
            origin = ""  # the newest version is what the command takes by itself
        yield f"Bring the revision in: `make vendor PROVIDER={shlex.quote(provider)}{origin}`."
    else:
        yield f"Write the changes into {folder}/openapi.yaml: it is ours, and `make vendor` does not update it."
    edits = [*_corrections(report, folder), *_facts(report, folder), *_samples(report)]
    if report.impact is not None and report.impact.refusal is not None:
        edits.append(
            f"correct in {folder}/overlay.yaml the part that the generator refuses ({printable(report.impact.refusal)})"
        )
    if edits:
        text = "; ".join(edits)
        yield f"{text[0].upper()}{text[1:]}."
    yield "Generate the code and test it: `make generate`, `make test`."
    if report.breaking:
        changes = f"the {len(report.breaking)} changes that break"
        if len(report.breaking) == 1:
            changes = "the change that breaks"
        yield (
            f"Announce {changes} callers in a fragment under changelog.d/ (KIND is breaking); or accept it for "
            f"now: paste its entry, with a reason and a last day, into {folder}/{NAME}."
        )


def _corrections(report: Report, folder: str) -> Iterator[str]:
    for state, verb in _EDITS.items():
        numbers = sorted({item.action for item in report.overlay if item.state == state and item.action is not None})
        if numbers:
            noun = "actions"
            if len(numbers) == 1:
                noun = "action"
            yield f"{verb} {noun} {_listed(numbers)} of {folder}/overlay.yaml"


def _facts(report: Report, folder: str) -> Iterator[str]:
    """Yield the files to change, from the comments of the suggestions."""
    suggestions = [
        item.suggestion for item in report.overlay if item.state == "new upstream" and item.suggestion is not None
    ]
    paths = {"openapi.yaml": f"{folder}/openapi.yaml", "provider.yaml": f"{folder}/provider.yaml"}
    for file, path in {**paths, "statuses.yaml": "spec/statuses.yaml"}.items():
        if any(text.startswith(f"# {file}:") and not text.startswith(_NOT_AFTERWARDS) for text in suggestions):
            yield f"change {path} as suggested"
    if any(text.startswith("# overlay.yaml:") for text in suggestions):
        yield f"weigh the corrections suggested for {folder}/overlay.yaml"


def _samples(report: Report) -> Iterator[str]:
    files = [item.file for item in report.samples if item.before and not item.after]
    if files:
        verb = "no longer fit"
        if len(files) == 1:
            verb = "no longer fits"
        yield f"find out which is right where {_listed(files)} {verb}: the payload or the revision"


def _old_entries(report: Report, provider: str) -> Iterator[str]:
    for entries, what in ((report.expired, "renew with a new day, or take out,"), (report.stale, "take out")):
        if entries:
            prints = _listed(entry.fingerprint for entry in entries)
            yield f"{what[0].upper()}{what[1:]} {prints} in spec/{provider}/{NAME}."


def _listed(items: Iterable[object]) -> str:
    names = [str(item) for item in items]
    if len(names) > 4:
        names = [*names[:3], f"{len(names) - 3} more"]
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} and {names[-1]}"
