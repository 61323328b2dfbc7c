"""An emulator as a process of its own, for as long as a block runs."""

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

START_SECONDS = 60.0
END_SECONDS = 5.0


class EmulatorFailed(Exception):
    """The emulator did not start; the message holds what it said."""


@frozen(kw_only=True)
class Server:
    """Where a running emulator is.

    Attributes:
        base_url: As a user of the provider would give it to the client.
        api_key: The key it takes.
    """

    base_url: str
    api_key: str


@asynccontextmanager
async def emulator(provider: str) -> AsyncIterator[Server]:
    """Run a provider's emulator on a free port; it is ended with the block, whatever happens in it."""
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
    """Wait for the one JSON line in which the emulator says where it is."""
    if process.stdout is None or process.stderr is None:
        raise EmulatorFailed("the emulator was started without its output")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
    except TimeoutError as error:
        raise EmulatorFailed(f"the emulator said nothing within {START_SECONDS:.0f} s") from error
    if not line:
        said = (await process.stderr.read()).decode(errors="replace")
        raise EmulatorFailed(f"the emulator ended at once: {said.strip() or 'without a word'}")
    told = json.loads(line)
    return Server(base_url=told["base_url"], api_key=told["api_key"])


async def _end(process: asyncio.subprocess.Process) -> None:
    """End exactly this process: ask first, then insist."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
