"""Compares the names of two packages by griffe: what can no longer be imported, read or passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import griffe
from attrs import frozen

from scripts.codegen.views.names import module_name
from scripts.drift.change import Breaks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.drift.client.snippets import Pair

_ASKED = "sync"  # the functions of an operation share their arguments: one of them speaks for all
_OF_ARGUMENTS = {
    griffe.BreakageKind.PARAMETER_REMOVED: "parameter removed",
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED: "parameter required",
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED: "parameter required",
    griffe.BreakageKind.PARAMETER_MOVED: "parameter moved",
    griffe.BreakageKind.PARAMETER_CHANGED_KIND: "parameter moved",
}


@frozen(kw_only=True)
class Gone:
    """A name that griffe misses, or finds changed; the attributes are those of a symbol."""

    target: str
    kind: str
    old: str | None
    new: str | None
    message: str
    breaks: Breaks


def gone_names(pair: Pair, folder: Path) -> Iterator[Gone]:
    """Yield what griffe finds between the two packages in a scratch folder, without what is the generator's own."""
    old, new = (griffe.load(made.name, search_paths=[folder], allow_inspection=False) for made in (pair.old, pair.new))
    if not isinstance(old, griffe.Module) or not isinstance(new, griffe.Module):
        return
    for found in griffe.find_breaking_changes(old, new):
        place = found.obj.path.partition(".")[2]  # behind the package: the old one, or for arguments the new one
        if found.kind is griffe.BreakageKind.OBJECT_REMOVED:
            yield from _removed(pair, place, found)
        elif found.kind in _OF_ARGUMENTS:
            yield from _argument(pair, place, found)


def _removed(pair: Pair, place: str, found: griffe.Breakage) -> Iterator[Gone]:
    message = str(found.kind.value)
    operation = pair.old.surface.operations.get(place)
    parent, _, name = place.rpartition(".")
    if operation is not None:
        yield _moved(pair, place, message)
    elif parent == "models" and name in pair.old.surface.classes:
        now = pair.classes.get(name) or " | ".join(pair.heirs.get(name, ())) or None
        yield Gone(target=place, kind="class removed", old=name, new=now, message=message, breaks=Breaks.IMPORT)
    elif parent in pair.old.surface.operations:
        yield Gone(target=place, kind="function removed", old=name, new=None, message=message, breaks=Breaks.IMPORT)
    elif place.startswith("api.") and parent == "api":  # a tag: griffe does not look at what is in it
        for module in pair.old.surface.operations:
            if module.startswith(f"{place}."):
                yield _moved(pair, module, message)
    elif place.startswith("models."):
        yield from _attribute(pair, parent, name, message)


def _moved(pair: Pair, module: str, message: str) -> Gone:
    now = pair.modules.get(module)
    moved = now is not None and now.rpartition(".")[2] == module.rpartition(".")[2]
    package = pair.old.side.package
    return Gone(
        target=module,
        kind="module moved" if moved else "function removed",
        old=f"{package}.{module}",
        new=f"{package}.{now}" if now is not None else None,
        message=message,
        breaks=Breaks.IMPORT,
    )


def _attribute(pair: Pair, parent: str, name: str, message: str) -> Iterator[Gone]:
    """An attribute of a model, or a member of an enum; what the generator adds for itself is not of the document."""
    for item in pair.old.surface.classes.values():
        if parent not in (f"models.{item.name}", f"models.{module_name(item.name)}.{item.name}"):
            continue
        breaks = Breaks.CALL if item.name in pair.old.sent else Breaks.READ
        target = f"models.{item.name}.{name}"
        if name in item.members:
            was = repr(item.members[name])
            yield Gone(target=target, kind="enum member removed", old=was, new=None, message=message, breaks=breaks)
        elif name in item.attributes:
            was = item.attributes[name].text
            yield Gone(target=target, kind="attribute removed", old=was, new=None, message=message, breaks=breaks)


def _argument(pair: Pair, place: str, found: griffe.Breakage) -> Iterator[Gone]:
    module, _, function = place.rpartition(".")
    operation = pair.old.surface.operations.get(module)
    if operation is None or function != _ASKED:
        return
    now = pair.new.surface.operations.get(pair.modules.get(module, module))
    for value in (found.old_value, found.new_value):
        if isinstance(value, griffe.Parameter):
            was = operation.arguments.get(value.name)
            there = now.arguments.get(value.name) if now is not None else None
            yield Gone(
                target=f"{place}({value.name})",
                kind=_OF_ARGUMENTS[found.kind],
                old=was.text if was is not None else None,
                new=there.text if there is not None else None,
                message=str(found.kind.value),
                breaks=Breaks.CALL,
            )
            return
