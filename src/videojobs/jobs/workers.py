"""Run a bounded number of flows at once: in threads, or in tasks of an event loop."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from videojobs.http.fork import reset_after_fork
from videojobs.jobs.io import run

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from anyio import Event
    from anyio.abc import TaskGroup

T = TypeVar("T")
# Half of the connections of a client's pool: httpx slows down when requests queue in it, and creates need some too.
MOST_REQUESTS = 50
MOST_THREADS = 16
_GRACE = 1.0
"""Seconds that requests under way have to finish, when an async iterator returns an item."""


class Workers(Protocol[T]):
    """Runs flows at once.

    Attributes:
        limit: Most flows at once; the caller does not start more.
        outlives_block: Whether flows go on after `running` was left; otherwise those that did not finish are cancelled.
    """

    limit: int
    outlives_block: bool

    def running(self) -> AbstractAsyncContextManager[None]:
        """Return the block in which flows can be started."""
        ...

    def start(self, flow: Callable[[], Coroutine[Any, Any, T]]) -> None:
        """Start a flow. It must not raise."""
        ...

    async def result(self, seconds: float) -> T | None:
        """Return the result of the next flow that finishes, or None after ``seconds``."""
        ...

    def close(self) -> None:
        """Start nothing more; does not wait for flows."""
        ...


class Slots:
    """Bounds the requests of all threads that poll many jobs with one client."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.semaphore = BoundedSemaphore(limit)
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Replace the semaphore: threads of the parent may have held it."""
        self.semaphore = BoundedSemaphore(self.limit)


class ThreadWorkers(Generic[T]):
    """Runs flows over `SyncIO` in threads, so that a response that hangs delays no other."""

    outlives_block = True

    def __init__(self, limit: int, slots: Slots) -> None:
        self.limit = limit
        self._slots = slots
        self._threads: ThreadPoolExecutor | None = None
        self._results: SimpleQueue[T] = SimpleQueue()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Create the threads at the first call."""
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # most programs wait for one job at a time

            self._threads = ThreadPoolExecutor(self.limit, "videojobs")
        yield

    def start(self, flow: Callable[[], Coroutine[Any, Any, T]]) -> None:
        """Run a flow in a thread."""
        assert self._threads is not None
        self._threads.submit(self._run, flow)

    def _run(self, flow: Callable[[], Coroutine[Any, Any, T]]) -> None:
        # The flow starts with the slot in hand: its deadlines do not count the time before.
        with self._slots.semaphore:
            result = run(flow())
        self._results.put(result)

    async def result(self, seconds: float) -> T | None:
        """Return the next result, or None after ``seconds``."""
        try:
            return self._results.get(timeout=None if seconds == math.inf else max(0.0, seconds))
        except Empty:
            return None

    def close(self) -> None:
        """End the threads; a request under way ends at its own time limit."""
        if self._threads is not None:
            # A poll changes nothing, so its response may be lost.
            self._threads.shutdown(wait=False, cancel_futures=True)


class TaskWorkers(Generic[T]):
    """Runs flows over `AsyncIO` in a task group, on asyncio and trio."""

    outlives_block = False

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._results: deque[T] = deque()
        self._group: TaskGroup | None = None
        self._event: Event | None = None

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Open a task group; what is under way at the end has one second to finish."""
        from anyio import create_task_group, current_time

        failure: Exception | None = None
        async with create_task_group() as self._group:
            try:
                yield
                self._group.cancel_scope.deadline = current_time() + _GRACE
            except Exception as error:  # noqa: BLE001 - raised again
                failure = error  # raised below: a task group would wrap it in an ExceptionGroup
                self._group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    def start(self, flow: Callable[[], Coroutine[Any, Any, T]]) -> None:
        """Run a flow in a task."""
        assert self._group is not None
        self._group.start_soon(self._run, flow)

    async def _run(self, flow: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._results.append(await flow())
        if self._event is not None:
            self._event.set()

    async def result(self, seconds: float) -> T | None:
        """Return the next result, or None after ``seconds``."""
        from anyio import Event, move_on_after

        if not self._results and seconds > 0:
            self._event = Event()
            with move_on_after(seconds):
                await self._event.wait()
        return self._results.popleft() if self._results else None

    def close(self) -> None:
        """Do nothing: no task outlives `running`."""
