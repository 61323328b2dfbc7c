"""Find names that were removed or changed between two packages, with griffe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import griffe

from scripts.codegen.names import module_name
from scripts.drift.change import Breaks
from scripts.drift.client.records import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.drift.client.snippets import PackagePair

_FUNCTION = "sync"  # the functions of an operation have the same arguments: one of them is compared
_PARAMETER_KINDS = {
    griffe.BreakageKind.PARAMETER_REMOVED: "parameter removed",
    griffe.BreakageKind.PARAMETER_ADDED_REQUIRED: "parameter required",
    griffe.BreakageKind.PARAMETER_CHANGED_REQUIRED: "parameter required",
    griffe.BreakageKind.PARAMETER_MOVED: "parameter moved",
    griffe.BreakageKind.PARAMETER_CHANGED_KIND: "parameter moved",
}


def removed_names(pair: PackagePair, folder: Path) -> Iterator[Symbol]:
    """Yield the names that differ between the packages in a scratch folder, named as inside the package."""
    # Parsed only: inspection would import the package, that is, run code made from a document nobody has reviewed.
    old, new = (
        griffe.load(package.name, search_paths=[folder], allow_inspection=False) for package in (pair.old, pair.new)
    )
    if not isinstance(old, griffe.Module) or not isinstance(new, griffe.Module):
        return
    for breakage in griffe.find_breaking_changes(old, new):
        path = breakage.obj.path.partition(".")[2]  # in the old package; of parameters, in the new one
        if breakage.kind is griffe.BreakageKind.OBJECT_REMOVED:
            yield from _removed(pair, path, str(breakage.kind.value))
        elif breakage.kind in _PARAMETER_KINDS:
            yield from _parameter(pair, path, breakage)


def _removed(pair: PackagePair, path: str, message: str) -> Iterator[Symbol]:
    parent, _, name = path.rpartition(".")
    operations = pair.old.api.operations
    if path in operations:
        yield _moved(pair, path, message)
    elif parent == "models" and name in pair.old.api.classes:
        new = pair.classes.get(name) or " | ".join(pair.replacements.get(name, ())) or None
        yield Symbol(name=path, kind="class removed", old=name, new=new, message=message, breaks=Breaks.IMPORT)
    elif parent in operations:
        yield Symbol(name=path, kind="function removed", old=name, new=None, message=message, breaks=Breaks.IMPORT)
    elif parent == "api":  # the package of a tag: griffe does not report its modules
        yield from (_moved(pair, module, message) for module in operations if module.startswith(f"{path}."))
    elif path.startswith("models."):
        yield from _attribute(pair, parent, name, message)


def _moved(pair: PackagePair, module: str, message: str) -> Symbol:
    new = pair.modules.get(module)
    same_name = new is not None and new.rpartition(".")[2] == module.rpartition(".")[2]
    package = pair.old.source.package
    kind = "function removed"
    if same_name:
        kind = "module moved"
    return Symbol(
        name=module,
        kind=kind,
        old=f"{package}.{module}",
        new=f"{package}.{new}" if new is not None else None,
        message=message,
        breaks=Breaks.IMPORT,
    )


def _attribute(pair: PackagePair, parent: str, name: str, message: str) -> Iterator[Symbol]:
    """Yield an attribute of a model or a member of an enum; names that the generator adds itself are left out."""
    for item in pair.old.api.classes.values():
        if parent not in (f"models.{item.name}", f"models.{module_name(item.name)}.{item.name}"):
            continue
        breaks = Breaks.READ
        if item.name in pair.old.sent:
            breaks = Breaks.CALL
        if name in item.members:
            kind, old = "enum member removed", repr(item.members[name])
        elif name in item.attributes:
            kind, old = "attribute removed", item.attributes[name].text
        else:
            continue
        yield Symbol(name=f"models.{item.name}.{name}", kind=kind, old=old, new=None, message=message, breaks=breaks)


def _parameter(pair: PackagePair, path: str, breakage: griffe.Breakage) -> Iterator[Symbol]:
    module, _, function = path.rpartition(".")
    operation = pair.old.api.operations.get(module)
    if operation is None or function != _FUNCTION:
        return
    new_operation = pair.new.api.operations.get(pair.modules.get(module, module))
    parameters = [value for value in (breakage.old_value, breakage.new_value) if isinstance(value, griffe.Parameter)]
    for parameter in parameters[:1]:
        old = operation.arguments.get(parameter.name)
        new = new_operation.arguments.get(parameter.name) if new_operation is not None else None
        yield Symbol(
            name=f"{path}({parameter.name})",
            kind=_PARAMETER_KINDS[breakage.kind],
            old=old.text if old is not None else None,
            new=new.text if new is not None else None,
            message=str(breakage.kind.value),
            breaks=Breaks.CALL,
        )
