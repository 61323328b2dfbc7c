"""A program that kills itself at chosen points of create, wait and download; started by test_kill.

It renders and saves a first clip, counting the function calls, C functions included. Then, for each point, a child is
forked that does the same with another clip, and ends by SIGKILL at that call. A child costs no imports. In the mode
``render``, each clip takes one call, and another child repeats the call that was killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import anyio

from videojobs import AmbiguousCreate, AsyncVideoClient, VideoClient
from videojobs.testing import virtual_time


def save_clip(
    kind: str, url: str, ledger: str, folder: str, number: int, kill_at: int | None = None, *, mode: str = "steps"
) -> int:
    """Render ``clip NUMBER`` and save it as ``NUMBER.mp4``; return the calls that it took."""
    calls = 0

    def trace(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += 1
        if calls == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    prompt, path = f"clip {number}", Path(folder) / f"{number}.mp4"

    def blocking() -> None:
        with VideoClient("compatible", base_url=url, ledger=ledger) as client:
            sys.setprofile(trace)
            if mode == "render":
                client.render(prompt, path)
                return
            client.download(client.wait(client.create(prompt)).raise_for_failure(), path)

    async def asynchronous() -> None:
        async with AsyncVideoClient("compatible", base_url=url, ledger=ledger) as client:
            sys.setprofile(trace)
            if mode == "render":
                await client.render(prompt, path)
            else:
                job = await client.wait(await client.create(prompt))
                await client.download(job.raise_for_failure(), path)
            sys.setprofile(None)

    with virtual_time():
        try:
            if kind == "sync":
                blocking()
            else:
                anyio.run(asynchronous, backend=kind)
        finally:
            sys.setprofile(None)
    return calls


def _run_in_child(*arguments: Any, **options: Any) -> int:
    """Save a clip in a forked process; return its status."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            save_clip(*arguments, **options)
            status = 0
        except AmbiguousCreate:
            status = 2
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1]


def main(kind: str, url: str, ledger: str, folder: str, seed: str, points: str, mode: str = "steps") -> None:
    """Save two clips, then be killed at so many points."""
    save_clip(kind, url, ledger, folder, 0, mode=mode)  # loads what is loaded at its first use
    calls = save_clip(kind, url, ledger, folder, 1, mode=mode)
    chosen = random.Random(int(seed)).sample(range(1, calls), int(points))
    for number, kill_at in enumerate(chosen, start=2):
        line = {"number": number, "status": _run_in_child(kind, url, ledger, folder, number, kill_at, mode=mode)}
        if mode == "render":
            status = _run_in_child(kind, url, ledger, folder, number, mode=mode)
            line["outcome"] = ("saved", "failed", "ambiguous")[os.waitstatus_to_exitcode(status)]
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
