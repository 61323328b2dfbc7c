"""``kill -9`` at random points of a batch, three times, then the same command once more."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.conftest import BatchProvider, check_clips
from tests.batch.postgres import Postgres
from tests.jobs.stub_server import ReceivedRequest, StubResponse, StubServer

_ROOT = Path(__file__).parents[2]


def _with_faults(request: ReceivedRequest, number: int) -> StubResponse | None:
    """Refuse some creates for their rate, and fail some polls, lists and downloads."""
    if request.method == "POST":
        return StubResponse.json({"error": {"message": "slow down"}}, 429) if number % 7 == 0 else None
    return StubResponse.json({"error": {"message": "no"}}, 503) if number % 9 == 0 else None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize(
    ("seed", "lines"), [(1, 40), pytest.param(2, 500, marks=[pytest.mark.nightly, pytest.mark.timeout(600)])]
)
def test_no_kill_loses_or_repeats_a_line(server: StubServer, tmp_path: Path, seed: int, lines: int) -> None:
    """As many files and jobs as lines, and the manifest matches the disk."""
    provider, folder = BatchProvider(accepts_jobs=True, intercept=_with_faults), tmp_path / "clips"
    server.respond_with(provider.respond)
    prompts, warm_up = tmp_path / "prompts.jsonl", tmp_path / "warm.jsonl"
    prompts.write_text("".join(json.dumps({"prompt": f"clip {number}"}) + "\n" for number in range(lines)))
    warm_up.write_text("".join(json.dumps({"prompt": f"warm {number}"}) + "\n" for number in range(4)))
    arguments = [server.url, str(warm_up), str(prompts), str(folder), str(seed), "3"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.kill_program", *arguments],
        cwd=_ROOT, check=True, capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    statuses = [int(line) for line in done.stdout.split()]
    assert statuses == [signal.SIGKILL] * 3

    check_clips(provider, folder, lines)
    leftovers = {path.name for path in folder.iterdir() if path.suffix != ".mp4"}
    assert leftovers <= {"manifest.jsonl", "batch.sqlite", "batch.sqlite-wal", "batch.sqlite-shm"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
@pytest.mark.parametrize(
    ("seed", "lines"),
    [
        (1, 24),
        *(pytest.param(seed, 100, marks=pytest.mark.nightly) for seed in range(2, 6)),
        pytest.param(6, 500, marks=[pytest.mark.nightly, pytest.mark.timeout(600)]),
    ],
)
def test_a_killed_worker_is_adopted(
    postgres: Postgres, server: StubServer, tmp_path: Path, seed: int, lines: int
) -> None:
    """Of three workers, one is killed and not started again: as many files and jobs as lines."""
    provider, folder = BatchProvider(accepts_jobs=True, intercept=_with_faults), tmp_path / "clips"
    server.respond_with(provider.respond)
    done = subprocess.run(
        [sys.executable, "-m", "tests.batch.kill_worker_program",
         server.url, postgres.url, postgres.batch(), str(folder), str(lines), str(seed)],
        cwd=_ROOT, check=True, capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert [int(line) for line in done.stdout.split()] == [signal.SIGKILL, 0, 0]
    check_clips(provider, folder, lines)
    workers = {json.loads(line)["worker"] for line in (folder / "manifest.jsonl").read_text().splitlines()}
    assert workers & {"w2", "w3"} and workers <= {"w1", "w2", "w3", "w4"}
    assert {path.name for path in folder.iterdir() if path.suffix != ".mp4"} == {"manifest.jsonl"}
