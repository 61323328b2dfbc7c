"""Which class or operation of the new package is one of the old package under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.operations import plain_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scripts.drift.client.surface import Class, Surface, Typed


def renamed_classes(old: Surface, new: Surface) -> dict[str, str]:
    """Return the new name of each class that is gone, where a class that is new has the same contents."""
    gone = [name for name in sorted(old.classes) if name not in new.classes]
    fresh = [name for name in sorted(new.classes) if name not in old.classes]
    found: dict[str, str] = {}
    progress = True
    while progress:  # a model that holds a renamed one is alike only once that one is known
        progress = False
        for name in gone:
            same = [other for other in fresh if _alike(old.classes[name], new.classes[other], {**found, name: other})]
            if name not in found and same:
                found[name] = same[0]
                fresh.remove(same[0])
                progress = True
    return found


def _alike(old: Class, new: Class, names: Mapping[str, str]) -> bool:
    if not old.members and len(old.attributes) < 2:  # nothing but the keys that are not known: that proves nothing
        return False
    if (old.base, dict(old.members)) != (new.base, dict(new.members)):
        return False
    return old.attributes.keys() == new.attributes.keys() and all(
        same_type(item, new.attributes[key], names) and item.required == new.attributes[key].required
        for key, item in old.attributes.items()
    )


def same_type(old: Typed, new: Typed, names: Mapping[str, str]) -> bool:
    """Whether two types are written alike once the classes of the old one have their new names."""
    return old.spelled(lambda name: names.get(name, name)) == new.spelled(lambda name: name)


def heirs(old: Surface, new: Surface, renamed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the new classes that stand where one stood that is gone and was not renamed: what it was split into."""
    found: dict[str, set[str]] = {}
    for was, now in _places(old, new, renamed):
        fresh = (now.classes & new.classes.keys()) - old.classes.keys() - set(renamed.values())
        for name in was.classes - new.classes.keys() - renamed.keys():
            found.setdefault(name, set()).update(fresh)
    return {name: tuple(sorted(classes)) for name, classes in found.items()}


def _places(old: Surface, new: Surface, renamed: Mapping[str, str]) -> Iterator[tuple[Typed, Typed]]:
    """Yield the attributes, arguments and results that both packages have."""
    moved = moved_operations(old, new)
    for module, operation in old.operations.items():
        other = new.operations.get(moved.get(module, module))
        if other is not None:
            yield operation.result, other.result
            yield from (
                (item, other.arguments[key]) for key, item in operation.arguments.items() if key in other.arguments
            )
    for name, model in old.classes.items():
        same = new.classes.get(renamed.get(name, name))
        if same is not None:
            yield from (
                (item, same.attributes[key]) for key, item in model.attributes.items() if key in same.attributes
            )


def moved_operations(old: Surface, new: Surface) -> dict[str, str]:
    """Return the new module of each operation whose module is gone, where its method and path are still there."""
    places = {(item.method, plain_path(item.path)): module for module, item in new.operations.items()}
    found = {
        module: places.get((item.method, plain_path(item.path)), "")
        for module, item in old.operations.items()
        if module not in new.operations
    }
    return {module: place for module, place in found.items() if place and place not in old.operations}
