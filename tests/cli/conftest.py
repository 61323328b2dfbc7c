"""Fixtures: the command line, with an emulator and a state folder of its own."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from typer.testing import CliRunner, Result

from videojobs.cli.app import app
from videojobs.emulator import Served, serve
from videojobs.testing import virtual_time

KEY = "key-canary-4711-0815"


@frozen
class CommandLine:
    """Runs commands as a script would, in a folder of their own."""

    served: Served
    folder: Path

    def __call__(self, *arguments: str, stdin: str | None = None, **env: str) -> Result:
        """Run a command; standard output is not a terminal."""
        return CliRunner().invoke(app, list(arguments), input=stdin, env=env, prog_name="videojobs")

    def here(self, *arguments: str, stdin: str | None = None, **env: str) -> Result:
        """Run a command with the emulator as its provider."""
        return self(*arguments, "-p", "openai", "--base-url", self.served.base_url, stdin=stdin, **env)

    @property
    def paid(self) -> int:
        """How many jobs were paid for."""
        return sum(record.method == "POST" for record in self.served.requests)


def events(result: Result) -> list[dict[str, Any]]:
    """Return the JSON lines of a command."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """An emulator, and virtual time."""
    with virtual_time() as clock, serve("openai", api_key=KEY, clock=clock.time) as served:
        yield served


@pytest.fixture
def command_line(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command, in an empty folder, with the key in the environment."""
    served.requests.clear()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("VIDEOJOBS_PROVIDER", "VIDEOJOBS_BASE_URL", "VIDEOJOBS_LEDGER"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return CommandLine(served, folder)


@pytest.fixture
def slow() -> Iterator[tuple[Served, list[float]]]:
    """An emulator whose clock the test sets, so that a job renders until the test lets it finish."""
    now = [1_000_000.0]
    with serve("openai", api_key=KEY, clock=lambda: now[0]) as served:
        yield served, now


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let child processes be interrupted: a shell starts programs in the background with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def environment(served: Served, tmp_path: Path) -> dict[str, str]:
    """Return the environment of a real process."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "OPENAI_API_KEY": KEY,
        "VIDEOJOBS_LEDGER": str(tmp_path / "ledger.jsonl"),
    }
