"""Collections that forget their oldest entries, so that an emulator may run for weeks."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from itertools import islice
from typing import Final, TypeVar, cast

MAX_RECORDS: Final = 10_000
MAX_ENTRIES: Final = 50_000
MAX_BYTES: Final = 64 * 1024 * 1024
"""Of one collection."""

# To look further for an entry that can be forgotten would make each request slower, the more entries there are.
_LOOK_AT: Final = 1_000

K = TypeVar("K")
V = TypeVar("V")


def size_of(value: object) -> int:
    """Return about how many bytes a JSON value takes in memory; counting ends above 64 MiB."""
    total = 0
    remaining: list[object] = [value]
    while remaining and total <= MAX_BYTES:
        item = remaining.pop()
        total += sys.getsizeof(item)
        if isinstance(item, Mapping):
            remaining.extend(cast("Mapping[object, object]", item).keys())
            remaining.extend(cast("Mapping[object, object]", item).values())
        elif isinstance(item, list | tuple):
            remaining.extend(cast("list[object]", item))
    return total


class BoundedMapping(MutableMapping[K, V]):
    """A mapping, oldest entry first, that forgets entries above 50,000 or 64 MiB; never the newest one.

    Args:
        size: Returns about how many bytes an entry takes.
        is_done: Whether an entry is forgotten before older ones that are not done; by default the oldest is.
        on_forget: Called with the key of each entry that is forgotten.
    """

    def __init__(
        self,
        size: Callable[[K, V], int],
        is_done: Callable[[V], bool] = lambda _: True,
        on_forget: Callable[[K], None] = lambda _: None,
    ) -> None:
        self._entries: dict[K, tuple[V, int]] = {}
        self._size = size
        self._is_done = is_done
        self._on_forget = on_forget
        self._bytes = 0
        # Tests add jobs in their thread, while the server's does as well.
        self._lock = threading.RLock()

    def __getitem__(self, key: K) -> V:
        """Return the value of an entry."""
        return self._entries[key][0]

    def __setitem__(self, key: K, value: V) -> None:
        """Add an entry, and forget others if there are too many."""
        size = self._size(key, value)
        with self._lock:
            self.pop(key, None)
            self._entries[key] = (value, size)
            self._bytes += size
            while len(self) > 1 and (len(self) > MAX_ENTRIES or self._bytes > MAX_BYTES):
                oldest = islice(self._entries.items(), min(_LOOK_AT, len(self) - 1))
                done = (key for key, (value, _) in oldest if self._is_done(value))
                forgotten = next(done, next(iter(self._entries)))
                del self[forgotten]
                self._on_forget(forgotten)

    def __delitem__(self, key: K) -> None:
        """Remove an entry."""
        with self._lock:
            self._bytes -= self._entries.pop(key)[1]

    def __contains__(self, key: object) -> bool:
        """Whether there is an entry."""
        return key in self._entries

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys at this moment, the oldest first."""
        return iter(list(self._entries))

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._entries)

    def to_list(self) -> list[V]:
        """Return the values, the oldest first."""
        return [value for value, _ in list(self._entries.values())]

    def clear(self) -> None:
        """Remove all entries."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
