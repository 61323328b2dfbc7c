"""A batch: CPU, database rows and memory per line, beside the same calls of a client without a batch."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx

from bench.timing import Row, show
from videojobs import VideoClient
from videojobs.batch import Prompt, run_batch
from videojobs.testing import virtual_time

LINES, MANY_LINES, ROUNDS = 300, 10_000, 3


def _box(name: bytes, payload: bytes) -> bytes:
    return (len(payload) + 8).to_bytes(4, "big") + name + payload


CLIP = _box(b"ftyp", b"isom\x00\x00\x02\x00isom") + _box(b"moov", bytes(100)) + _box(b"mdat", bytes(1_024))


def run() -> None:
    """Print the tables."""
    plain = min(_milliseconds(_without_batch) for _ in range(ROUNDS))
    batch = min(_milliseconds(_batch) for _ in range(ROUNDS))
    rows = [
        Row("create, wait, download", plain, "without a ledger"),
        Row("run_batch", batch),
        Row("of it, the batch", batch - plain, "budget: 5 ms"),
    ]
    show(f"CPU per line: {LINES} lines on a mock transport", "ms", rows, against="create, wait, download")
    with tempfile.TemporaryDirectory() as name, virtual_time(), _client() as client:
        run_batch(client, _prompts(LINES), name)
        with sqlite3.connect(Path(name) / "batch.sqlite") as database:
            tables = ("lines", "requests")
            total = sum(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables)  # noqa: S608
        database.close()
    print(f"  database rows per line: {total / LINES:.1f}")
    _show_loading()


def _show_loading() -> None:
    """Print the time and the memory that it takes to check and add ten thousand lines."""
    for lines in (MANY_LINES // 10, MANY_LINES):
        with tempfile.TemporaryDirectory() as name, _client() as client:
            file = Path(name) / "prompts.jsonl"
            file.write_text("".join(json.dumps({"prompt": f"clip {number}"}) + "\n" for number in range(lines)))
            started = time.monotonic()
            _load(client, file, Path(name) / "clips")
            seconds = time.monotonic() - started
            tracemalloc.start()
            _load(client, file, Path(name) / "other")
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        memory = f"{peak / 1024:.0f} KiB of Python objects"
        print(f"  {lines:,} lines: checked and added in {seconds:.1f} s (budget: 10,000 in 20 s), {memory}")


def _load(client: VideoClient, file: Path, folder: Path) -> None:
    from videojobs.batch.clips import ClipFolder
    from videojobs.batch.loading import load_lines
    from videojobs.batch.prompts import read_prompts
    from videojobs.batch.store import Store

    folder.mkdir()
    store = Store(ClipFolder(folder), "openai", client.base_url)
    load_lines(store, client._session, read_prompts(file))
    store.close()


def _prompts(lines: int) -> Iterator[Prompt]:
    return (Prompt(prompt=f"clip {number}") for number in range(lines))


def _milliseconds(program: Callable[[VideoClient, Path], None]) -> float:
    """Return the CPU per line of a program, in all its threads."""
    with tempfile.TemporaryDirectory() as name, virtual_time(), _client() as client:
        client.create("warm-up")
        before = time.process_time()
        program(client, Path(name))
        return (time.process_time() - before) / LINES * 1000


def _without_batch(client: VideoClient, folder: Path) -> None:
    for prompt in _prompts(LINES):
        job = client.wait(client.create(prompt.prompt))
        client.download(job, folder / f"{job.id}.mp4")


def _batch(client: VideoClient, folder: Path) -> None:
    assert run_batch(client, _prompts(LINES), folder).is_complete


def _client() -> VideoClient:
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
    return VideoClient("openai", api_key="x", base_url="https://api.example.com/v1", http_client=http_client)
