"""A program that kills itself at chosen points of create, wait and download; started by test_kill.

It renders and saves a first clip, counting the function calls, C functions included. Then, for each point, a child is
forked that does the same with another clip, and ends by SIGKILL at that call. A child costs no imports.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from itertools import count
from pathlib import Path
from types import FrameType

from videojobs import VideoClient
from videojobs.testing import virtual_time


def save_clip(url: str, ledger: str, folder: str, number: int, kill_at: int | None = None) -> int:
    """Render ``clip NUMBER`` and save it as ``NUMBER.mp4``; return the calls that it took."""
    calls = count(1)
    total = 0

    def trace(frame: FrameType, event: str, argument: object) -> None:
        nonlocal total
        total = next(calls)
        if total == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with VideoClient("compatible", base_url=url, ledger=ledger) as client, virtual_time():
        sys.setprofile(trace)
        try:
            job = client.wait(client.create(f"clip {number}", seconds=4))
            client.download(job.raise_for_failure(), Path(folder) / f"{number}.mp4")
        finally:
            sys.setprofile(None)
    return total


def main(url: str, ledger: str, folder: str, seed: str, points: str) -> None:
    """Save the first clip, then be killed at so many points."""
    save_clip(url, ledger, folder, 0)  # loads what is loaded at its first use
    total = save_clip(url, ledger, folder, 1)
    chosen = random.Random(int(seed)).sample(range(1, total), int(points))
    for number, kill_at in enumerate(chosen, start=2):
        pid = os.fork()
        if pid == 0:
            try:
                save_clip(url, ledger, folder, number, kill_at)
            finally:
                os._exit(1)  # it was not killed
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{number} {kill_at} {status}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
