"""The vendored document, the published one, and our corrections: what becomes of each, and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.change import Breaks, Client, Wire
from scripts.drift.overlay import wording
from scripts.drift.overlay.actions import action_states
from scripts.drift.overlay.corrections import apply_lenient
from scripts.drift.overlay.facts import view_of
from scripts.drift.overlay.patch import can_be_applied, restoring
from scripts.drift.overlay.samples_state import sample_states
from scripts.drift.overlay.state import OverlayState
from scripts.drift.overlay.texts import paste
from scripts.oas.document import Document
from scripts.oas.pointers import parse_pointer, resolve_pointer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from scripts.drift.change import Change
    from scripts.drift.documents.scope import Scope
    from scripts.drift.overlay.facts import Remedy, View
    from scripts.drift.overlay.samples_state import SampleState
    from scripts.oas.document import Json, JsonObject

__all__ = ["OverlayState", "three_way"]

_MOST_BRANCHES = 200
_NO_EVIDENCE = "owner/name#0"


def three_way(
    base: Document,
    revision: Document,
    overlay: Document | None,
    changes: Iterable[Change],
    *,
    corrected: Collection[Change] | None = None,
    scope: Scope | None = None,
    folder: Path | None = None,
) -> tuple[OverlayState, ...]:
    """Return what becomes of each change (those of prose apart), then of each correction.

    Args:
        base: The document that we have.
        revision: The one that is published now.
        overlay: Our corrections to the base, or None.
        changes: What differs between the two.
        corrected: What differs between the two with the corrections that apply; None: it is looked up.
        scope: The operations in view when it is looked up.
        folder: The provider's folder; None: where the base is.

    Raises:
        SpecError: The overlay or a file of the folder is malformed, or the corrected documents cannot be compared.
    """
    folder = folder or base.path.parent
    before, _ = apply_lenient(base.root, overlay, folder)
    after, _ = apply_lenient(revision.root, overlay, folder)
    changes = tuple(change for change in changes if _matters(change))
    if corrected is None:
        corrected = changes if overlay is None or not changes else _compared(base, revision, before, after, scope)
    view = view_of(folder, before, after)
    subject = _Subject(
        before=before,
        after=after,
        folder=folder,
        view=view,
        words=tuple(view.words()) if view is not None else (),
        samples=sample_states(folder, revision) if view is not None else (),
    )
    of_actions, touched = (
        action_states(base, revision, overlay, folder) if overlay is not None else ([], frozenset[str]())
    )
    left = {change.node for change in corrected} | {(change.kind, change.subject) for change in corrected}
    states: list[OverlayState] = []
    for change in changes:
        clash = _clash(change, of_actions)
        if change.node in left or (change.kind, change.subject) in left or not subject.concerns(touched, change):
            states += subject.new_upstream(change)
        elif clash is not None:
            states.append(evolve(clash, fingerprint=change.fingerprint))
        else:
            what = "With our corrections, the two documents do not differ here."
            states.append(_state(change, "already corrected", what, None))
    states += subject.further_words(states)
    told = {(state.action, state.pointer) for state in states}
    return (*states, *(state for state in of_actions if (state.action, state.pointer) not in told))


def _clash(change: Change, of_actions: Iterable[OverlayState]) -> OverlayState | None:
    """Return the state of a correction that overrules a change, and says something else."""
    return next((state for state in of_actions if state.state == "conflict" and _within(state.pointer, change)), None)


def _matters(change: Change) -> bool:
    verdict = change.verdict
    return verdict.client not in (Client.NONE, Client.DOCS) or verdict.wire is not Wire.NONE


def _compared(
    base: Document, revision: Document, before: JsonObject, after: JsonObject, scope: Scope | None
) -> tuple[Change, ...]:
    from scripts.drift.documents.compare import compare

    ours, theirs = Document(data=before, path=base.path), Document(data=after, path=revision.path)
    return compare(ours, theirs, scope).changes


def _state(change: Change, state: str, message: str, suggestion: str | None) -> OverlayState:
    place = change.revision or change.base
    return OverlayState(
        fingerprint=change.fingerprint,
        action=None,
        state=state,  # type: ignore[arg-type]
        pointer=place.pointer if place is not None else change.node,
        message=message,
        suggestion=suggestion,
    )


@frozen(kw_only=True)
class _Subject:
    """Both documents, corrected, and what the provider's folder says beside them."""

    before: JsonObject
    after: JsonObject
    folder: Path
    view: View | None
    words: tuple[tuple[str, Remedy], ...]
    samples: tuple[SampleState, ...]

    def new_upstream(self, change: Change) -> list[OverlayState]:
        """Return the states of a change that no correction speaks of."""
        if change.kind == wording.KIND and self.view is not None:
            return [_state(change, "new upstream", wording.MESSAGE, wording.reworded(change, self.before))]
        remedies = list(self.view.remedies(change)) if self.view is not None else []
        remedies += [remedy for place, remedy in self.words if _within(place, change)]
        if remedies:
            return [_state(change, "new upstream", remedy.message, remedy.suggestion) for remedy in remedies]
        suggestion, samples = self._restoring(change)
        what = "No correction speaks of it."
        if samples:
            what += f" {', '.join(samples)} no longer fits."
        if suggestion is not None and not samples:
            what += " If payloads still come as before, a correction can say so."
        return [_state(change, "new upstream", what, suggestion)]

    def concerns(self, touched: frozenset[str], change: Change) -> bool:
        """Whether something that corrections change lies where a change is, or right behind a reference there.

        What they do not come near to, they cannot have anticipated, however it is told of the corrected documents.
        """
        near = _pointers(change)
        for document in (self.before, self.after):
            near |= {target for node in _pointers(change) for target in _references(document, node)}
        return any(
            place == node or place.startswith(f"{node}/") or node.startswith(f"{place}/")
            for place in touched
            for node in near
        )

    def further_words(self, told: list[OverlayState]) -> list[OverlayState]:
        """Return the status words without a meaning that no change has led to."""
        known = {state.suggestion for state in told}
        return [
            OverlayState(
                fingerprint=None,
                action=None,
                state="new upstream",
                pointer=place,
                message=remedy.message,
                suggestion=remedy.suggestion,
            )
            for place, remedy in self.words
            if remedy.suggestion not in known
        ]

    def _restoring(self, change: Change) -> tuple[str | None, list[str]]:
        """Return the correction that keeps what a change takes from readers, and the samples that ask for it."""
        samples = [
            state.file
            for state in self.samples
            if state.before and not state.after and any(_within(node, change) for node in state.nodes)
        ]
        if not samples and not any(item.verdict.breaks is Breaks.READ for item in change.reach):
            return None, samples
        try:
            actions = restoring(_node_of(change), self.before, self.after)
        except ValueError:
            actions = []
        why = f"Answers are as they were before: {change.subject}."
        evidence = samples or self._evidence()
        written = [
            {"target": action.pop("target"), "description": why, "x-evidence": evidence, **action} for action in actions
        ]
        if not written or not can_be_applied(written, self.after, self.folder):
            return None, samples
        remark = "overlay.yaml: add at the end"
        if not samples:
            remark += ", but only if payloads show it; keep one in samples/ and name it as x-evidence"
        return paste(f"{remark}:", written), samples

    def _evidence(self) -> str:
        """Return what stands for the evidence until somebody has some: the provider's own page."""
        url = self.view.facts.source.url if self.view is not None else None
        return url if url is not None and url.startswith("https://") else _NO_EVIDENCE


def _node_of(change: Change) -> str:
    return change.base.pointer if change.base is not None else change.node


def _pointers(change: Change) -> set[str]:
    return {change.node, *(item.pointer for item in (change.base, change.revision) if item is not None)}


def _references(document: JsonObject, place: str) -> Iterator[str]:
    """Yield the pointers that are referred to at a place, and in the branches and items there."""
    try:
        waiting: list[Json] = [resolve_pointer(document, place)]
    except ValueError:
        return
    for node in waiting:
        inner = node if isinstance(node, list) else []
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/"):
                yield reference[1:]
            inner = [node[key] for key in ("anyOf", "oneOf", "allOf", "items") if key in node]
        waiting += inner if len(waiting) < _MOST_BRANCHES else []


def _within(place: str, change: Change) -> bool:
    """Whether a place of the revision lies at or below what changed, or is the object that holds it."""
    pointers = _pointers(change)
    return any(place == node or place.startswith(f"{node}/") or place == _holder(node) for node in pointers)


def _holder(node: str) -> str:
    """Return the schema that has a property."""
    try:
        parts = parse_pointer(node)
    except ValueError:
        return node
    return node.rsplit("/", 2)[0] if len(parts) > 2 and parts[-2] == "properties" else node
