"""The tutorial's code runs, from its first line to its last, against the emulator."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clips import play
from tests.docs.pages import ROOT, run_page


def test_tutorial_runs_from_first_line_to_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block in order, unmodified: four clips, and what the page says of the others."""
    names = run_page(ROOT / "docs/tutorial.md", tmp_path, monkeypatch)
    clips = sorted(path.name for path in tmp_path.glob("*.mp4"))
    assert clips == ["boat.mp4", "night.mp4", "rain-again.mp4", "rain.mp4"]
    for name in ("boat.mp4", "rain.mp4"):
        assert play(tmp_path / name).size == (1280, 720)
    assert (tmp_path / "rain.mp4").read_bytes() == (tmp_path / "rain-again.mp4").read_bytes()
    assert names["saved_ref"] == names["job"].ref.to_json()
    output = capsys.readouterr().out
    assert "True True" in output and "generation_failed" in output
