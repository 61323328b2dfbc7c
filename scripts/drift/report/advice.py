"""What a maintainer should do next: a few lines, in order, with the commands to run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from scripts.drift.accepted import NAME
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.report.records import Report

DONE_BY_VENDORING = "provider.yaml: `make vendor` writes"
"""How the remark of a suggestion begins that `make vendor` follows by itself."""
GONE = "provider.yaml: take out what is gone"
"""How the remark of a suggestion begins that must be followed before `make vendor`."""

_MOST = 6
_NOT_THERE = (f"# {DONE_BY_VENDORING}", f"# {GONE}")
_STAYS = frozenset({"still needed", "already corrected"})
_EDITS = {
    "correction now upstream": "take out or narrow",
    "target gone": "retarget or take out",
    "conflict": "settle the conflict of",
}


def advice(report: Report) -> tuple[str, ...]:
    """Return one to six steps, each a short imperative line; none if there is nothing to do."""
    if report.provider is None:
        if not report.changes:
            return ()
        return ("Compare with --provider NAME to see what it does to a client, its corrections and its samples.",)
    steps = list(_vendoring(report, report.provider)) if report.changes or _broken(report) else []
    steps += _old_entries(report, report.provider)
    return tuple(steps[:_MOST])


def _broken(report: Report) -> bool:
    """Whether something must be done though no change is open."""
    affected = any(state.state not in _STAYS for state in report.overlay)
    return affected or any(item.before and not item.after for item in report.samples)


def _vendoring(report: Report, provider: str) -> Iterator[str]:
    folder = f"spec/{provider}"
    source = shlex.quote(printable(report.revision.name))
    gone = any(item.suggestion is not None and item.suggestion.startswith(f"# {GONE}") for item in report.overlay)
    if gone and report.vendored:
        yield f"Take what is gone out of {folder}/provider.yaml, as suggested: nothing can be vendored before."
    if report.vendored:
        yield f"Bring the revision in: `make vendor PROVIDER={shlex.quote(provider)} FROM={source}`."
    else:
        yield f"Write into {folder}/openapi.yaml what changed: it is ours, and no `make vendor` brings it up to date."
    edits = [*_corrections(report, folder), *_facts(report, folder), *_samples(report)]
    if report.impact is not None and report.impact.refusal is not None:
        edits.append(
            f"correct in {folder}/overlay.yaml what the generator refuses ({printable(report.impact.refusal)})"
        )
    if edits:
        text = "; ".join(edits)
        yield f"{text[0].upper()}{text[1:]}."
    yield "Write the code and try it: `make generate`, `make test`."
    if report.breaking:
        count = len(report.breaking)
        changes = "the change that breaks" if count == 1 else f"the {count} changes that break"
        yield (
            f"Tell callers of {changes} them in a fragment under changelog.d/ (KIND is breaking); or let it pass for "
            f"now: paste its entry, with a reason and a last day, into {folder}/{NAME}."
        )


def _corrections(report: Report, folder: str) -> Iterator[str]:
    for state, verb in _EDITS.items():
        numbers = sorted({item.action for item in report.overlay if item.state == state and item.action is not None})
        if numbers:
            noun = "action" if len(numbers) == 1 else "actions"
            yield f"{verb} {noun} {_listed(numbers)} of {folder}/overlay.yaml"


def _facts(report: Report, folder: str) -> Iterator[str]:
    """Yield which files are to be changed, told by the remarks of the suggestions."""
    given = [item.suggestion for item in report.overlay if item.state == "new upstream" and item.suggestion is not None]
    places = {"openapi.yaml": f"{folder}/openapi.yaml", "provider.yaml": f"{folder}/provider.yaml"}
    for file, place in {**places, "statuses.yaml": "spec/statuses.yaml"}.items():
        if any(text.startswith(f"# {file}:") and not text.startswith(_NOT_THERE) for text in given):
            yield f"change {place} as suggested"
    if any(text.startswith("# overlay.yaml:") for text in given):
        yield f"weigh the corrections suggested for {folder}/overlay.yaml"


def _samples(report: Report) -> Iterator[str]:
    files = [item.file for item in report.samples if item.before and not item.after]
    if files:
        verb = "no longer fits" if len(files) == 1 else "no longer fit"
        yield f"find out which is right where {_listed(files)} {verb}: the payload or the revision"


def _old_entries(report: Report, provider: str) -> Iterator[str]:
    for entries, what in ((report.expired, "renew with a new day, or take out,"), (report.stale, "take out")):
        if entries:
            prints = _listed(entry.fingerprint for entry in entries)
            yield f"{what[0].upper()}{what[1:]} {prints} in spec/{provider}/{NAME}."


def _listed(items: Iterable[object]) -> str:
    words = [str(item) for item in items]
    if len(words) > 4:
        words = [*words[:3], f"{len(words) - 3} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
