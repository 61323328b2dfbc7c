"""A program that runs a batch and kills itself at a chosen call; started by test_kill.

For each point a child is forked that runs the whole batch and ends by SIGKILL at that function call, counted over all
threads, C functions included. A child costs no imports.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import FrameType

from videojobs import VideoClient
from videojobs.batch import run_batch
from videojobs.testing import virtual_time


@contextmanager
def kill_at_call(kill_at: int | None) -> Iterator[Iterator[int]]:
    """Count function calls, those of C included, in all threads; end this process by SIGKILL at one of them."""
    counter = count(1)

    def trace(frame: FrameType, event: str, argument: object) -> None:
        if next(counter) == kill_at:  # one C call, so that no two threads see one number
            os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile(trace)
    sys.setprofile(trace)
    try:
        yield counter
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # as documented


def run_and_count(url: str, prompts: str, folder: str, kill_at: int | None, *, retry_unknown: bool = False) -> int:
    """Run the batch; return the calls that it took."""
    with (
        virtual_time(),
        VideoClient("compatible", api_key="key", base_url=url) as client,
        kill_at_call(kill_at) as calls,
    ):
        run_batch(client, prompts, folder, retry_unknown=retry_unknown)
    return next(calls)


def main(url: str, warm_up: str, prompts: str, folder: str, seed: str, kills: str) -> None:
    """Run a batch of few lines, then the other one: killed so many times, and twice to its end."""
    calls_per_line = run_and_count(url, warm_up, f"{folder}-warm", None) // 4
    with open(prompts) as file:
        calls = calls_per_line * len(file.readlines())
    random_numbers = random.Random(int(seed))
    for _ in range(int(kills)):
        pid = os.fork()
        if pid == 0:
            run_and_count(url, prompts, folder, random_numbers.randint(calls // 20, calls // 3))
            os._exit(0)
        sys.stdout.write(f"{os.waitpid(pid, 0)[1]}\n")
        random_numbers.random()
    run_and_count(url, prompts, folder, None)
    run_and_count(url, prompts, folder, None, retry_unknown=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
