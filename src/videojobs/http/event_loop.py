"""Find the event loop that runs the calling code."""

from __future__ import annotations

import sys


def running_loop() -> object:
    """Return the event loop that runs the calling code: that of asyncio, or the token of trio.

    `anyio.lowlevel.current_token` has the same, for ten times the CPU, since it looks for the running task.

    Raises:
        RuntimeError: None runs.
    """
    # A module that nothing has loaded runs no event loop.
    asyncio, sniffio = sys.modules.get("asyncio"), sys.modules.get("sniffio")
    # trio sets the name while it runs a task, also as a guest in an event loop of asyncio:
    # https://sniffio.readthedocs.io/en/latest/#adding-support-to-a-new-async-library
    if asyncio is not None and (sniffio is None or sniffio.thread_local.name is None):
        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            pass  # none runs, or an older version of trio
    from anyio.lowlevel import current_token

    return current_token().native_token
