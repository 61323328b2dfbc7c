"""Run flows in simulated time: an event loop whose clock jumps to the next event."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from random import Random
from typing import Any, TypeVar

from videojobs.jobs.limiter import Kind, Limiter, Rate, Release, Slot
from videojobs.jobs.workers import Flow

T = TypeVar("T")
Resume = Callable[[], None]


class Pause:
    """Suspends a flow until the function is called that ``arm`` is passed."""

    def __init__(self, arm: Callable[[Resume], None]) -> None:
        self.arm = arm

    def __await__(self) -> Generator[Pause, None, None]:
        yield self


class Kernel:
    """The clock of the simulation, and its events; replaces the clock of the client.

    Args:
        seed: Of all random numbers: a run is repeatable.
    """

    def __init__(self, seed: int = 1) -> None:
        self.now = 0.0
        self.random = Random(seed).random
        self._events: list[tuple[float, int, Resume]] = []
        self._numbers = count()

    def monotonic(self) -> float:
        """Return the simulated seconds since the start."""
        return self.now

    def time(self) -> float:
        """Return the simulated wall clock."""
        return 1_700_000_000 + self.now

    def real_seconds(self, seconds: float) -> float:
        """Return the seconds: a simulated wait takes simulated time."""
        return seconds

    def sleep(self, seconds: float, event: object) -> None:
        """Blocking programs are not simulated."""
        raise NotImplementedError

    async def asleep(self, seconds: float, event: object) -> None:  # noqa: ARG002 - of the protocol
        """Suspend a flow."""
        await self.pause(seconds)

    def at(self, moment: float, function: Resume) -> None:
        """Call a function at a moment."""
        heapq.heappush(self._events, (max(moment, self.now), next(self._numbers), function))

    async def pause(self, seconds: float) -> None:
        """Suspend a flow for so many seconds."""
        await Pause(lambda resume: self.at(self.now + seconds, resume))

    def spawn(self, flow: Coroutine[Any, Any, Any]) -> None:
        """Start a flow."""
        self.at(self.now, lambda: self._step(flow))

    def _step(self, flow: Coroutine[Any, Any, Any]) -> None:
        try:
            pause = flow.send(None)
        except StopIteration:
            return
        pause.arm(lambda: self._step(flow))

    def run(self, until: float = math.inf) -> None:
        """Let time pass until nothing is left to happen."""
        while self._events and self._events[0][0] <= until:
            self.now, _, function = heapq.heappop(self._events)
            function()


class Signal:
    """Wakes the flow that waits for it."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._resume: Resume | None = None

    def set(self) -> None:
        """Wake the flow, if one waits."""
        if self._resume is not None:
            resume, self._resume = self._resume, None
            self._kernel.at(self._kernel.now, resume)

    async def wait(self, seconds: float = math.inf) -> None:
        """Suspend the flow until `set` is called, for so many seconds at most."""

        def arm(resume: Resume) -> None:
            is_done = False

            # A wait that has ended must not be ended again by its timeout, nor a later wait by that of this one.
            def once() -> None:
                nonlocal is_done
                if not is_done:
                    is_done = True
                    resume()

            self._resume = once
            if seconds < math.inf:
                self._kernel.at(self._kernel.now + seconds, once)

        await Pause(arm)


class SimulatedSlots:
    """Slots of simulated flows: the one that waits longest is first."""

    def __init__(self, kernel: Kernel, number: int) -> None:
        self._kernel = kernel
        self._free = number
        self._waiting: deque[Signal] = deque()

    def acquire_nowait(self) -> Release | None:
        """Take a slot, if one is free."""
        if self._free <= 0 or self._waiting:
            return None
        self._free -= 1
        return self._release

    def _release(self) -> None:
        self._free += 1
        if self._waiting:
            self._waiting[0].set()

    async def acquire(self, seconds: float) -> Release | None:
        """Wait for a slot."""
        ends_at = self._kernel.now + seconds
        signal = Signal(self._kernel)
        self._waiting.append(signal)
        while True:
            await signal.wait(ends_at - self._kernel.now)
            if self._free > 0 or self._kernel.now >= ends_at:
                break
        self._waiting.remove(signal)
        if self._free <= 0:
            return None
        self._free -= 1
        if self._free and self._waiting:
            self._waiting[0].set()
        return self._release


class SimulatedWorkers:
    """Runs the polls of `wait_all` as simulated flows."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._signal = Signal(kernel)
        self._has_news = False

    async def start(self, flow: Flow) -> None:
        """Run a flow."""
        self._kernel.spawn(flow())

    def notify(self) -> None:
        """Wake the caller of `wait`."""
        self._has_news = True
        self._signal.set()

    async def wait(self, seconds: float) -> None:
        """Suspend until a flow called `notify`."""
        if not self._has_news:
            await self._signal.wait(seconds)
        self._has_news = False

    async def close(self) -> None:
        """Nothing is under way when all jobs are finished."""


class SimulatedIO:
    """`IO` of one client: its limits, and the network to a simulated provider."""

    def __init__(self, kernel: Kernel, provider: Any, *, rate: str | None = None) -> None:
        self._kernel = kernel
        self._provider = provider
        parsed = None if rate is None else Rate.parse(rate)
        self.limiter = Limiter(lambda number: SimulatedSlots(kernel, number), rate=parsed)

    async def send(self, request: Any, *, deadline: float | None, on_send: Any = None) -> Any:
        """Send a request to the provider, and wait for its response."""
        if on_send is not None:
            on_send()
        return await self._provider.respond(request, math.inf if deadline is None else deadline)

    def open(self, source: Any, **options: Any) -> Any:
        """Downloads are not simulated: their time is that of the disk and of the network."""
        raise NotImplementedError

    def slot(self, kind: Kind, *, ends_at: float = math.inf) -> Slot:
        """Hold one of the slots of the client."""
        return self.limiter.slot(kind, ends_at, self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Suspend a flow."""
        await self._kernel.pause(seconds)

    def on_close(self, callback: Callable[[], None]) -> AbstractContextManager[None]:  # noqa: ARG002 - of the protocol
        """Simulated clients are not closed."""
        return nullcontext()

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Call a function; it takes no simulated time."""
        return function()

    async def call(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call a function of the caller's."""
        callback(value)
