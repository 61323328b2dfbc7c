"""The cost of a batch in PostgreSQL: a line of it, and adding many."""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.benchmark import Program, Programs, Row, Sample, Size, benchmark
from bench.paid import loading, mock_client
from tests.batch.postgres import Postgres, programs, running
from videojobs import VideoClient
from videojobs.batch import Prompt, enqueue_batch, run_worker
from videojobs.testing import virtual_time

_MISSING = "no PostgreSQL server"


@contextmanager
def _server() -> Generator[Postgres | None]:
    home = programs()
    if home is None:
        yield None
        return
    with running(home) as server:
        yield server


@benchmark(
    "batch-postgres",
    Row("a batch line on PostgreSQL, with its calls", "ms", peers=()),
    Row("a batch line on PostgreSQL: CPU of the server", "ms", "server", peers=()),
    rounds=(3, 1),
    warm_up=False,
)
@contextmanager
def batch_postgres(size: Size) -> Generator[Programs]:
    """Work on the lines of a batch, as one of many workers does."""
    with _server() as server:
        yield {"ours": _MISSING if server is None else _worker(server, size.of(300, 100))}


def _worker(server: Postgres, lines: int) -> Program:
    process = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])

    def program() -> Sample:
        batch = server.batch()
        with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder, virtual_time(), mock_client() as client:
            enqueue_batch(client, (Prompt(prompt=f"clip {number}") for number in range(lines)), server.url, batch=batch)
            cpu, of_server = time.process_time(), _cpu_with_children(process)
            assert run_worker(client, folder, server.url, batch=batch).is_complete
            cpu, of_server = time.process_time() - cpu, _cpu_with_children(process) - of_server
            return {"cpu": cpu / lines, "server": of_server / lines}

    return program


def _cpu_with_children(process: int) -> float:
    """Return the seconds of CPU of a process and its children, those that have ended included; NaN without /proc."""
    if not Path("/proc").is_dir():
        return math.nan
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        own, of_children = map(int, fields[11:13]), map(int, fields[13:15])
        if path.parent.name == str(process):
            ticks += sum(own) + sum(of_children)
        elif fields[1] == str(process):
            ticks += sum(own)
    return ticks / os.sysconf("SC_CLK_TCK")


@benchmark(
    "batch-postgres-loading",
    Row("check and add 10,000 lines to PostgreSQL", "s", "wall"),
    Row("check and add 10,000 lines to PostgreSQL: Python objects", "KiB", "memory"),
    rounds=(3, 1),
    warm_up=False,
)
@contextmanager
def batch_postgres_loading(size: Size) -> Generator[Programs]:
    """Read, check and store the lines of a batch, without sending any."""
    with _server() as server:
        if server is None:
            yield {"ours": _MISSING}
            return
        enqueue = partial(_enqueue, server)
        yield {"ours": loading(enqueue, size.of(10_000, 1_000))}


def _enqueue(server: Postgres, client: VideoClient, file: Path) -> None:
    enqueue_batch(client, file, server.url, batch=server.batch())
