"""The PostgreSQL server of the tests ends with them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.batch.postgres import Postgres, programs

_PROGRAM = """
import signal
from tests.batch.postgres import Postgres, programs, running
with running(programs()) as server:
    print(server.folder, flush=True)
    signal.pause()
"""


@pytest.mark.nightly
@pytest.mark.skipif(programs() is None, reason="there is no PostgreSQL server here")
def test_a_killed_run_leaves_no_server() -> None:
    """Neither its processes nor its folder."""
    command = [sys.executable, "-c", _PROGRAM]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        with psycopg.connect(Postgres(folder, folder, None).url) as connection:
            run.kill()
            assert run.stdout.read() == ""  # to its end: what cleans up holds the pipe, too
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
    assert not folder.exists()
