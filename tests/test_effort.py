"""Counts that must not grow unnoticed: modules, requests, system calls, files and rows. `make bench` measures time."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from bench.paid import mock_client
from tests.effort import system_calls_of
from tests.raw_server import RawServer, Script, raw_server  # noqa: F401 - a fixture
from videojobs import VideoClient
from videojobs.batch import Prompt, run_batch
from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.database import SqliteDatabase
from videojobs.batch.paid_requests import Limits
from videojobs.batch.store import NewLine, Store
from videojobs.emulator import in_process
from videojobs.testing import virtual_time

LOADED = """
import sys
start = len(sys.modules)
def report():
    own = sum(name.partition(".")[0] in ("videojobs", "videojobs_api") for name in sys.modules)
    tools = {name.partition(".")[0] for name in sys.modules} & {"httpx", "anyio", "rich", "dbos", "sqlite3", "asyncio"}
    print(own, len(sys.modules) - start, *tools, sep=",", end=";")
"""
CLIENT = "import videojobs\nreport()\nvideojobs.VideoClient('openai', api_key='x')\nreport()\n"
HELP = """
import atexit
atexit.register(report)
sys.argv = ["videojobs", "--help"]
from videojobs.cli import main
main()
"""
# Windows has other names and other calls.
posix = pytest.mark.skipif(sys.platform == "win32", reason="counts calls of POSIX")


def loaded_by(code: str) -> list[tuple[int, int, set[str]]]:
    """Return own modules, all new modules, and the tools among them, at each report of a program."""
    done = subprocess.run([sys.executable, "-c", LOADED + code], check=True, capture_output=True, text=True)
    reports = [entry.split(",") for entry in done.stdout.rpartition("\n")[2].split(";") if entry]
    return [(int(own), int(new), set(tools)) for own, new, *tools in reports]


def test_modules_of_an_import_and_of_a_client() -> None:
    """`import videojobs` loads one module of its own, and a client that is not used yet no HTTP library."""
    (own, new, tools), (client_own, client_new, client_tools) = loaded_by(CLIENT)
    assert (own, tools, client_tools) == (1, set(), set())
    assert new <= 10
    assert client_own <= 40
    assert client_new <= 150


def test_modules_of_the_help() -> None:
    """`videojobs --help` loads no client, and none of the libraries that commands need."""
    [(own, new, tools)] = loaded_by(HELP)
    assert own <= 8
    assert new <= 160
    assert tools == set()


@posix
def test_requests_and_files_of_a_job(tmp_path: Path) -> None:
    """A render of half a minute is one create, eight polls and one download; its clip is written once, and renamed."""
    with in_process("openai", render_seconds=30) as emulator, emulator.client() as client:
        job = client.wait(client.create("a boat"))
        calls = system_calls_of(lambda: client.download(job, tmp_path / "clip.mp4"))
        assert Counter(record.method for record in emulator.requests) == {"POST": 1, "GET": 8 + 1}
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    # The partial file, its record, its lock, and its folder, for the rename to be durable.
    assert calls["posix.open"] <= 4
    assert calls["posix.replace"] <= 2
    assert calls["posix.fsync"] <= 3
    assert calls["posix.unlink"] <= 3


@posix
def test_system_calls_of_a_chunk(raw_server: Callable[[Script], RawServer], tmp_path: Path) -> None:  # noqa: F811
    """A chunk of a download is read, bounded in time, and written: four calls, whatever the size of the clip."""
    size = 16 * 2**20

    def script(peer: socket.socket, request: bytes) -> None:
        start = b"\0\0\0\x10ftypisom\0\0\2\0\0\0\0\x08moov" + (size - 24).to_bytes(4, "big") + b"mdat"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % size
        peer.sendall(head + start + bytes(size - len(start)))

    with VideoClient("openai", api_key="x", base_url=raw_server(script).url) as client:
        client.download("warm-up", tmp_path / "warm-up.mp4")
        calls = system_calls_of(lambda: client.download("video_1", tmp_path / "clip.mp4"))
    reads = calls["socket.recv_into"]
    assert reads >= 64
    assert calls["posix.write"] <= reads + 5
    assert sum(calls.values()) <= 4 * reads + 80


def test_a_claim_reads_no_more_rows_of_a_longer_batch(tmp_path: Path) -> None:
    """All workers wait for it. Counted are the instructions of SQLite's virtual machine."""
    steps: list[int] = []
    for lines in (100, 1000):
        database = SqliteDatabase(tmp_path / f"{lines}.sqlite")
        store = Store(database, ClipFolder(tmp_path), "compatible", "http://x")
        store.add([NewLine(number, f"{number}.mp4", Prompt(prompt="a"), "") for number in range(lines)])
        for _ in range(5):
            assert store.claim() is not None
        steps.append(_steps_of_a_claim(store, database))
        store.close()
    assert 100 < steps[0] < 1000 and steps[1] <= steps[0] + 10


def test_max_jobs_reads_no_more_rows_of_a_longer_batch(tmp_path: Path) -> None:
    """It is compared with the paid requests twice for each line, while all workers wait."""
    steps: list[int] = []
    for paid in (10, 1000):
        database = SqliteDatabase(tmp_path / f"{paid}.sqlite")
        with closing(Store(database, ClipFolder(tmp_path), "compatible", "http://x")) as store:
            statement = (
                "INSERT INTO requests (entry, number, worker, sent_at, prompt_sha256, fields_sha256, outcome) "
                "VALUES (?, ?, '', '', '', '', ?)"
            )
            store.database.execute_many(statement, [(f"{number}", number, "created") for number in range(paid)])
            store.database.execute(statement, "refused", paid, "rejected")
            store.set_limits(Limits(max_jobs=paid + 2))
            steps.append(_steps(database, store.can_send))
            for max_jobs, is_allowed in ((paid + 2, True), (paid + 1, True), (paid, False), (1, False)):
                store.set_limits(Limits(max_jobs=max_jobs))
                assert store.can_send() is is_allowed
    assert 10 < steps[0] < 1000 and steps[1] <= steps[0] + 10


def _steps_of_a_claim(store: Store, database: SqliteDatabase) -> int:
    return _steps(database, lambda: store.claim() is not None)


def _steps(database: SqliteDatabase, call: Callable[[], bool]) -> int:
    """Return the number of instructions of SQLite's virtual machine for a call that succeeds."""
    steps = count()
    database._connection.set_progress_handler(lambda: next(steps) < 0, 1)
    assert call()
    database._connection.set_progress_handler(None, 1)
    return next(steps)


def test_rows_of_a_batch_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is added and claimed, its request is recorded before it leaves and after its response, and the download.

    The row of the line is written once more when it is finished.
    """
    changes: list[int] = []

    class Counted(sqlite3.Connection):
        def close(self) -> None:
            changes.append(self.total_changes)
            super().close()

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *arguments, **options: connect(*arguments, **options, factory=Counted)
    )
    for lines in (10, 20):
        with virtual_time(), mock_client() as client:
            prompts = [Prompt(prompt=f"clip {number}") for number in range(lines)]
            assert run_batch(client, prompts, tmp_path / str(lines)).is_complete
    assert (changes[1] - changes[0]) / 10 <= 7
