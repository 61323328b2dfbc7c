"""Match the operations of a revision with ours, and select those that a provider's folder keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.oas.document import items_of, members_of
from scripts.oas.operations import all_operations, unnamed_path
from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from scripts.oas.select import keep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.operations import Operation

Key = tuple[str, str, str]
"""Section, path and method of an operation."""

# Taken over even if ours lacks them; any other key of the root (`tags`, `x-...`) only if ours has it.
_ROOT_KEYS = frozenset(
    {"openapi", "info", "jsonSchemaDialect", "servers", "security", "paths", "webhooks", "components", "$self"}
)
_ALSO_KEPT = "x-also-kept"


@frozen(kw_only=True)
class Matches:
    """The operations of a revision that a folder keeps.

    Attributes:
        kept: The operations, in the revision's order.
        base_keys: Key of an operation of the revision -> key of the same operation in the base.
        renamed: operationId in the base -> in the revision, for those that provider.yaml names.
        added: Operations that the base does not have, under the paths that the folder keeps.
        removed: Operations of the base that the revision lacks; provider.yaml names none of them.
    """

    kept: tuple[Operation, ...]
    base_keys: Mapping[Key, Key]
    renamed: Mapping[str, str] = field(factory=dict[str, str])
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def match_operations(
    base: Document, overlaid: JsonObject, revision: Document, operation_ids: Collection[str]
) -> Matches:
    """Find the operations that provider.yaml names, the others of the base, and new ones beside them.

    Args:
        base: Our document, without its overlay.
        overlaid: Our document with the overlay as far as that applies: operationIds may come from there.
        revision: The published document.
        operation_ids: The operationIds that provider.yaml names.

    Raises:
        SpecError: The revision lacks an operation that provider.yaml names.
    """
    base_operations = {operation.keys: operation for operation in all_operations(base.root)}
    # Reversed here and below: of two operations with one id, which is a mistake upstream, the first one counts.
    key_of_id = {operation.operation_id: operation.keys for operation in reversed(list(all_operations(overlaid)))}
    published = list(all_operations(revision.root))
    by_id: dict[str | None, Operation] = {operation.operation_id: operation for operation in reversed(published)}
    by_path = {_nameless(operation.keys): operation for operation in reversed(published)}
    base_keys: dict[Key, Key] = {}
    renamed: dict[str, str] = {}
    for name in operation_ids:
        key = key_of_id.get(name)
        if key is None:
            if name not in by_id:
                raise _missing(revision, name, None)
            continue
        old = base_operations.get(key)
        base_id: str | None = name
        if old is not None:
            base_id = old.operation_id
        match = _find(base_id, key, by_id, by_path)
        if match is None:
            if old is None:
                continue  # our overlay adds it, and goes on doing so
            raise _missing(revision, name, old)
        base_keys[match.keys] = key
        new_id = match.operation_id
        # An id that our overlay wrote is not renamed by the publisher: the overlay goes on writing it.
        if base_id == name and new_id not in (None, name):
            renamed[name] = str(new_id)
    for key, operation in base_operations.items():
        if key not in base_keys.values():
            match = _find(operation.operation_id, key, by_id, by_path)
            if match is not None:
                base_keys.setdefault(match.keys, key)
    prefixes = {_before_placeholder(path) for _, path, _ in base_keys}
    added = [operation for operation in published if operation.keys not in base_keys and _is_below(operation, prefixes)]
    kept = (
        base_keys.keys() | {by_id[name].keys for name in operation_ids if name in by_id} | {one.keys for one in added}
    )
    return Matches(
        kept=tuple(operation for operation in published if operation.keys in kept),
        base_keys=base_keys,
        renamed=renamed,
        added=tuple(f"{operation.label} ({operation.operation_id or 'no operationId'})" for operation in added),
        removed=tuple(operation.label for key, operation in base_operations.items() if key not in base_keys.values()),
    )


def _find(
    operation_id: str | None, key: Key, by_id: Mapping[str | None, Operation], by_path: Mapping[Key, Operation]
) -> Operation | None:
    """Return the operation with an operationId, else the one with the same method and path."""
    if operation_id is not None and operation_id in by_id:
        return by_id[operation_id]
    return by_path.get(_nameless(key))


def _nameless(key: Key) -> Key:
    section, path, method = key
    return section, unnamed_path(path), method


def _missing(revision: Document, name: str, operation: Operation | None) -> SpecError:
    if operation is None:
        what = f"provider.yaml names the operation {name!r}, which neither our document nor the revision has"
        return revision.error("/paths", what, "correct provider.yaml, or set the operationId in the overlay")
    what = f"the operation {name!r} was removed, and so was {operation.label}"
    return revision.error("/paths", what, "if it was removed for good, take it out of provider.yaml first")


def _before_placeholder(path: str) -> str:
    """Return a path up to its first placeholder: the operations below it belong together."""
    return path.partition("/{")[0]


def _is_below(operation: Operation, prefixes: Collection[str]) -> bool:
    path = operation.path
    return operation.section == "paths" and any(
        prefix and (path == prefix or path.startswith(f"{prefix}/")) for prefix in prefixes
    )


def select(base: Document, revision: Document, matches: Matches) -> JsonObject:
    """Return the matched part of the revision with all it refers to, and the unused components that the base keeps.

    Raises:
        SpecError: A reference cannot be resolved, or leads out of the document.
    """
    used = _components(keep(base.root, list(all_operations(base.root)), base))
    published = set(_components(revision.root))
    unused = [name for name in _components(base.root) if name not in used and name in published]
    root: JsonObject = {key: value for key, value in revision.root.items() if key in _ROOT_KEYS or key in base.root}
    # References in a key of the root keep these components, and what they refer to, in the selection.
    root[_ALSO_KEPT] = [{"$ref": f"#{format_pointer(['components', *name])}"} for name in unused]
    selection = keep(root, list(matches.kept), revision)
    del selection[_ALSO_KEPT]
    _restore_empty_components(selection, base.root, revision.root)
    _restore_tags(selection, base.root, revision.root)
    return selection


def _restore_tags(selection: JsonObject, base: JsonObject, revision: JsonObject) -> None:
    """Put back tags that no operation uses, if both documents list them."""
    listed, used, published = (_by_name(root.get("tags")) for root in (base, selection, revision))
    if published and "tags" in selection:
        selection["tags"] = [tag for name, tag in published.items() if name in listed or name in used]


def _by_name(tags: Json) -> dict[str, Json]:
    return {str(tag.get("name")): tag for tag in items_of(tags) if isinstance(tag, dict)}


def _restore_empty_components(selection: JsonObject, base: JsonObject, revision: JsonObject) -> None:
    """Put back groups of components that are empty in both documents."""
    old, published = base.get("components"), revision.get("components")
    if isinstance(old, dict) and isinstance(published, dict):
        kept = members_of(selection.get("components"))
        kept.update({kind: {} for kind in published if kind not in kept and old.get(kind) == published[kind] == {}})
        if kept or old == {}:
            selection["components"] = kept


def _components(document: JsonObject) -> dict[tuple[str, str], None]:
    return {
        (kind, name): None
        for kind, group in members_of(document.get("components")).items()
        if not kind.startswith("x-")
        for name in members_of(group)
    }
