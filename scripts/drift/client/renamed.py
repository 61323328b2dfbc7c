"""Match classes and operations of the old package with those of the new one that have another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.operations import unnamed_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.client.public_api import ClientClass, PublicApi, Typed


def renamed_classes(old: PublicApi, new: PublicApi) -> dict[str, str]:
    """Return the new name of each removed class with the contents of an added one."""
    removed = [name for name in sorted(old.classes) if name not in new.classes]
    added = [name for name in sorted(new.classes) if name not in old.classes]
    renamed: dict[str, str] = {}
    progress = True
    while progress:  # a class that holds a renamed one matches only once that one is matched
        progress = False
        for name in removed:
            if name in renamed:
                continue
            matches = [
                other
                for other in added
                if _same_contents(old.classes[name], new.classes[other], {**renamed, name: other})
            ]
            if matches:
                renamed[name] = matches[0]
                added.remove(matches[0])
                progress = True
    return renamed


def _same_contents(old: ClientClass, new: ClientClass, names: Mapping[str, str]) -> bool:
    if not old.members and len(old.attributes) < 2:  # only `additional_properties`, which every model has
        return False
    if (old.base, dict(old.members)) != (new.base, dict(new.members)):
        return False
    return old.attributes.keys() == new.attributes.keys() and all(
        same_type(item, new.attributes[key], names) and item.required == new.attributes[key].required
        for key, item in old.attributes.items()
    )


def same_type(old: Typed, new: Typed, names: Mapping[str, str]) -> bool:
    """Whether two types have the same spelling once the classes of the old one have their new names."""
    return old.spell(lambda name: names.get(name, name)) == new.spell(lambda name: name)


def replacements(old: PublicApi, new: PublicApi, renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the added classes in the places of each removed class that was not renamed: those it was split into."""
    result: dict[str, set[str]] = {}
    for old_typed, new_typed in _shared_places(old, new, renamed):
        added = (new_typed.classes & new.classes.keys()) - old.classes.keys() - set(renamed.values())
        for name in old_typed.classes - new.classes.keys() - renamed.keys():
            result.setdefault(name, set()).update(added)
    return {name: tuple(sorted(classes)) for name, classes in result.items()}


def _shared_places(old: PublicApi, new: PublicApi, renamed: Mapping[str, str]) -> Iterator[tuple[Typed, Typed]]:
    """Yield the attributes, arguments and results that both packages have."""
    moved = moved_operations(old, new)
    for module, operation in old.operations.items():
        new_operation = new.operations.get(moved.get(module, module))
        if new_operation is not None:
            yield operation.result, new_operation.result
            yield from _shared(operation.arguments, new_operation.arguments)
    for name, old_class in old.classes.items():
        new_class = new.classes.get(renamed.get(name, name))
        if new_class is not None:
            yield from _shared(old_class.attributes, new_class.attributes)


def _shared(old: Mapping[str, Typed], new: Mapping[str, Typed]) -> Iterator[tuple[Typed, Typed]]:
    yield from ((item, new[key]) for key, item in old.items() if key in new)


def moved_operations(old: PublicApi, new: PublicApi) -> dict[str, str]:
    """Return the new module of each operation in another module, matched by method and path."""
    modules = {(item.method, unnamed_path(item.path)): module for module, item in new.operations.items()}
    moved: dict[str, str] = {}
    for module, item in old.operations.items():
        new_module = modules.get((item.method, unnamed_path(item.path)))
        if module not in new.operations and new_module and new_module not in old.operations:
            moved[module] = new_module
    return moved
