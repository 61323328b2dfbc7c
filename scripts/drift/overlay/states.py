"""Find the state of each change and of each correction, with a suggestion what to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.change import Breaks, Client, Wire
from scripts.drift.overlay.action_states import action_states
from scripts.drift.overlay.corrections import apply_lenient
from scripts.drift.overlay.provider_facts import VALUES_IN_TEXT, provider_edits
from scripts.drift.overlay.restore import can_be_applied, restoring_actions
from scripts.drift.overlay.samples_state import sample_states
from scripts.drift.overlay.state import OverlayState
from scripts.drift.overlay.suggestions import suggestion
from scripts.oas.document import Document, items_of, members_of
from scripts.oas.pointers import parse_pointer, resolve_pointer
from scripts.oas.references import local_pointer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from scripts.drift.change import Change
    from scripts.drift.documents.scope import Scope
    from scripts.drift.overlay.provider_facts import Edit, ProviderEdits
    from scripts.drift.overlay.samples_state import SampleState
    from scripts.oas.document import Json, JsonObject

_MAX_BRANCHES = 200
# Passes the check of the form, and nobody takes it for an issue: whoever pastes the action has to replace it.
_NO_EVIDENCE = "owner/name#0"


def overlay_states(
    base: Document,
    revision: Document,
    overlay: Document | None,
    changes: Iterable[Change],
    *,
    corrected: Collection[Change] | None = None,
    scope: Scope | None = None,
    folder: Path | None = None,
) -> tuple[OverlayState, ...]:
    """Return the state of each change (but for those of prose), then of each correction.

    Args:
        base: Our document.
        revision: The published document.
        overlay: Our corrections to the base, or None.
        changes: The changes between the two.
        corrected: The changes between the two with the corrections that apply; None: they are computed.
        scope: The operations to compare, for ``corrected``.
        folder: The provider's folder; None: that of the base.

    Raises:
        SpecError: The overlay or a file of the folder is malformed, or the corrected documents cannot be compared.
    """
    folder = folder or base.path.parent
    before, _ = apply_lenient(base.root, overlay, folder)
    after, _ = apply_lenient(revision.root, overlay, folder)
    changes = tuple(change for change in changes if _matters(change))
    if corrected is None:
        corrected = changes
        if overlay is not None and changes:
            corrected = _compare(base, revision, before, after, scope)
    context = _Context.of(before, after, folder, revision)
    of_actions: list[OverlayState] = []
    affected: frozenset[str] = frozenset()
    if overlay is not None:
        of_actions, affected = action_states(base, revision, overlay, folder, _splits(changes, after))
    remaining = {change.node for change in corrected} | {(change.kind, change.subject) for change in corrected}
    states: list[OverlayState] = []
    for change in changes:
        conflict = _conflict(change, of_actions)
        remains = change.node in remaining or (change.kind, change.subject) in remaining
        if remains or not context.is_affected(change, affected):
            states += context.new_upstream(change)
        elif conflict is not None:
            states.append(evolve(conflict, fingerprint=change.fingerprint))
        else:
            states.append(_state(change, "already corrected", "With our corrections, the documents are equal here."))
    states += context.other_edits(states)
    listed = {(state.action, state.pointer) for state in states}
    return (*states, *(state for state in of_actions if (state.action, state.pointer) not in listed))


def _splits(changes: Iterable[Change], after: JsonObject) -> dict[str, tuple[str, ...]]:
    """Return the components that became several, itself included if it is still there."""
    schemas = members_of(resolve_pointer(after, "/components/schemas"))
    splits: dict[str, tuple[str, ...]] = {}
    for change in changes:
        if change.kind == "schema-split":
            (name,) = items_of(change.before)
            names = [name, *splits.get(str(name), ()), *items_of(change.after)]
            splits[str(name)] = tuple(str(part) for part in dict.fromkeys(names) if part in schemas)
    return splits


def _conflict(change: Change, of_actions: Iterable[OverlayState]) -> OverlayState | None:
    """Return the state of a correction that overrides a change with another value."""
    return next((state for state in of_actions if state.state == "conflict" and _within(state.pointer, change)), None)


def _matters(change: Change) -> bool:
    verdict = change.verdict
    return verdict.client not in (Client.NONE, Client.DOCS) or verdict.wire is not Wire.NONE


def _compare(
    base: Document, revision: Document, before: JsonObject, after: JsonObject, scope: Scope | None
) -> tuple[Change, ...]:
    from scripts.drift.documents.compare import compare

    old, new = Document(data=before, path=base.path), Document(data=after, path=revision.path)
    return compare(old, new, scope)


def _state(change: Change, state: str, message: str, suggestion: str | None = None) -> OverlayState:
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
class _Context:
    """Both documents, corrected, and the provider's folder."""

    before: JsonObject
    after: JsonObject
    folder: Path
    edits: ProviderEdits | None
    status_edits: tuple[tuple[str, Edit], ...] = ()
    pointer_edits: tuple[tuple[str, Edit], ...] = ()
    samples: tuple[SampleState, ...] = ()

    @classmethod
    def of(cls, before: JsonObject, after: JsonObject, folder: Path, revision: Document) -> _Context:
        edits = provider_edits(folder, before, after)
        if edits is None:
            return cls(before=before, after=after, folder=folder, edits=None)
        return cls(
            before=before,
            after=after,
            folder=folder,
            edits=edits,
            status_edits=tuple(edits.for_status_words()),
            pointer_edits=tuple(edits.for_pointers()),
            samples=sample_states(folder, revision),
        )

    def new_upstream(self, change: Change) -> list[OverlayState]:
        """Return the states of a change that no correction covers."""
        edits: list[Edit] = []
        if self.edits is not None:
            edits += self.edits.for_change(change)
        if change.kind != VALUES_IN_TEXT:  # a text lists words for people; the change of the enum has the edits
            edits += [edit for pointer, edit in self.status_edits if _within(pointer, change)]
        lost = [edit for pointer, edit in self.pointer_edits if _within(pointer, change)]
        states = [_state(change, "new upstream", edit.message, edit.suggestion) for edit in (*lost, *edits)]
        # A property with a successor was renamed; one without may be sent all the same.
        if edits or any(edit.suggestion is not None for edit in lost):
            return states
        correction, samples = self._restoring_correction(change)
        message = "No correction covers it."
        if samples:
            message += f" {', '.join(samples)} is no longer valid."
        elif correction is not None:
            message += " If real responses are still as before, a correction can restore it."
        return [*states, _state(change, "new upstream", message, correction)]

    def is_affected(self, change: Change, affected: frozenset[str]) -> bool:
        """Whether corrections change something at the place of a change, or right behind a reference there.

        Other corrections cannot have anticipated the change, even if the corrected documents are equal there.
        """
        nearby = _pointers(change)
        for document in (self.before, self.after):
            nearby |= {target for node in _pointers(change) for target in _references(document, node)}
        return any(
            pointer == node or pointer.startswith(f"{node}/") or node.startswith(f"{pointer}/")
            for pointer in affected
            for node in nearby
        )

    def other_edits(self, states: list[OverlayState]) -> list[OverlayState]:
        """Return states for the unmapped status words and lost pointers that no change covers."""
        covered = {state.message for state in states}
        return [
            OverlayState(
                fingerprint=None,
                action=None,
                state="new upstream",
                pointer=pointer,
                message=edit.message,
                suggestion=edit.suggestion,
            )
            for pointer, edit in (*self.status_edits, *self.pointer_edits)
            if edit.message not in covered
        ]

    def _restoring_correction(self, change: Change) -> tuple[str | None, list[str]]:
        """Return a correction that restores what a change takes from readers, and the samples that prove the need."""
        samples = [
            state.file
            for state in self.samples
            if state.before and not state.after and any(_within(node, change) for node in state.nodes)
        ]
        if not samples and not any(reach.verdict.breaks is Breaks.READ for reach in change.reach):
            return None, samples
        pointer = change.base.pointer if change.base is not None else change.node
        try:
            actions = restoring_actions(pointer, self.before, self.after)
        except ValueError:
            actions = []
        reason = f"Responses are as they were before: {change.subject}."
        evidence = samples or self._evidence()
        written = [
            {"target": action.pop("target"), "description": reason, "x-evidence": evidence, **action}
            for action in actions
        ]
        if not written or not can_be_applied(written, self.after, self.folder):
            return None, samples
        comment = "overlay.yaml: add at the end"
        if not samples:
            comment += ", but only if real responses show it; keep one in samples/ and name it as x-evidence"
        return suggestion(f"{comment}:", written), samples

    def _evidence(self) -> str:
        """Return a placeholder for evidence: the address of the provider's document."""
        url = self.edits.facts.source.url if self.edits is not None else None
        if url is not None and url.startswith("https://"):
            return url
        return _NO_EVIDENCE


def _pointers(change: Change) -> set[str]:
    return {change.node, *(place.pointer for place in (change.base, change.revision) if place is not None)}


def _references(document: JsonObject, pointer: str) -> Iterator[str]:
    """Yield the pointers that a node refers to, and those that its branches and items refer to."""
    waiting: list[Json] = [resolve_pointer(document, pointer)]
    for node in waiting:
        inner = items_of(node)
        if isinstance(node, dict):
            target = local_pointer(node.get("$ref"))
            if target:
                yield target
            inner = [node[key] for key in ("anyOf", "oneOf", "allOf", "items") if key in node]
        if len(waiting) < _MAX_BRANCHES:
            waiting += inner


def _within(pointer: str, change: Change) -> bool:
    """Whether a place of the revision is at or below a change, or the schema of a property that changed."""
    return any(
        pointer == node or pointer.startswith(f"{node}/") or pointer == _holder(node) for node in _pointers(change)
    )


def _holder(pointer: str) -> str:
    try:
        keys = parse_pointer(pointer)
    except ValueError:
        return pointer
    if len(keys) > 2 and keys[-2] == "properties":
        return pointer.rsplit("/", 2)[0]
    return pointer
