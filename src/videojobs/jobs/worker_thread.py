"""Call blocking functions in worker threads, so that a cancellation leaves none behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def run_in_thread(function: Callable[[], T], interrupt: Callable[[], None] | None = None) -> T:
    """Call a function in a worker thread. A cancellation calls ``interrupt``, and waits until the thread is done.

    `asyncio.Task.cancel` alone abandons a thread, whatever anyio shields: the thread would go on to write into a file
    that the cancelled task has closed. A task group waits for its children.
    """
    from anyio import CapacityLimiter, create_task_group, sleep_forever, to_thread

    results: list[T] = []
    failures: list[Exception] = []

    async def work() -> None:
        try:
            # A limiter of its own: slow downloads must not use up the threads of the program.
            results.append(await to_thread.run_sync(function, limiter=CapacityLimiter(1)))
        except Exception as error:  # noqa: BLE001 - raised below; a task group would wrap it in an ExceptionGroup
            failures.append(error)
        group.cancel_scope.cancel()

    async def watch() -> None:
        try:
            await sleep_forever()
        finally:
            # The end of `work` cancels this task, too: there is nothing to interrupt then.
            if interrupt is not None and not results and not failures:
                interrupt()

    async with create_task_group() as group:
        if interrupt is not None:
            group.start_soon(watch)
        group.start_soon(work)
    if failures:
        raise failures[0]
    return results[0]
