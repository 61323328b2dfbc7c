"""Wake the threads and tasks that wait for something when their client is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

from videojobs.errors import ConfigurationError
from videojobs.http.event_loop import running_loop
from videojobs.http.fork import reset_after_fork
from videojobs.jobs.clock import current

Callback = Callable[[], None]


class Closing:
    """Whether a client is closed, and what to call when it is."""

    def __init__(self) -> None:
        self._is_closed = False
        self.after_fork()
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Forget the threads of the parent process, one of which may have held the lock."""
        self._lock = threading.Lock()
        self._callbacks: dict[object, Callback] = {}

    def close(self) -> None:
        """Wake all who wait."""
        with self._lock:
            self._is_closed = True
            callbacks = list(self._callbacks.values())
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Check that the client is open.

        Raises:
            ConfigurationError: It is closed.
        """
        if self._is_closed:
            raise ConfigurationError("this client was closed; the next request was not sent. Create a new client")

    @contextmanager
    def calls(self, callback: Callback) -> Generator[None]:
        """Call a function, in the thread that closes the client, if that happens inside.

        Raises:
            ConfigurationError: The client is closed, also if it was closed inside.
        """
        key = object()
        with self._lock:
            self._callbacks[key] = callback
        try:
            self.check()
            yield
            self.check()
        finally:
            with self._lock:
                self._callbacks.pop(key, None)

    def sleep(self, seconds: float) -> None:
        """Block for so many seconds, or until the client is closed, or the thread is interrupted."""
        from videojobs.http.deadline import interruptible  # loads httpx, which `import videojobs` does without

        event = threading.Event()
        with self.calls(event.set), interruptible(event):
            current().sleep(seconds, event)

    async def asleep(self, seconds: float) -> None:
        """Suspend for so many seconds, or until the client is closed."""
        from anyio import Event  # blocking programs do not load it

        event = Event()
        with self.calls(in_this_loop(event.set)):
            await current().asleep(seconds, event)


def in_this_loop(callback: Callback) -> Callback:
    """Return a function for any thread that calls another one in the event loop that is running now."""
    loop: Any = running_loop()
    # asyncio has the first, trio the second.
    schedule = getattr(loop, "call_soon_threadsafe", None) or loop.run_sync_soon

    def call() -> None:
        with suppress(RuntimeError):  # the loop has ended, and nothing waits in it
            schedule(callback)

    return call
