"""A server's side of a response that never ends, to try deadlines without measuring time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 20.0


@contextmanager
def stalled() -> Iterator[Callable[[float], bool]]:
    """Yield a function that waits for some seconds; it returns False when the block has been left.

    A test lets its server wait for as long as that returns True, and its client give up inside the block. A client
    that never gives up makes the test fail, after 20 seconds.
    """
    left = threading.Event()
    given_up = threading.Event()
    waited = 0.0

    def wait(seconds: float = 1.0) -> bool:
        nonlocal waited
        if waited >= _PATIENCE:
            given_up.set()
            return False
        waited += seconds
        return not left.wait(seconds)

    try:
        yield wait
    finally:
        left.set()
    assert not given_up.is_set(), "the client waited for as long as the server did"
