"""A program that forks three workers of a batch in PostgreSQL, one of which kills itself; started by test_kill_worker."""

from __future__ import annotations

import os
import random
import sys
import time

import psycopg

from tests.batch.kill_program import kill_at_call
from videojobs import ConfigurationError, VideoClient
from videojobs.batch import Prompt, adopt_worker, enqueue_batch, run_batch, run_worker
from videojobs.testing import virtual_time


def _wait_for_claims(database: str, batch: str) -> None:
    """Wait until the first worker has lines: on a busy machine, the others would do all of them before."""
    with psycopg.connect(database, autocommit=True, options=f"-c search_path=videojobs_{batch}") as connection:
        while not connection.execute("SELECT 1 FROM lines WHERE worker IS NOT NULL").fetchall():
            time.sleep(0.02)


def main(url: str, database: str, batch: str, folder: str, lines: str, seed: str) -> None:
    """Add the lines, fork the workers, adopt the dead one, and write the statuses of the others."""
    place = {"database": database, "batch": batch}
    with virtual_time(), VideoClient("compatible", api_key="key", base_url=url) as client:
        warm = {"database": database, "batch": f"{batch}_warm"}
        enqueue_batch(client, [Prompt(prompt=f"warm {number}") for number in range(4)], **warm)
        with kill_at_call(None) as counter:
            run_worker(client, f"{folder}-warm", name="warm", **warm)
        calls_per_line = next(counter) // 4
        prompts = [Prompt(prompt=f"clip {number}") for number in range(int(lines))]
        enqueue_batch(client, prompts, **place)
    pids = []
    for name in ("w1", "w2", "w3"):
        kill_at = None
        if name == "w1":
            kill_at = random.Random(int(seed)).randint(4 * calls_per_line, max(6, int(lines) // 8) * calls_per_line)
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
        if name == "w1":
            _wait_for_claims(database, batch)
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
