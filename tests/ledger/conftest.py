"""Fixtures: the server and the clients of tests/jobs, with a ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.jobs.conftest import Either, call, path, server
from videojobs.ledger import Ledger

__all__ = ["call", "path", "server"]


@pytest.fixture
def ledger(tmp_path: Path, call: Either) -> Ledger:
    """An empty ledger that each client of ``call`` writes to."""
    file = tmp_path / "jobs.jsonl"
    call.settings = {"ledger": file}
    return Ledger(file)
