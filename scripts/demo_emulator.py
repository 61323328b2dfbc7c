"""Run an emulator as a process of its own, for the time of a block."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# All emulators start at the same time: on a small machine each takes many times as long as alone.
START_SECONDS = 60.0
END_SECONDS = 5.0


class EmulatorFailed(Exception):
    """The emulator did not start; the message has its output."""


@frozen(kw_only=True)
class Server:
    """The address of a running emulator.

    Attributes:
        base_url: The ``base_url`` of a client.
        api_key: The key that it accepts.
    """

    base_url: str
    api_key: str


@asynccontextmanager
async def emulator(provider: str) -> AsyncIterator[Server]:
    """Run a provider's emulator on a free port; it is stopped at the end of the block, whatever happens in it."""
    # The one beside this interpreter: PATH may lead to another installation.
    command = Path(sys.executable).with_name("videojobs")
    arguments = ("emulate", "--provider", provider, "--port", "0", "--json")
    process = await asyncio.create_subprocess_exec(
        str(command), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield await _started(process)
    finally:
        await _end(process)


async def _started(process: asyncio.subprocess.Process) -> Server:
    """Wait for the line of JSON with the emulator's address."""
    if process.stdout is None or process.stderr is None:
        raise EmulatorFailed("the emulator was started without its output")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError as error:
        raise EmulatorFailed(f"the emulator printed nothing within {START_SECONDS:.0f} s") from error
    if not line:
        output = (await process.stderr.read()).decode(errors="replace")
        raise EmulatorFailed(f"the emulator ended at once: {output.strip() or 'without any output'}")
    started = json.loads(line)
    return Server(base_url=started["base_url"], api_key=started["api_key"])


async def _end(process: asyncio.subprocess.Process) -> None:
    """End this process: terminate it, and kill it if it does not end in time."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        # communicate(), not wait(): a process that still writes into a full pipe never ends.
        await asyncio.wait_for(process.communicate(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
