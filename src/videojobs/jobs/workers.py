"""Run flows in the background: in threads, or in tasks of an event loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from queue import SimpleQueue
from threading import Event, Semaphore, Thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from videojobs.jobs.io import run

if TYPE_CHECKING:
    import anyio
    from anyio.abc import TaskGroup

    from videojobs.http.deadline import Interrupt

T = TypeVar("T")
MAX_THREADS = 100
Flow = Callable[[], Coroutine[Any, Any, None]]


class Workers(Protocol):
    """Runs flows in the background, and lets the caller wait for news of them."""

    async def start(self, flow: Flow) -> None:
        """Start a flow, or queue it if as many run as may run at once. It must not raise."""
        ...

    def notify(self) -> None:
        """Wake the caller of `wait`; called by a flow."""
        ...

    async def wait(self, seconds: float) -> None:
        """Return when a flow called `notify` since the last call, at the latest after ``seconds``."""
        ...

    async def close(self) -> None:
        """End all flows."""
        ...


class ThreadWorkers:
    """Runs flows over `SyncIO` in threads, so that a response that hangs delays no other.

    The threads are daemons, unlike those of `concurrent.futures`: the interpreter ends without waiting for them.

    Args:
        limit: Most threads.
        patience: Seconds for which `close` waits for each of them.
    """

    def __init__(self, limit: int = MAX_THREADS, *, patience: float = 0.0) -> None:
        self._limit = limit
        self._patience = patience
        self._flows: SimpleQueue[Flow | None] = SimpleQueue()
        self._idle = Semaphore(0)
        self._interrupts: list[Interrupt] = []
        self._threads: list[Thread] = []
        self._event = Event()

    async def start(self, flow: Flow) -> None:
        """Run a flow in an idle thread, in a new one, or in the first that becomes idle."""
        self._flows.put(flow)
        if not self._idle.acquire(blocking=False) and len(self._interrupts) < self._limit:
            from videojobs.http.deadline import Interrupt  # loads httpx, which `import videojobs` does without

            interrupt = Interrupt()
            self._interrupts.append(interrupt)
            thread = Thread(target=self._work, args=(interrupt,), name="videojobs", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self, interrupt: Interrupt) -> None:
        with interrupt.applies():
            while (flow := self._flows.get()) is not None:
                run(flow())
                # Another flow may be in the queue already: then this thread is not idle.
                if self._flows.empty():
                    self._idle.release()

    def notify(self) -> None:
        """Wake the caller of `wait`."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Block until a flow called `notify`."""
        self._event.wait(None if seconds == math.inf else max(0.0, seconds))
        self._event.clear()

    async def close(self) -> None:
        """Shut down the connections that the threads use, so that the threads end."""
        for interrupt in self._interrupts:
            self._flows.put(None)
            interrupt.set()
        self.join(self._patience)

    def join(self, seconds: float) -> None:
        """Wait for the end of the threads, for so many seconds each."""
        for thread in self._threads:
            thread.join(seconds)


class TaskWorkers:
    """Runs flows over `AsyncIO` in tasks, on asyncio and trio.

    The task group is open in a task of its own: an async generator must not hold one open while its caller works on an
    item, since the caller may enter and leave cancel scopes meanwhile
    (https://anyio.readthedocs.io/en/stable/cancellation.html).

    Args:
        limit: Most flows at once; None for no limit.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._limiter: anyio.CapacityLimiter | None = None
        self._group: TaskGroup | None = None
        self._event: anyio.Event | None = None
        self._opened: anyio.Event | None = None
        self._closed: anyio.Event | None = None
        self._has_news = False

    async def start(self, flow: Flow) -> None:
        """Run a flow in a new task."""
        if self._group is None:
            await self._open()
            assert self._group is not None
        self._group.start_soon(flow if self._limiter is None else partial(self._run_limited, self._limiter, flow))

    async def _run_limited(self, limiter: anyio.CapacityLimiter, flow: Flow) -> None:
        async with limiter:
            await flow()

    async def _open(self) -> None:
        from anyio import CapacityLimiter, Event

        if self._limit is not None:
            self._limiter = CapacityLimiter(self._limit)
        self._opened, self._closed = Event(), Event()
        _spawn(self._run_group)
        await self._opened.wait()

    async def _run_group(self) -> None:
        from anyio import create_task_group, sleep_forever

        assert self._opened is not None
        assert self._closed is not None
        try:
            async with create_task_group() as self._group:
                self._opened.set()
                await sleep_forever()
        finally:
            self._closed.set()

    def notify(self) -> None:
        """Wake the caller of `wait`."""
        self._has_news = True
        if self._event is not None:
            self._event.set()

    async def wait(self, seconds: float) -> None:
        """Wait until a flow called `notify`."""
        from anyio import Event, move_on_after

        if not self._has_news:
            self._event = Event()
            with move_on_after(seconds):
                await self._event.wait()
            self._event = None
        self._has_news = False

    async def close(self) -> None:
        """Cancel all tasks, and wait for their end."""
        from anyio import CancelScope

        if self._opened is None or self._closed is None:
            return
        with CancelScope(shield=True):
            await self._opened.wait()  # a cancellation may have come while the group was being opened
            if self._group is not None:
                self._group.cancel_scope.cancel()
            await self._closed.wait()


async def run_at_once(workers: Workers, flows: Sequence[Callable[[], Coroutine[Any, Any, T]]]) -> list[T]:
    """Run flows at once, and return their results in order; when all have ended, raise the first exception of them."""
    results: dict[int, T] = {}
    failures: list[Exception] = []

    async def work(number: int) -> None:
        try:
            results[number] = await flows[number]()
        except Exception as error:  # noqa: BLE001 - raised below: in a background task, it would be lost
            failures.append(error)
        finally:
            workers.notify()

    try:
        for number in range(len(flows)):
            await workers.start(partial(work, number))
        while len(results) + len(failures) < len(flows):
            await workers.wait(math.inf)
    finally:
        await workers.close()
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(flows))]


def _spawn(function: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Start a task that belongs to no task group."""
    import asyncio

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        import trio  # no asyncio: it is trio that runs this code

        # Ends with the main task of the program, whatever happens: https://trio.readthedocs.io/en/stable/reference-lowlevel.html
        trio.lowlevel.spawn_system_task(function)
    else:
        task = loop.create_task(function())
        # The event loop keeps weak references only: https://docs.python.org/3/library/asyncio-task.html#asyncio.create_task
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


_tasks: set[Any] = set()
