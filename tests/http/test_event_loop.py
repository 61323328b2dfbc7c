"""Which event loop runs the calling code."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest
import trio

from videojobs.http.event_loop import running_loop


async def found() -> object:
    """Return the loop that is found in a task."""
    return running_loop()


def test_the_loop_of_asyncio_and_the_token_of_trio() -> None:
    """Both from a task; without one, there is none."""

    async def main() -> None:
        assert running_loop() is asyncio.get_running_loop()

    asyncio.run(main())
    assert isinstance(trio.run(found), trio.lowlevel.TrioToken)
    with pytest.raises(RuntimeError):
        running_loop()


def test_a_program_without_sniffio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program on asyncio need not have loaded it."""
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)

    async def main() -> None:
        assert running_loop() is asyncio.get_running_loop()

    asyncio.run(main())


def test_trio_as_a_guest_of_asyncio() -> None:
    """Each task gets its own: their connections must not be mixed."""

    async def main() -> None:
        loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        def end(outcome: Any) -> None:
            done.set_result(outcome.unwrap())

        trio.lowlevel.start_guest_run(found, run_sync_soon_threadsafe=loop.call_soon_threadsafe, done_callback=end)
        assert isinstance(await done, trio.lowlevel.TrioToken)
        assert running_loop() is loop

    asyncio.run(main())
