"""The code and the commands of docs/live-drift.md run against the emulator."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from videojobs.cli.app import app
from videojobs.contract.recorder import KEYS
from videojobs.contract.validator import RULES
from videojobs.emulator import serve
from videojobs.testing import virtual_time

TEXT = (Path(__file__).resolve().parents[2] / "docs/live-drift.md").read_text(encoding="utf-8")
CODE = "".join(re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^\$ (.*)$", TEXT, re.MULTILINE)


def test_code_and_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block in order, with nothing changed but the port; then every command on the recording."""
    monkeypatch.chdir(tmp_path)
    provider = re.findall(r'VideoClient\("(\w+)"', CODE)[0]
    with virtual_time() as clock, serve(provider, clock=clock.time) as served:
        exec(compile(CODE.replace(":8080", f":{served.port}"), "live-drift.md", "exec"), {})
    assert len((tmp_path / "responses.jsonl").read_text(encoding="utf-8").splitlines()) >= 3
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        run(shlex.split(command))


def run(command: list[str]) -> None:
    """Run one command of the page: that of the wheel, or a maintainer's tool."""
    if command[0] == "videojobs":
        result = CliRunner().invoke(app, command[1:])
        assert result.exit_code == 0, result.output
        return
    assert command[:3] == ["python", "-m", "scripts.providers"]
    maintainers = pytest.importorskip("scripts.providers.command", exc_type=ImportError)
    assert maintainers.main(command[3:]) == 0


def test_rules_and_keys_are_documented() -> None:
    """Each rule, and each key of a recorded line."""
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    documented = set(re.findall(r"`([^`]+)`", prose))
    assert RULES.keys() - documented == set()
    assert KEYS - documented == set()
