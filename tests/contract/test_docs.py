"""What docs/live-drift.md says is true: its code and its commands run against the emulator."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from videojobs.cli.app import app
from videojobs.contract.judge import RULES
from videojobs.contract.lines import KEYS
from videojobs.emulator import serve
from videojobs.testing import virtual_time

TEXT = (Path(__file__).resolve().parents[2] / "docs/live-drift.md").read_text(encoding="utf-8")
CODE = "".join(re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^\$ videojobs (contract .*)$", TEXT, re.MULTILINE)


def test_code_and_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block in order, with nothing changed but the port; then every command on what was recorded."""
    monkeypatch.chdir(tmp_path)
    provider = re.findall(r'VideoClient\("(\w+)"', CODE)[0]
    with virtual_time() as clock, serve(provider, clock=clock.time) as served:
        exec(compile(CODE.replace(":8080", f":{served.port}"), "live-drift.md", "exec"), {})
    assert len((tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()) >= 3
    (tmp_path / "samples").mkdir()
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        result = CliRunner().invoke(app, shlex.split(command))
        assert result.exit_code == 0, result.output


def test_rules_and_keys_are_all_told() -> None:
    """Each rule, and each key of a recorded line, stands on the page."""
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"`([^`]+)`", prose))
    assert RULES.keys() - told == set()
    assert KEYS - told == set()
