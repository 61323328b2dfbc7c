"""Run flows with blocking or with async input and output.

A flow is an ``async def`` over `IO`. `SyncIO` never suspends, so `run` finishes a flow in one step; an async program
awaits it. So each flow is written once, for blocking programs, asyncio and trio.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
)
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from videojobs.errors import DeadlineExceeded
from videojobs.jobs.body import BATCH_BYTES, AsyncBody, Body, Sink, SyncBody
from videojobs.jobs.closing import Closing, in_this_loop
from videojobs.jobs.limiter import Kind, Limiter, Slot, TaskSlots, ThreadSlots
from videojobs.jobs.worker_thread import run_in_thread

if TYPE_CHECKING:
    import httpx

    from videojobs.http.client import Client
    from videojobs.http.deadline import Interrupt
    from videojobs.http.request import Request

T = TypeVar("T")


class IO(Protocol):
    """Network, disk, time and the caller's functions, as flows use them."""

    async def send(
        self, request: Request, *, deadline: float | None, on_send: Callable[[], None] | None = None
    ) -> httpx.Response:
        """Send a request and read the whole response, whatever its status, within ``deadline`` seconds.

        ``on_send`` is called when the request is complete: an error before that proves that nothing was sent.

        Raises:
            TransportError: No response was received.
        """
        ...

    def open(
        self, source: Request | str, *, headers: Mapping[str, str], credential: bool, deadline: float | None
    ) -> AbstractAsyncContextManager[Body]:
        """Send a request, or GET an absolute URL, and leave the body unread; it is closed on exit.

        Args:
            source: A request to the provider, or an absolute URL.
            headers: Further headers.
            credential: Whether to send the credential to an absolute URL, too, if it has the provider's origin.
            deadline: Seconds until status and headers must be there; None for the client's own limits.
        """
        ...

    def slot(self, kind: Kind, *, ends_at: float = math.inf) -> Slot:
        """Hold one of the slots that bound the requests of the client, before and while a request is sent.

        Raises:
            TransportError: None was free until ``ends_at``, on the monotonic clock. Nothing was sent.
        """
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            ConfigurationError: The client was closed meanwhile.
        """
        ...

    def on_close(self, callback: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function, in the caller's event loop if it has one, when the client is closed inside.

        Raises:
            ConfigurationError: The client is closed, also if it was closed inside.
        """
        ...

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Call a function that may block on the disk; in a thread where the caller is async."""
        ...

    async def call(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call a function of the caller's. An async caller may pass an async function."""
        ...


def run(flow: Coroutine[Any, Any, T]) -> T:
    """Run a flow over `SyncIO` to its end and return its result."""
    try:
        flow.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    flow.close()  # runs its finally clauses
    raise RuntimeError("a flow over SyncIO must not suspend")


