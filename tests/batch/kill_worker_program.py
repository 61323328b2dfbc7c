"""A program that forks three workers of a batch in PostgreSQL, one of which kills itself; started by test_kill_worker."""

from __future__ import annotations

import os
import random
import sys
import time

from tests.batch.kill_program import kill_at_call
from videojobs import ConfigurationError, VideoClient
from videojobs.batch import Prompt, adopt_worker, enqueue_batch, run_batch, run_worker
from videojobs.testing import virtual_time


def main(url: str, database: str, batch: str, folder: str, lines: str, seed: str) -> None:
    """Add the lines, fork the workers, adopt the dead one, and write the statuses of the others."""
    place = {"database": database, "batch": batch}
    with virtual_time(), VideoClient("compatible", api_key="key", base_url=url) as client:
        warm = {"database": database, "batch": f"{batch}_warm"}
        enqueue_batch(client, [Prompt(prompt=f"warm {number}") for number in range(4)], **warm)
        with kill_at_call(None) as counter:
            run_worker(client, f"{folder}-warm", name="warm", **warm)
        calls = next(counter) // 4 * int(lines)
        prompts = [Prompt(prompt=f"clip {number}") for number in range(int(lines))]
        enqueue_batch(client, prompts, **place)
    pids = []
    for name in ("w1", "w2", "w3"):
        kill_at = None
        if name == "w1":
            kill_at = random.Random(int(seed)).randint(calls // 50, calls // 8)
        pid = os.fork()
        if pid == 0:
            with (
                virtual_time(),
                VideoClient("compatible", api_key="key", base_url=url) as client,
                kill_at_call(kill_at),
            ):
                run_worker(client, folder, name=name, **place)
            os._exit(0)
        pids.append(pid)
    sys.stdout.write(f"{os.waitpid(pids[0], 0)[1]}\n")
    while True:
        try:
            adopted = adopt_worker(name="w1", **place)
            break
        except ConfigurationError:  # the server has not noticed yet that the process is gone
            time.sleep(0.05)
    sys.stdout.writelines(f"{os.waitpid(pid, 0)[1]}\n" for pid in pids[1:])
    sys.stderr.write(f"{adopted}\n")
    with virtual_time(), VideoClient("compatible", api_key="key", base_url=url) as client:
        run_batch(client, prompts, folder, name="w4", retry_unknown=True, **place)


if __name__ == "__main__":
    main(*sys.argv[1:])
