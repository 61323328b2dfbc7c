"""The file: lines are durable, private, whole, and safe to share."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import stat
import sys
import threading
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import videojobs.ledger
from videojobs import ConfigurationError, VideoClient
from videojobs.ledger import Ledger

JOB = {"provider": "wired", "base_url": "http://127.0.0.1:1"}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger."""
    return Ledger(tmp_path / "jobs.jsonl")


def _sending(ledger: Ledger, entry: str) -> None:
    ledger.append("sending", entry=entry, operation="create", prompt={"sha256": "0", "length": 1}, **JOB)


def _lines(ledger: Ledger) -> list[Any]:
    return [json.loads(line) for line in ledger.path.read_bytes().splitlines()]


def test_lines_are_json_objects_that_only_the_owner_can_read(ledger: Ledger) -> None:
    """Prompts are private, and so is what was paid for."""
    _sending(ledger, "a")
    ledger.append("created", entry="a", job="video_\ud800\n1", **JOB)
    assert [line["event"] for line in _lines(ledger)] == ["sending", "created"]
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    state = ledger.read()
    assert state.entries["a"].job_id == "video_\ud800\n1" and state.entries["a"].sent_at.tzinfo is not None


def test_a_line_is_on_the_disk_before_the_call_returns(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is synchronised after each line, its folder once."""
    calls: list[str] = []
    real_write, real_sync = os.write, os.fsync
    monkeypatch.setattr(os, "write", lambda fd, data: (calls.append("write"), real_write(fd, data))[1])
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: (calls.append("dir" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file"), real_sync(fd))[1],
    )
    _sending(ledger, "a")
    ledger.append("unknown", entry="a")
    assert calls == ["write", "file", "dir", "write", "file"]


@pytest.mark.parametrize("cut", [1, 20, 0])
def test_a_line_cut_by_a_kill_does_not_damage_the_next(ledger: Ledger, cut: int) -> None:
    """A process may die in mid-write, a machine may leave zeros."""
    _sending(ledger, "a")
    whole = ledger.path.read_bytes()
    torn = whole[:-cut] if cut else b"\0\0\0"
    ledger.path.write_bytes(whole + torn)
    _sending(ledger, "b")
    ledger.append("created", entry="b", job="video_b", **JOB)
    state = ledger.read()
    assert list(state.entries) == ["a", "b"] and state.entries["b"].job_id == "video_b"
    assert state.damaged == (0 if cut == 1 else 1)


def test_foreign_and_future_lines_are_skipped(ledger: Ledger) -> None:
    """A later version may write further events; anything may be in a file."""
    ledger.path.write_bytes(
        b'[]\nnull\n{"event":7}\n{"event":"sending"}\n' + b"[" * 100_000 + b'\n{"event":"later","x":1}\n'
    )
    assert ledger.read().damaged == 5
    assert not ledger.read().entries


def test_the_outcome_may_come_before_the_first_line(ledger: Ledger) -> None:
    """A cancelled call records its outcome while a thread still writes ``sending``."""
    ledger.append("not_sent", entry="a")
    _sending(ledger, "a")
    assert not ledger.read().entries["a"].is_open


def test_a_created_job_is_never_forgotten(ledger: Ledger) -> None:
    """A cancellation after ``created`` may add ``unknown``."""
    _sending(ledger, "a")
    ledger.append("created", entry="a", job="video_1", **JOB)
    ledger.append("unknown", entry="a")
    assert ledger.read().entries["a"].outcome == "created"


def _append_many(path: Path, writer: str) -> None:
    for number in range(25):
        Ledger(path).append("unknown", entry=f"{writer}-{number}", padding="x" * 3000)


def test_threads_and_processes_share_a_file(ledger: Ledger) -> None:
    """Each line stays whole, and none is lost."""
    processes = [
        multiprocessing.get_context("spawn").Process(target=_append_many, args=(ledger.path, f"p{n}")) for n in range(2)
    ]
    threads = [threading.Thread(target=_append_many, args=(ledger.path, f"t{n}")) for n in range(4)]
    for worker in (*processes, *threads):
        worker.start()
    for worker in (*processes, *threads):
        worker.join(60)
    assert {line["entry"] for line in _lines(ledger)} == {
        f"{writer}-{number}" for writer in ("p0", "p1", "t0", "t1", "t2", "t3") for number in range(25)
    }
    assert len(_lines(ledger)) == 150


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_forked_child_does_not_keep_the_lock(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child has copies of all descriptors, with their locks, for as long as it lives."""
    import fcntl

    real_write = os.write
    children: list[int] = []
    hold, release = os.pipe()

    def write_and_fork(fd: int, data: bytes) -> int:
        pid = os.fork()
        if pid == 0:
            os.close(release)
            os.read(hold, 1)  # until the parent is done
            os._exit(0)
        children.append(pid)
        return real_write(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write_and_fork)
        _sending(ledger, "a")
    try:
        with ledger.path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises if the child holds it
    finally:
        os.close(release)
        os.close(hold)
        for pid in children:
            os.waitpid(pid, 0)


def test_a_file_system_without_locks_does(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network file systems have none."""
    fcntl = pytest.importorskip("fcntl")

    def flock(fd: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    _sending(ledger, "a")
    assert list(ledger.read().entries) == ["a"]


@pytest.mark.parametrize("place", ["missing/jobs.jsonl", ".", "fifo", "/dev/full", "nul\0byte"])
def test_an_unusable_file_is_a_configuration_error(tmp_path: Path, place: str) -> None:
    """The message names the file and what to do."""
    if place == "fifo":
        os.mkfifo(tmp_path / "fifo")
    with pytest.raises(ConfigurationError, match=r"the ledger .* cannot be written: .*ledger="):
        _sending(Ledger(tmp_path / place), "a")


@pytest.mark.parametrize("place", [".", "fifo", "/dev/full", "nul\0byte"])
def test_an_unreadable_file_is_a_configuration_error(tmp_path: Path, place: str) -> None:
    """Also one that never ends: all memory would go into it, or the program would wait for ever."""
    if place == "fifo":
        os.mkfifo(tmp_path / "fifo")
    with pytest.raises(ConfigurationError, match=r"the ledger .* cannot be read: "):
        Ledger(tmp_path / place).read()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_failing_disk_is_a_configuration_error(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A full disk, a read-only one, a broken one."""

    def write(fd: int, data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(ConfigurationError, match=os.strerror(number)):
        _sending(ledger, "a")


def test_half_a_line_is_a_failure(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk became full on the way; the next line starts on a line of its own."""
    real_write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: real_write(fd, data[:30]))
        with pytest.raises(ConfigurationError, match="only a part"):
            _sending(ledger, "a")
    _sending(ledger, "b")
    state = ledger.read()
    assert list(state.entries) == ["b"] and state.damaged == 1


@pytest.mark.parametrize("path", ["", 7, b"jobs.jsonl"])
def test_a_ledger_that_is_no_path_is_a_configuration_error(path: Any) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigurationError, match="path of a file"):
        VideoClient("compatible", base_url="http://127.0.0.1:9", ledger=path)


def test_a_relative_path_does_not_follow_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program may change its directory between two lines."""
    monkeypatch.chdir(tmp_path)
    ledger = Ledger("jobs.jsonl")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    _sending(ledger, "a")
    assert (tmp_path / "jobs.jsonl").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the real thing is tested there")
def test_windows_has_a_lock(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The module is loaded as on Windows, over a stand-in for its locks: a busy lock is tried again, and released."""
    calls: list[tuple[int, int]] = []

    def locking(fd: int, mode: int, size: int) -> None:
        calls.append((mode, os.lseek(fd, 0, os.SEEK_CUR)))
        if len(calls) == 1:
            raise PermissionError(errno.EACCES, "Permission denied")

    msvcrt = ModuleType("msvcrt")
    vars(msvcrt).update(locking=locking, LK_NBLCK=2, LK_UNLCK=0)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    spec = spec_from_file_location("ledger_on_windows", videojobs.ledger.__file__)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "ledger_on_windows", module)
        patch.setattr(sys, "platform", "win32")
        spec.loader.exec_module(module)
        _sending(module.Ledger(ledger.path), "a")
        _sending(module.Ledger(ledger.path), "b")
    assert [mode for mode, _ in calls] == [2, 2, 0, 2, 0]
    assert {offset for _, offset in calls} == {2**30}, "locked bytes cannot be read, so none of the file's is locked"
    assert list(ledger.read().entries) == ["a", "b"]