class SyncIO:
    """`IO` with blocking calls."""

    def __init__(self, client: Client, limiter: Limiter | None = None, closing: Closing | None = None) -> None:
        self._closing = closing or Closing()
        self._client = client
        self.limiter = limiter or Limiter(ThreadSlots)

    async def send(
        self, request: Request, *, deadline: float | None, on_send: Callable[[], None] | None = None
    ) -> httpx.Response:
        """Send a request and read the whole response."""
        return self._client.send(request, deadline=deadline, on_send=on_send)

    def with_limiter(self, limiter: Limiter) -> SyncIO:
        """Return the same with another limiter."""
        return SyncIO(self._client, limiter, self._closing)

    def slot(self, kind: Kind, *, ends_at: float = math.inf) -> Slot:
        """Block until a slot is free."""
        return self.limiter.slot(kind, ends_at, self.sleep)

    async def sleep(self, seconds: float) -> None:
        """Block for so many seconds."""
        self._closing.sleep(seconds)

    def on_close(self, callback: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function when the client is closed inside."""
        return self._closing.calls(callback)

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Call the function."""
        return function()

    async def call(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the function; what it returns is ignored."""
        callback(value)

    @asynccontextmanager
    async def open(
        self, source: Request | str, *, headers: Mapping[str, str], credential: bool, deadline: float | None
    ) -> AsyncGenerator[Body]:
        """Open a response; the body is closed on exit."""
        from videojobs.http.deadline import until  # loads httpx, which `import videojobs` does without

        body: SyncBody | None = None
        try:
            with ExitStack() as stack:
                if isinstance(source, str):
                    opened = self._client.open_url(source, headers=headers, credential=credential)
                else:
                    opened = self._client.open(source, headers=headers)
                with until(deadline):
                    is_custom = not self._client.connections.sends_directly
                    body = SyncBody(stack.enter_context(opened), is_custom)
                yield body
        finally:
            _observe(self._client, source, body)


class AsyncIO:
    """`IO` that never blocks the event loop, on asyncio and trio."""

    def __init__(self, client: Client, limiter: Limiter | None = None, closing: Closing | None = None) -> None:
        self._closing = closing or Closing()
        self._client = client
        self.limiter = limiter or Limiter(TaskSlots)

    def with_limiter(self, limiter: Limiter) -> AsyncIO:
        """Return the same with another limiter."""
        return AsyncIO(self._client, limiter, self._closing)

    def slot(self, kind: Kind, *, ends_at: float = math.inf) -> Slot:
        """Wait until a slot is free."""
        return self.limiter.slot(kind, ends_at, self.sleep)

    async def send(
        self, request: Request, *, deadline: float | None, on_send: Callable[[], None] | None = None
    ) -> httpx.Response:
        """Send a request and read the whole response."""
        return await self._client.asend(request, deadline=deadline, on_send=on_send)

    async def sleep(self, seconds: float) -> None:
        """Suspend for so many seconds."""
        await self._closing.asleep(seconds)

    def on_close(self, callback: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function in this event loop when the client is closed inside."""
        return self._closing.calls(in_this_loop(callback))

    async def run_blocking(self, function: Callable[[], T]) -> T:
        """Call the function in a worker thread; a cancellation waits until it has returned."""
        return await run_in_thread(function)

    async def call(self, callback: Callable[[Any], Any], value: Any) -> None:
        """Call the function, and await what it returns if that can be awaited."""
        result = callback(value)
        if isawaitable(result):
            await result

    @asynccontextmanager
    async def open(
        self, source: Request | str, *, headers: Mapping[str, str], credential: bool, deadline: float | None
    ) -> AsyncGenerator[Body]:
        """Open a response; the body is closed on exit.

        With connections of our own, the whole transfer runs in one worker thread, as a blocking one: it takes half the
        CPU of the async one, and the event loop has nothing to do.
        """
        from anyio import move_on_after

        body: AsyncBody | None = None
        try:
            async with AsyncExitStack() as stack:
                if not self._client.connections.has_custom_async:
                    opened_in_thread = SyncIO(self._client).open(
                        source, headers=headers, credential=credential, deadline=deadline
                    )
                    yield await stack.enter_async_context(_in_worker_thread(opened_in_thread))
                    return
                if isinstance(source, str):
                    opened = self._client.aopen_url(source, headers=headers, credential=credential)
                else:
                    opened = self._client.aopen(source, headers=headers)
                # The scope ends before the yield: a cancel scope must not outlive the frame that entered it.
                with move_on_after(deadline):
                    body = AsyncBody(await stack.enter_async_context(opened))
                if body is None:
                    raise DeadlineExceeded(f"no response within {deadline} s")
                yield body
        finally:
            _observe(self._client, source, body)


@asynccontextmanager
async def _in_worker_thread(opened: AbstractAsyncContextManager[Body]) -> AsyncGenerator[Body]:
    """Enter the blocking context manager of a response in a worker thread, which reads it later."""
    from videojobs.http.deadline import Interrupt

    interrupt = Interrupt()
    body: Body | None = None

    def enter() -> None:
        nonlocal body
        with interrupt.applies():
            body = run(opened.__aenter__())

    try:
        await run_in_thread(enter, interrupt.set)
        assert body is not None
        yield _ThreadBody(body, interrupt)
    except BaseException as error:
        # It maps the exceptions of httpx to those of videojobs, by raising.
        if body is None or not run(opened.__aexit__(type(error), error, error.__traceback__)):
            raise
    else:
        run(opened.__aexit__(None, None, None))


class _ThreadBody:
    """A body that a worker thread reads by blocking calls."""

    def __init__(self, body: Body, interrupt: Interrupt) -> None:
        self._body = body
        self._interrupt = interrupt
        self.response = body.response

    async def copy_to(self, sink: Sink, *, deadline: float | None) -> None:
        def copy() -> None:
            with self._interrupt.applies():
                run(self._body.copy_to(_ThreadSink(sink, self._interrupt), deadline=deadline))

        await run_in_thread(copy, self._interrupt.set)
        sink.report()

    async def read_start(self, limit: int, *, deadline: float | None) -> httpx.Response:
        def read() -> httpx.Response:
            with self._interrupt.applies():
                return run(self._body.read_start(limit, deadline=deadline))

        return await run_in_thread(read, self._interrupt.set)


class _ThreadSink:
    """Writes in a worker thread, and calls the caller's progress function in the event loop, once per MiB."""

    def __init__(self, sink: Sink, interrupt: Interrupt) -> None:
        self.has_progress = sink.has_progress
        self._sink = sink
        self._interrupt = interrupt
        self._unreported = 0

    def write(self, data: bytes | memoryview) -> None:
        self._interrupt.call(self._sink.write, data)
        self._unreported += len(data)

    def report(self) -> None:
        # Each call wakes the event loop and waits for it.
        if not self.has_progress or self._unreported < BATCH_BYTES:
            return
        from anyio import from_thread

        self._unreported = 0
        from_thread.run_sync(self._sink.report)


def _observe(client: Client, source: Request | str, body: SyncBody | AsyncBody | None) -> None:
    """Pass a response to the client's hook. Other URLs lead to file storage, which no document describes."""
    if client.response_hook is not None and body is not None and not isinstance(source, str):
        client.response_hook(body.response, body.start)
