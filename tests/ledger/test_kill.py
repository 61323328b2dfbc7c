"""``kill -9`` at random points of create, wait and download, then `recover`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

import videojobs
from tests.jobs.conftest import KINDS
from tests.jobs.stub_server import StubServer
from tests.ledger.provider import Provider, clip_of
from videojobs.ledger import Ledger
from videojobs.testing import virtual_time

_ROOT = Path(__file__).parents[2]


def _finish_requests(server: StubServer) -> None:
    """Wait until the server has read what the dead processes had sent: it may create jobs after they died."""
    with urllib.request.urlopen(f"{server.url}/videos") as response:  # accepted after all theirs
        response.read()
    for thread in threading.enumerate():
        if "_answer" in thread.name:
            thread.join(10)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize(
    ("kind", "seed", "points"),
    [("asyncio", 1, 12)]
    + [pytest.param(kind, 2, 100, marks=[pytest.mark.nightly, pytest.mark.timeout(300)]) for kind in KINDS],
)
def test_no_kill_loses_or_repeats_a_job(server: StubServer, tmp_path: Path, kind: str, seed: int, points: int) -> None:
    """Nothing is created twice, nothing is lost, and each job's clip is on disk once."""
    provider, ledger, folder = Provider(accepts_jobs=True), Ledger(tmp_path / "jobs.jsonl"), tmp_path / "clips"
    folder.mkdir()
    server.respond_with(provider.respond)
    arguments = [kind, server.url, str(ledger.path), str(folder), str(seed), str(points)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.kill_program", *arguments],
        cwd=_ROOT, check=True, capture_output=True, text=True, timeout=250,
    )  # fmt: skip
    statuses = [json.loads(line)["status"] for line in done.stdout.splitlines()]
    # Calls differ a little with the timing of sockets, so a child may finish before it is killed.
    assert set(statuses) <= {signal.SIGKILL, 0} and statuses.count(signal.SIGKILL) > points * 0.8
    _finish_requests(server)
    provider.accepts_jobs = False
    with virtual_time():
        recovery = videojobs.recover(ledger.path, directory=folder)
    assert [result.error for result in recovery.jobs if result.error is not None] == []

    created = Counter(fields["prompt"] for fields in provider.jobs.values())
    assert set(created.values()) == {1}, "a clip was paid for twice"
    assert {ref.id for ref in videojobs.ledger_jobs(ledger.path)} == set(provider.jobs), "a job was lost"
    clips = Counter(path.read_bytes() for path in folder.glob("*.mp4"))
    assert clips == Counter(clip_of(job_id) for job_id in provider.jobs)
    # What is still unknown was never started: the process died before the request arrived.
    assert len(recovery.unknown) == sum(entry.is_open for entry in ledger.read().entries.values())
    assert len(ledger.read().entries) - len(recovery.unknown) == len(provider.jobs)
    with virtual_time():
        assert videojobs.recover(ledger.path, directory=folder).downloads == ()
