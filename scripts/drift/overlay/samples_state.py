"""Check recorded payloads against our document and against the published one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.drift.overlay.corrections import apply_lenient, load_overlay
from scripts.drift.overlay.violations_text import describe_violations
from scripts.oas.operations import all_operations, operations_by_id
from scripts.spec.provider import load_overlaid, load_provider
from scripts.spec.samples import SampleValidator, read_sample, sample_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.samples import Sample

_MAX_VIOLATIONS = 20


@frozen(kw_only=True)
class SampleState:
    """One recorded payload, checked against both documents.

    Attributes:
        file: The file, relative to the provider's folder.
        before: Whether it is valid for our document, corrected.
        after: Whether it is valid for the revision, with the corrections that still apply.
        violations: Violations of the revision's schemas, as text.
        nodes: JSON pointers of the violated schemas of the revision.
    """

    file: str
    before: bool
    after: bool
    violations: tuple[str, ...]
    nodes: tuple[str, ...] = field(default=())


def sample_states(folder: Path, revision: Document) -> tuple[SampleState, ...]:
    """Return a state for each file in a provider's ``samples/``, by name.

    Raises:
        SpecError: A file of the folder is wrong.
    """
    files = sample_files(folder)
    if not files:
        return ()
    source, base = load_overlaid(folder)
    corrected, _ = apply_lenient(revision.root, load_overlay(folder), folder)
    facts = load_provider(folder)
    by_id = operations_by_id(base, source)
    by_role: dict[str, Operation] = {role: by_id[name] for role, name in facts.operations.items() if name in by_id}
    operations = {**by_id, **by_role}
    before = SampleValidator(base, operations)
    after = SampleValidator(corrected, matching_operations(operations, corrected))
    return tuple(_state(read_sample(file), f"samples/{file.name}", before, after) for file in files)


def matching_operations(operations: Mapping[str, Operation], document: JsonObject) -> dict[str, Operation]:
    """Return the operations of another document that match some of ours, by our names.

    Operations match if they have the same method and path, up to the names of placeholders; else the same operationId.
    """
    candidates = list(all_operations(document))
    by_path = {candidate.shape: candidate for candidate in candidates}
    by_id = {str(candidate.node.get("operationId")): candidate for candidate in candidates}
    matches: dict[str, Operation] = {}
    for name, operation in operations.items():
        # The path comes before the id: a recorded payload belongs to the request that was sent.
        match = by_path.get(operation.shape) or by_id.get(str(operation.node.get("operationId")))
        if match is not None:
            matches[name] = match
    return matches


def _state(sample: Sample, file: str, before: SampleValidator, after: SampleValidator) -> SampleState:
    was_valid = sample.operation in before.operations and _is_valid(sample, before)
    if sample.operation not in after.operations:
        problem = f"the revision has no operation {sample.operation}"
        return SampleState(file=file, before=was_valid, after=False, violations=(problem,))
    if after.schema_of(sample) is None:
        problem = f"the revision has no JSON response {sample.http_status} of {sample.operation}"
        return SampleState(file=file, before=was_valid, after=False, violations=(problem,))
    violations = after.violations(sample)
    return SampleState(
        file=file,
        before=was_valid,
        after=not violations,
        violations=describe_violations(violations, _MAX_VIOLATIONS),
        nodes=tuple(dict.fromkeys(violation.schema_pointer for violation in violations)),
    )


def _is_valid(sample: Sample, validator: SampleValidator) -> bool:
    return validator.schema_of(sample) is not None and not validator.violations(sample)
