"""Bound the requests of one client: how many are under way at once, and how many paid ones leave in a time."""

from __future__ import annotations

import math
import re
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from copy import copy
from threading import Lock, Semaphore
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self
from weakref import WeakKeyDictionary

from attrs import field, frozen

from videojobs.errors import ConfigurationError, TransportError
from videojobs.http.event_loop import running_loop
from videojobs.http.fork import reset_after_fork
from videojobs.jobs.clock import current
from videojobs.jobs.closing import Closing, in_this_loop

if TYPE_CHECKING:
    import anyio

Release = Callable[[], None]
Sleep = Callable[[float], Awaitable[None]]
Kind = Literal["request", "paid", "poll", "download"]
"""``paid`` is a request that starts a job; ``poll`` is one of many jobs, by `wait_all` or `as_completed`."""
MAX_REQUESTS = 100
"""Requests at once, unless the caller sets another number."""
MAX_POLLS = 500
MAX_DOWNLOADS = 100
"""All downloads of a client share one pool of so many connections."""
_MINUTE, _HOUR = 60.0, 3600.0
_UNITS = {"s": 1.0, "second": 1.0, "min": _MINUTE, "minute": _MINUTE, "h": _HOUR, "hour": _HOUR, "day": 24 * _HOUR}
_RATE = re.compile(r"([1-9][0-9]{0,8}) ?/ ?([a-z]+)")
# After a pause that ends exactly when the next request may leave, rounding may leave a rest.
_NEGLIGIBLE = 1e-6


@frozen
class Rate:
    """At most ``limit`` paid requests in any ``seconds``; the first ones may leave all at once.

    Attributes:
        limit: The number of requests, at least 1.
        seconds: The time, more than 0.
    """

    limit: int = field()
    seconds: float = field()

    def __attrs_post_init__(self) -> None:
        if not _is_count(self.limit):
            raise ConfigurationError(f"rate: its limit is {self.limit!r}; it must be an integer of at least 1")
        if not _is_number(self.seconds) or not 0 < self.seconds < math.inf:
            raise ConfigurationError(f"rate: its seconds are {self.seconds!r}; they must be more than 0")

    @classmethod
    def parse(cls, value: Rate | str | float) -> Rate:
        """Return a rate from ``"30/min"``, from a number per second, or from a rate.

        A fraction is a pause: 0.5 is one request in any two seconds. Units are ``s``, ``min``, ``h`` and ``day``, and
        their longer names.

        Raises:
            ConfigurationError: It is neither.
        """
        if isinstance(value, Rate):
            return value
        if isinstance(value, str):
            match = _RATE.fullmatch(value.strip().lower())
            if match is not None and match[2] in _UNITS:
                return cls(int(match[1]), _UNITS[match[2]])
        elif _is_number(value) and 0 < value < math.inf:
            if float(value).is_integer():
                return cls(int(value), 1.0)
            return cls(1, 1.0 / value)
        raise ConfigurationError(f'rate is {value!r}; it must be as in "30/min", or a number of requests per second')


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def checked_concurrency(value: int | None, name: str = "concurrency") -> int | None:
    """Return the number of requests that a caller passed as ``name``; None for the default.

    Raises:
        ConfigurationError: It is no integer, or less than 1.
    """
    if value is not None and not _is_count(value):
        raise ConfigurationError(f"{name} is {value!r}; it must be an integer of at least 1, or None")
    return value


class Slots(Protocol):
    """A number of slots, each of which one request holds at a time."""

    def acquire_nowait(self) -> Release | None:
        """Take a slot; return the function that gives it back, or None if none is free."""
        ...

    async def acquire(self, seconds: float) -> Release | None:
        """Wait for a slot, and take it as `acquire_nowait` does; return None if none was free for ``seconds``.

        Raises:
            ConfigurationError: The client was closed meanwhile.
        """
        ...


