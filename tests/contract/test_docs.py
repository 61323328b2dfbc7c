"""The code and the commands of docs/live-drift.md run against the emulator."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, run_page
from videojobs.contract.recorder import KEYS
from videojobs.contract.validator import RULES

TEXT = (ROOT / "docs/live-drift.md").read_text(encoding="utf-8")


def test_code_and_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block in order, unmodified: the commands read what the code has recorded."""
    run_page(ROOT / "docs/live-drift.md", tmp_path, monkeypatch)
    assert len((tmp_path / "responses.jsonl").read_text(encoding="utf-8").splitlines()) >= 3
    assert len(re.findall(r"^\$ (.*)$", TEXT, re.MULTILINE)) == 3


def test_rules_and_keys_are_documented() -> None:
    """Each rule, and each key of a recorded line."""
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    documented = set(re.findall(r"`([^`]+)`", prose))
    assert RULES.keys() - documented == set()
    assert KEYS - documented == set()
