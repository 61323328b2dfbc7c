"""Which recorded payloads fit the document that we have, and which the one that is published now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.drift.overlay.corrections import apply_lenient
from scripts.drift.overlay.violations_text import all_words
from scripts.oas.load import load
from scripts.oas.operations import all_operations, operations_by_id
from scripts.spec.provider import load_overlaid, load_provider
from scripts.spec.samples import Held, read_sample, sample_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.oas.document import Document, JsonObject
    from scripts.oas.operations import Operation
    from scripts.spec.samples import Sample

_MOST = 20


@frozen(kw_only=True)
class SampleState:
    """One recorded payload before and after.

    Attributes:
        file: The file, below the provider's folder.
        before: Whether it fits the document that we have, corrected.
        after: Whether it fits the revision, with the corrections that still apply.
        breaches: What does not fit the revision, in words.
        nodes: JSON pointers of the schemas of the revision that it does not fit.
    """

    file: str
    before: bool
    after: bool
    breaches: tuple[str, ...]
    nodes: tuple[str, ...] = field(default=())


def sample_states(folder: Path, revision: Document) -> tuple[SampleState, ...]:
    """Return a state for each file in a provider's ``samples/``, by name.

    Raises:
        SpecError: A file of the folder is wrong.
    """
    files = sample_files(folder)
    if not files:
        return ()
    source, ours = load_overlaid(folder)
    path = folder / "overlay.yaml"
    theirs, _ = apply_lenient(revision.root, load(path) if path.is_file() else None, folder)
    facts = load_provider(folder)
    old = operations_by_id(ours, source)
    roles: dict[str, Operation] = {role: old[name] for role, name in facts.operations.items() if name in old}
    named = {**old, **roles}
    before, after = Held(ours, named), Held(theirs, still_there(named, theirs))
    return tuple(_state(read_sample(file), f"samples/{file.name}", before, after) for file in files)


def still_there(named: Mapping[str, Operation], document: JsonObject) -> dict[str, Operation]:
    """Return the operations of another document that stand for some of ours, by our names for them.

    The same method and path make the same operation, whatever its id and its placeholders are called; failing that,
    the same id does.
    """
    found = list(all_operations(document))
    by_place = {one.shape: one for one in found}
    by_id = {str(one.node.get("operationId")): one for one in found}
    pairs = (
        (name, by_place.get(one.shape, by_id.get(str(one.node.get("operationId"))))) for name, one in named.items()
    )
    return {name: one for name, one in pairs if one is not None}


def _state(sample: Sample, file: str, before: Held, after: Held) -> SampleState:
    fitted = sample.operation in before.operations and _fits(sample, before)
    if sample.operation not in after.operations:
        what = f"the revision has no operation {sample.operation}"
        return SampleState(file=file, before=fitted, after=False, breaches=(what,))
    if after.schema_of(sample) is None:
        what = f"the revision has no JSON answer {sample.http_status} of {sample.operation}"
        return SampleState(file=file, before=fitted, after=False, breaches=(what,))
    breaches = after.violations(sample)
    return SampleState(
        file=file,
        before=fitted,
        after=not breaches,
        breaches=all_words(breaches, _MOST),
        nodes=tuple(dict.fromkeys(violation.schema_pointer for violation in breaches)),
    )


def _fits(sample: Sample, held: Held) -> bool:
    return held.schema_of(sample) is not None and not held.violations(sample)
