"""The cost of keeping what was paid for: a line of the ledger, and a line of a batch."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx

from bench.benchmark import Program, Programs, Row, Sample, Size, benchmark
from bench.measure import Calls, less
from videojobs import VideoClient
from videojobs.batch import Prompt, run_batch
from videojobs.testing import virtual_time

PROMPT = "A paper airplane glides across a desk."


def _box(name: bytes, payload: bytes) -> bytes:
    return (len(payload) + 8).to_bytes(4, "big") + name + payload


CLIP = _box(b"ftyp", b"isom\x00\x00\x02\x00isom") + _box(b"moov", bytes(100)) + _box(b"mdat", bytes(1_024))


def mock_client(ledger: Path | None = None) -> VideoClient:
    """Return a client on a mock transport whose jobs are completed at the first poll."""
    numbers = count()

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/content"):
            return httpx.Response(200, content=CLIP, headers={"Content-Type": "video/mp4"})
        if request.method == "POST":
            job_id, status = f"video_{next(numbers)}", "queued"
        else:
            job_id, status = request.url.path.rpartition("/")[2], "completed"
        fields = {"id": job_id, "object": "video", "status": status, "created_at": 1_700_000_000}
        return httpx.Response(200, json=fields)

    http_client = httpx.Client(transport=httpx.MockTransport(respond))
    url = "https://api.example.com/v1"
    return VideoClient("openai", api_key="x", base_url=url, http_client=http_client, ledger=ledger)


def _fsynced_lines(path: Path) -> Callable[[], None]:
    """Return a function that appends two lines to a file, each durable before the next: the limit of a ledger."""
    line = b"x" * 250 + b"\n"
    file = path.open("ab", buffering=0)

    def append() -> None:
        for _ in range(2):
            file.write(line)
            os.fsync(file.fileno())

    return append


@benchmark(
    "ledger",
    Row("the ledger of a create", "us", limit="2 x write and fsync"),
    Row("the ledger of a create: wall", "us", "wall", limit="2 x write and fsync"),
)
@contextmanager
def ledger(size: Size) -> Generator[Programs]:  # noqa: ARG001 - of all benchmarks
    """Create jobs with a ledger, less the same without one."""
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        path = Path(folder, "jobs.jsonl")
        with mock_client(path) as recorded, mock_client() as plain:
            yield {
                "ours": less(Calls(lambda: recorded.create(PROMPT)), Calls(lambda: plain.create(PROMPT))),
                "2 x write and fsync": Calls(_fsynced_lines(Path(folder, "other"))),
            }


def _prompts(lines: int) -> Iterator[Prompt]:
    return (Prompt(prompt=f"clip {number}") for number in range(lines))


def _without_batch(client: VideoClient, lines: int, folder: Path) -> None:
    for prompt in _prompts(lines):
        job = client.wait(client.create(prompt.prompt))
        client.download(job, folder / f"{job.id}.mp4")


def _batch(client: VideoClient, lines: int, folder: Path) -> None:
    assert run_batch(client, _prompts(lines), folder).is_complete


def _per_line(work: Callable[[VideoClient, int, Path], None], lines: int) -> Program:
    """Return a program that measures the CPU of a line, in all threads."""

    def program() -> Sample:
        with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as name, virtual_time(), mock_client() as client:
            client.create("warm-up")
            cpu = time.process_time()
            work(client, lines, Path(name))
            sample = {"cpu": (time.process_time() - cpu) / lines}
            database = Path(name, "batch.sqlite")
            if database.exists():
                sample["rows"] = _rows_of(database) / lines
        return sample

    return program


def _rows_of(path: Path) -> int:
    """Return the number of rows in all tables of a database."""
    database = sqlite3.connect(path)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sum(database.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in tables)  # noqa: S608
    finally:
        database.close()


@benchmark(
    "batch",
    Row("a batch line on SQLite", "ms", limit="create, wait, download", ours="run_batch", peers=()),
    Row("a batch line on SQLite, beyond its calls", "ms", peers=()),
    Row("a batch line on SQLite: rows", "rows", "rows", ours="run_batch", peers=()),
    rounds=(3, 1),
)
@contextmanager
def batch(size: Size) -> Generator[Programs]:
    """Run the lines of a batch, beside the same calls of a client."""
    lines = size.of(300, 100)
    calls = _per_line(_without_batch, lines)
    yield {
        "run_batch": _per_line(_batch, lines),
        "create, wait, download": calls,
        "ours": less(_per_line(_batch, lines), calls),
    }


@benchmark(
    "batch-loading",
    Row("check and add 10,000 lines", "s", "wall"),
    Row("check and add 10,000 lines: Python objects", "KiB", "memory"),
    rounds=(3, 1),
    warm_up=False,
)
@contextmanager
def batch_loading(size: Size) -> Generator[Programs]:
    """Read, check and store the lines of a batch, without sending any."""
    yield {"ours": loading(_load_into_sqlite, size.of(10_000, 1_000))}


def loading(load: Callable[[VideoClient, Path], object], lines: int) -> Program:
    """Return a program that adds the lines of a file to a new batch twice: once for the time, once for the memory."""

    def program() -> Sample:
        with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder, mock_client() as client:
            file = Path(folder, "prompts.jsonl")
            file.write_text("".join(json.dumps({"prompt": f"clip {number}"}) + "\n" for number in range(lines)))
            start = time.perf_counter()
            load(client, file)
            wall = time.perf_counter() - start
            tracemalloc.start()
            load(client, file)
            memory = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return {"wall": wall * 10_000 / lines, "memory": memory}

    return program


def _load_into_sqlite(client: VideoClient, file: Path) -> None:
    from videojobs.batch.clip_folder import ClipFolder
    from videojobs.batch.database import SqliteDatabase
    from videojobs.batch.loading import load_lines
    from videojobs.batch.prompts import read_prompts
    from videojobs.batch.store import Store

    folder = Path(tempfile.mkdtemp(dir=file.parent))
    store = Store(SqliteDatabase(folder / "batch.sqlite"), ClipFolder(folder), "openai", client.base_url)
    load_lines(store, client._session, read_prompts(file))
    store.close()
