"""Virtual time for the tests of programs that use videojobs: waits take none.

::

    from videojobs.testing import virtual_time

    def test_my_pipeline():
        with virtual_time() as clock:
            job = client.wait(job)      # polls as usual, sleeps never
        assert clock.elapsed < 60
"""

from __future__ import annotations

import math
import time as _time
from collections.abc import Generator
from contextlib import contextmanager

from videojobs.jobs import clock as _clock


class VirtualClock:
    """A clock that only moves when videojobs waits, by exactly the time it would have waited.

    Attributes:
        sleeps: Every wait, in seconds, in order.
    """

    def __init__(self) -> None:
        self.sleeps: list[float] = []
        self._started_at = _time.time()
        self._now = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds that all waits would have taken."""
        return self._now

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return self._now

    def time(self) -> float:
        """Return the virtual wall clock."""
        return self._started_at + self._now

    def random(self) -> float:
        """Return 0: without jitter, tests are repeatable."""
        return 0.0

    def advance(self, seconds: float) -> None:
        """Advance the clock."""
        self._now += max(0.0, seconds)

    def sleep(self, seconds: float, event: object = None) -> None:  # noqa: ARG002 - of the protocol
        """Record the wait and advance the clock."""
        self.sleeps.append(seconds)
        self.advance(seconds)

    def real_seconds(self, seconds: float) -> float:  # noqa: ARG002 - of the protocol
        """Return infinity: virtual time does not pass while a response is awaited."""
        return math.inf

    async def asleep(self, seconds: float, event: object = None) -> None:  # noqa: ARG002 - of the protocol
        """Record the wait, advance the clock and let other tasks run."""
        from anyio.lowlevel import checkpoint

        self.sleep(seconds)
        await checkpoint()


@contextmanager
def virtual_time() -> Generator[VirtualClock]:
    """Make every wait of videojobs, in every thread, advance a virtual clock instead of sleeping.

    Deadlines of waits count virtual seconds. Time limits of single requests stay real: they bound real sockets.
    Inside another ``virtual_time()`` the clock is that one's.
    """
    current = _clock.current()
    if isinstance(current, VirtualClock):
        yield current
        return
    clock = VirtualClock()
    before = _clock.replace(clock)
    try:
        yield clock
    finally:
        _clock.replace(before)
