"""Time, sleep and random numbers, in one place, so that a test can replace all three."""

from __future__ import annotations

import random as _random
import time as _time
from typing import Protocol


class Clock(Protocol):
    """Time, sleep and random numbers."""

    def monotonic(self) -> float:
        """Return seconds since some start; never goes backwards."""
        ...

    def time(self) -> float:
        """Return seconds since 1970."""
        ...

    def random(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    async def asleep(self, seconds: float) -> None:
        """Wait without blocking the event loop."""
        ...


class SystemClock:
    """The clock of the system."""

    def monotonic(self) -> float:
        """Return the monotonic clock."""
        return _time.monotonic()

    def time(self) -> float:
        """Return the wall clock."""
        return _time.time()

    def random(self) -> float:
        """Return a pseudo-random number; used for jitter only."""
        return _random.random()

    def sleep(self, seconds: float) -> None:
        """Block for a while."""
        _time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Wait for a while, on asyncio or trio."""
        from anyio import sleep  # blocking programs never need it

        await sleep(seconds)


_system: Clock = SystemClock()
_current: Clock = _system


def current() -> Clock:
    """Return the clock in use: the system's, unless a test replaced it."""
    return _current


def replace(clock: Clock | None) -> Clock:
    """Use another clock, in all threads, from now on (None: the system's); return the one used before."""
    global _current
    before, _current = _current, clock if clock is not None else _system
    return before
