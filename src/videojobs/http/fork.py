"""Reset objects in the child of a fork: it has the parent's sockets and locks, but none of its threads."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """An object that must not share its state with the parent process."""

    def after_fork(self) -> None:
        """Drop what belongs to the parent. Runs in the child, before anything else; must not wait for a lock."""
        ...


# Weak, and one function for all: a function that is registered can never be removed.
# https://docs.python.org/3/library/os.html#os.register_at_fork
_objects: WeakSet[Forked] = WeakSet()


def reset_after_fork(item: Forked) -> None:
    """Call the object's ``after_fork`` in each child process, as long as the object lives."""
    _objects.add(item)


def _after_fork() -> None:
    for item in list(_objects):
        item.after_fork()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)