class ThreadSlots:
    """Slots of blocking programs, shared by all threads."""

    def __init__(self, number: int, closing: Closing | None = None) -> None:
        self._number = number
        self._closing = closing or Closing()
        self.after_fork()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Free all slots: no thread of the parent process is in the child."""
        self._semaphore = Semaphore(self._number)

    def acquire_nowait(self) -> Release | None:
        """Take a slot, if one is free."""
        semaphore = self._semaphore
        return semaphore.release if semaphore.acquire(blocking=False) else None

    async def acquire(self, seconds: float) -> Release | None:
        """Block until a slot is free."""
        semaphore = self._semaphore
        timeout = None if seconds == math.inf else max(0.0, seconds)
        # On closing, one slot more is released for each thread that waits for one.
        with self._closing.calls(semaphore.release):
            return semaphore.release if semaphore.acquire(timeout=timeout) else None


class TaskSlots:
    """Slots of async programs. Each event loop has its own, since it cannot wake tasks of another."""

    def __init__(self, number: int, closing: Closing | None = None) -> None:
        import anyio

        self._anyio = anyio
        self._number = number
        self._closing = closing or Closing()
        self.after_fork()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Free all slots: the event loops of the parent process do not run in the child."""
        self._by_loop: WeakKeyDictionary[Any, anyio.Semaphore] = WeakKeyDictionary()

    def _semaphore(self) -> anyio.Semaphore:
        loop = running_loop()
        semaphore = self._by_loop.get(loop)
        if semaphore is None:
            semaphore = self._by_loop[loop] = self._anyio.Semaphore(self._number)
        return semaphore

    def acquire_nowait(self) -> Release | None:
        """Take a slot, if one is free."""
        semaphore = self._semaphore()
        try:
            semaphore.acquire_nowait()
        except self._anyio.WouldBlock:
            return None
        return semaphore.release

    async def acquire(self, seconds: float) -> Release | None:
        """Wait until a slot is free; the one who waits longest gets it. A cancelled task takes none."""
        release = self.acquire_nowait()
        if release is not None:
            return release
        semaphore = self._semaphore()
        with self._closing.calls(in_this_loop(semaphore.release)):
            if seconds == math.inf:  # a cancel scope takes a third of the CPU of a wait
                await semaphore.acquire()
                return semaphore.release
            with self._anyio.move_on_after(seconds) as scope:
                await semaphore.acquire()
        return None if scope.cancelled_caught else semaphore.release


class _Window:
    """The paid requests that left within the time of a rate."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._sent: deque[float] = deque(maxlen=rate.limit)
        self._lock = Lock()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Replace the lock, which a thread of the parent process may have held."""
        self._lock = Lock()

    def delay(self, now: float) -> float:
        """Return the seconds until another request may leave."""
        if len(self._sent) < self._rate.limit:
            return 0.0
        delay = self._sent[0] + self._rate.seconds - now
        return delay if delay > _NEGLIGIBLE else 0.0

    def take(self, now: float) -> bool:
        """Count a request that leaves now; return False, and count none, if it may not."""
        with self._lock:
            if self.delay(now):
                return False
            self._sent.append(now)
            return True


