"""Which operations of a revision come into a provider's folder, and which operation of ours each of them is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.oas.pointers import format_pointer
from scripts.oas.problems import SpecError
from scripts.oas.select import each_operation, keep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.select import Found

Key = tuple[str, str, str]
_PLACEHOLDER = re.compile(r"\{[^/{}]*\}")
_STRUCTURE = frozenset(
    {"openapi", "info", "jsonSchemaDialect", "servers", "security", "paths", "webhooks", "components", "$self"}
)
_KEPT_TOO = "x-kept-too"


@frozen(kw_only=True)
class Choice:
    """What is taken from a revision.

    Attributes:
        kept: The operations, in the revision's order.
        ours: Place of an operation of the revision -> place of the same operation in the base.
        renamed: operationId in the base -> in the revision, for those that provider.yaml names.
        added: Operations that the base does not have, under the paths that the folder keeps.
        gone: Operations that the base has and the revision does not; provider.yaml names none of them.
    """

    kept: tuple[Found, ...]
    ours: Mapping[Key, Key]
    renamed: Mapping[str, str] = field(factory=dict[str, str])
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def template(path: str) -> str:
    """Return a path whose placeholders have no names."""
    return _PLACEHOLDER.sub("{}", path)


def label(found: Found) -> str:
    """Return what a person calls an operation."""
    return f"{found.method.upper()} {found.path}" if found.section == "paths" else f"webhook {found.path}"


def choose(base: Document, overlaid: JsonObject, revision: Document, wanted: Collection[str]) -> Choice:
    """Find the operations that provider.yaml names, the others that the base holds, and new ones beside them.

    Args:
        base: The document that we have, as vendored.
        overlaid: It with its overlay, as far as that applies: ids may come from there.
        revision: The published document.
        wanted: The ids that provider.yaml names.

    Raises:
        SpecError: An operation that provider.yaml names is not in the revision.
    """
    own = {_key(found): found for found in each_operation(base.root)}
    known = {_id(found): _key(found) for found in reversed(list(each_operation(overlaid)))}
    there = list(each_operation(revision.root))
    by_id: dict[str | None, Found] = {_id(found): found for found in reversed(there)}
    by_place = {_shape(_key(found)): found for found in reversed(there)}
    ours: dict[Key, Key] = {}
    renamed: dict[str, str] = {}
    for name in wanted:
        place = known.get(name)
        raw = _id(own[place]) if place in own else name
        found = by_id.get(raw) if raw is not None else None
        found = found or (by_place.get(_shape(place)) if place is not None else None)
        if found is None:
            raise _missing(revision, name, own.get(place) if place is not None else None)
        if place is not None:
            ours[_key(found)] = place
        if place is not None and raw == name and (new := _id(found)) is not None and new != name:
            renamed[name] = new
    _others(own, by_id, by_place, ours)
    stems = {_stem(path) for _, path, _ in ours}
    named = {_key(by_id[name]) for name in wanted if name in by_id}
    added = [found for found in there if _key(found) not in ours and _is_below(found, stems)]
    taken = ours.keys() | named | {_key(found) for found in added}
    return Choice(
        kept=tuple(found for found in there if _key(found) in taken),
        ours=ours,
        renamed=renamed,
        added=tuple(f"{label(found)} ({_id(found) or 'no operationId'})" for found in added),
        gone=tuple(label(found) for key, found in own.items() if key not in ours.values()),
    )


def _others(
    own: Mapping[Key, Found],
    by_id: Mapping[str | None, Found],
    by_place: Mapping[Key, Found],
    ours: dict[Key, Key],
) -> None:
    """Find what the base holds without need: it stays as long as it is published."""
    for key, found in own.items():
        if key not in ours.values():
            name = _id(found)
            same = (by_id.get(name) if name is not None else None) or by_place.get(_shape(key))
            if same is not None:
                ours.setdefault(_key(same), key)


def _key(found: Found) -> Key:
    return found.section, found.path, found.method


def _shape(key: Key) -> Key:
    section, path, method = key
    return section, template(path), method


def _id(found: Found) -> str | None:
    name = found.body.get("operationId")
    return name if isinstance(name, str) else None


def _missing(revision: Document, name: str, own: Found | None) -> SpecError:
    if own is None:
        what = f"provider.yaml names the operation {name!r}, which neither our document nor the revision has"
        return revision.error("/paths", what, "correct provider.yaml, or give the id in the overlay")
    what = f"the operation {name!r} is gone, and so is {label(own)}"
    return revision.error("/paths", what, "if it is gone for good, take it out of provider.yaml first")


def _stem(path: str) -> str:
    """Return a path up to its first placeholder: what stands below it belongs together."""
    return path.partition("/{")[0]


def _is_below(found: Found, stems: Collection[str]) -> bool:
    if found.section != "paths":
        return False
    return any(stem and (found.path == stem or found.path.startswith(f"{stem}/")) for stem in stems)


def selected(base: Document, revision: Document, choice: Choice) -> JsonObject:
    """Return the chosen part of the revision with all it reaches, and the components that the base keeps without need.

    Raises:
        SpecError: A reference leads nowhere or out of the document.
    """
    reached = _components(keep(base.root, list(each_operation(base.root)), base))
    there = set(_components(revision.root))
    spare = [
        format_pointer(["components", *name])
        for name in _components(base.root)
        if name not in reached and name in there
    ]
    root: JsonObject = {key: value for key, value in revision.root.items() if key in _STRUCTURE or key in base.root}
    root[_KEPT_TOO] = [{"$ref": f"#{place}"} for place in spare]
    found = keep(root, list(choice.kept), revision)
    del found[_KEPT_TOO]
    _keep_empty(found, base.root, revision.root)
    _keep_tags(found, base.root, revision.root)
    return found


def _keep_tags(found: JsonObject, base: JsonObject, revision: JsonObject) -> None:
    """Put back tags that no operation has, if both documents list them."""
    ours, used, theirs = (_named(node.get("tags")) for node in (base, found, revision))
    if theirs and "tags" in found:
        found["tags"] = [tag for name, tag in theirs.items() if name in ours or name in used]


def _named(tags: Json) -> dict[str, Json]:
    items = tags if isinstance(tags, list) else []
    return {str(tag.get("name")): tag for tag in items if isinstance(tag, dict)}


def _keep_empty(found: JsonObject, base: JsonObject, revision: JsonObject) -> None:
    """Put back groups of components that are empty in both documents."""
    ours, theirs = base.get("components"), revision.get("components")
    if isinstance(ours, dict) and isinstance(theirs, dict):
        groups = found.get("components")
        kept: JsonObject = groups if isinstance(groups, dict) else {}
        kept.update({kind: {} for kind in theirs if kind not in kept and ours.get(kind) == theirs[kind] == {}})
        if kept or ours == {}:
            found["components"] = kept


def _components(document: JsonObject) -> dict[tuple[str, str], None]:
    groups = document.get("components")
    return {
        (kind, name): None
        for kind, group in (groups.items() if isinstance(groups, dict) else ())
        for name in (group if isinstance(group, dict) and not kind.startswith("x-") else ())
    }
