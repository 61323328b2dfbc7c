"""Time, sleep and random numbers, in one place, so that a test can replace all three; and checks of timeouts."""

from __future__ import annotations

import math
import random as _random
import threading
import time as _time
from typing import TYPE_CHECKING, Protocol

from videojobs.errors import VideoJobsError

if TYPE_CHECKING:
    import anyio

# `socket.settimeout` refuses more than 2**31 ms, nearly 25 days, with an OverflowError.
MAX_TIMEOUT = 1_000_000.0
_SLICE = 0.5


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

    def sleep(self, seconds: float, event: threading.Event) -> None:
        """Wait for so many seconds, or until the event is set."""
        ...

    def real_seconds(self, seconds: float) -> float:
        """Return the real seconds to wait for a response while ``seconds`` of this clock pass; may be infinite."""
        ...

    async def asleep(self, seconds: float, event: anyio.Event) -> None:
        """Wait as `sleep` does, without blocking the event loop."""
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

    def sleep(self, seconds: float, event: threading.Event) -> None:
        """Block for a while."""
        ends_at = _time.monotonic() + seconds
        # In slices: on Windows, Ctrl-C does not interrupt a thread that waits for a lock.
        # https://docs.python.org/3/library/threading.html#threading.Lock.acquire
        while (left := ends_at - _time.monotonic()) > 0 and not event.wait(min(left, _SLICE)):
            pass

    def real_seconds(self, seconds: float) -> float:
        """Return the seconds."""
        return seconds

    async def asleep(self, seconds: float, event: anyio.Event) -> None:
        """Wait for a while, on asyncio or trio."""
        from anyio import move_on_after  # blocking programs never need it

        with move_on_after(seconds):
            await event.wait()


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


def checked_timeout(
    timeout: float | None, error_class: type[VideoJobsError], *, may_be_zero: bool = False
) -> float | None:
    """Return a timeout that a caller passed; None for no limit, which infinity and more than eleven days mean too.

    Raises:
        VideoJobsError: An ``error_class``: it is no number, NaN, or too small. An `httpx.Timeout` has no limit for a
            whole request, so it is refused.
    """
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise error_class(
            f"timeout is a {type(timeout).__name__}; it must be a number of seconds, or None for no limit"
        )
    if timeout > MAX_TIMEOUT:
        return None
    if may_be_zero:
        if not timeout >= 0:  # NaN is not >= 0
            raise error_class(f"timeout is {timeout}; it must be 0 or more seconds, or None for no limit")
    elif not timeout > 0:
        raise error_class(f"timeout is {timeout}; it must be more than 0 seconds, or None for no limit")
    return float(timeout)


def check_interval(poll_interval: float | None, error_class: type[VideoJobsError]) -> None:
    """Check the seconds between polls that a caller passed; None is allowed.

    Raises:
        VideoJobsError: An ``error_class``: they are no number, NaN, infinite, or not more than 0.
    """
    if poll_interval is None:
        return
    if isinstance(poll_interval, bool) or not isinstance(poll_interval, int | float):
        raise error_class(f"poll_interval is a {type(poll_interval).__name__}; it must be a number of seconds")
    if not 0 < poll_interval < math.inf:
        raise error_class(f"poll_interval is {poll_interval}; it must be more than 0 seconds")