class Limiter:
    """Bounds the requests of one client.

    A request takes its slot before it is sent, so that its deadline and the time limits of the HTTP library start
    when it is sent, and nothing waits in the pool of that library.

    Args:
        new_slots: Returns a number of slots, for threads or for tasks.
        concurrency: Most requests under way at once, polls included, and most downloads; None for the defaults.
        connections: Most connections of the HTTP client. If they are fewer than requests and downloads may be, these
            share the slots.
        rate: Most paid requests in a time, or None.
    """

    def __init__(
        self,
        new_slots: Callable[[int], Slots],
        *,
        concurrency: int | None = None,
        connections: int = sys.maxsize,
        rate: Rate | None = None,
    ) -> None:
        most = concurrency or MAX_REQUESTS
        requests = polls = downloads = new_slots(min(most, connections))
        if connections >= 2 * most:
            downloads = new_slots(min(most, MAX_DOWNLOADS))
            if concurrency is None:
                polls = new_slots(MAX_POLLS)
        self._slots: dict[Kind, Slots] = {"request": requests, "paid": requests, "poll": polls, "download": downloads}
        self._number = most
        self._rate = rate
        self._window = _Window(rate) if rate is not None else None
        self._take_shared: Callable[[], Awaitable[float]] | None = None
        self._queue = new_slots(1)

    @property
    def rate(self) -> Rate | None:
        """Most paid requests in a time, or None."""
        return self._rate

    def with_shared_rate(self, take: Callable[[], Awaitable[float]]) -> Self:
        """Return a limiter with the same slots whose paid requests are bounded by a rate of several programs, too.

        Args:
            take: Counts a request that leaves now and returns 0; or returns the seconds to wait before the next call.
        """
        limiter = copy(self)
        limiter._take_shared = take
        return limiter

    def slot(self, kind: Kind, ends_at: float, sleep: Sleep) -> Slot:
        """Return a context manager that holds a slot for one request.

        Args:
            kind: The kind of the request.
            ends_at: When waiting for the slot is over, on the monotonic clock; may be infinite.
            sleep: Waits for some seconds.

        Raises:
            TransportError: No slot was free in time. Nothing was sent.
        """
        return Slot(self, kind, ends_at, sleep)

    def acquire_nowait(self, kind: Kind) -> Release | None:
        """Take a slot, if one is free and the request has not to wait for the rate."""
        if kind == "paid" and self._has_rate:
            return None
        return self._slots[kind].acquire_nowait()

    async def acquire(self, kind: Kind, ends_at: float, sleep: Sleep) -> Release:
        """Take a slot, as `slot` does, and return the function that gives it back."""
        slots = self._slots[kind]
        if kind == "paid" and self._has_rate:
            return await self._acquire_in_turn(slots, ends_at, sleep)
        return await self._acquire(slots, ends_at)

    @property
    def _has_rate(self) -> bool:
        return self._window is not None or self._take_shared is not None

    async def _acquire(self, slots: Slots, ends_at: float) -> Release:
        clock = current()
        seconds = ends_at - clock.monotonic()
        release = await slots.acquire(clock.real_seconds(seconds))
        if release is None:
            raise TransportError(
                f"nothing was sent: for {max(0.0, seconds):.3g} s, as many other requests of this client were under "
                f"way as may be at once (concurrency={self._number})",
                sent=False,
            )
        return release

    async def _acquire_in_turn(self, slots: Slots, ends_at: float, sleep: Sleep) -> Release:
        """Wait for the rates first: a request that waits for those must not hold a slot that others could use."""
        window = self._window
        leave_queue = await self._acquire(self._queue, ends_at)
        try:
            while True:
                while window is not None and (delay := window.delay(current().monotonic())):
                    await sleep(delay)
                release = await self._acquire(slots, ends_at)
                delay = 0.0
                try:
                    if self._take_shared is not None:
                        delay = await self._take_shared()
                except BaseException:
                    release()
                    raise
                if not delay and (window is None or window.take(current().monotonic())):
                    return release
                release()  # another program, or another event loop, was first
                if delay:
                    await sleep(delay)
        finally:
            leave_queue()


class Slot:
    """Holds a slot for one request. A class, since each poll enters it: a generator would take twice the CPU."""

    __slots__ = ("_arguments", "_limiter", "_release")

    def __init__(self, limiter: Limiter, kind: Kind, ends_at: float, sleep: Sleep) -> None:
        self._limiter = limiter
        self._arguments = (kind, ends_at, sleep)
        self._release: Release | None = None

    async def __aenter__(self) -> None:
        self._release = self._limiter.acquire_nowait(self._arguments[0])
        if self._release is None:
            self._release = await self._limiter.acquire(*self._arguments)

    async def __aexit__(self, *exc_info: object) -> None:
        if self._release is not None:
            self._release()
