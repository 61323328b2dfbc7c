"""Callbacks: which of one operation are which of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.documents.context import Both
from scripts.drift.documents.operations import callbacks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.documents.context import Work
    from scripts.drift.documents.operations import Key, Operation, Pair

Called = dict["Key", "Operation"]


def pairs_of_callbacks(work: Work, pair: Pair) -> Iterator[tuple[Called, Called]]:
    """Yield the callbacks of two operations, name by name, the ones of either that are to be matched with each other.

    Raises:
        SpecError: One of them has not the shape that it must have.
    """
    old, new = callbacks_of(pair.base), callbacks_of(pair.revision)
    for name in {**old, **new}:
        before, after = old.get(name, {}), new.get(name, {})
        yield before, _moved_back(work, before, after)


def _moved_back(work: Work, old: Called, new: Called) -> Called:
    """Note where a callback's address is taken from elsewhere, and return the new ones under the old expressions."""
    gone, fresh = {key[1] for key in old if key not in new}, {key[1] for key in new if key not in old}
    if len(gone) != 1 or len(fresh) != 1:
        return new
    was, now = gone.pop(), fresh.pop()
    found = {((key[0], was) if key[1] == now else key): operation for key, operation in new.items()}
    for key, operation in old.items():
        other = found.get(key)
        if key[1] == was and other is not None:
            message = f"The address that {operation.label} goes to is taken from {other.path}, not {operation.path}."
            both = Both(operation.node, other.node, operation.sent, operation.label)
            work.changed("callback-moved", both, message, before=operation.path, after=other.path)
            found[key] = evolve(other, path=operation.path)
    return found
